using System.Text.Json.Nodes;
using Orrery.Core.Templating;

namespace Orrery.Core.Tests.Templating;

/// <summary>Shorthand for rendering in tests.</summary>
internal static class Templates
{
    public static TemplateContext Context { get; } = new()
    {
        DagId = "sales",
        TaskId = "load",
        RunId = "scheduled__2024-02-29T12:34:56+00:00",
        TryNumber = 2,
        LogicalDate = new DateTimeOffset(2024, 2, 29, 12, 34, 56, TimeSpan.Zero),
        DataIntervalStart = new DateTimeOffset(2024, 2, 28, 0, 0, 0, TimeSpan.Zero),
        DataIntervalEnd = new DateTimeOffset(2024, 2, 29, 0, 0, 0, TimeSpan.Zero),
        RunAfter = new DateTimeOffset(2024, 2, 29, 12, 35, 0, TimeSpan.Zero),
        RunType = "scheduled",
        Params = JsonNode.Parse("""
            {"x": 5, "name": "Ada", "flag": true, "list": ["b", "a", "c"], "nums": [3, 1, 2], "none": null, "uni": "é😀\n",
             "rows": [{"a": 1, "b": "x"}, {"a": 2, "b": "Y"}, {"a": 1, "b": "z"}], "big": 12345678901234567890}
            """)!.AsObject(),
        Variables = name => name switch { "bucket" => "s3://lake", "cfg" => """{"region": "eu"}""", "broken" => "{secret", _ => null },
    };

    public static string Render(string template, TemplateContext? context = null) => Template.Parse(template, "t").Render(context ?? Context);

    public static TemplateError Fail(string template, TemplateContext? context = null) =>
        Should.Throw<TemplateError>(() => Render(template, context));
}
