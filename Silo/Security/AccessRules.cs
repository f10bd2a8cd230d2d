using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using Orrery.Core.Identity;

namespace Orrery.Silo.Security;

/// <summary>Who may do what: the only place where that is decided.</summary>
internal static class AccessRules
{
    private static readonly string[] DeployVerbs = ["parse", "parsePath", "deploy", "documents", "refresh"];

    /// <summary>Why somebody who is known may not do this; null: they may.</summary>
    /// <param name="user">Who.</param>
    /// <param name="method">Method of the request.</param>
    /// <param name="path">Path of the request.</param>
    public static string? Refusal(ClaimsPrincipal user, string method, PathString path)
    {
        var role = user.FindFirstValue(ClaimTypes.Role) ?? "";
        if (role == ApiRoles.Admin)
        {
            return null;
        }

        var reads = HttpMethods.IsGet(method) || HttpMethods.IsHead(method);
        string[] segments = path.StartsWithSegments("/api/v2", StringComparison.OrdinalIgnoreCase, out var rest) ? [.. rest.Value!.Split('/').Skip(1)] : [];
        if (Matches(segments, 0, "bundles") && segments.Length > 1 && MayDeploy(user, role, segments, reads))
        {
            return null;
        }

        var needed = NeededRole(segments, reads);
        return ApiRoles.Includes(role, needed) ? null : $"This needs the role '{needed}'; the token has the role '{role}'{Scope(user)}.";
    }

    private static string NeededRole(string[] segments, bool reads) => segments switch
    {
        // Pages of the dashboard act for whoever is signed in, and only the owner can sign in.
        [] => ApiRoles.Admin,
        _ when Matches(segments, 0, "tokens") || Matches(segments, 0, "sign-in-links") => ApiRoles.Admin,
        _ when Matches(segments, 0, "config") => ApiRoles.Admin,
        _ when reads && (Matches(segments, 0, "plugins") || Matches(segments, 0, "providers")) => ApiRoles.Op,
        _ when reads => ApiRoles.Viewer,

        // What is at hand is everybody's own affair, and a search is a read whatever its method.
        [_, _, var verb] when Matches(segments, 0, "dags") && verb.ToUpperInvariant() is "FAVORITE" or "UNFAVORITE" => ApiRoles.Viewer,
        [.., var kind, var last] when kind.ToUpperInvariant() is "DAGRUNS" or "TASKINSTANCES" && string.Equals(last, "list", StringComparison.OrdinalIgnoreCase) => ApiRoles.Viewer,
        _ when Matches(segments, 2, "rollout") => ApiRoles.Op,
        _ when Matches(segments, 0, "bundles") => segments.Length == 3 && IsDeployVerb(segments[2]) ? ApiRoles.Op : ApiRoles.Admin,
        _ when Matches(segments, 0, "pools") || Matches(segments, 0, "parseDagFile") => ApiRoles.Op,
        _ => ApiRoles.User,
    };

    // A deploy token sees the bundle it deploys to, and nothing else.
    private static bool MayDeploy(ClaimsPrincipal user, string role, string[] segments, bool reads) =>
        role == ApiRoles.Deploy
        && (user.FindFirstValue(Principals.BundleClaim) is not { } bundle || bundle == Uri.UnescapeDataString(segments[1]))
        && (reads ? segments.Length == 2 : segments.Length == 3 && IsDeployVerb(segments[2]));

    private static bool IsDeployVerb(string segment) => DeployVerbs.Contains(segment, StringComparer.OrdinalIgnoreCase);

    // Routes are matched whatever the case.
    private static bool Matches(string[] segments, int at, string name) => segments.Length > at && string.Equals(segments[at], name, StringComparison.OrdinalIgnoreCase);

    private static string Scope(ClaimsPrincipal user) => user.FindFirstValue(Principals.BundleClaim) is { } bundle ? $" for the bundle '{bundle}'" : "";
}
