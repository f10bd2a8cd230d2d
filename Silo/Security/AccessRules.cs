using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Routing;
using Orrery.Core.Identity;

namespace Orrery.Silo.Security;

/// <summary>Who may do what: the only place where that is decided, for every address of the server.</summary>
/// <remarks>
/// The first line that fits decides. An address without a line is refused to everybody, and a test says so; another writes
/// <c>docs/reference/access.md</c> from it. Names of parameters do not matter, <c>**</c> stands for the rest of an address.
/// </remarks>
internal static class AccessRules
{
    private const string Api = "/api/v2";

    /// <summary>The lines for the route of each endpoint that was asked for: the table is gone through once, not for every request.</summary>
    private static readonly ConditionalWeakTable<RouteEndpoint, AccessRule[]> OfRoute = [];

    private static readonly AccessRule[] Table =
    [
        // For those who cannot sign in, or have yet to.
        new("GET", "/health", AccessRule.Anybody),
        new("GET", "/ready", AccessRule.Anybody),
        new("GET,POST", "/sign-in/**", AccessRule.Anybody),
        new("GET,POST", "/auth/token/**", AccessRule.Anybody),
        new("GET", $"{Api}/auth/login", AccessRule.Anybody),
        new("GET", "/_orrery/{version}/**", AccessRule.Anybody),

        // The dashboard: its pages act through the caller's client, which shows and does what the caller may.
        new("*", "/_blazor/**", ApiRoles.Viewer, AccessScope.Listed),
        new("*", "/_framework/**", AccessRule.SignedIn),
        new("GET", "/_orrery/log", ApiRoles.Viewer, AccessScope.Listed),
        new("GET,POST", "/", AccessRule.SignedIn),
        new("GET,POST", "/dags", ApiRoles.Viewer, AccessScope.Listed),
        new("GET,POST", "/dags/{dagId}/**", ApiRoles.Viewer, AccessScope.Dag),
        new("GET,POST", "/runs/**", ApiRoles.Viewer, AccessScope.Listed),
        new("GET,POST", "/import-errors", ApiRoles.Viewer, AccessScope.Listed),
        new("GET,POST", "/not-found", AccessRule.SignedIn),
        new("POST", "/sign-out", AccessRule.SignedIn),

        // The installation.
        new("GET", "/metrics", ApiRoles.Viewer),
        new("GET", $"{Api}/auth/logout", AccessRule.SignedIn),
        new("GET", $"{Api}/version", AccessRule.SignedIn),
        new("GET", $"{Api}/monitor/health", AccessRule.SignedIn),
        new("POST", $"{Api}/sign-in-links", ApiRoles.Admin),
        new("*", $"{Api}/tokens/**", ApiRoles.Admin, AccessScope.Own),
        new("*", $"{Api}/users/**", ApiRoles.Admin),
        new("*", $"{Api}/secrets/**", ApiRoles.Admin),
        new("*", $"{Api}/variables/**", ApiRoles.Op),
        new("*", $"{Api}/connections/**", ApiRoles.Op),
        new("GET", $"{Api}/openapi.json", AccessRule.SignedIn),
        new("GET", $"{Api}/docs/**", AccessRule.SignedIn),
        new("GET", $"{Api}/config/**", ApiRoles.Admin),
        new("GET", $"{Api}/plugins/**", ApiRoles.Op),
        new("GET", $"{Api}/providers", ApiRoles.Op),
        new("GET", $"{Api}/jobs", ApiRoles.Viewer),
        new("GET", $"{Api}/pools/**", ApiRoles.Viewer),
        new("*", $"{Api}/pools/**", ApiRoles.Op),

        // Bundles, and what is brought in with them.
        new("GET", $"{Api}/bundles", ApiRoles.Viewer),
        new("GET", $"{Api}/bundles/{{bundle}}", ApiRoles.Viewer, AccessScope.Bundle),
        new("POST", $"{Api}/bundles/{{bundle}}/parse", ApiRoles.Op, AccessScope.Bundle),
        new("POST", $"{Api}/bundles/{{bundle}}/parsePath", ApiRoles.Op, AccessScope.Bundle),
        new("POST", $"{Api}/bundles/{{bundle}}/deploy", ApiRoles.Op, AccessScope.Bundle),
        new("POST", $"{Api}/bundles/{{bundle}}/documents", ApiRoles.Op, AccessScope.Bundle),
        new("POST", $"{Api}/bundles/{{bundle}}/refresh", ApiRoles.Op, AccessScope.Bundle),
        new("PUT,POST", $"{Api}/bundles/{{bundle}}/rollout/**", ApiRoles.Op),

        // Hosts of repositories bring no token: they sign what they say, and the address itself checks that.
        new("POST", $"{Api}/bundles/{{bundle}}/webhook", AccessRule.Anybody),
        new("*", $"{Api}/bundles/**", ApiRoles.Admin),
        new("PUT", $"{Api}/parseDagFile/{{token}}", ApiRoles.Op),

        // Lists across DAGs, and what is found by a number: those who see some DAGs find only those.
        new("GET", $"{Api}/overview", ApiRoles.Viewer, AccessScope.Listed),
        new("GET", $"{Api}/dags", ApiRoles.Viewer, AccessScope.Listed),
        new("PATCH", $"{Api}/dags", ApiRoles.User, AccessScope.Listed),
        new("GET", $"{Api}/dagTags", ApiRoles.Viewer, AccessScope.Listed),
        new("GET", $"{Api}/dagStats", ApiRoles.Viewer, AccessScope.Listed),
        new("GET", $"{Api}/dagWarnings", ApiRoles.Viewer, AccessScope.Listed),
        new("GET", $"{Api}/changes", ApiRoles.Viewer, AccessScope.Listed),
        new("GET", $"{Api}/eventLogs/**", ApiRoles.Viewer, AccessScope.Listed),
        new("GET", $"{Api}/importErrors/**", ApiRoles.Viewer, AccessScope.Listed),
        new("GET", $"{Api}/dagVersions/{{version}}/**", ApiRoles.Viewer, AccessScope.Listed),
        new("GET", $"{Api}/backfills/**", ApiRoles.Viewer, AccessScope.Listed),
        new("*", $"{Api}/backfills/**", ApiRoles.User, AccessScope.Listed),
        new("GET", $"{Api}/assets/**", ApiRoles.Viewer),
        new("*", $"{Api}/assets/**", ApiRoles.User),

        // One DAG and everything below it; '~' in its place stands for all that the caller sees.
        new("GET", $"{Api}/dagSources/{{dagId}}", ApiRoles.Viewer, AccessScope.Dag),
        new("GET", $"{Api}/dags/{{dagId}}/**", ApiRoles.Viewer, AccessScope.Dag),

        // What is at hand is everybody's own affair, and a search is a read whatever its method.
        new("POST", $"{Api}/dags/{{dagId}}/favorite", ApiRoles.Viewer, AccessScope.Dag),
        new("POST", $"{Api}/dags/{{dagId}}/unfavorite", ApiRoles.Viewer, AccessScope.Dag),
        new("POST", $"{Api}/dags/{{dagId}}/dagRuns/list", ApiRoles.Viewer, AccessScope.Dag),
        new("POST", $"{Api}/dags/{{dagId}}/dagRuns/{{runId}}/taskInstances/list", ApiRoles.Viewer, AccessScope.Dag),
        new("*", $"{Api}/dags/{{dagId}}/rollout/**", ApiRoles.Op, AccessScope.Dag),
        new("*", $"{Api}/dags/{{dagId}}/**", ApiRoles.User, AccessScope.Dag),
    ];

    /// <summary>The line for an endpoint and a method; null: there is none.</summary>
    public static AccessRule? Find(RouteEndpoint endpoint, string method)
    {
        if (endpoint.Metadata.GetMetadata<OpenToAnybody>() is not null)
        {
            return OpenToAnybody.Rule;
        }

        return Array.Find(OfRoute.GetValue(endpoint, LinesFor), rule => rule.FitsMethod(method));
    }

    private static AccessRule[] LinesFor(RouteEndpoint endpoint)
    {
        var segments = AccessRule.SegmentsOf(endpoint.RoutePattern.RawText ?? "");
        return Array.FindAll(Table, rule => rule.FitsRoute(segments));
    }
}
