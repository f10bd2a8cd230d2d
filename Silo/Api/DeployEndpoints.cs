using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Orrery.Client;
using Orrery.Client.Http.Wire;
using Orrery.Core.Identity;
using Orrery.Grains.Interfaces.Bundles;

namespace Orrery.Silo.Api;

/// <summary>Bringing DAGs in: the answer comes when they are live, and says what became of each file.</summary>
internal static class DeployEndpoints
{
    private const int MaxPath = 4_096;

    public static void Map(RouteGroupBuilder api)
    {
        api.MapPost("/bundles/{bundle}/parse", ParseAsync);
        api.MapPost("/bundles/{bundle}/refresh", RefreshAsync);
        api.MapPost("/bundles/{bundle}/parsePath", ParsePathAsync);
        api.MapPost("/bundles/{bundle}/deploy", DeployAsync);
        api.MapPost("/bundles/{bundle}/documents", SubmitAsync);
        api.MapPut("/parseDagFile/{fileToken}", ParseFileAsync).Says("Reads the file of a DAG again.", StatusCodes.Status201Created);
    }

    private static async Task<IResult> ParseAsync(string bundle, HttpContext http, IOrreryClient client)
    {
        if (Ids.Problem(IdKind.Name, bundle) is { } name)
        {
            return ApiProblem.NotFound(name);
        }

        var (body, problem) = await BodyReader.ReadAsync(http.Request, optional: true);
        if (body is null)
        {
            return problem!;
        }

        var force = body.Bool("force") ?? false;
        return body.Problem() as IResult ?? Show(await client.ParseBundleAsync(bundle, force, http.RequestAborted));
    }

    // Webhooks send what they like as a body.
    private static async Task<IResult> RefreshAsync(string bundle, HttpContext http, IOrreryClient client) =>
        Ids.Problem(IdKind.Name, bundle) is { } name ? ApiProblem.NotFound(name) : Show(await client.ParseBundleAsync(bundle, force: false, http.RequestAborted));

    private static async Task<IResult> ParsePathAsync(string bundle, HttpContext http, IOrreryClient client)
    {
        var (body, problem) = await BodyReader.ReadAsync(http.Request);
        if (body is null)
        {
            return problem!;
        }

        var request = new ParsePath
        {
            Path = body.Text("path", MaxPath) ?? "",
            DryRun = body.Bool("dry_run") ?? false,
            Partial = body.Bool("partial") ?? false,
            DeactivateRemoved = body.Bool("deactivate_removed") ?? true,
            Force = body.Bool("force") ?? false,
        };
        return body.Problem() as IResult ?? Show(await client.Bundles.ParsePathAsync(bundle, request, http.RequestAborted));
    }

    private static async Task<IResult> DeployAsync(string bundle, HttpContext http, IOrreryClient client)
    {
        var query = new QueryReader(http.Request);
        var dryRun = query.Bool("dry_run");
        var partial = query.Bool("partial");
        if (query.Problem() is { } problem)
        {
            return problem;
        }

        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = Deploy.MaxArchiveBytes;
        }

        if (http.Request.ContentLength > Deploy.MaxArchiveBytes)
        {
            return ApiProblem.Of(StatusCodes.Status413PayloadTooLarge, $"An archive may have {Deploy.MaxArchiveBytes} bytes. Move data out of the bundle, or name it in '.orreryignore'.");
        }

        using var archive = new MemoryStream();
        await http.Request.Body.CopyToAsync(archive, http.RequestAborted);
        return archive.Length == 0
            ? ApiProblem.Invalid(new ProblemEntry(null, "Send the archive as the body: a zip, tar or tar.gz."))
            : Show(await client.Bundles.DeployAsync(bundle, new Deploy { Archive = archive.ToArray(), DryRun = dryRun, Partial = partial }, http.RequestAborted));
    }

    private static async Task<IResult> SubmitAsync(string bundle, HttpContext http, IOrreryClient client)
    {
        var (body, problem) = await BodyReader.ReadAsync(http.Request);
        if (body is null)
        {
            return problem!;
        }

        body.Require("documents");
        var documents = body.Objects("documents", SubmitDocuments.MaxCount);
        var request = new SubmitDocuments { Documents = [.. documents], DryRun = body.Bool("dry_run") ?? false, Partial = body.Bool("partial") ?? false };
        return body.Problem() as IResult ?? Show(await client.Bundles.SubmitDocumentsAsync(bundle, request, http.RequestAborted));
    }

    /// <summary>Airflow's: reads one file again. Its token is what a DAG's <c>file_token</c> says.</summary>
    private static async Task<IResult> ParseFileAsync(string fileToken, HttpContext http, IOrreryClient client)
    {
        if (FileTokens.Read(fileToken) is not var (bundle, file))
        {
            return ApiProblem.NotFound("This is the token of no file: take the 'file_token' of a DAG.");
        }

        var report = await client.Bundles.ParsePathAsync(bundle, new ParsePath { Path = file, Force = true, Partial = true }, http.RequestAborted);
        return TypedResults.Json(ParseReportWire.Of(report), OrreryJson.Wire.ParseReportWire, statusCode: StatusCodes.Status201Created);
    }

    private static JsonHttpResult<ParseReportWire> Show(ParseReport report) => TypedResults.Json(ParseReportWire.Of(report), OrreryJson.Wire.ParseReportWire);
}
