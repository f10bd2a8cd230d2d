using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Orrery.Core.Identity;

namespace Orrery.Silo.Security;

/// <summary>What the role that an address needs is needed for.</summary>
internal enum AccessScope
{
    /// <summary>The installation: the role for everything.</summary>
    Installation = 0,

    /// <summary>The DAG that the address names as <c>dagId</c>: the role for it. One that the caller must not see does not exist for them.</summary>
    Dag = 1,

    /// <summary>Several DAGs, or one that is known only when it is found: the role for any. The caller's client shows them no others.</summary>
    Listed = 2,

    /// <summary>The bundle that the address names: the role for everything, or a token that deploys to it.</summary>
    Bundle = 3,

    /// <summary>What is one's own: a user who has signed in; what belongs to others, the role.</summary>
    Own = 4,
}

/// <summary>What came of a rule.</summary>
internal enum AccessVerdict
{
    /// <summary>They may.</summary>
    Granted = 0,

    /// <summary>They must not.</summary>
    Refused = 1,

    /// <summary>They must not know of it.</summary>
    Hidden = 2,
}

/// <summary>One line of the table of who may do what.</summary>
internal sealed class AccessRule
{
    /// <summary>In place of a role: everybody, also those who are not known.</summary>
    public const string Anybody = "anybody";

    /// <summary>In place of a role: everybody who is known, whatever their role.</summary>
    public const string SignedIn = "signed in";

    private const string AllDags = "~";

    private readonly string[] _methods;
    private readonly string[] _segments;

    /// <summary>Creates a line.</summary>
    /// <param name="methods">Methods, with commas between; GET also means HEAD, and <c>*</c> any.</param>
    /// <param name="pattern">Route; a parameter has any name, and <c>**</c> at the end is any number of segments.</param>
    /// <param name="role">Role that is needed.</param>
    /// <param name="scope">For what.</param>
    public AccessRule(string methods, string pattern, string role, AccessScope scope = AccessScope.Installation)
    {
        _methods = methods.Split(',');
        _segments = SegmentsOf(pattern);
        Role = role;
        Scope = scope;
    }

    /// <summary>Role that is needed, <see cref="Anybody"/> or <see cref="SignedIn"/>.</summary>
    public string Role { get; }

    /// <summary>For what.</summary>
    public AccessScope Scope { get; }

    /// <summary>The segments of a route, without the names of its parameters.</summary>
    public static string[] SegmentsOf(string route) =>
        [.. route.Split('/', StringSplitOptions.RemoveEmptyEntries).Select(s => s.StartsWith('{') ? "{}" : s)];

    /// <summary>Whether the line is for this method.</summary>
    public bool FitsMethod(string method) =>
        Array.Exists(_methods, m => m == "*" || string.Equals(m, method, StringComparison.OrdinalIgnoreCase) || (m == "GET" && HttpMethods.IsHead(method)));

    /// <summary>Whether the line is for this route.</summary>
    public bool FitsRoute(string[] route)
    {
        var isOpen = _segments is [.., "**"];
        var fixedCount = _segments.Length - (isOpen ? 1 : 0);
        if (isOpen ? route.Length < fixedCount : route.Length != fixedCount)
        {
            return false;
        }

        for (var i = 0; i < fixedCount; i++)
        {
            if (!string.Equals(_segments[i], route[i], StringComparison.OrdinalIgnoreCase))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether somebody who is known may do this.</summary>
    public AccessVerdict Judge(Rights rights, RouteValueDictionary values)
    {
        var isGranted = Role is Anybody or SignedIn || Scope switch
        {
            AccessScope.Dag when Value(values, "dagId") is var dagId && dagId != AllDags => rights.Has(Role, dagId),
            AccessScope.Dag or AccessScope.Listed => rights.HasSomewhere(Role),
            AccessScope.Bundle => rights.Has(Role) || (rights.Role == ApiRoles.Deploy && rights.MayDeploy(Value(values, "bundle"))),
            AccessScope.Own => rights.IsUser || rights.Has(Role),
            _ => rights.Has(Role),
        };
        if (isGranted)
        {
            return AccessVerdict.Granted;
        }

        // Who sees no DAG at all is told that their role is wrong, which tells them of no DAG.
        return Scope == AccessScope.Dag && Value(values, "dagId") is var hidden && hidden != AllDags && rights.HasSomewhere(ApiRoles.Viewer) && !rights.Sees(hidden)
            ? AccessVerdict.Hidden
            : AccessVerdict.Refused;
    }

    private static string Value(RouteValueDictionary values, string name) => values[name] is string text ? Uri.UnescapeDataString(text) : "";
}
