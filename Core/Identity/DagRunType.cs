using System.Globalization;
using System.Text.Json.Serialization;

namespace Orrery.Core.Identity;

/// <summary>Why a run exists. The numbers are stored and sent: never renumber, only append.</summary>
[JsonConverter(typeof(DagRunTypeJsonConverter))]
public enum DagRunType : byte
{
    /// <summary>Its time had come.</summary>
    Scheduled = 0,

    /// <summary>Somebody asked for it.</summary>
    Manual = 1,

    /// <summary>Part of a backfill.</summary>
    Backfill = 2,

    /// <summary>The assets it waits for had news.</summary>
    AssetTriggered = 3,
}

/// <summary>Names of run types, and the run ids made from them.</summary>
public static class DagRunTypes
{
    private static readonly string[] Names = ["scheduled", "manual", "backfill", "asset_triggered"];

    /// <summary>The snake_case name of the type, which is also the prefix of its run ids.</summary>
    public static string WireName(this DagRunType type) => Names[(int)type];

    /// <summary>The names of all types.</summary>
    public static IReadOnlyList<string> AllNames => Names;

    /// <summary>The type of this name.</summary>
    public static bool TryParse(string name, out DagRunType type)
    {
        var index = Array.IndexOf(Names, name);
        type = (DagRunType)Math.Max(index, 0);
        return index >= 0;
    }

    /// <summary>The id of a run: type and moment, as in <c>scheduled__2026-01-01T00:00:00+00:00</c>.</summary>
    public static string RunId(DagRunType type, DateTimeOffset moment)
    {
        var utc = moment.ToUniversalTime();
        var format = utc.Ticks % TimeSpan.TicksPerSecond == 0 ? "yyyy-MM-dd'T'HH:mm:sszzz" : "yyyy-MM-dd'T'HH:mm:ss.ffffffzzz";
        return $"{type.WireName()}__{utc.ToString(format, CultureInfo.InvariantCulture)}";
    }

    /// <summary>The type whose reserved prefix the run id starts with; null when it starts with none.</summary>
    public static DagRunType? ReservedBy(string runId)
    {
        var index = Array.FindIndex(Names, n => runId.StartsWith(n + "__", StringComparison.Ordinal));
        return index < 0 ? null : (DagRunType)index;
    }
}
