using System.Net;
using Orrery.Silo;
using Orrery.Silo.Hosting;

namespace Orrery.Cli.Tests.Hosting;

/// <summary>What a silo of a cluster is told by its environment.</summary>
public sealed class ClusterSettingsTests
{
    [Fact]
    public void Read_WithoutAStore_IsAClusterOfOneOnThisMachine() =>
        Read(store: null).ShouldBe(new ClusterSettings("orrery", null, IPAddress.Loopback, ListensEverywhere: false, 11111, 30000));

    [Fact]
    public void Read_WithAStore_TakesTheAddressFromWhichItIsReached()
    {
        var settings = Read("postgres://orrery:secret@127.0.0.1:5433/flows");
        settings.Address.ShouldBe(IPAddress.Loopback);
        settings.ConnectionString!.ShouldContain("Database=flows");
        settings.ConnectionString!.ShouldContain("Password=secret");
    }

    [Fact]
    public void Read_WhenTheStoreIsReachedByASocket_IsOnThisMachine() =>
        Read("postgres:///flows?host=/var/run/postgresql").Address.ShouldBe(IPAddress.Loopback);

    [Fact]
    public void Read_WithEverything_TakesIt() =>
        Read(store: null, ("ID", "blue"), ("ADDRESS", "10.0.0.7"), ("LISTEN", "any"), ("SILO_PORT", "1000"), ("GATEWAY_PORT", "2000"))
            .ShouldBe(new ClusterSettings("blue", null, IPAddress.Parse("10.0.0.7"), ListensEverywhere: true, 1000, 2000));

    [Fact]
    public void Read_WhenNothingIsRight_NamesEverySetting()
    {
        var error = Should.Throw<ServerStartException>(() => Read(store: null, ("ID", "a b"), ("ADDRESS", "me"), ("LISTEN", "all"), ("SILO_PORT", "0"), ("GATEWAY_PORT", "x")));
        error.Message.Split(Environment.NewLine).ShouldBe(
        [
            "ORRERY_CLUSTER_ID must be 1 to 63 letters, digits, '-', '_' or '.', was 'a b'.",
            "ORRERY_CLUSTER_LISTEN must be 'any' or 'address', was 'all'.",
            "ORRERY_CLUSTER_SILO_PORT must be 1 to 65535, was '0'.",
            "ORRERY_CLUSTER_GATEWAY_PORT must be 1 to 65535, was 'x'.",
            "ORRERY_CLUSTER_ADDRESS must be an IP address by which other silos reach this one, was 'me'.",
        ]);
    }

    [Fact]
    public void Read_WhenBothPortsAreOne_SaysSo() =>
        Should.Throw<ServerStartException>(() => Read(store: null, ("SILO_PORT", "30000"))).Message.ShouldContain("are both 30000");

    private static ClusterSettings Read(string? store, params (string Name, string Value)[] variables) =>
        ClusterSettings.Read(store, name => variables.FirstOrDefault(v => "ORRERY_CLUSTER_" + v.Name == name).Value);
}
