using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Collections.ObjectModel;
using System.Text.Json.Nodes;
using Orleans.Serialization;
using Orrery.Embedded.Serialization;
using Orrery.Embedded.Tests.Support;

namespace Orrery.Embedded.Tests;

public sealed class CopierTests
{
    private static readonly MessageCopier Strict = new(strict: true, new ExceptionSerializationOptions());
    private static readonly MessageCopier Production = new(strict: false, new ExceptionSerializationOptions());

    [Fact]
    public void Copy_WhenStrict_KeepsEverythingAndSharesNothing()
    {
        var original = new Everything
        {
            Text = "text",
            Maybe = 3,
            Colour = Colour.Red,
            Points = [new Point(1, 2)],
            List = [new Point(3, 4)],
            Map = new() { ["a"] = [new Point(5, 6)] },
            Set = new(StringComparer.OrdinalIgnoreCase) { "x" },
            Frozen = new Dictionary<string, int> { ["f"] = 1 }.ToFrozenDictionary(StringComparer.Ordinal),
            FrozenSet = new[] { "s" }.ToFrozenSet(StringComparer.Ordinal),
            Tuple = (new Guid("00000000-0000-0000-0000-000000000001"), DateTimeOffset.UnixEpoch, TimeSpan.FromSeconds(1)),
            Uri = new Uri("http://host/"),
            Version = new Version(1, 2),
            Bytes = [1, 2],
            Shape = new Circle(2.5) { Name = "c" },
            Box = new Box<Point> { Content = new Point(7, 8) },
            Numbers = new[] { 1, 2 },
            Anything = new List<string> { "any" },
            ReadOnly = new ReadOnlyCollection<int>([9]),
            Immutable = ImmutableDictionary<string, Point>.Empty.Add("k", new Point(0, 1)),
            Memory = new byte[] { 3 },
            Pair = KeyValuePair.Create("p", 4),
            Stack = new Stack<int>([1, 2, 3]),
        };

        var copy = (Everything)Copy(Strict, original)!;

        copy.ShouldNotBeSameAs(original);
        (copy.Text, copy.Maybe, copy.Colour, copy.Tuple, copy.Uri, copy.Version, copy.Pair)
            .ShouldBe((original.Text, original.Maybe, original.Colour, original.Tuple, original.Uri, original.Version, original.Pair));
        copy.Points.ShouldBe(original.Points);
        copy.Points[0].ShouldNotBeSameAs(original.Points[0]);
        copy.Unset.IsDefault.ShouldBeTrue();
        copy.List.ShouldBe(original.List);
        copy.List.ShouldNotBeSameAs(original.List);
        copy.Map["a"].ShouldBe(original.Map["a"]);
        copy.Map["a"].ShouldNotBeSameAs(original.Map["a"]);
        copy.Set.Contains("X").ShouldBeTrue();
        copy.Frozen["f"].ShouldBe(1);
        copy.FrozenSet.ShouldBe(["s"]);
        copy.Bytes.ShouldBe(original.Bytes);
        copy.Bytes.ShouldNotBeSameAs(original.Bytes);
        copy.Shape.ShouldBe(original.Shape);
        copy.Shape.ShouldNotBeSameAs(original.Shape);
        copy.Box!.Content.ShouldBe(new Point(7, 8));
        copy.Numbers.ShouldBe(original.Numbers);
        ((List<string>)copy.Anything!).ShouldBe(["any"]);
        copy.ReadOnly.ShouldBe([9]);
        copy.Immutable!["k"].ShouldBe(new Point(0, 1));
        copy.Memory.ToArray().ShouldBe([3]);
        copy.Stack.ShouldBe([3, 2, 1]);
    }

    [Fact]
    public void Copy_WhenFrozenCollectionIsDeclaredAsObject_IsCopied()
    {
        object value = new[] { "a", "b" }.ToFrozenSet(StringComparer.Ordinal);
        ((FrozenSet<string>)Strict.CopyDynamic(value, new CopySession())!).Order().ShouldBe(["a", "b"]);
    }

    [Fact]
    public void Copy_WhenObjectsReferToEachOther_KeepsTheGraph()
    {
        var root = new Node();
        root.Children.Add(new Node { Parent = root });
        root.Children.Add(root.Children[0]);
        var copy = (Node)Copy(Production, root)!;
        copy.ShouldNotBeSameAs(root);
        copy.Children[0].Parent.ShouldBeSameAs(copy);
        copy.Children[1].ShouldBeSameAs(copy.Children[0]);
    }

