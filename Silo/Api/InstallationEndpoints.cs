using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Orrery.Client;
using Orrery.Client.Http.Wire;

namespace Orrery.Silo.Api;

/// <summary>The installation itself: settings, machines, what others have added.</summary>
internal static class InstallationEndpoints
{
    private const string Json = "application/json";
    private const string PlainText = "text/plain";

    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/config", GetConfig).Says("Settings of the server, for admins.", OrreryJson.Wire.ConfigWire, StatusCodes.Status200OK, PlainText).Query("section");
        api.MapGet("/config/section/{section}/option/{option}", GetOption).Says("One setting, for admins.", OrreryJson.Wire.ConfigWire, StatusCodes.Status200OK, PlainText);
        api.MapGet("/jobs", ListJobsAsync).Says("The machines that run tasks.", OrreryJson.Wire.JobCollectionWire)
            .Query(["limit", "offset", "cursor", "order_by", "is_alive:boolean", "job_state", "job_type", "hostname", "executor_class", .. RunFilters.Range("start_date"), .. RunFilters.Range("end_date")]);
        api.MapGet("/plugins", ListPlugins).Says("Assemblies of others that the server has taken in.", OrreryJson.Wire.PluginCollectionWire).Query(Paging.Parameters);
        api.MapGet("/plugins/importErrors", ListPluginErrors)
            .Says("Always empty: a server does not start with a plugin that cannot be loaded.", OrreryJson.Wire.PluginErrorCollectionWire);
        api.MapGet("/providers", ListProviders).Says("What brings the kinds of tasks there are.", OrreryJson.Wire.ProviderCollectionWire).Query(Paging.Parameters);
    }

    private static IResult GetConfig(HttpContext http, Installation installation)
    {
        var query = new QueryReader(http.Request);
        var section = query.Text("section");
        return query.Problem() as IResult
            ?? (section is not null && !installation.Settings.ContainsKey(section)
                ? ApiProblem.NotFound($"There is no section '{ApiProblem.Shown(section)}': there are {string.Join(", ", installation.Settings.Keys)}.")
                : Show(http, installation.Settings.Where(s => section is null || s.Key == section)));
    }

    private static IResult GetOption(string section, string option, HttpContext http, Installation installation) =>
        installation.Settings.TryGetValue(section, out var options) && options.TryGetValue(option, out var value)
            ? Show(http, [new(section, new Dictionary<string, string>(StringComparer.Ordinal) { [option] = value })])
            : ApiProblem.NotFound($"There is no setting '{ApiProblem.Shown(option)}' in a section '{ApiProblem.Shown(section)}': GET /config lists them.");

    private static IResult Show(HttpContext http, IEnumerable<KeyValuePair<string, IReadOnlyDictionary<string, string>>> sections)
    {
        switch (AcceptHeader.Choose(http.Request, Json, PlainText))
        {
            case Json:
                var wires = sections.Select(s => new ConfigSectionWire(s.Key, [.. s.Value.Select(o => new ConfigOptionWire(o.Key, o.Value))]));
                return TypedResults.Json(new ConfigWire([.. wires]), OrreryJson.Wire.ConfigWire);
            case PlainText:
                var text = new StringBuilder();
                foreach (var (name, options) in sections)
                {
                    text.Append(text.Length == 0 ? "" : "\n").Append('[').Append(name).Append("]\n");
                    foreach (var (key, value) in options)
                    {
                        text.Append(key).Append(" = ").Append(value).Append('\n');
                    }
                }

                return TypedResults.Text(text.ToString());
            default:
                return ApiProblem.Of(StatusCodes.Status406NotAcceptable, $"Settings can be had as {Json} or {PlainText}.");
        }
    }

    private static async Task<IResult> ListJobsAsync(HttpContext http, IOrreryClient client)
    {
        var query = new QueryReader(http.Request);
        var isAlive = query.Flag("is_alive");
        var (state, type, host, executor) = (query.Text("job_state"), query.Text("job_type"), query.Text("hostname"), query.Text("executor_class"));
        var (started, ended) = (query.Moments("start_date"), query.Moments("end_date"));
        var slice = query.Slice(["id", "hostname", "latest_heartbeat"], "id");
        if (query.Problem() is { } problem)
        {
            return problem;
        }

        var jobs = (await client.Runtimes.ListAsync(http.RequestAborted)).Select((h, i) => JobWire.Of(h, i + 1)).Where(j =>
            (isAlive is null || isAlive == (j.State == "running"))
            && (state is null || state == j.State)
            && (type is null || type == j.JobType)
            && (host is null || host == j.Hostname)
            && (executor is null || executor == j.ExecutorClass)
            && started.Holds(j.StartDate)
            && ended.Holds(j.EndDate));
        JobWire[] sorted = slice.Order == "latest_heartbeat" ? [.. jobs.OrderBy(j => j.LatestHeartbeat)] : [.. jobs];
        return TypedResults.Json(new JobCollectionWire([.. slice.Of(sorted)], sorted.Length), OrreryJson.Wire.JobCollectionWire);
    }

    private static IResult ListPlugins(HttpContext http, Installation installation)
    {
        var query = new QueryReader(http.Request);
        var slice = query.Slice(["name"], "name");
        PluginWire[] plugins = [.. installation.Plugins.Select(p => new PluginWire(p.Name, p.Path, [.. p.BundleParsers]))];
        return query.Problem() as IResult ?? TypedResults.Json(new PluginCollectionWire([.. slice.Of(plugins)], plugins.Length), OrreryJson.Wire.PluginCollectionWire);
    }

    private static IResult ListPluginErrors(HttpContext http) =>
        new QueryReader(http.Request).Problem() as IResult ?? TypedResults.Json(new PluginErrorCollectionWire([], 0), OrreryJson.Wire.PluginErrorCollectionWire);

    private static IResult ListProviders(HttpContext http)
    {
        var query = new QueryReader(http.Request);
        var slice = query.Slice(["package_name"], "package_name");
        ProviderWire[] providers = [new("orrery", "Every kind of task that the server knows.", MonitorEndpoints.Version().Version, DocumentationUrl: null)];
        return query.Problem() as IResult
            ?? TypedResults.Json(new ProviderCollectionWire([.. slice.Of(providers)], providers.Length), OrreryJson.Wire.ProviderCollectionWire);
    }
}
