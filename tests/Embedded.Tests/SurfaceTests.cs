using System.Reflection;
using Orrery.Embedded.Tests.Support;

namespace Orrery.Embedded.Tests;

/// <summary>The surface is Orleans' own, as far as it goes: sources written against it compile against the packages.</summary>
public sealed class SurfaceTests
{
    private static readonly Dictionary<string, HashSet<string>> Ours = SignatureReader.Read(typeof(Grain).Assembly.Location);
    private static readonly Dictionary<string, HashSet<string>> Theirs = SignatureReader.Read(
        typeof(SurfaceTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(one => one.Key == "OrleansCoreAbstractions").Value!);

    // What Orleans keeps in other assemblies, whose metadata is not at hand.
    private static readonly string[] Elsewhere =
    [
        "Orleans.AliasAttribute", "Orleans.GenerateSerializerAttribute", "Orleans.IdAttribute", "Orleans.ImmutableAttribute",
        "Orleans.ResponseTimeoutAttribute", "Orleans.KeepAliveAttribute", "Orleans.CollectionAgeLimitAttribute", "Orleans.IClusterClient",
        "Orleans.IGrainState`1", "Orleans.GrainState`1", "Orleans.IRemindable", "Orleans.GrainReminderExtensions",
        "Orleans.Runtime.IGrainReminder", "Orleans.Runtime.TickStatus", "Orleans.Runtime.ReminderException", "Orleans.Runtime.ILocalSiloDetails",
        "Orleans.Runtime.IPersistentState`1", "Orleans.Runtime.PersistentStateAttribute", "Orleans.Storage.IGrainStorage",
        "Orleans.Storage.InconsistentStateException", "Orleans.Serialization.CodecNotFoundException", "Orleans.Serialization.SerializerException",
        "Orleans.Serialization.ExceptionSerializationOptions", "Orleans.Serialization.Invocation.IInvokable", "Orleans.Configuration.ClusterOptions", "Orleans.Configuration.SiloOptions",
        "Orleans.Configuration.MessagingOptions", "Orleans.Configuration.ClientMessagingOptions", "Orleans.Configuration.SiloMessagingOptions",
        "Orleans.Configuration.GrainCollectionOptions", "Orleans.Hosting.ReminderOptions", "Orleans.Hosting.ISiloBuilder",
        "Orleans.Hosting.SiloBuilderExtensions", "Orleans.Hosting.GrainCallFilterSiloBuilderExtensions",
        "Orleans.Hosting.MemoryGrainStorageSiloBuilderExtensions", "Orleans.Hosting.SiloBuilderReminderMemoryExtensions",
    ];

    public static TheoryData<string> Shared() => [.. OurOrleansTypes().Where(Theirs.ContainsKey)];

    [Theory]
    [MemberData(nameof(Shared))]
    public void Members_WhenTypeIsInOrleansToo_AreThereWithTheSameSignatures(string type) =>
        Ours[type].Except(Theirs[type]).ShouldBeEmpty();

    [Fact]
    public void Types_WhenNotInCoreAbstractions_AreKnownToBeElsewhereInOrleans() =>
        OurOrleansTypes().Except(Theirs.Keys).Order().ShouldBe(Elsewhere.Order());

    private static IEnumerable<string> OurOrleansTypes() => Ours.Keys.Where(name => name.StartsWith("Orleans.", StringComparison.Ordinal));
}
