namespace Orrery.Grains.Runs;

/// <summary>A note by people, on its way into the store. A closed set; notes are no part of what the run decides by.</summary>
/// <param name="Text">The note; null takes it away.</param>
internal abstract record RunNote(string? Text)
{
    /// <summary>On the run.</summary>
    /// <param name="Text">The note; null takes it away.</param>
    public sealed record OfRun(string? Text) : RunNote(Text);

    /// <summary>On a task instance.</summary>
    /// <param name="Task">The instance's place in the run.</param>
    /// <param name="Text">The note; null takes it away.</param>
    public sealed record OfTask(int Task, string? Text) : RunNote(Text);

    /// <summary>On values that tasks have left: what is written comes along as rows.</summary>
    public sealed record OfXComs() : RunNote(Text: null);
}
