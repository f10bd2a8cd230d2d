using System.CommandLine;
using Orrery.Core.DagFiles.Schema;

namespace Orrery.Cli.Commands;

/// <summary><c>orrery schema</c>.</summary>
internal static class SchemaCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create(CliContext context) =>
        new CliCommand("schema", "Prints the JSON Schema of DAG files, for editors.", "orrery schema > dag.schema.json").Does((_, _) =>
        {
            context.Terminal.Out.Write(DagFileSchema.ToText());
            return Task.FromResult(ExitCodes.Success);
        });
}
