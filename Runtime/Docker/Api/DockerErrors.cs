using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;

namespace Orrery.Runtime.Docker.Api;

/// <summary>Makes typed errors of what goes wrong between here and the engine.</summary>
internal static class DockerErrors
{
    /// <summary>The error of an answer.</summary>
    /// <param name="action">What was asked for, as in "remove the container 'a'".</param>
    /// <param name="status">The answer's status.</param>
    /// <param name="said">What the engine said.</param>
    public static DockerException OfAnswer(string action, HttpStatusCode status, string said)
    {
        var kind = Classify(status, said);
        return new DockerException(kind, $"The Docker Engine could not {action}: {Sentence(said)}{Remedy(kind)}");
    }

    /// <summary>The error in a stream of progress, which has no status.</summary>
    public static DockerException OfProgress(string action, string said)
    {
        var kind = IsDenied(said) ? DockerErrorKind.Denied : IsMissing(said) ? DockerErrorKind.NotFound : DockerErrorKind.Failed;
        return new DockerException(kind, $"The Docker Engine could not {action}: {Sentence(said)}{Remedy(kind)}");
    }

    /// <summary>The error of a connection.</summary>
    public static DockerException OfConnection(DockerEndpoint endpoint, Exception e)
    {
        var code = Find<SocketException>(e)?.SocketErrorCode;

        // What the system says of a file that is not there speaks of addresses.
        var said = code == SocketError.AddressNotAvailable && endpoint.IsLocal ? "there is no such socket. " : Sentence(e.GetBaseException().Message);
        var remedy = code switch
        {
            SocketError.AccessDenied => "This user may not open the socket: add it to the group 'docker', or run the engine for this user.",
            null when Find<AuthenticationException>(e) is { } refused =>
                $"TLS failed: {refused.Message} Check ca.pem, cert.pem and key.pem in '{endpoint.CertificatePath}' and the name in the address.",
            null => "The connection broke; it is tried again.",
            _ => "Start the engine, or correct DOCKER_HOST.",
        };
        return new DockerException(DockerErrorKind.Unreachable, $"The Docker Engine at {endpoint} does not answer: {said}{remedy}", e);
    }

    /// <summary>Whether an exception is one of the connection.</summary>
    public static bool IsConnection(Exception e) => e is HttpRequestException or IOException or SocketException;

    private static DockerErrorKind Classify(HttpStatusCode status, string said) => status switch
    {
        HttpStatusCode.BadRequest when said.Contains("client version", StringComparison.OrdinalIgnoreCase) => DockerErrorKind.VersionRefused,
        HttpStatusCode.BadRequest => DockerErrorKind.BadParameter,
        HttpStatusCode.NotFound when IsDenied(said) => DockerErrorKind.Denied,
        HttpStatusCode.NotFound => DockerErrorKind.NotFound,
        HttpStatusCode.Conflict => DockerErrorKind.Conflict,
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => DockerErrorKind.Denied,
        HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout => DockerErrorKind.Unreachable,
        _ => IsDenied(said) ? DockerErrorKind.Denied : IsMissing(said) ? DockerErrorKind.NotFound : DockerErrorKind.Failed,
    };

    /// <summary>Registries answer through the engine with these words and various statuses; who asks too often is not meant.</summary>
    private static bool IsDenied(string said) =>
        !said.Contains("toomanyrequests", StringComparison.OrdinalIgnoreCase)
        && Says(said, "pull access denied", "requested access to the resource is denied", "unauthorized", "authentication required", "no basic auth credentials", "denied:");

    private static bool IsMissing(string said) => Says(said, "manifest unknown", "manifest for", "name unknown", "repository not found", "no such image");

    private static bool Says(string said, params ReadOnlySpan<string> words)
    {
        foreach (var word in words)
        {
            if (said.Contains(word, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    private static string Remedy(DockerErrorKind kind) => kind switch
    {
        DockerErrorKind.Denied => "Check the name, and sign in to its registry with 'docker login'.",
        DockerErrorKind.VersionRefused => "Install a version of the engine that speaks the API from "
            + $"{ApiVersion.Oldest} to {ApiVersion.Newest}, or a newer Orrery.",
        DockerErrorKind.Unreachable => "The engine is starting or overloaded; it is tried again.",
        DockerErrorKind.Failed => "The engine's own log says more.",
        _ => "",
    };

    private static string Sentence(string said)
    {
        var text = said.ReplaceLineEndings(" ").Trim();
        return text.Length == 0 ? "" : text[^1] is '.' or '!' or '?' ? $"{text} " : $"{text}. ";
    }

    private static T? Find<T>(Exception? e)
        where T : Exception
    {
        for (; e is not null; e = e.InnerException)
        {
            if (e is T found)
            {
                return found;
            }
        }

        return null;
    }
}
