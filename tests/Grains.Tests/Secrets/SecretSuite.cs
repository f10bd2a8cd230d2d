using System.Text;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Grains.Interfaces.Secrets;
using Orrery.Grains.Tests.Support;

namespace Orrery.Grains.Tests.Secrets;

/// <summary>What suites about secrets have in common.</summary>
public abstract class SecretSuite : GrainSuite
{
    protected IVariableGrain Variables => Fixture.Grains.GetGrain<IVariableGrain>("0");

    protected IConnectionGrain Connections => Fixture.Grains.GetGrain<IConnectionGrain>("0");

    protected ISecretKeyGrain SecretKeys => Fixture.Grains.GetGrain<ISecretKeyGrain>(ISecretKeyGrain.Only);

    protected async Task SetAsync(string key, string value, string? description = null)
    {
        var result = await Variables.SetAsync(new VariableChange { Key = key, Value = value, Description = description, Actor = "me" });
        result.Status.ShouldBe(ActionStatus.Done, string.Join(' ', result.Problems));
    }

    protected async Task SetAsync(ConnectionInfo connection)
    {
        var result = await Connections.SetAsync(new ConnectionChange { Connection = connection, Actor = "me" });
        result.Status.ShouldBe(ActionStatus.Done, string.Join(' ', result.Problems));
    }

    protected static ConnectionInfo Warehouse => new()
    {
        ConnectionId = "warehouse", ConnType = "postgres", Host = "db", Port = 5432, Login = "reader", Password = "s3cr3t-pw", Schema = "sales", Extra = """{"sslmode":"require","token":"s3cr3t-tk"}""",
    };

    /// <summary>Neither rows nor audit hold this in clear.</summary>
    protected async Task ShouldNotBeInTheStoreAsync(string secret)
    {
        var audit = await Fixture.Store.ListAuditAsync(100);
        audit.ShouldNotBeEmpty();
        audit.ShouldAllBe(a => !(a.DetailsJson ?? "").Contains(secret, StringComparison.Ordinal));
        foreach (var row in await Fixture.Store.ListVariablesAsync("", 100))
        {
            Encoding.UTF8.GetString(row.Sealed).ShouldNotContain(secret);
        }

        foreach (var row in await Fixture.Store.ListConnectionsAsync("", 100))
        {
            Encoding.UTF8.GetString(row.Sealed).ShouldNotContain(secret);
            $"{row}".ShouldNotContain(secret);
        }
    }
}
