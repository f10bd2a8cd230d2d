using Orrery.Core.Dags;
using Orrery.Runtime.Docker;

namespace Orrery.Runtime.Tests.Docker;

public sealed class DockerSettingsTests
{
    private readonly Dictionary<string, string> _environment = new(StringComparer.Ordinal);

    [Fact]
    public void Apply_WhenTheEnvironmentSaysSo_SetsEachOption()
    {
        foreach (var (name, value) in (ReadOnlySpan<(string, string)>)[
            ("ADDRESS", "unix:///e.sock"), ("TLS", "true"), ("CERTIFICATEPATH", "/c"), ("CONFIGPATH", "/f"), ("REQUESTTIMEOUT", "00:00:05"), ("ENGINEWAIT", "00:00:06"),
            ("CLUSTER", "c"), ("HOST", "h"), ("NETWORK", "none"), ("MEMORYBYTES", "16777216"), ("CPUS", "0.5"), ("PIDS", "7"), ("USER", "5"), ("READONLYROOT", "false"), ("TMPBYTES", "9"),
        ])
        {
            _environment[$"ORRERY_DOCKER__{name}"] = value;
        }

        var options = new DockerOptions();
        DockerSettings.Apply(options, Read);

        // All of them: an option that no variable sets would be as it was.
        var unset = new DockerOptions();
        typeof(DockerOptions).GetProperties().Where(p => Equals(p.GetValue(options), p.GetValue(unset))).ShouldBeEmpty();
        (options.Network, options.Cpus, options.EngineWait).ShouldBe(("none", 0.5, TimeSpan.FromSeconds(6)));
    }

    [Fact]
    public void Explain_WhenAsked_SaysWhoSaysSo()
    {
        _environment["DOCKER_HOST"] = "unix:///mine.sock";
        _environment["ORRERY_DOCKER__PIDS"] = "7";

        var settings = DockerSettings.Explain(Read);

        settings.Count.ShouldBe(typeof(DockerOptions).GetProperties().Length);
        settings.ShouldContain(new DockerSetting("address", "unix:///mine.sock", "DOCKER_HOST"));
        settings.ShouldContain(new DockerSetting("pids", "7", "ORRERY_DOCKER__PIDS"));
        settings.ShouldContain(new DockerSetting("network", "bridge", "default"));
        settings.ShouldContain(new DockerSetting("memory_bytes", null, "default"));
    }

    [Fact]
    public void Explain_WhenATaskSaysMore_ItGoesBeforeTheHost()
    {
        _environment["ORRERY_DOCKER__PIDS"] = "7";
        _environment["ORRERY_DOCKER__NETWORK"] = "none";

        var settings = DockerSettings.Explain(Read, new DockerRuntime { Image = "i", Network = "host", Labels = new Dictionary<string, string> { ["b"] = "1", ["a"] = "2" } }, "f.yaml, task t");

        settings.ShouldContain(new DockerSetting("image", "i", "f.yaml, task t"));
        settings.ShouldContain(new DockerSetting("network", "host", "f.yaml, task t"));
        settings.ShouldContain(new DockerSetting("pids", "7", "ORRERY_DOCKER__PIDS"));
        settings.ShouldContain(new DockerSetting("labels", "a=2, b=1", "f.yaml, task t"));
        settings.ShouldContain(new DockerSetting("read_only", "true", "default"));
    }

    [Fact]
    public void Validate_WhenAValueIsOutOfRange_NamesItsVariable() =>
        new DockerOptionsValidator().Validate(null, new DockerOptions { Pids = 0, Network = "" }).Failures!.ShouldBe(
        [
            "ORRERY_DOCKER__PIDS must be from 1 to 4194304, was 0.",
            "ORRERY_DOCKER__NETWORK must be 'none', 'bridge', 'host' or the name of a network, was .",
        ]);

    private string? Read(string name) => _environment.GetValueOrDefault(name);
}
