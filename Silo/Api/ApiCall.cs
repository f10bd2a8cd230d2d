using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Orrery.Silo.Api;

/// <summary>What the OpenAPI document says of a call; metadata of its endpoint.</summary>
internal sealed class ApiCall
{
    /// <summary>What it does, in a sentence.</summary>
    public string Summary { get; set; } = "";

    /// <summary>Status when it was done.</summary>
    public int Status { get; set; } = StatusCodes.Status200OK;

    /// <summary>What it answers then; null: nothing, or no JSON.</summary>
    public JsonTypeInfo? Answer { get; set; }

    /// <summary>Other forms of the answer, by their media types.</summary>
    public string[] OtherForms { get; set; } = [];

    /// <summary>Its parameters: <c>name</c>, <c>name[]</c> for several, <c>name:type</c> for what is no text.</summary>
    public string[] Query { get; set; } = [];

    /// <summary>The fields of its body: as parameters, <c>!</c> at the end for those that must be given; empty: it has none.</summary>
    public string[] Body { get; set; } = [];
}

/// <summary>Says of a call what it does.</summary>
internal static class ApiCallExtensions
{
    /// <summary>What it does, and what it answers.</summary>
    public static RouteHandlerBuilder Says(this RouteHandlerBuilder builder, string summary, JsonTypeInfo answer, int status = StatusCodes.Status200OK, params string[] otherForms) =>
        builder.With(call => (call.Summary, call.Answer, call.Status, call.OtherForms) = (summary, answer, status, otherForms));

    /// <summary>What it does; it answers with a status only, or in forms that are no JSON.</summary>
    public static RouteHandlerBuilder Says(this RouteHandlerBuilder builder, string summary, int status, params string[] forms) =>
        builder.With(call => (call.Summary, call.Status, call.OtherForms) = (summary, status, forms));

    /// <summary>Which parameters it takes.</summary>
    public static RouteHandlerBuilder Query(this RouteHandlerBuilder builder, params string[] parameters) => builder.With(call => call.Query = parameters);

    /// <summary>Which fields its body has.</summary>
    public static RouteHandlerBuilder Body(this RouteHandlerBuilder builder, params string[] fields) => builder.With(call => call.Body = fields);

    private static RouteHandlerBuilder With(this RouteHandlerBuilder builder, Action<ApiCall> change)
    {
        builder.Add(endpoint =>
        {
            var call = endpoint.Metadata.OfType<ApiCall>().FirstOrDefault();
            if (call is null)
            {
                endpoint.Metadata.Add(call = new ApiCall());
            }

            change(call);
        });
        return builder;
    }
}
