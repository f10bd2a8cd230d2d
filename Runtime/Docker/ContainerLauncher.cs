using System.Text;
using Orrery.Core.Runs;
using Orrery.Grains.Interfaces.Runs;
using Orrery.Runtime.Docker.Api;
using Orrery.Runtime.Docker.Api.Wire;
using Orrery.Runtime.Engines;

namespace Orrery.Runtime.Docker;

/// <summary>A container cannot be started, and why; nothing of the try has run.</summary>
/// <param name="failure">Why.</param>
internal sealed class ContainerNotStartedException(LaunchFailure failure) : Exception(failure.Message)
{
    /// <summary>Why.</summary>
    public LaunchFailure Failure => failure;
}

/// <summary>
/// Gets the image, makes the container, starts it. Each step may be repeated by a later server: an image that is there is not pulled again, a
/// container of the name is taken as it is, one that runs stays running. An engine that does not answer is not the try's fault: these errors pass through.
/// </summary>
/// <param name="engine">The engine.</param>
/// <param name="options">What containers get whose tasks say nothing else.</param>
/// <param name="labels">By what they are found again.</param>
/// <param name="logins">Credentials of registries.</param>
/// <param name="taskApiFolder">Folder of the socket at which tries may ask, on the host; null: there is none.</param>
internal sealed class ContainerLauncher(IDockerEngine engine, DockerOptions options, ContainerLabels labels, RegistryLogins logins, string? taskApiFolder)
{
    private const int CannotRun = 126;
    private const int NoSuchCommand = 127;

    /// <summary>Makes the container.</summary>
    /// <param name="entry">The try.</param>
    /// <param name="runDirectory">The scratch directory that the tasks of the run share, on the host.</param>
    /// <param name="tell">Told what takes long, for the log of the try.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Its id.</returns>
    /// <exception cref="ContainerNotStartedException">It cannot be made.</exception>
    /// <exception cref="DockerException">The engine does not answer.</exception>
    public async Task<string> CreateAsync(DockerTry entry, string runDirectory, Action<string> tell, CancellationToken cancellationToken)
    {
        var image = await ImageAsync(entry.Spec.Container!, tell, cancellationToken).ConfigureAwait(false);
        try
        {
            var settings = ContainerPlan.Build(entry, image, options, labels.Of(entry.Spec), runDirectory, taskApiFolder);
            var made = await engine.CreateContainerAsync(entry.ContainerName, settings, cancellationToken).ConfigureAwait(false);
            foreach (var warning in made.Warnings ?? [])
            {
                tell($"The engine warns: {warning}");
            }

            return made.Id;
        }
        catch (LaunchException e)
        {
            throw Failed(TaskFailureReason.LaunchFailed, e.Message);
        }
        catch (DockerException e) when (e.Kind == DockerErrorKind.Conflict)
        {
            // Asked for before, by this server or an earlier one that did not live to hear of it.
            return (await engine.InspectContainerAsync(entry.ContainerName, cancellationToken).ConfigureAwait(false)).Id;
        }
        catch (DockerException e) when (e.Kind != DockerErrorKind.Unreachable)
        {
            throw Failed(Refusal(e), e.Message);
        }
    }

    /// <summary>Starts the container.</summary>
    /// <exception cref="ContainerNotStartedException">It cannot be started.</exception>
    /// <exception cref="DockerException">The engine does not answer: whether it was started is not known.</exception>
    public async Task StartAsync(string id, LaunchSpec spec, CancellationToken cancellationToken)
    {
        try
        {
            await engine.StartContainerAsync(id, cancellationToken).ConfigureAwait(false);
        }
        catch (DockerException e) when (e.Kind != DockerErrorKind.Unreachable)
        {
            var state = (await engine.InspectContainerAsync(id, cancellationToken).ConfigureAwait(false)).State;
            throw new ContainerNotStartedException(OfState(state, spec) ?? new LaunchFailure { Reason = Refusal(e), Message = e.Message });
        }
    }

    /// <summary>Why a container was not started, as it says itself; null when it does not.</summary>
    public static LaunchFailure? OfState(ContainerState state, LaunchSpec spec)
    {
        if (state.Status != ContainerState.Created || (string.IsNullOrEmpty(state.Error) && state.ExitCode == 0))
        {
            return null;
        }

        return OfCode(state.ExitCode, state.Error, spec)
            ?? new LaunchFailure { Reason = TaskFailureReason.ContainerRefused, Message = $"The container could not be started. The engine says: {state.Error}" };
    }

