using Orrery.Core.DagFiles.Yaml;
using Orrery.Core.Dags;
using Orrery.Core.Validation;

namespace Orrery.Core.DagFiles;

/// <summary>Reads <c>docker_runtime</c>: an image, or a mapping.</summary>
internal static class DockerReader
{
    /// <summary>The name of the field.</summary>
    public const string Name = "docker_runtime";

    private static readonly DockerRuntime Blank = new() { Image = "" };

    private static readonly Dictionary<string, ImagePull> Pulls = Enum.GetValues<ImagePull>().ToDictionary(NameOf, StringComparer.Ordinal);

    public static FieldTable<DockerRuntime> Table { get; } = new(new Dictionary<string, FieldSetter<DockerRuntime>>(StringComparer.Ordinal)
    {
        ["image"] = (docker, value, read) => docker with { Image = read.NonBlank(value) ?? docker.Image },
        ["pull"] = (docker, value, read) => docker with { Pull = Pull(value, read) ?? docker.Pull },
        ["network"] = (docker, value, read) => docker with { Network = read.NonBlank(value) },
        ["memory"] = (docker, value, read) => docker with { Memory = Size(value, read) },
        ["cpus"] = (docker, value, read) => docker with { Cpus = read.Number(value) },
        ["pids"] = (docker, value, read) => docker with { Pids = read.Whole(value) },
        ["user"] = (docker, value, read) => docker with { User = read.NonBlank(value) },
        ["read_only"] = (docker, value, read) => docker with { ReadOnly = read.Flag(value) },
        ["volumes"] = (docker, value, read) => docker with { Volumes = read.TextSet(value) ?? docker.Volumes },
        ["cap_add"] = (docker, value, read) => docker with { CapAdd = read.TextSet(value) ?? docker.CapAdd },
        ["labels"] = (docker, value, read) => docker with { Labels = read.TextMap(value) ?? docker.Labels },
    });

    /// <summary>The name of a way to pull, in DAG files.</summary>
    public static string NameOf(ImagePull pull) => pull.ToString().ToLowerInvariant();

    public static DockerRuntime? Read(YamlNode value, ValueReader read)
    {
        if (value is YamlScalar)
        {
            return read.NonBlank(value) is { } image ? Blank with { Image = image } : null;
        }

        var docker = PartReader.Read(value, read, Table, Blank, "write the image, or image: below it");
        if (docker is { Image: "" })
        {
            PartReader.Missing(value, read, "image", "name the image to run in");
            return null;
        }

        return docker;
    }

    private static ImagePull? Pull(YamlNode value, ValueReader read)
    {
        if (read.Text(value) is not { } name)
        {
            return null;
        }

        if (Pulls.TryGetValue(name, out var pull))
        {
            return pull;
        }

        read.Report.Error(value.Start, DagProblemCodes.InvalidValue, $"pull {Shown.Quote(name)} is not known",
            read.Report.Nearest.Remedy(name, [.. Pulls.Keys], $"choose one of {string.Join(", ", Pulls.Keys)}"));
        return null;
    }

    private static long? Size(YamlNode value, ValueReader read) =>
        value is YamlScalar scalar && SizeText.TryParse(scalar.Text, out var bytes) ? bytes : read.Wrong<long?>(value, "a size of memory", SizeText.Examples);
}
