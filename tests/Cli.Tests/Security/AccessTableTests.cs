using System.Text;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Orrery.Core.Identity;
using Orrery.Silo;
using Orrery.Silo.Security;

namespace Orrery.Cli.Tests.Security;

/// <summary>Every address of the running server by every kind of caller, against the table people read.</summary>
public sealed class AccessTableTests(RunningServer running) : IClassFixture<RunningServer>
{
    private const string Seen = "mine";
    private static readonly string Page = Path.Combine(Repository.Root, "docs", "reference", "access.md");

    private static readonly (string Name, Rights? Rights, bool IsOfOther)[] Callers =
    [
        ("nobody", null, false),
        ("viewer", new Rights { Role = ApiRoles.Viewer }, false),
        ("user", new Rights { Role = ApiRoles.User }, false),
        ("op", new Rights { Role = ApiRoles.Op }, false),
        ("admin", new Rights { Role = ApiRoles.Admin }, false),
        ("`user` of this DAG", new Rights { Role = ApiRoles.None, Grants = [new DagGrant(Seen, ApiRoles.User)] }, false),
        ("`user` of another", new Rights { Role = ApiRoles.None, Grants = [new DagGrant("other", ApiRoles.User)] }, false),
        ("deploys here", new Rights { Role = ApiRoles.Deploy, Bundle = Seen }, false),
        ("deploys elsewhere", new Rights { Role = ApiRoles.Deploy, Bundle = "other" }, false),
    ];

    [Fact]
    public void Endpoint_OfTheRunningServer_HasARule()
    {
        var without = Endpoints(running.Server).Where(e => AccessRules.Find(e.Endpoint, e.Method) is null).Select(e => $"{e.Method} {e.Route}");
        without.ShouldBeEmpty("these are refused to everybody: give each a line in Silo/Security/AccessRules.cs");
    }

    [Fact]
    public void Table_InTheReference_IsWhatIsDecided()
    {
        var table = new StringBuilder();
        table.Append("| address | ").AppendJoin(" | ", Callers.Select(c => c.Name)).Append(" |\n|").Append(string.Concat(Enumerable.Repeat(" --- |", Callers.Length + 1))).Append('\n');
        foreach (var (endpoint, method, route) in Endpoints(running.Server))
        {
            table.Append("| ").Append(method).Append(" `").Append(route).Append("` | ").AppendJoin(" | ", Callers.Select(c => Verdict(endpoint, method, c.Rights))).Append(" |\n");
        }

        var text = File.ReadAllText(Page);
        var (open, close) = ("<!-- access -->\n", "<!-- end access -->");
        var start = text.IndexOf(open, StringComparison.Ordinal) + open.Length;
        if (Environment.GetEnvironmentVariable("ORRERY_UPDATE") == "1")
        {
            File.WriteAllText(Page, text[..start] + table + text[text.IndexOf(close, StringComparison.Ordinal)..]);
        }

        File.ReadAllText(Page)[start..].Split(close)[0].ShouldBe(table.ToString(), "docs/reference/access.md is stale: write it anew with ORRERY_UPDATE=1, and read what has changed");
    }

    private static string Verdict(RouteEndpoint endpoint, string method, Rights? rights)
    {
        if (AccessRules.Find(endpoint, method) is not { } rule)
        {
            return "no rule";
        }

        if (rights is null)
        {
            return rule.Role == AccessRule.Anybody ? "yes" : "401";
        }

        return rule.Judge(rights, new RouteValueDictionary { ["dagId"] = Seen, ["bundle"] = Seen }) switch
        {
            AccessVerdict.Granted => rule.Scope == AccessScope.Listed && !rights.SeesAll ? "own" : "yes",
            AccessVerdict.Hidden => "404",
            _ => "403",
        };
    }

    private static IEnumerable<(RouteEndpoint Endpoint, string Method, string Route)> Endpoints(OrreryServer server) =>
        from endpoint in server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        from method in endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods is { Count: > 0 } methods ? methods : ["GET", "POST"]
        where method != "HEAD"
        let route = '/' + string.Join('/', endpoint.RoutePattern.PathSegments.Select(s => string.Concat(s.Parts.Select(Text))))
        group (endpoint, method, route) by (route, method) into same
        orderby same.Key.route, same.Key.method
        select same.First();

    // Constraints are no part of who may.
    private static string Text(Microsoft.AspNetCore.Routing.Patterns.RoutePatternPart part) => part switch
    {
        Microsoft.AspNetCore.Routing.Patterns.RoutePatternParameterPart parameter => $"{{{parameter.Name}}}",
        Microsoft.AspNetCore.Routing.Patterns.RoutePatternLiteralPart literal => literal.Content,
        Microsoft.AspNetCore.Routing.Patterns.RoutePatternSeparatorPart separator => separator.Content,
        _ => throw new System.Diagnostics.UnreachableException(part.GetType().Name),
    };
}
