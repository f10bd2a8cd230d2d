using System.CommandLine;

namespace Orrery.Cli.Commands;

/// <summary><c>--output table|json</c>.</summary>
internal sealed class OutputOption : Option<string>
{
    private const string Json = "json";
    private const string Table = "table";

    /// <summary>Creates the option.</summary>
    public OutputOption()
        : base("--output", "-o")
    {
        Description = "How to write the result";
        DefaultValueFactory = _ => Table;
        this.AcceptOnlyFromAmong(Table, Json);
    }

    /// <summary>Whether JSON is wanted.</summary>
    public bool IsJson(ParseResult parsed) => parsed.GetValue(this) == Json;
}
