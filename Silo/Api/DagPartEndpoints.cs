using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Orrery.Client;
using Orrery.Client.Http.Wire;
using Orrery.Core.Dags;

namespace Orrery.Silo.Api;

/// <summary>What belongs to DAGs: their tasks and structure, tags, statistics, warnings, and the files that cannot be taken.</summary>
internal static class DagPartEndpoints
{
    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/dags/{dagId}/tasks", ListTasksAsync).Says("The tasks of a DAG's live version.", OrreryJson.Wire.TaskCollectionWire).Query(Paging.Parameters);
        api.MapGet("/dags/{dagId}/tasks/{taskId}", GetTaskAsync).Says("One task of a DAG's live version.", OrreryJson.Wire.TaskWire);
        api.MapGet("/dagVersions/{version}/structure", GetStructureAsync).Says("Tasks, edges and groups of a version, named by its hash.", OrreryJson.Wire.StructureWire);
        api.MapGet("/dagVersions/{version}/document", GetDocumentAsync).Says("The canonical document of a version, named by its hash.", OrreryJson.Wire.JsonObject);
        api.MapGet("/dagTags", ListTagsAsync).Says("The tags of all DAGs in service.", OrreryJson.Wire.TagCollectionWire).Query([.. Paging.Parameters, "tag_name_pattern"]);
        api.MapGet("/dagStats", GetStatsAsync).Says("How many runs of DAGs are in each state; 10,000 means at least as many.", OrreryJson.Wire.DagStatsCollectionWire)
            .Query([.. Paging.Parameters, "dag_ids[]"]);
        api.MapGet("/dagWarnings", ListWarningsAsync).Says("What works and is hardly meant.", OrreryJson.Wire.DagWarningCollectionWire)
            .Query([.. Paging.Parameters, "dag_id", "warning_type"]);
        api.MapGet("/importErrors", ListImportErrorsAsync).Says("Files that cannot be taken as they are.", OrreryJson.Wire.ImportErrorCollectionWire)
            .Query([.. Paging.Parameters, "filename_pattern"]);
        api.MapGet("/importErrors/{importErrorId:int}", GetImportErrorAsync).Says("One such file.", OrreryJson.Wire.ImportErrorWire);
    }

    private static async Task<IResult> ListTasksAsync(string dagId, HttpContext http, IOrreryClient client)
    {
        var query = new QueryReader(http.Request);
        var slice = query.Slice(["task_id"], "task_id", int.MaxValue);
        if (query.Problem() is { } problem)
        {
            return problem;
        }

        if (await TasksAsync(dagId, client, http.RequestAborted) is not { } tasks)
        {
            return ApiProblem.NoDag(dagId);
        }

        TaskWire[] sorted = [.. tasks.OrderBy(t => t.TaskId, StringComparer.Ordinal)];
        return TypedResults.Json(
            new TaskCollectionWire([.. (query.Has("limit") ? slice : slice with { Limit = int.MaxValue }).Of(sorted)], tasks.Length), OrreryJson.Wire.TaskCollectionWire);
    }

    private static async Task<IResult> GetTaskAsync(string dagId, string taskId, HttpContext http, IOrreryClient client) =>
        new QueryReader(http.Request).Problem() as IResult
        ?? (await TasksAsync(dagId, client, http.RequestAborted) is not { } tasks ? ApiProblem.NoDag(dagId)
            : Array.Find(tasks, t => t.TaskId == taskId) is { } task ? TypedResults.Json(task, OrreryJson.Wire.TaskWire)
            : ApiProblem.NotFound($"DAG '{dagId}' has no task '{ApiProblem.Shown(taskId)}'."));

    private static async Task<TaskWire[]?> TasksAsync(string dagId, IOrreryClient client, CancellationToken cancelled) =>
        await client.GetDagAsync(dagId, cancelled) is { } dag && await client.GetDocumentAsync(dag.Version, cancelled) is { } document
            ? TaskWire.AllOf(DagDocument.FromJson(document))
            : null;

    private static async Task<IResult> GetStructureAsync(string version, HttpContext http, IOrreryClient client) =>
        await client.GetStructureAsync(version, http.RequestAborted) is { } structure
            ? new TaggedJson<StructureWire>(StructureWire.Of(structure), OrreryJson.Wire.StructureWire)
            : NoVersion();

    private static async Task<IResult> GetDocumentAsync(string version, HttpContext http, IOrreryClient client) =>
        await client.GetDocumentAsync(version, http.RequestAborted) is { } document
            ? new TaggedJson<System.Text.Json.Nodes.JsonObject>(document, OrreryJson.Wire.JsonObject)
            : NoVersion();

    private static ApiProblem NoVersion() => ApiProblem.NotFound("There is no such version: name it by the 64 hex digits of its hash.");

    private static async Task<IResult> ListTagsAsync(HttpContext http, IOrreryClient client)
    {
        var query = new QueryReader(http.Request);
        var slice = query.Slice(["name"], "name");
        var pattern = query.Text("tag_name_pattern");
        if (query.Problem() is { } problem)
        {
            return problem;
        }

        string[] tags = [.. (await client.Dags.ListTagsAsync(http.RequestAborted)).Where(t => TextPattern.Finds(pattern, t))];
        return TypedResults.Json(new TagCollectionWire([.. slice.Of(tags)], tags.Length), OrreryJson.Wire.TagCollectionWire);
    }

    private static async Task<IResult> GetStatsAsync(HttpContext http, IOrreryClient client)
    {
        var query = new QueryReader(http.Request);
        var dagIds = query.Texts("dag_ids");
        var slice = query.Slice(["dag_id"], "dag_id");
        if (query.Problem() is { } problem)
        {
            return problem;
        }

        // Airflow has no pages here, and installations of ten thousand DAGs are few: without ids a page of them is counted.
        long total = dagIds.Length;
        if (dagIds.Length == 0)
        {
            var page = await client.Dags.FindAsync(new() { Slice = slice }, http.RequestAborted);
            (dagIds, total) = ([.. page.Items.Select(d => d.DagId)], page.Total ?? page.Items.Length);
        }

        var stats = await client.Dags.CountRunsAsync([.. dagIds], http.RequestAborted);
        return TypedResults.Json(
            new DagStatsCollectionWire([.. stats.Select(DagStatsWire.Of)], query.Has("dag_ids") ? stats.Length : total), OrreryJson.Wire.DagStatsCollectionWire);
    }

    private static async Task<IResult> ListWarningsAsync(HttpContext http, IOrreryClient client)
    {
        var query = new QueryReader(http.Request);
        var dagId = query.Text("dag_id");
        var type = query.Word("warning_type", "asset conflict", "non-existent pool", "runtime varying value");
        var slice = query.Slice(["dag_id"], "dag_id");
        if (query.Problem() is { } problem)
        {
            return problem;
        }

        var warnings = (await client.Dags.ListWarningsAsync(dagId, http.RequestAborted)).Where(w => type is null || w.WarningType == type).ToList();
        return TypedResults.Json(
            new DagWarningCollectionWire([.. slice.Of(warnings).Select(DagWarningWire.Of)], warnings.Count), OrreryJson.Wire.DagWarningCollectionWire);
    }

    private static async Task<IResult> ListImportErrorsAsync(HttpContext http, IOrreryClient client)
    {
        var query = new QueryReader(http.Request);
        var slice = query.Slice(["id", "filename", "timestamp"], "filename", int.MaxValue);
        var pattern = query.Text("filename_pattern");
        if (query.Problem() is { } problem)
        {
            return problem;
        }

        var errors = (await client.ListImportErrorsAsync(http.RequestAborted)).Where(e => TextPattern.Finds(pattern, e.Filename));
        ImportErrorWire[] all = slice.Order switch
        {
            "id" => [.. errors.Select(ImportErrorWire.Of).OrderBy(e => e.ImportErrorId)],
            "timestamp" => [.. errors.Select(ImportErrorWire.Of).OrderBy(e => e.Timestamp)],
            _ => [.. errors.Select(ImportErrorWire.Of)],
        };
        return TypedResults.Json(new ImportErrorCollectionWire([.. slice.Of(all)], all.Length), OrreryJson.Wire.ImportErrorCollectionWire);
    }

    private static async Task<IResult> GetImportErrorAsync(int importErrorId, HttpContext http, IOrreryClient client)
    {
        if (new QueryReader(http.Request).Problem() is { } problem)
        {
            return problem;
        }

        var errors = await client.ListImportErrorsAsync(http.RequestAborted);
        return errors.FirstOrDefault(e => ImportErrorWire.NumberOf(e) == importErrorId) is { } error
            ? TypedResults.Json(ImportErrorWire.Of(error), OrreryJson.Wire.ImportErrorWire)
            : ApiProblem.NotFound($"There is no import error {importErrorId}: it was fixed, or never was.");
    }
}
