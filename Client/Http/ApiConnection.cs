using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Orrery.Client.Http.Wire;
using Orrery.Grains.Interfaces.Dags;

namespace Orrery.Client.Http;

/// <summary>Sends requests to one server and turns every failure into one of two exceptions.</summary>
/// <param name="http">Reaches the server; its base address is the server's.</param>
internal sealed class ApiConnection(HttpClient http)
{
    /// <summary>Reads a resource; null when there is none.</summary>
    public async Task<T?> GetAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        var answer = await SendAsync(HttpMethod.Get, path, body: null, type, cancellationToken);
        return answer.Refusal is null or { Status: (int)HttpStatusCode.NotFound } ? answer.Value : throw ToException(answer.Refusal);
    }

    /// <summary>Reads a resource that always exists.</summary>
    public async Task<T> GetRequiredAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class =>
        await GetAsync(path, type, cancellationToken) ?? throw NotOrrery(HttpStatusCode.NotFound);

    /// <summary>Sends a request; the answer is its result, or why it was refused (400, 404, 409, 422).</summary>
    public async Task<ApiAnswer<T>> SendAsync<T>(HttpMethod method, string path, string? body, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        using var response = await OpenAsync(method, path, body, accept: "application/json", cancellationToken);
        if (response.IsSuccessStatusCode)
        {
            return new ApiAnswer<T>(await ReadAsync(response, type, cancellationToken), Refusal: null);
        }

        return new ApiAnswer<T>(Value: null, await ReadProblemAsync(response, cancellationToken));
    }

    /// <summary>Sends a request that is answered with a status only.</summary>
    /// <param name="method">Method.</param>
    /// <param name="path">Path.</param>
    /// <param name="idProblem">Why what the path names cannot exist; then nothing is sent.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<ActionResult> DoAsync(HttpMethod method, string path, string? idProblem, CancellationToken cancellationToken)
    {
        if (idProblem is not null)
        {
            return ActionResult.Refuse(ActionStatus.NotFound, idProblem);
        }

        using var response = await OpenAsync(method, path, body: null, accept: "application/json", cancellationToken);
        return HttpOrreryClient.ResultOf(response.IsSuccessStatusCode ? null : await ReadProblemAsync(response, cancellationToken));
    }

    /// <summary>Sends a request and returns when the head of the answer is there: a success, or 400, 404, 409 or 422.</summary>
    /// <exception cref="OrreryUnavailableException">The server cannot be reached, or says that it cannot work.</exception>
    /// <exception cref="OrreryApiException">Any other status.</exception>
    public async Task<HttpResponseMessage> OpenAsync(HttpMethod method, string path, string? body, string accept, CancellationToken cancellationToken)
    {
        using var content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        return await OpenContentAsync(method, path, content, accept, cancellationToken);
    }

    /// <summary>Sends a request whose body is no JSON; the answer as of <see cref="SendAsync{T}"/>.</summary>
    public async Task<ApiAnswer<T>> SendContentAsync<T>(HttpMethod method, string path, HttpContent content, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        using var response = await OpenContentAsync(method, path, content, accept: "application/json", cancellationToken);
        return response.IsSuccessStatusCode
            ? new ApiAnswer<T>(await ReadAsync(response, type, cancellationToken), Refusal: null)
            : new ApiAnswer<T>(Value: null, await ReadProblemAsync(response, cancellationToken));
    }

    private async Task<HttpResponseMessage> OpenContentAsync(HttpMethod method, string path, HttpContent? content, string accept, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(accept));
        request.Content = content;
        var response = await GuardAsync(() => http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken), cancellationToken);
        if (response.IsSuccessStatusCode
            || response.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.NotFound or HttpStatusCode.Conflict or HttpStatusCode.UnprocessableEntity)
        {
            return response;
        }

        using (response)
        {
            throw ToException(await ReadProblemAsync(response, cancellationToken));
        }
    }

    /// <summary>Reads why there is no other answer.</summary>
    public async Task<ProblemWire> ReadProblemAsync(HttpResponseMessage response, CancellationToken cancellationToken) =>
        await ReadAsync(response, OrreryJson.Wire.ProblemWire, cancellationToken) with { Status = (int)response.StatusCode };

    /// <summary>The exception for a problem that is no refusal of this one request.</summary>
    public Exception ToException(ProblemWire problem) => (HttpStatusCode)problem.Status switch
    {
        HttpStatusCode.ServiceUnavailable => new OrreryUnavailableException($"The server at {http.BaseAddress} cannot work at present: {problem.Detail}"),
        var status => new OrreryApiException(status, $"The server at {http.BaseAddress} answered {problem.Status}: {problem.Detail}"),
    };

    /// <summary>Runs something that uses the network.</summary>
    /// <exception cref="OrreryUnavailableException">The network, or the server's side of it, failed.</exception>
    public async Task<T> GuardAsync<T>(Func<Task<T>> action, CancellationToken cancellationToken)
    {
        try
        {
            return await action();
        }
        catch (Exception e) when (e is HttpRequestException or IOException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw Lost(e);
        }
    }

    /// <summary>The exception for a connection that did not come about, or broke.</summary>
    public OrreryUnavailableException Lost(Exception? cause = null) => new(
        $"No answer from the Orrery server at {http.BaseAddress}{(cause is null ? "" : $": {cause.Message}")}. "
        + "Start it with 'orrery up', or name the right address.",
        cause);

    private async Task<T> ReadAsync<T>(HttpResponseMessage response, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        var bytes = await GuardAsync(() => response.Content.ReadAsByteArrayAsync(cancellationToken), cancellationToken);
        try
        {
            return JsonSerializer.Deserialize(bytes, type) ?? throw NotOrrery(response.StatusCode);
        }
        catch (JsonException e)
        {
            throw NotOrrery(response.StatusCode, e);
        }
    }

    private OrreryApiException NotOrrery(HttpStatusCode status, Exception? cause = null) => new(
        status,
        $"What answers at {http.BaseAddress} (status {(int)status}) is no Orrery server of this version: check the address, and the versions of both sides.",
        cause);
}

/// <summary>What came of a request: one of the two.</summary>
/// <param name="Value">The result.</param>
/// <param name="Refusal">Why there is none.</param>
internal readonly record struct ApiAnswer<T>(T? Value, ProblemWire? Refusal)
    where T : class;
