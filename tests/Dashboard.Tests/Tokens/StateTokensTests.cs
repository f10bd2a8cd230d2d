using Orrery.Core.States;
using Orrery.Dashboard.Tokens;
using Orrery.Dashboard.Views.Logs;

namespace Orrery.Dashboard.Tests.Tokens;

public sealed class StateTokensTests
{
    private static readonly Rgb DarkPage = Rgb.Parse("#17191f");

    public static TheoryData<TaskInstanceState> States => [.. Enum.GetValues<TaskInstanceState>()];

    [Fact]
    public void Css_ComparedWithTheStyleSheet_IsTheSame()
    {
        var file = StyleSheet("states.css");
        if (Environment.GetEnvironmentVariable("ORRERY_WRITE_TOKENS") == "1")
        {
            File.WriteAllText(file, StateTokens.Css());
        }

        File.ReadAllText(file).ShouldBe(StateTokens.Css(), "states.css differs from TaskInstanceStateFacts: run this test with ORRERY_WRITE_TOKENS=1");
    }

    [Theory]
    [MemberData(nameof(States))]
    public void Colors_OnPageAndUnderInk_CanBeRead(TaskInstanceState state)
    {
        var facts = TaskInstanceStateFacts.Of(state);
        Rgb.Contrast(Rgb.Parse(facts.LightColor), Rgb.White).ShouldBeGreaterThanOrEqualTo(Rgb.TextContrast);
        Rgb.Contrast(Rgb.Parse(facts.DarkColor), DarkPage).ShouldBeGreaterThanOrEqualTo(Rgb.TextContrast);
        Rgb.Contrast(Rgb.Parse(facts.LightColor), Rgb.Parse(StateTokens.Ink.Light)).ShouldBeGreaterThanOrEqualTo(Rgb.TextContrast);
        Rgb.Contrast(Rgb.Parse(facts.DarkColor), Rgb.Parse(StateTokens.Ink.Dark)).ShouldBeGreaterThanOrEqualTo(Rgb.TextContrast);
    }

    [Theory]
    [InlineData("text")]
    [InlineData("muted")]
    [InlineData("accent")]
    [InlineData("bad")]
    [InlineData("ansi-0")]
    [InlineData("ansi-1")]
    [InlineData("ansi-2")]
    [InlineData("ansi-3")]
    [InlineData("ansi-4")]
    [InlineData("ansi-5")]
    [InlineData("ansi-6")]
    [InlineData("ansi-7")]
    [InlineData("ansi-8")]
    [InlineData("ansi-9")]
    [InlineData("ansi-10")]
    [InlineData("ansi-11")]
    [InlineData("ansi-12")]
    [InlineData("ansi-13")]
    [InlineData("ansi-14")]
    [InlineData("ansi-15")]
    public void Tokens_AsTextOnEverySurface_CanBeRead(string token)
    {
        foreach (var theme in ReadTokens())
        {
            foreach (var surface in new[] { "page", "raised", "hover" })
            {
                Rgb.Contrast(Rgb.Parse(theme[token]), Rgb.Parse(theme[surface])).ShouldBeGreaterThanOrEqualTo(Rgb.TextContrast, $"{token} on {surface}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(States))]
    public void Glyph_OfEveryState_IsDrawn(TaskInstanceState state) => Glyphs.Path(TaskInstanceStateFacts.Of(state).Glyph).ShouldNotBeEmpty();

    [Fact]
    public void Glyphs_OfDifferentStates_Differ() =>
        TaskInstanceStateFacts.All.Select(f => Glyphs.Path(f.Glyph)).Distinct(StringComparer.Ordinal).Count().ShouldBe(TaskInstanceStateFacts.All.Count);

    [Theory]
    [InlineData(DagRunState.Queued, TaskInstanceState.Queued)]
    [InlineData(DagRunState.Running, TaskInstanceState.Running)]
    [InlineData(DagRunState.Success, TaskInstanceState.Success)]
    [InlineData(DagRunState.Failed, TaskInstanceState.Failed)]
    public void OfRun_EveryState_HasTheSameName(DagRunState state, TaskInstanceState same) => StateTokens.OfRun(state).ShouldBe(same);

    private static List<Dictionary<string, string>> ReadTokens()
    {
        var blocks = File.ReadAllText(StyleSheet("tokens.css")).Split('}');
        var light = Parse(blocks[0]);
        var dark = Parse(blocks[1]);
        return [light, dark];
        static Dictionary<string, string> Parse(string block) => block.Split(['{', ';'])
            .Select(d => d.Split(':', 2)).Where(d => d.Length == 2 && d[1].Trim() is ['#', _, _, _, _, _, _])
            .ToDictionary(d => d[0].Trim().TrimStart('-'), d => d[1].Trim(), StringComparer.Ordinal);
    }

    private static string StyleSheet(string name)
    {
        var folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "Cluster.sln")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        folder.ShouldNotBeNull("the tests run from a build inside the repository");
        return Path.Combine(folder, "Dashboard", "wwwroot", "css", name);
    }
}
