using System.Runtime.InteropServices;

namespace Orrery.Runtime.Linux;

/// <summary>The bytes of <c>struct epoll_event</c>, which is packed on x86-64 and nowhere else.</summary>
internal static class EpollEvents
{
    private static readonly int DataOffset = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 4 : 8;

    /// <summary>Size of one event in bytes.</summary>
    public static readonly int Size = DataOffset + sizeof(long);

    /// <summary>Writes an event.</summary>
    public static void Write(Span<byte> target, int events, long data)
    {
        MemoryMarshal.Write(target, events);
        MemoryMarshal.Write(target[DataOffset..], data);
    }

    /// <summary>What the event at this place was registered with.</summary>
    public static long Data(ReadOnlySpan<byte> events, int index) => MemoryMarshal.Read<long>(events[((index * Size) + DataOffset)..]);
}
