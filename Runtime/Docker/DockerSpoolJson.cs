using System.Text.Json.Serialization;

namespace Orrery.Runtime.Docker;

[JsonSourceGenerationOptions(UseStringEnumConverter = true)]
[JsonSerializable(typeof(LaunchFailure))]
internal sealed partial class DockerSpoolJson : JsonSerializerContext;
