using System.Globalization;
using Microsoft.AspNetCore.Http;
using Orrery.Client.Http.Wire;
using Orrery.Core.States;

namespace Orrery.Silo.Api;

/// <summary>Reads the parameters of a request and collects everything that is wrong with them.</summary>
/// <remarks>
/// A parameter nobody reads is an error: a filter that is silently ignored answers another question than was asked.
/// </remarks>
internal sealed class QueryReader(HttpRequest request)
{
    private const int MaxText = 1_000;

    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private readonly List<ProblemEntry> _problems = [];

    /// <summary>A whole number; below <paramref name="min"/> is an error, above <paramref name="max"/> means <paramref name="max"/>.</summary>
    public int Int(string name, int fallback, int min, int max) => (int)Long(name, fallback, min, max);

    /// <summary>A whole number, as <see cref="Int"/>.</summary>
    public long Long(string name, long fallback, long min, long max)
    {
        if (One(name) is not { } text)
        {
            return fallback;
        }

        if (!long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) || value < min)
        {
            _problems.Add(new ProblemEntry(name, $"Must be a whole number from {min}."));
            return fallback;
        }

        return Math.Min(value, max);
    }

    /// <summary>A short text; null when it is not given.</summary>
    public string? Text(string name)
    {
        var text = One(name);
        if (text is { Length: > MaxText } || text?.Contains('\0', StringComparison.Ordinal) == true)
        {
            _problems.Add(new ProblemEntry(name, $"Must have at most {MaxText} characters, none of them NUL."));
            return null;
        }

        return string.IsNullOrEmpty(text) ? null : text;
    }

    /// <summary>true or false.</summary>
    public bool Bool(string name)
    {
        switch (One(name))
        {
            case null or "false":
                return false;
            case "true":
                return true;
            default:
                _problems.Add(new ProblemEntry(name, "Must be 'true' or 'false'."));
                return false;
        }
    }

    /// <summary>States of runs, each once as a parameter of this name.</summary>
    public string[] RunStates(string name)
    {
        _known.Add(name);
        string[] states = [.. request.Query[name].OfType<string>().Distinct(StringComparer.Ordinal)];
        if (states.Any(s => !StateExtensions.TryParseRunState(s, out _)))
        {
            _problems.Add(new ProblemEntry(name, $"Must be one of {string.Join(", ", Enum.GetValues<DagRunState>().Select(s => s.WireName()))}."));
        }

        return states;
    }

    /// <summary>A moment; null when it is not given.</summary>
    public DateTimeOffset? Moment(string name)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var moment))
        {
            return moment;
        }

        Add(name, "Must be a moment, as in 2026-01-01T00:00:00Z.");
        return null;
    }

    /// <summary>Short texts, each once as a parameter of this name.</summary>
    public string[] Texts(string name, int maxCount)
    {
        _known.Add(name);
        string[] texts = [.. request.Query[name].OfType<string>().Distinct(StringComparer.Ordinal)];
        if (texts.Length > maxCount || texts.Any(t => t.Length > MaxText || t.Contains('\0', StringComparison.Ordinal)))
        {
            Add(name, $"Must be given at most {maxCount} times, each with at most {MaxText} characters, none of them NUL.");
        }

        return texts;
    }

    /// <summary>Reports a problem with a parameter.</summary>
    public void Add(string name, string detail) => _problems.Add(new ProblemEntry(name, detail));

    /// <summary>The one order a list has.</summary>
    public void Order(string order)
    {
        if (One("order_by") is { } asked && asked != order)
        {
            _problems.Add(new ProblemEntry("order_by", $"This list is always ordered by '{order}'."));
        }
    }

    /// <summary>Everything that is wrong; null when nothing is. Call it when all parameters were read.</summary>
    public ApiProblem? Problem()
    {
        foreach (var name in request.Query.Keys.Where(k => !_known.Contains(k)).Take(10))
        {
            var supported = _known.Count == 0 ? "This call takes no parameters." : $"Supported here: {string.Join(", ", _known.Order(StringComparer.Ordinal))}.";
            _problems.Add(new ProblemEntry(name.Length > 100 ? name[..100] : name, $"Not supported. {supported}"));
        }

        return _problems.Count == 0 ? null : ApiProblem.Invalid([.. _problems]);
    }

    private string? One(string name)
    {
        _known.Add(name);
        var values = request.Query[name];
        if (values.Count > 1)
        {
            _problems.Add(new ProblemEntry(name, "Must be given once."));
        }

        return values.Count == 0 ? null : values[0] ?? "";
    }
}
