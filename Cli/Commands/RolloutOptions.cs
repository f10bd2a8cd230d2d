using System.CommandLine;
using Orrery.Grains.Interfaces.Dags;

namespace Orrery.Cli.Commands;

/// <summary>The options that say how new releases come to be live, of one DAG or of all DAGs of a bundle.</summary>
internal sealed class RolloutOptions
{
    private readonly Option<int?> _percent = new("--percent") { Description = "Share of new scheduled and manual runs that take a candidate: 1 to 100", HelpName = "N" };
    private readonly Option<int?> _next = new("--next") { Description = "Instead of a share: that many new runs", HelpName = "N" };
    private readonly Option<int?> _promoteAfter = new("--promote-after") { Description = "Make a candidate live after that many successful runs. Default: only by hand", HelpName = "N" };
    private readonly Option<int?> _rollbackAfter = new("--rollback-after") { Description = "Take a candidate back after that many runs in a row that fail because of user code. Default: only by hand", HelpName = "N" };
    private readonly Option<bool> _off = new("--off") { Description = "New releases are live at once again" };

    /// <summary>The options.</summary>
    public Symbol[] All => [_percent, _next, _promoteAfter, _rollbackAfter, _off];

    /// <summary>What was asked for.</summary>
    public RolloutRequest Read(ParseResult parsed) => new()
    {
        Percent = parsed.GetValue(_percent),
        Next = parsed.GetValue(_next),
        PromoteAfter = parsed.GetValue(_promoteAfter),
        RollbackAfter = parsed.GetValue(_rollbackAfter),
        IsOff = parsed.GetValue(_off),
    };
}
