using System.Text.Json;
using System.Text.Json.Nodes;

namespace Orrery.Core.Templating;

/// <summary>
/// A JSON value whose strings are templates, as the fields of a task are: strings are rendered wherever they stand, keys and other
/// values stay. Immutable, as <see cref="Template"/> is.
/// </summary>
public sealed class TemplateTree
{
    private readonly JsonNode? _document;
    // One for each string, in the order in which they are walked; paths would not do, because keys may hold dots.
    private readonly List<Template> _templates = [];

    private TemplateTree(JsonNode? document, string name, List<TemplateError> errors)
    {
        _document = document?.DeepClone();
        Walk(_document, name, (path, text) => Parse(path, text, errors));
    }

    /// <summary>The templates in it that have tags, each named by its path: <c>tasks.extract.env.TOKEN</c>, <c>tasks.extract.args[2]</c>.</summary>
    public IEnumerable<Template> Templates => _templates.Where(t => !t.IsPlainText);

    /// <summary>Parses every string of a value.</summary>
    /// <param name="document">The value; it is copied.</param>
    /// <param name="name">Path of the value, with which the names of its templates begin.</param>
    /// <exception cref="TemplateError">A string is not a template; the first such.</exception>
    public static TemplateTree Parse(JsonNode? document, string name) =>
        TryParse(document, name, out var errors) ?? throw errors[0];

    /// <summary>Parses every string of a value and finds all errors.</summary>
    /// <param name="document">The value; it is copied.</param>
    /// <param name="name">Path of the value, with which the names of its templates begin.</param>
    /// <param name="errors">Every string that is not a template.</param>
    /// <returns>Null when there are errors.</returns>
    public static TemplateTree? TryParse(JsonNode? document, string name, out IReadOnlyList<TemplateError> errors)
    {
        var found = new List<TemplateError>();
        var tree = new TemplateTree(document, name, found);
        errors = found;
        return found.Count == 0 ? tree : null;
    }

    /// <summary>The value with its strings rendered.</summary>
    /// <param name="context">Where names come from.</param>
    /// <exception cref="TemplateError">A template fails; the first such.</exception>
    /// <exception cref="XComsNeededException">XComs have to be loaded first: those of all templates together.</exception>
    public JsonNode? Render(TemplateContext context)
    {
        var rendered = new Queue<string>(_templates.Count);
        var needed = new HashSet<XComKey>();
        foreach (var template in _templates)
        {
            try
            {
                rendered.Enqueue(template.Render(context));
            }
            catch (XComsNeededException e)
            {
                needed.UnionWith(e.Keys);
            }
        }
        return needed.Count == 0 ? Rebuild(_document, rendered) : throw new XComsNeededException(needed);
    }

    private void Parse(string path, string text, List<TemplateError> errors)
    {
        try
        {
            _templates.Add(Template.Parse(text, path));
        }
        catch (TemplateError e)
        {
            errors.Add(e);
        }
    }

    private static void Walk(JsonNode? node, string path, Action<string, string> visit)
    {
        switch (node)
        {
            case JsonObject map:
                foreach (var (key, value) in map)
                {
                    Walk(value, $"{path}.{key}", visit);
                }
                break;
            case JsonArray list:
                for (int i = 0; i < list.Count; i++)
                {
                    Walk(list[i], $"{path}[{i}]", visit);
                }
                break;
            case JsonValue value when value.GetValueKind() == JsonValueKind.String:
                visit(path, value.GetValue<string>());
                break;
        }
    }

    private static JsonNode? Rebuild(JsonNode? node, Queue<string> rendered) => node switch
    {
        JsonObject map => new JsonObject(map.Select(m => KeyValuePair.Create(m.Key, Rebuild(m.Value, rendered)))),
        JsonArray list => new JsonArray([.. list.Select(item => Rebuild(item, rendered))]),
        JsonValue value when value.GetValueKind() == JsonValueKind.String => JsonValue.Create(rendered.Dequeue()),
        null => null,
        _ => node.DeepClone(),
    };
}
