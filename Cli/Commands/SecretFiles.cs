using System.CommandLine;
using Orrery.Core.Secrets;

namespace Orrery.Cli.Commands;

/// <summary>Files of variables, connections and pools, as commands read and write them.</summary>
internal static class SecretFiles
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const string StandardOutput = "-";

    /// <summary>The file of an import.</summary>
    public static Argument<string> ImportArgument() => new("FILE") { Description = "File to read: .json, .yaml, .yml or .env" };

    /// <summary>The file of an export.</summary>
    public static Argument<string> ExportArgument() => new("FILE") { Description = "File to write, by its name as .json, .yaml, .yml or .env; '-': standard output" };

    /// <summary><c>--file-format</c>.</summary>
    public static Option<string?> FormatOption()
    {
        var option = new Option<string?>("--file-format") { Description = "Form of the file: json, yaml or env. Default: by its name, json for standard output", HelpName = "FORM" };
        option.AcceptOnlyFromAmong("json", "yaml", "env");
        return option;
    }

    /// <summary><c>--action-on-existing-key</c>, as in Airflow.</summary>
    public static Option<string> ExistingOption()
    {
        var option = new Option<string>("--action-on-existing-key", "-a")
        {
            Description = "What to do with what is there already: overwrite, skip or fail",
            HelpName = "ACTION",
            DefaultValueFactory = _ => "overwrite",
        };
        option.AcceptOnlyFromAmong("overwrite", "skip", "fail");
        return option;
    }

    /// <summary>The text of a file that is to be read, and its form.</summary>
    /// <exception cref="CliException">It is not there, or its form is not known.</exception>
    public static async Task<(string Text, SecretFileFormat Format)> ReadAsync(CliContext context, string file, string? format, CancellationToken cancellationToken)
    {
        var path = context.FullPath(file);
        if (!File.Exists(path))
        {
            throw CliException.BadInput($"There is no file '{path}'.");
        }

        return (await File.ReadAllTextAsync(path, cancellationToken), FormatOf(file, format));
    }

    /// <summary>Form of a file that is to be written.</summary>
    public static SecretFileFormat FormatOf(string file, string? format) => format switch
    {
        "json" => SecretFileFormat.Json,
        "yaml" => SecretFileFormat.Yaml,
        "env" => SecretFileFormat.Env,
        _ => file == StandardOutput ? SecretFileFormat.Json
            : SecretFile.FormatOf(file) ?? throw CliException.BadInput($"'{file}' has a form that is not known: name it .json, .yaml, .yml or .env, or say --file-format."),
    };

    /// <summary>Writes a file that only its owner can read, or to standard output.</summary>
    /// <exception cref="CliException">It is there already.</exception>
    public static async Task WriteAsync(CliContext context, string file, string text, string whenDone, CancellationToken cancellationToken)
    {
        if (file == StandardOutput)
        {
            await context.Terminal.Out.WriteAsync(text.AsMemory(), cancellationToken);
            return;
        }

        var path = context.FullPath(file);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        try
        {
            await using var writer = new StreamWriter(path, options);
            await writer.WriteAsync(text.AsMemory(), cancellationToken);
        }
        catch (IOException) when (File.Exists(path))
        {
            throw CliException.BadInput($"'{path}' exists already, and secrets overwrite nothing: name another file, or remove it first.");
        }

        context.Terminal.Out.WriteLine(whenDone);
    }
}
