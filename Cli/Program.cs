using Orrery.Cli;

return await OrreryCli.RunAsync(args, CliContext.ForProcess());
