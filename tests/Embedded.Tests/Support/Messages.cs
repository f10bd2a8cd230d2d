using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Collections.ObjectModel;
using System.Text.Json;

namespace Orrery.Embedded.Tests.Support;

public enum Colour
{
    None,
    Red,
}

[GenerateSerializer]
public sealed record Point(int X, int Y);

[GenerateSerializer]
public sealed record Everything
{
    [Id(0)]
    public required string Text { get; init; }

    [Id(1)]
    public int? Maybe { get; init; }

    [Id(2)]
    public Colour Colour { get; init; }

    [Id(3)]
    public ImmutableArray<Point> Points { get; init; }

    [Id(4)]
    public ImmutableArray<int> Unset { get; init; }

    [Id(5)]
    public List<Point> List { get; init; } = [];

    [Id(6)]
    public Dictionary<string, Point[]> Map { get; init; } = [];

    [Id(7)]
    public HashSet<string> Set { get; init; } = new(StringComparer.OrdinalIgnoreCase);

    [Id(8)]
    public FrozenDictionary<string, int> Frozen { get; init; } = FrozenDictionary<string, int>.Empty;

    [Id(9)]
    public FrozenSet<string> FrozenSet { get; init; } = FrozenSet<string>.Empty;

    [Id(10)]
    public (Guid Id, DateTimeOffset At, TimeSpan For) Tuple { get; init; }

    [Id(11)]
    public Uri? Uri { get; init; }

    [Id(12)]
    public Version? Version { get; init; }

    [Id(13)]
    public byte[] Bytes { get; init; } = [];

    [Id(14)]
    public Shape? Shape { get; init; }

    [Id(15)]
    public Box<Point>? Box { get; init; }

    [Id(16)]
    public IReadOnlyList<int> Numbers { get; init; } = [];

    [Id(17)]
    public object? Anything { get; init; }

    [Id(18)]
    public ReadOnlyCollection<int>? ReadOnly { get; init; }

    [Id(19)]
    public ImmutableDictionary<string, Point>? Immutable { get; init; }

    [Id(20)]
    public ReadOnlyMemory<byte> Memory { get; init; }

    [Id(21)]
    public KeyValuePair<string, int>? Pair { get; init; }

    [Id(22)]
    public Stack<int> Stack { get; init; } = [];
}

[GenerateSerializer]
public abstract record Shape
{
    [Id(0)]
    public string? Name { get; init; }
}

[GenerateSerializer]
public sealed record Circle(double Radius) : Shape;

[GenerateSerializer]
public sealed class Box<T>
{
    [Id(0)]
    private T? _content;

    [NonSerialized]
    private int _uses = 1;

    public T? Content
    {
        get => _content;
        set => _content = value;
    }

    public int Uses() => _uses++;
}

[GenerateSerializer]
public sealed class Node
{
    [Id(0)]
    public Node? Parent { get; set; }

    [Id(1)]
    public List<Node> Children { get; set; } = [];
}

[GenerateSerializer]
[Immutable]
public sealed class Shared
{
    [Id(0)]
    public List<int> Numbers { get; set; } = [];
}

[GenerateSerializer]
public sealed class Holder
{
    [Id(0)]
    [Immutable]
    public int[]? Kept { get; set; }

    [Id(1)]
    public int[]? Copied { get; set; }
}

[GenerateSerializer]
public sealed class AttributedException(string message) : Exception(message)
{
    [Id(0)]
    public int Code { get; set; }
}

public sealed class PlainException(string message) : Exception(message)
{
    public int Code { get; set; } = 7;
}

public sealed class NoAttribute
{
    public int Value { get; set; }
}

[GenerateSerializer]
public sealed class NoId
{
    public int Value { get; set; }
}

[GenerateSerializer]
public sealed class TwiceTheSameId
{
    [Id(0)]
    public int First { get; set; }

    [Id(0)]
    public int Second { get; set; }
}

[GenerateSerializer]
public sealed class HoldsJson
{
    [Id(0)]
    public JsonElement Json { get; set; }
}

public class PlainBase
{
    public int Lost { get; set; }
}

[GenerateSerializer]
public sealed class DerivedFromPlain : PlainBase
{
    [Id(0)]
    public int Kept { get; set; }
}

[GenerateSerializer]
public sealed record PositionalWithBody(int A)
{
    [Id(0)]
    public int B { get; init; }

    public int Forgotten { get; init; }
}
