using System.Text.Json;
using Orrery.Core.Identity;
using Orrery.Core.States;

namespace Orrery.Api.Tests;

/// <summary>The names of states and types in JSON, both ways.</summary>
public sealed class WireNameTests
{
    [Theory]
    [InlineData(TaskInstanceState.None, "null")]
    [InlineData(TaskInstanceState.Scheduled, "\"scheduled\"")]
    [InlineData(TaskInstanceState.Queued, "\"queued\"")]
    [InlineData(TaskInstanceState.Running, "\"running\"")]
    [InlineData(TaskInstanceState.Success, "\"success\"")]
    [InlineData(TaskInstanceState.Failed, "\"failed\"")]
    [InlineData(TaskInstanceState.Skipped, "\"skipped\"")]
    [InlineData(TaskInstanceState.UpstreamFailed, "\"upstream_failed\"")]
    [InlineData(TaskInstanceState.UpForRetry, "\"up_for_retry\"")]
    [InlineData(TaskInstanceState.UpForReschedule, "\"up_for_reschedule\"")]
    [InlineData(TaskInstanceState.Restarting, "\"restarting\"")]
    [InlineData(TaskInstanceState.Deferred, "\"deferred\"")]
    [InlineData(TaskInstanceState.Removed, "\"removed\"")]
    [InlineData(DagRunState.Queued, "\"queued\"")]
    [InlineData(DagRunState.Running, "\"running\"")]
    [InlineData(DagRunState.Success, "\"success\"")]
    [InlineData(DagRunState.Failed, "\"failed\"")]
    [InlineData(DagRunType.Scheduled, "\"scheduled\"")]
    [InlineData(DagRunType.Manual, "\"manual\"")]
    [InlineData(DagRunType.Backfill, "\"backfill\"")]
    [InlineData(DagRunType.AssetTriggered, "\"asset_triggered\"")]
    public void Name_WhenWritten_IsAirflowsAndReadsBack(Enum value, string json)
    {
        JsonSerializer.Serialize(value, value.GetType()).ShouldBe(json);
        JsonSerializer.Deserialize(json, value.GetType()).ShouldBe(value);
    }

    [Theory]
    [InlineData(typeof(TaskInstanceState), "\"Success\"")]
    [InlineData(typeof(TaskInstanceState), "4")]
    [InlineData(typeof(DagRunState), "\"done\"")]
    [InlineData(typeof(DagRunState), "null")]
    [InlineData(typeof(DagRunType), "\"auto\"")]
    [InlineData(typeof(DagRunType), "1")]
    public void Name_WhenUnknown_IsRefused(Type type, string json) =>
        Should.Throw<JsonException>(() => JsonSerializer.Deserialize(json, type));
}
