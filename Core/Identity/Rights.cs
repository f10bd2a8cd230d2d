using System.Collections.Immutable;

namespace Orrery.Core.Identity;

/// <summary>What somebody may do: what a role lets them do everywhere, and more with some DAGs.</summary>
public sealed record Rights
{
    /// <summary>Nothing at all.</summary>
    public static Rights None { get; } = new() { Role = ApiRoles.None };

    /// <summary>Everything.</summary>
    public static Rights Everything { get; } = new() { Role = ApiRoles.Admin };

    /// <summary>Role for all DAGs and the installation: one of <see cref="ApiRoles"/>.</summary>
    public required string Role { get; init; }

    /// <summary>What they may do with single DAGs besides. Default: nothing.</summary>
    public ImmutableArray<DagGrant> Grants { get; init; } = [];

    /// <summary>Of the role <c>deploy</c>: the only bundle it is for; null: all.</summary>
    public string? Bundle { get; init; }

    /// <summary>Whether a person who has signed in is behind them, who may see to what is their own.</summary>
    public bool IsUser { get; init; }

    /// <summary>Whose rights these cannot exceed, as those of a token its owner's; null: nobody's.</summary>
    public Rights? Limit { get; init; }

    /// <summary>Whether they may do everywhere what this role may.</summary>
    public bool Has(string role) => ApiRoles.Includes(Role, role) && (Limit?.Has(role) ?? true);

    /// <summary>Whether they may do with this DAG what this role may.</summary>
    public bool Has(string role, string dagId) =>
        (ApiRoles.Includes(Role, role) || Grants.Any(g => ApiRoles.Includes(g.Role, role) && g.Covers(dagId))) && (Limit?.Has(role, dagId) ?? true);

    /// <summary>Whether they may do what this role may, everywhere or with some DAGs.</summary>
    public bool HasSomewhere(string role) =>
        (ApiRoles.Includes(Role, role) || Grants.Any(g => ApiRoles.Includes(g.Role, role))) && (Limit?.HasSomewhere(role) ?? true);

    /// <summary>Whether no DAG is hidden from them.</summary>
    public bool SeesAll => Has(ApiRoles.Viewer);

    /// <summary>Whether they may know of this DAG.</summary>
    public bool Sees(string dagId) => Has(ApiRoles.Viewer, dagId);

    /// <summary>Whether they may deploy to this bundle.</summary>
    public bool MayDeploy(string bundle) => (Role == ApiRoles.Deploy && (Bundle is null || Bundle == bundle) && (Limit?.MayDeploy(bundle) ?? true)) || Has(ApiRoles.Op);
}
