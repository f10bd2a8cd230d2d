namespace Orrery.Runtime.Loading;

/// <summary>One file that is to be run so that it says which DAGs it defines.</summary>
/// <param name="Path">Its path in the bundle.</param>
/// <param name="Kind">How it is run.</param>
/// <param name="Root">Folder of the bundle's snapshot.</param>
/// <param name="Scratch">A folder of its own, with what it writes.</param>
/// <param name="Variables">The variables of the installation that it is given, by their names in the environment.</param>
internal sealed record ParseJob(string Path, ProgramKind Kind, string Root, string Scratch, IReadOnlyDictionary<string, string> Variables)
{
    /// <summary>The file.</summary>
    public string File => System.IO.Path.Combine(Root, Path);

    /// <summary>Where it writes its documents.</summary>
    public string Output => System.IO.Path.Combine(Scratch, "dags.json");

    /// <summary>Where the Python SDK says why it could not be read.</summary>
    public string Error => Output + ".error";

    /// <summary>Where what it prints goes.</summary>
    public string Log => System.IO.Path.Combine(Scratch, "log");

    /// <summary>Takes away what it has written, so that it can run again.</summary>
    public void Clean()
    {
        System.IO.File.Delete(Output);
        System.IO.File.Delete(Error);
        System.IO.File.Delete(Log);
    }
}

/// <summary>How the process of a file ended.</summary>
/// <param name="ExitCode">Its exit code; null: a signal ended it, or it never ran.</param>
/// <param name="Signal">The signal that ended it; null: none did.</param>
/// <param name="Ended">Why it was ended from outside: <c>time</c>, <c>processes</c>, or what the system said; null: it was not.</param>
internal sealed record ParseEnd(int? ExitCode, int? Signal, string? Ended)
{
    /// <summary>It took too long.</summary>
    public const string Time = "time";

    /// <summary>It started too many processes.</summary>
    public const string Processes = "processes";
}
