using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Orrery.Core.DagFiles;

namespace Orrery.Cli.Commands;

/// <summary><c>--param</c>, <c>--conf</c> and <c>--date</c>: what a run by hand is given.</summary>
internal sealed class RunInputs
{
    private readonly Option<string[]> _params = new("--param", "-p")
    {
        Description = "Value of a param; JSON if it is JSON, else text; may be given several times",
        HelpName = "NAME=VALUE",
    };

    private readonly Option<string?> _conf = new("--conf", "-c") { Description = "Values of params as a JSON object", HelpName = "JSON" };
    private readonly Option<string?> _date = new("--date") { Description = "Logical date, in UTC unless it has an offset. Default: now", HelpName = "ISO" };

    /// <summary>The options.</summary>
    public Symbol[] All => [.. Values, _date];

    /// <summary>Those for values of params.</summary>
    public Symbol[] Values => [_params, _conf];

    /// <summary>The values of params; a <c>--param</c> goes over <c>--conf</c>. Null when none was given.</summary>
    /// <exception cref="CliException">Some are not valid; the messages name all of them.</exception>
    public JsonObject? Conf(ParseResult parsed)
    {
        var problems = new List<string>();
        var conf = parsed.GetValue(_conf) is { } text ? ParseObject(text, problems) : null;
        foreach (var pair in parsed.GetValue(_params) ?? [])
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            if (equals < 1)
            {
                problems.Add($"--param '{pair}' has no name and value: write it as --param name=value");
                continue;
            }

            (conf ??= [])[pair[..equals]] = ParseValue(pair[(equals + 1)..]);
        }

        return problems.Count == 0 ? conf : throw CliException.BadInput(problems);
    }

    /// <summary>The logical date; null when none was given.</summary>
    /// <exception cref="CliException">It is no date.</exception>
    public DateTimeOffset? Date(ParseResult parsed) => Moment(parsed.GetValue(_date), "--date");

    /// <summary>A date or time as people write it; null when none was given.</summary>
    /// <param name="text">What was written.</param>
    /// <param name="option">Name of the option, for the message.</param>
    /// <exception cref="CliException">It is no date.</exception>
    public static DateTimeOffset? Moment(string? text, string option) =>
        text is null ? null
        : InstantText.TryParse(text, TimeZoneInfo.Utc, out var instant) ? instant
        : throw CliException.BadInput($"{option} '{text}' is not a date: {InstantText.Examples}");

    private static JsonObject? ParseObject(string text, List<string> problems)
    {
        try
        {
            if (JsonNode.Parse(text) is JsonObject conf)
            {
                return conf;
            }

            problems.Add("--conf is JSON, but not an object: write it as --conf '{\"name\": \"value\"}'");
        }
        catch (JsonException e)
        {
            problems.Add($"--conf is not JSON (line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}): write it as --conf '{{\"name\": \"value\"}}'");
        }

        return null;
    }

    private static JsonNode? ParseValue(string text)
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return JsonValue.Create(text);
        }
    }
}
