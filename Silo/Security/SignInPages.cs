using Microsoft.AspNetCore.Http;

namespace Orrery.Silo.Security;

/// <summary>The few pages a browser sees without being signed in: text, no script, no style.</summary>
internal static class SignInPages
{
    private const string HowTo =
        "<p>On the machine where this server runs, as the user it runs as, say</p><pre>orrery sign-in</pre><p>and open the link it prints. It works once, and for ten minutes.</p>";

    /// <summary>Asks to sign in.</summary>
    public static Task WriteSignInNeededAsync(HttpContext context) =>
        WriteAsync(context, StatusCodes.Status401Unauthorized, "Sign in", HowTo);

    /// <summary>The link does not work.</summary>
    public static Task WriteLinkInvalidAsync(HttpContext context) =>
        WriteAsync(context, StatusCodes.Status401Unauthorized, "This sign-in link does not work", $"<p>It was used already, has expired, or is not complete.</p>{HowTo}");

    /// <summary>Too many attempts.</summary>
    public static Task WriteTooManyAsync(HttpContext context) =>
        WriteAsync(context, StatusCodes.Status429TooManyRequests, "Too many attempts", "<p>Wait a minute, then open a new link.</p>");

    /// <summary>Leads on to the dashboard.</summary>
    /// <remarks>
    /// No redirect: a strict cookie is not sent along a chain that began on another site, as with a link opened from a web mail.
    /// A page that goes on by itself begins anew, and leaves no token in the history.
    /// </remarks>
    public static Task WriteSignedInAsync(HttpContext context) =>
        WriteAsync(context, StatusCodes.Status200OK, "Signed in", "<p><a href=\"/\">Go on to the dashboard</a></p>", "<meta http-equiv=\"refresh\" content=\"0;url=/\">");

    private static Task WriteAsync(HttpContext context, int status, string title, string body, string head = "")
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/html; charset=utf-8";
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers["Referrer-Policy"] = "no-referrer";
        return context.Response.WriteAsync(
            $"<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"color-scheme\" content=\"light dark\">{head}<title>{title} - Orrery</title></head><body><h1>{title}</h1>{body}</body></html>\n",
            context.RequestAborted);
    }
}