    [Fact]
    public void Copy_WhenMemberDoesNotTravel_IsAsTheConstructorLeavesIt()
    {
        var box = new Box<int> { Content = 5 };
        box.Uses();
        box.Uses();
        var copy = (Box<int>)Copy(Production, box)!;
        copy.Content.ShouldBe(5);
        copy.Uses().ShouldBe(1);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Copy_WhenTypeOrMemberIsImmutable_SharesIt(bool strict)
    {
        var copier = new MessageCopier(strict, new ExceptionSerializationOptions());
        var shared = new Shared();
        Copy(copier, shared).ShouldBeSameAs(shared);
        var holder = new Holder { Kept = [1], Copied = [2] };
        var copy = (Holder)Copy(copier, holder)!;
        copy.Kept.ShouldBeSameAs(holder.Kept);
        copy.Copied.ShouldBe([2]);
        copy.Copied.ShouldNotBeSameAs(holder.Copied);
    }

    [Theory]
    [InlineData(typeof(Point), true)]
    [InlineData(typeof(Circle), true)]
    [InlineData(typeof(ImmutableArray<Point>), true)]
    [InlineData(typeof(FrozenDictionary<string, Point>), true)]
    [InlineData(typeof((Point, string, int?)), true)]
    [InlineData(typeof(Shape), false)]
    [InlineData(typeof(object), false)]
    [InlineData(typeof(Everything), false)]
    [InlineData(typeof(List<Point>), false)]
    [InlineData(typeof(int[]), false)]
    [InlineData(typeof(ImmutableArray<int[]>), false)]
    [InlineData(typeof(Node), false)]
    public void Shares_InProduction_OnlyWhatNobodyCanChange(Type type, bool shares) => Production.For(type).Shares.ShouldBe(shares);

    [Fact]
    public void Shares_WhenStrict_NotEvenRecords() => Strict.For(typeof(Point)).Shares.ShouldBeFalse();

    [Fact]
    public void Copy_WhenExceptionHasTheAttribute_KeepsItsMembers()
    {
        var copy = (AttributedException)Strict.CopyException(
            new AttributedException("bad") { Code = 5, Data = { ["key"] = "value" } });
        (copy.Message, copy.Code, copy.Data["key"]).ShouldBe(("bad", 5, "value"));
    }

    [Fact]
    public void Copy_WhenExceptionIsSupportedByItsNamespace_KeepsTypeMessageCauseAndStackOnly()
    {
        Exception thrown;
        try
        {
            throw new PlainException("bad");
        }
        catch (PlainException failure)
        {
            thrown = failure;
        }

        var copier = new MessageCopier(strict: true, new ExceptionSerializationOptions { SupportedExceptionTypeFilter = type => type == typeof(PlainException) });
        var copy = copier.CopyException(new PlainException("outer") { Data = { ["cause"] = 1 } });
        copy.ShouldBeOfType<PlainException>().Code.ShouldBe(0);
        var aggregate = copier.CopyException(new AggregateException("both", thrown, new PlainException("other")));
        aggregate.ShouldBeOfType<AggregateException>().InnerExceptions.Select(inner => inner.Message).ShouldBe(["bad", "other"]);
        copier.CopyException(thrown).StackTrace!.ShouldContain(nameof(Copy_WhenExceptionIsSupportedByItsNamespace_KeepsTypeMessageCauseAndStackOnly));
    }

    public static TheoryData<object, string> Unfit() => new()
    {
        { new NoAttribute(), "NoAttribute has no [GenerateSerializer]. Add it, and an [Id(n)] to every member." },
        { new NoId(), "NoId.Value has no [Id]: it would be lost. Give it the next free [Id(n)], or [NonSerialized]." },
        { new TwiceTheSameId(), "TwiceTheSameId.Second and TwiceTheSameId.First both have [Id(0)]. Give one of them the next free id." },
        { new HoldsJson(), "JsonElement cannot travel between grains. Pass JSON as string or as bytes." },
        { new JsonObject(), "JsonObject cannot travel between grains. Pass JSON as string or as bytes." },
        {
            new DerivedFromPlain(),
            "PlainBase, which DerivedFromPlain derives from, has fields but no [GenerateSerializer]: they would be lost. Add it."
        },
        { new PositionalWithBody(1), "PositionalWithBody.Forgotten has no [Id]: it would be lost. Give it the next free [Id(n)], or [NonSerialized]." },
        { new Action(() => { }), "Action cannot travel between grains. Pass data." },
        { Array.CreateInstance(typeof(int), 1, 1), "Int32[,] is an array of several dimensions. Use an array of arrays." },
    };

    [Theory]
    [MemberData(nameof(Unfit))]
    public void Copy_WhenTypeCannotTravel_SaysWhyAndWhatToDo(object value, string message)
    {
        foreach (var copier in new[] { Strict, Production })
        {
            Should.Throw<CodecNotFoundException>(() => copier.CopyDynamic(value, new CopySession())).Message.ShouldBe(message);
        }
    }

    [Fact]
    public void Copy_WhenACollectionExpressionMadeTheValue_SaysWhatToDeclare()
    {
        IReadOnlyList<int> numbers = [1, 2, int.Parse("3", System.Globalization.CultureInfo.InvariantCulture)];
        Should.Throw<CodecNotFoundException>(() => Strict.CopyDynamic(numbers, new CopySession())).Message
            .ShouldEndWith("is what the compiler makes of a collection expression for an interface. Declare ImmutableArray<T>, List<T> or an array.");
    }

    private static object? Copy(MessageCopier copier, object value) => copier.For(value.GetType()).Copy(value, new CopySession());
}
