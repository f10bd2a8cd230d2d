using Orrery.Core.DagFiles.Yaml;
using Orrery.Core.Dags;
using Orrery.Core.Validation;

namespace Orrery.Core.DagFiles;

/// <summary>From the text of a YAML DAG file to valid DAGs. Pure: it reads no file and no clock, and never throws for bad text.</summary>
public static class DagFileParser
{
    /// <summary>Reads and checks a DAG file.</summary>
    /// <param name="text">
    /// One DAG, several YAML documents with one each, or <c>dags:</c> with a list. A byte order mark and any line ends are accepted.
    /// </param>
    /// <param name="fileName">What to call the file in errors.</param>
    /// <param name="limits">How much it may hold; <see cref="DagFileLimits.Default"/> when null.</param>
    public static DagFileResult Parse(string text, string fileName, DagFileLimits? limits = null)
    {
        limits ??= DagFileLimits.Default;
        var report = new DagFileReport(fileName, limits);
        var dags = YamlText.Prepare(text, limits, report) is { } prepared && YamlTreeReader.Read(prepared, limits, report) is { } documents
            ? ReadDags(DagMappings(documents, report), report)
            : [];
        return Finish(report, dags);
    }

    /// <summary>What was read, unless something is wrong with it.</summary>
    internal static DagFileResult Finish(DagFileReport report, List<(DagDefinition Definition, SourceLocations Locations)> dags)
    {
        var (errors, warnings) = report.Finish();
        return new DagFileResult
        {
            Dags = errors.IsEmpty ? [.. dags.Select(d => new ParsedDag(d.Definition, CanonicalDag.Of(d.Definition), d.Locations))] : [],
            Errors = errors,
            Warnings = warnings,
        };
    }

    /// <summary>Reads and checks DAGs.</summary>
    /// <param name="mappings">The DAGs as they are written.</param>
    /// <param name="report">Where to say what is wrong.</param>
    /// <param name="isDocument">Whether all names are full ids, so that none is looked for in groups.</param>
    /// <param name="isProgram">Whether a program wrote them: it may define none, and tasks may call its code.</param>
    internal static List<(DagDefinition Definition, SourceLocations Locations)> ReadDags(
        IEnumerable<YamlMapping> mappings, DagFileReport report, bool isDocument = false, bool isProgram = false)
    {
        var read = new ValueReader(report);
        var dags = new List<(DagDefinition, SourceLocations)>();
        var lines = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var mapping in mappings)
        {
            var (definition, locations) = DagReader.Read(mapping, read, isDocument);
            if (definition.DagId.Length > 0 && !lines.TryAdd(definition.DagId, locations.Dag.Line))
            {
                report.Error(locations.Field("dag_id") ?? locations.Dag, DagProblemCodes.DuplicateDagId,
                    $"dag_id {Shown.Quote(definition.DagId)} is given twice, first at line {lines[definition.DagId]}", "give each DAG its own id");
            }

            if (!isProgram)
            {
                RefuseCode(definition, locations, report);
            }

            Validate(definition, locations, report);
            dags.Add((definition, locations));
            report.StartDag(null);
            if (report.IsFull)
            {
                break;
            }
        }

        if (dags.Count == 0 && !isProgram && !report.HasErrors)
        {
            report.Error(new SourceLocation(1, 1), DagProblemCodes.NoDag, "the file holds no DAG", "start it with 'dag_id:' and 'tasks:'");
        }

        return dags;
    }

    private static IEnumerable<YamlMapping> DagMappings(IReadOnlyList<YamlNode> documents, DagFileReport report)
    {
        foreach (var document in documents)
        {
            foreach (var node in DagNodes(document, report))
            {
                if (node is YamlMapping mapping)
                {
                    yield return mapping;
                }
                else
                {
                    report.Error(node.Start, DagProblemCodes.WrongType, $"a DAG is {ValueReader.Describe(node)}, which is not a mapping",
                        "start it with 'dag_id:' and 'tasks:'");
                }
            }
        }
    }

    private static IReadOnlyList<YamlNode> DagNodes(YamlNode document, DagFileReport report)
    {
        if (document is not YamlMapping mapping || mapping.Find("dags") is not { } dags)
        {
            return [document];
        }

        if (mapping.Entries.FirstOrDefault(e => e != dags) is { } other)
        {
            report.Error(other.Key.Start, DagProblemCodes.MisplacedField,
                $"the key {Shown.Quote(other.Key.Text)} stands beside 'dags'", "move it into the DAGs");
        }

        if (dags.Value is YamlList list)
        {
            return list.Items;
        }

        report.Error(dags.Value.Start, DagProblemCodes.WrongType,
            $"dags is {ValueReader.Describe(dags.Value)}, which is not a list", "start each DAG with '- dag_id:'");
        return [];
    }

    // A text holds no code that could be called.
    private static void RefuseCode(DagDefinition definition, SourceLocations locations, DagFileReport report)
    {
        for (var i = 0; i < definition.Tasks.Count; i++)
        {
            if (definition.Tasks[i].Action.Called is not null)
            {
                report.TaskId = definition.Tasks[i].TaskId;
                report.Error(locations.Nearest(i, definition.Tasks[i].Action.Name, null).Location, DagProblemCodes.MisplacedField,
                    "code belongs to DAG files that are programs", "write bash or command");
            }
        }

        report.TaskId = null;
    }

    private static void Validate(DagDefinition definition, SourceLocations locations, DagFileReport report)
    {
        // A field that could not be read holds its default, about which there is nothing to say.
        var problems = DagValidator.Validate(definition, report.Nearest)
            .Where(p => p.Field is null || !report.HasFailed(p.Task, p.Field, p.Item))
            .ToList();
        foreach (var problem in problems)
        {
            var (location, inherited) = locations.Nearest(problem.Task, problem.Field, problem.Item);
            report.TaskId = problem.Task is { } i && !inherited ? definition.Tasks[i].TaskId : null;
            report.Field = inherited ? $"default_args.{problem.Field}" : problem.Field;
            var message = problem.OtherTask is { } other
                ? $"{problem.Message}, first at line {locations.Nearest(other, problem.Field, null).Location.Line}"
                : problem.Message;
            if (problem.IsWarning)
            {
                report.Warn(location, problem.Code, message, problem.Remedy);
            }
            else
            {
                report.Error(location, problem.Code, message, problem.Remedy);
            }
        }

        report.TaskId = null;
        report.Field = null;
    }
}
