using System.ComponentModel;

namespace Orrery.Runtime.Linux;

/// <summary>A file that a new process finds open.</summary>
/// <param name="Descriptor">Under which number.</param>
/// <param name="Path">Which file; created when missing.</param>
/// <param name="ForAppending">Opened for appending rather than for reading.</param>
internal readonly record struct SpawnFile(int Descriptor, string Path, bool ForAppending);

/// <summary>Starts processes that have nothing in common with this one: own session and group, no inherited files, signals as at birth.</summary>
internal static unsafe class ProcessSpawner
{
    // Larger than the structures of any C library for Linux (336 and 80 bytes, a signal set 128).
    private const int StructSize = 1024;
    private const uint OwnerOnly = 0x180;

    /// <summary>Starts a program.</summary>
    /// <returns>The number of the process, which leads a session and a process group of its own.</returns>
    /// <exception cref="Win32Exception">It could not be started: the number and text are the system's.</exception>
    public static int Spawn(
        string program,
        IReadOnlyCollection<string> argv,
        IReadOnlyCollection<string> environment,
        string workingDirectory,
        ReadOnlySpan<SpawnFile> files)
    {
        var attributes = stackalloc byte[StructSize];
        var actions = stackalloc byte[StructSize];
        var signals = stackalloc byte[StructSize];
        using var nativeArgv = new NativeStrings(argv);
        using var nativeEnvironment = new NativeStrings(environment);
        Check(Native.SpawnAttributesInit(attributes));
        Check(Native.SpawnActionsInit(actions));
        try
        {
            // The runtime ignores SIGPIPE, and an ignored signal stays ignored in a new program.
            _ = Native.SigFillSet(signals);
            Check(Native.SpawnAttributesSetSigDefault(attributes, signals));
            _ = Native.SigEmptySet(signals);
            Check(Native.SpawnAttributesSetSigMask(attributes, signals));
            Check(Native.SpawnAttributesSetFlags(attributes, Native.SpawnSetSession | Native.SpawnSetSigMask | Native.SpawnSetSigDefault));

            var first = 0;
            foreach (var file in files)
            {
                var flags = file.ForAppending ? Native.OpenWriteOnly | Native.OpenCreate | Native.OpenAppend : Native.OpenReadOnly;
                Check(Native.SpawnActionsAddOpen(actions, file.Descriptor, file.Path, flags, OwnerOnly));
                first = Math.Max(first, file.Descriptor + 1);
            }

            AddCloseFrom(actions, first);
            Check(Native.SpawnActionsAddChangeDirectory(actions, workingDirectory));
            int pid;
            Check(Native.PosixSpawn(&pid, program, actions, attributes, nativeArgv.Pointer, nativeEnvironment.Pointer));
            return pid;
        }
        finally
        {
            _ = Native.SpawnActionsDestroy(actions);
            _ = Native.SpawnAttributesDestroy(attributes);
        }
    }

    private static void AddCloseFrom(byte* actions, int first)
    {
        try
        {
            Check(Native.SpawnActionsAddCloseFrom(actions, first));
        }
        catch (EntryPointNotFoundException)
        {
            // Older C libraries and musl lack it. All files that .NET opens close by themselves; only a native library's could leak.
        }
    }

    private static void Check(int error)
    {
        if (error != 0)
        {
            throw new Win32Exception(error);
        }
    }
}
