using Orrery.Core.DagFiles;
namespace Orrery.Core.Tests.DagFiles;
public sealed class Scratch(Xunit.Abstractions.ITestOutputHelper o)
{
    [Fact]
    public void Run()
    {
        var t = File.ReadAllText("/tmp/scratch.yaml");
        var r = DagFileParser.Parse(t, "file.yaml");
        foreach (var e in r.Errors) o.WriteLine(e.ToString());
        foreach (var e in r.Warnings) o.WriteLine("WARN " + e);
        foreach (var d in r.Dags) o.WriteLine(d.Canonical.Version + " " + System.Text.Encoding.UTF8.GetString(d.Canonical.Document));
    }
}
