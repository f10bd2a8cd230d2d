using System.Net;

namespace Orrery.Client.Http;

/// <summary>The server was reached and does not do what was asked: it does not know the caller, refuses, or failed.</summary>
/// <param name="statusCode">The status it answered with.</param>
/// <param name="message">What it said, and the remedy.</param>
/// <param name="innerException">The failure underneath.</param>
public sealed class OrreryApiException(HttpStatusCode statusCode, string message, Exception? innerException = null) : Exception(message, innerException)
{
    /// <summary>The status it answered with.</summary>
    public HttpStatusCode StatusCode { get; } = statusCode;
}
