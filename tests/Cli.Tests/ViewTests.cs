using Orrery.Cli.Running;
using Orrery.Cli.Terminal;
using Orrery.Cli.Tests.Support;
using Orrery.Core.States;
using Orrery.Embedded.Tests.Support;

namespace Orrery.Cli.Tests;

/// <summary>How progress, tables and text from outside are shown.</summary>
public sealed class ViewTests : IDisposable
{
    private const int Many = 10_000;

    private readonly ManualTime _clock = new();
    private readonly StringWriter _output = new();

    public void Dispose() => _output.Dispose();

    [Fact]
    public void Apply_WhenTasksChange_CountsThemOnceAndAnswersTheChanged()
    {
        var tracker = new RunTracker();
        tracker.Apply(Sample.Update(DagRunState.Running, Sample.Task("a", TaskInstanceState.Running), Sample.Task("b", TaskInstanceState.None, 1, 0))).Count.ShouldBe(1);
        tracker.Apply(Sample.Update(DagRunState.Running, Sample.Task("a", TaskInstanceState.Success), Sample.Task("b", TaskInstanceState.None, 1, 0)))
            .ShouldHaveSingleItem().TaskId.ShouldBe("a");
        (tracker.Total, tracker.Finished, tracker.Count(TaskInstanceState.Running)).ShouldBe((2, 1, 0));
        tracker.Counts().ShouldBe([(TaskInstanceState.Success, 1), (TaskInstanceState.None, 1)]);
    }

    [Fact]
    public void Apply_WhenATryFollowsInTheSameState_IsAChange()
    {
        var tracker = new RunTracker();
        tracker.Apply(Sample.Update(DagRunState.Running, Sample.Task("a", TaskInstanceState.Running, tries: 1)));
        tracker.Apply(Sample.Update(DagRunState.Running, Sample.Task("a", TaskInstanceState.Running, tries: 2))).Count.ShouldBe(1);
    }

    [Fact]
    public void Plain_WhenTheRunIsLarge_CountsAtMostOnceASecond()
    {
        var tracker = new RunTracker();
        var view = new PlainRunView(_output, _clock);
        for (var i = 0; i < 30; i++)
        {
            view.Changed(tracker, tracker.Apply(Large(i)));
            view.Tick(tracker);
            _clock.Advance(RunWatcher.TickInterval);
        }

        view.End(tracker);
        var lines = _output.ToString().TrimEnd().Split('\n');
        lines.Length.ShouldBe(4);
        lines[0].ShouldContain($"0/{Many} done: {Many} none");
        lines[3].ShouldContain($"29/{Many} done: 29 success");
    }

    [Fact]
    public void Live_WhenTheRunIsLarge_DrawsABoundedPictureInOneUpdate()
    {
        var tracker = new RunTracker();
        tracker.Apply(Sample.Update(
            DagRunState.Running,
            [.. Enumerable.Range(0, Many).Select(n => Sample.Task($"task_{n}_{new string('x', 100)}", TaskInstanceState.Running, n))]));
        var view = Live();
        view.Tick(tracker);
        var first = _output.ToString();
        first.Split('\n').Length.ShouldBeLessThan(20);
        first.ShouldContain($"and {Many - 12} more");
        first.ShouldStartWith("\e[?2026h");
        first.ShouldEndWith("\e[?2026l");
        PlainText.LogLine(first, keepColor: false).Length.ShouldBeLessThan(20 * 80);

        _output.GetStringBuilder().Clear();
        view.Tick(tracker);
        _output.ToString().ShouldContain($"\e[{first.Count(c => c == '\n')}F\e[J");
    }

    [Fact]
    public void Live_WhenATaskFailed_ShowsItFirst()
    {
        var tracker = new RunTracker();
        tracker.Apply(Sample.Update(DagRunState.Running, Sample.Task("runs", TaskInstanceState.Running), Sample.Task("broke", TaskInstanceState.Failed, 1, failure: "exit code 9")));
        Live().Tick(tracker);
        var text = _output.ToString();
        text.IndexOf("broke", StringComparison.Ordinal).ShouldBeLessThan(text.IndexOf("runs", StringComparison.Ordinal));
        text.ShouldContain("exit code 9");
    }

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("\e[31mred\e[0m", "red")]
    [InlineData("a\e[2Jb\e[10;10Hc", "abc")]
    [InlineData("\e]0;title\atext", "text")]
    [InlineData("bell\a back\b tab\t", "bell back tab\t")]
    public void LogLine_WithoutColor_HoldsNoControls(string text, string expected) => PlainText.LogLine(text, keepColor: false).ShouldBe(expected);

    [Fact]
    public void LogLine_WithColor_KeepsColorsAndEndsThem() =>
        PlainText.LogLine("\e[31mred\e[2J", keepColor: true).ShouldBe("\e[31mred\e[0m");

    [Fact]
    public void OneLine_WhenTextHasLineBreaks_JoinsThem() => PlainText.OneLine("a\nb\e[31mc").ShouldBe("a bc");

    [Theory]
    [InlineData(0, "0.00 s")]
    [InlineData(1.234, "1.23 s")]
    [InlineData(59.99, "59.9 s")]
    [InlineData(184, "3 min 4 s")]
    [InlineData(7500, "2 h 5 min")]
    [InlineData(360000, "100 h 0 min")]
    [InlineData(-1, "0.00 s")]
    public void Duration_InAnyLength_IsShort(double seconds, string expected) => Wording.Duration(TimeSpan.FromSeconds(seconds)).ShouldBe(expected);

    [Fact]
    public void Table_WithoutColor_AlignsColumnsAndEndsLinesCleanly()
    {
        var table = new TextTable("A", "LONGER", "C");
        table.Add("value", "x", "");
        table.Add("v", new Cell("y", Tone.Red), "z");
        table.Write(Terminal(color: false), "none");
        _output.ToString().ShouldBe("A      LONGER  C\nvalue  x\nv      y       z\n");
    }

    [Fact]
    public void Table_WithColor_AlignsByWhatIsSeen()
    {
        var table = new TextTable("A", "B");
        table.Add(new Cell("ab", Tone.Green), "c");
        table.Write(Terminal(color: true), "none");
        _output.ToString().ShouldContain("\e[32mab\e[0m  c");
    }

    private LiveRunView Live() => new(Terminal(color: true), _clock);

    private CliTerminal Terminal(bool color) => new() { Out = _output, Error = _output, UseColor = color, IsInteractive = color, Size = () => (80, 24) };

    private static Grains.Interfaces.Runs.RunUpdate Large(int done) => Sample.Update(
        DagRunState.Running,
        [.. Enumerable.Range(0, Many).Select(n => Sample.Task($"t{n}", n < done ? TaskInstanceState.Success : TaskInstanceState.None, n, n < done ? 1 : 0))]);
}
