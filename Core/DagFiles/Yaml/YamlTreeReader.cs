using Orrery.Core.Validation;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Orrery.Core.DagFiles.Yaml;

/// <summary>
/// Builds the values of a YAML text from the parser's events, within the limits. Of YAML 1.2 it leaves out tags
/// (but <c>!!str</c>) and keys that are no texts; it adds merge keys (<c>&lt;&lt;</c>).
/// </summary>
internal sealed class YamlTreeReader
{
    private const string StringTag = "tag:yaml.org,2002:str";

    private readonly Parser _events;
    private readonly DagFileLimits _limits;
    private readonly DagFileReport _report;
    private readonly Dictionary<string, YamlNode> _anchors = new(StringComparer.Ordinal);
    private int _nodes;

    private YamlTreeReader(string text, DagFileLimits limits, DagFileReport report)
    {
        _events = new Parser(new StringReader(text));
        _limits = limits;
        _report = report;
    }

    /// <summary>The documents of the text, empty ones left out; null, with an error reported, when it is no YAML or too large.</summary>
    public static IReadOnlyList<YamlNode>? Read(string text, DagFileLimits limits, DagFileReport report)
    {
        try
        {
            return new YamlTreeReader(text, limits, report).ReadDocuments();
        }
        catch (YamlException e)
        {
            YamlSyntaxErrors.Report(e, text, report);
            return null;
        }
        catch (LimitException e)
        {
            report.Error(e.At, DagProblemCodes.TooLarge, e.Message, "split the file, or raise the limit");
            return null;
        }
    }

    private List<YamlNode> ReadDocuments()
    {
        var documents = new List<YamlNode>();
        while (MoveNext())
        {
            if (_events.Current is DocumentStart)
            {
                _anchors.Clear();
                MoveNext();
                if (ReadNode(depth: 1) is not YamlScalar { IsNull: true } and var document)
                {
                    documents.Add(document);
                }
            }
        }

        return documents;
    }

    private bool MoveNext()
    {
        try
        {
            return _events.MoveNext();
        }
        catch (Exception e) when (e is not YamlException)
        {
            // The scanner of YamlDotNet 16 throws other exceptions on some broken texts, such as "..." inside brackets.
            var at = _events.Current?.End ?? Mark.Empty;
            throw new YamlException(at, at, "the text after this place cannot be read", e);
        }
    }

    private YamlNode ReadNode(int depth)
    {
        var start = At(_events.Current!.Start);
        if (depth > _limits.MaxDepth)
        {
            throw new LimitException(start, $"lists and mappings are nested more than {_limits.MaxDepth} deep");
        }

        if (_events.Current is AnchorAlias alias)
        {
            return Expand(alias, start);
        }

        // On some broken texts the parser ends a mapping between a key and its value.
        if (_events.Current is not NodeEvent current)
        {
            throw new YamlException(_events.Current.Start, _events.Current.End, "a value is missing");
        }

        Count(1, start);
        CheckTag(current, start);
        YamlNode node = current switch
        {
            Scalar scalar => ReadScalar(scalar, start),
            SequenceStart => ReadList(start, depth),
            MappingStart => ReadMapping(start, depth),
            _ => throw new YamlException(current.Start, current.End, $"unexpected {current.GetType().Name}"),
        };
        if (!current.Anchor.IsEmpty)
        {
            _anchors[current.Anchor.Value] = node;
        }

        return node;
    }

    private YamlNode Expand(AnchorAlias alias, SourceLocation start)
    {
        if (_anchors.TryGetValue(alias.Value.Value, out var node))
        {
            Count(node.Size, start);
            return node;
        }

        _report.Error(start, DagProblemCodes.YamlSyntax, $"the alias *{Shown.Plain(alias.Value.Value)} stands for nothing that is complete before it",
            $"write &{Shown.Plain(alias.Value.Value)} before the value it is to repeat");
        return new YamlScalar(start, "", isPlain: true);
    }

    private YamlScalar ReadScalar(Scalar scalar, SourceLocation start)
    {
        if (scalar.Value.Contains('\0') || YamlText.FindLoneSurrogate(scalar.Value) is not null)
        {
            _report.Error(start, DagProblemCodes.InvalidValue,
                "the text holds a NUL character or half of a Unicode character", "leave it out");
        }

        return new YamlScalar(start, scalar.Value, scalar.Style == ScalarStyle.Plain && scalar.Tag.IsEmpty);
    }

    private YamlList ReadList(SourceLocation start, int depth)
    {
        var items = new List<YamlNode>();
        var size = 1;
        while (MoveNext() && _events.Current is not SequenceEnd)
        {
            var item = ReadNode(depth + 1);
            items.Add(item);
            size += item.Size;
        }

        return new YamlList(start, items, size);
    }

    private YamlMapping ReadMapping(SourceLocation start, int depth)
    {
        var builder = new YamlMappingBuilder(_report);
        while (MoveNext() && _events.Current is not MappingEnd)
        {
            var key = ReadNode(depth + 1);
            MoveNext();
            var value = ReadNode(depth + 1);
            if (key is YamlScalar { IsPlain: true, Text: "<<" } merge)
            {
                builder.Merge(merge, value);
            }
            else if (key is YamlScalar name)
            {
                builder.Add(name, value);
            }
            else
            {
                _report.Error(key.Start, DagProblemCodes.YamlUnsupported,
                    "a key is a list or a mapping", "put quotes around a value that starts with {{, and give keys plain names");
            }
        }

        var mapping = builder.Build(start);
        // Merged entries are further copies of values that were counted where they are written.
        Count(builder.MergedSize, start);
        return mapping;
    }

    private void CheckTag(NodeEvent node, SourceLocation start)
    {
        if (!node.Tag.IsEmpty && !node.Tag.IsNonSpecific && !(node is Scalar && node.Tag.Value == StringTag))
        {
            _report.Error(start, DagProblemCodes.YamlUnsupported,
                $"the tag {Shown.Quote(node.Tag.Value)} is not supported", "leave it out");
        }
    }

    private void Count(int nodes, SourceLocation at)
    {
        _nodes = nodes > _limits.MaxNodes - _nodes
            ? throw new LimitException(at, $"the file holds more than {_limits.MaxNodes} values, with its aliases expanded")
            : _nodes + nodes;
    }

    private static SourceLocation At(in Mark mark) => new((int)mark.Line, (int)mark.Column);

    /// <summary>Ends the reading: a bomb must not be read to its end to be reported.</summary>
    private sealed class LimitException(SourceLocation at, string message) : Exception(message)
    {
        public SourceLocation At { get; } = at;
    }
}
