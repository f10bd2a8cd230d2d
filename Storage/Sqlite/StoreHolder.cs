using System.Text.Json.Serialization;

namespace Orrery.Storage.Sqlite;

/// <summary>Who has a store open, for the message to the next one who tries.</summary>
/// <param name="Holder">What it is: <c>orrery up</c>.</param>
/// <param name="Pid">Number of its process.</param>
/// <param name="Host">Name of its machine.</param>
/// <param name="Since">When it opened the store.</param>
/// <param name="Address">Address it serves at, once it does.</param>
public sealed record StoreHolder(string Holder, int Pid, string Host, DateTimeOffset Since, string? Address = null);

/// <summary>Reads and writes <see cref="StoreHolder"/>.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true)]
[JsonSerializable(typeof(StoreHolder))]
internal sealed partial class StoreHolderJson : JsonSerializerContext;
