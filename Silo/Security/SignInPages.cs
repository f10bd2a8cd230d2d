using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Orrery.Silo.Security;

/// <summary>The few pages a browser sees without being signed in: text, a form and a style of their own; no script.</summary>
internal static class SignInPages
{
    private const string ContentSecurityPolicy = "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    private const string Mark =
        "<p class=\"brand\"><svg viewBox=\"0 0 20 20\" aria-hidden=\"true\"><circle cx=\"10\" cy=\"10\" r=\"7.6\"/><circle cx=\"10\" cy=\"10\" r=\"2.2\" class=\"sun\"/><circle cx=\"15.4\" cy=\"4.6\" r=\"1.9\" class=\"planet\"/></svg>Orrery</p>";

    private const string HowTo =
        "<p>On the machine where this server runs, as the user it runs as, say</p><pre>orrery sign-in</pre><p>and open the link it prints. It works once, and for ten minutes.</p>";

    /// <summary>Asks to sign in.</summary>
    public static Task WriteSignInNeededAsync(HttpContext context) =>
        WriteFormAsync(context, StatusCodes.Status401Unauthorized, context.Request.Path + context.Request.QueryString, problem: null);

    /// <summary>The form for name and password, and the other ways in.</summary>
    /// <param name="context">The request.</param>
    /// <param name="status">Status of the answer.</param>
    /// <param name="next">Where to go on afterwards.</param>
    /// <param name="problem">What was wrong; null: nothing yet.</param>
    public static Task WriteFormAsync(HttpContext context, int status, string next, string? problem)
    {
        var encoder = HtmlEncoder.Default;
        var body = new StringBuilder();
        if (problem is not null)
        {
            body.Append(CultureInfo.InvariantCulture, $"<p role=\"alert\">{encoder.Encode(problem)}</p>");
        }

        if (context.Request.Query.ContainsKey("out") && context.User.Identity is { IsAuthenticated: true })
        {
            body.Append(CultureInfo.InvariantCulture, $"<form method=\"post\" action=\"{SignInEndpoints.OutPath}\"><p><button>Sign out</button></p></form>");
        }

        body.Append(
            $"<form method=\"post\" action=\"{SignInEndpoints.Path}\"><input type=\"hidden\" name=\"next\" value=\"{encoder.Encode(next)}\">"
            + "<p><label>Name<input name=\"username\" autocomplete=\"username\" autocapitalize=\"none\" required autofocus></label></p>"
            + "<p><label>Password<input name=\"password\" type=\"password\" autocomplete=\"current-password\" required></label></p>"
            + "<p><button>Sign in</button></p></form>");
        var options = context.RequestServices.GetRequiredService<SecurityOptions>();
        foreach (var external in options.External)
        {
            body.Append(CultureInfo.InvariantCulture, $"<p><a class=\"button\" href=\"{SignInEndpoints.Path}/{encoder.Encode(external.Name)}?next={Uri.EscapeDataString(next)}\">Sign in with {encoder.Encode(external.DisplayName ?? external.Name)}</a></p>");
        }

        if (options.IsLoopback)
        {
            body.Append("<hr>").Append(HowTo);
        }

        return WriteAsync(context, status, "Sign in", body.ToString());
    }

    /// <summary>The link does not work.</summary>
    public static Task WriteLinkInvalidAsync(HttpContext context) =>
        WriteAsync(context, StatusCodes.Status401Unauthorized, "This sign-in link does not work", $"<p>It was used already, has expired, or is not complete.</p>{HowTo}");

    /// <summary>Too many attempts.</summary>
    public static Task WriteTooManyAsync(HttpContext context) =>
        WriteAsync(context, StatusCodes.Status429TooManyRequests, "Too many attempts", "<p>Wait a minute, then open a new link.</p>");

    /// <summary>Somebody signed in elsewhere, and does not come in here.</summary>
    public static Task WriteRefusedAsync(HttpContext context, string why) =>
        WriteAsync(context, StatusCodes.Status403Forbidden, "You cannot sign in", $"<p>{HtmlEncoder.Default.Encode(why)}</p><p><a href=\"{SignInEndpoints.Path}\">Back</a></p>");

    /// <summary>Leads on.</summary>
    /// <remarks>
    /// No redirect: a strict cookie is not sent along a chain that began on another site, as with a link opened from a web mail.
    /// A page that goes on by itself begins anew, and leaves no token in the history.
    /// </remarks>
    public static Task WriteSignedInAsync(HttpContext context, string next)
    {
        var url = HtmlEncoder.Default.Encode(next);
        return WriteAsync(context, StatusCodes.Status200OK, "Signed in", $"<p><a href=\"{url}\">Go on to the dashboard</a></p>", $"<meta http-equiv=\"refresh\" content=\"0;url={url}\">");
    }

    private static Task WriteAsync(HttpContext context, int status, string title, string body, string head = "")
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/html; charset=utf-8";
        context.Response.Headers.CacheControl = "no-store";

        context.Response.Headers.ContentSecurityPolicy = ContentSecurityPolicy;
        context.Response.Headers.XContentTypeOptions = "nosniff";

        // A page whose address holds a token tells it to nobody; the form needs the origin it was sent from to be named.
        context.Response.Headers["Referrer-Policy"] = context.Request.Query.ContainsKey("token") ? "no-referrer" : "same-origin";
        return context.Response.WriteAsync(
            $"<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><meta name=\"color-scheme\" content=\"light dark\"><link rel=\"stylesheet\" href=\"{SignInEndpoints.StylePath}\">{head}<title>{title} - Orrery</title></head><body><main>{Mark}<h1>{title}</h1>{body}</main></body></html>\n",
            context.RequestAborted);
    }
}