    /// <summary>
    /// Why the init of a container did not run its command; null when it ran. Codes 126 and 127 alone prove nothing: a script ends with them
    /// when one of its own commands is missing. The init says so before anybody else can say anything.
    /// </summary>
    /// <exception cref="DockerException">The engine does not answer.</exception>
    public async Task<LaunchFailure?> OfInitAsync(string id, ContainerState state, LaunchSpec spec, CancellationToken cancellationToken)
    {
        if (state.ExitCode is not (CannotRun or NoSuchCommand))
        {
            return null;
        }

        string said;
        try
        {
            using var output = await engine.ReadLogsAsync(id, new LogRequest(), cancellationToken).ConfigureAwait(false);
            said = await output.ReadAsync(cancellationToken).ConfigureAwait(false) is { Kind: OutputKind.Error } first ? Encoding.UTF8.GetString(first.Data.Span).Trim() : "";
        }
        catch (DockerException e) when (e.Kind != DockerErrorKind.Unreachable)
        {
            // Output that cannot be read says nothing.
            return null;
        }

        return said.StartsWith("[FATAL tini (", StringComparison.Ordinal) && said.Contains("] exec ", StringComparison.Ordinal) ? OfCode(state.ExitCode, said, spec) : null;
    }

    private static LaunchFailure? OfCode(int code, string? said, LaunchSpec spec)
    {
        var command = spec switch
        {
            { Script: not null } => "/bin/sh",
            { Argv: [var program, ..] } => program,
            { Code.File: var file } => $"the program that runs '{file}'",
            _ => "of the image itself",
        };
        var image = spec.Container!.Image;
        return code switch
        {
            NoSuchCommand => NotFound($"The command '{command}' was not found in the image '{image}'. Correct it, or use an image that has it. The engine says: {said}"),
            CannotRun => NotFound($"The command '{command}' cannot be run in the image '{image}': it is not executable, or made for another machine. The engine says: {said}"),
            _ => null,
        };

        static LaunchFailure NotFound(string message) => new() { Reason = TaskFailureReason.CommandNotFound, Message = message };
    }

    private async Task<ImageDetails> ImageAsync(ContainerSpec wanted, Action<string> tell, CancellationToken cancellationToken)
    {
        var name = wanted.Image;
        try
        {
            if (wanted.Pull != ImagePullPolicy.Always)
            {
                return await engine.InspectImageAsync(name, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (DockerException e) when (e.Kind == DockerErrorKind.NotFound)
        {
            if (wanted.Pull == ImagePullPolicy.Never)
            {
                throw Failed(TaskFailureReason.ImageNotFound, $"The host has no image '{name}', and the task says to pull none. Load or build it there, or let it be pulled.");
            }
        }
        catch (DockerException e) when (e.Kind != DockerErrorKind.Unreachable)
        {
            throw Failed(Refusal(e), e.Message);
        }

        tell($"Pulling the image '{name}'.");
        try
        {
            await foreach (var step in engine.PullImageAsync(name, logins.Find(name), cancellationToken).ConfigureAwait(false))
            {
                // Layers tell of each megabyte; what is worth a line has none of them.
                if (step is { Id: null, Status: { Length: > 0 } status })
                {
                    tell(status);
                }
            }

            return await engine.InspectImageAsync(name, cancellationToken).ConfigureAwait(false);
        }
        catch (DockerException e) when (e.Kind != DockerErrorKind.Unreachable)
        {
            throw e.Kind switch
            {
                DockerErrorKind.NotFound => Failed(TaskFailureReason.ImageNotFound, $"There is no image '{name}' on the host or in its registry. Correct the name, or push it. {e.Message}"),
                DockerErrorKind.Denied => Failed(TaskFailureReason.ImageDenied, $"The registry does not give the image '{name}', or has none of that name. {e.Message}"),
                DockerErrorKind.BadParameter => Failed(TaskFailureReason.ImageNotFound, e.Message),
                _ => Failed(TaskFailureReason.ImagePullFailed, $"The image '{name}' could not be pulled. {e.Message}"),
            };
        }
    }

    private static TaskFailureReason Refusal(DockerException e) => e.Kind switch
    {
        DockerErrorKind.Failed or DockerErrorKind.Malformed or DockerErrorKind.TooLarge or DockerErrorKind.VersionRefused => TaskFailureReason.EngineUnavailable,
        _ => TaskFailureReason.ContainerRefused,
    };

    private static ContainerNotStartedException Failed(TaskFailureReason reason, string message) => new(new LaunchFailure { Reason = reason, Message = message });
}
