using System.Text.Json.Serialization;

namespace Orrery.Runtime.Docker.Api.Wire;

/// <summary>The engine's forms: names as they are written, nothing sent that is not set, unknown members passed over.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(EngineError))]
[JsonSerializable(typeof(EngineVersion))]
[JsonSerializable(typeof(EngineInfo))]
[JsonSerializable(typeof(EngineEvent))]
[JsonSerializable(typeof(ContainerSettings))]
[JsonSerializable(typeof(ContainerCreated))]
[JsonSerializable(typeof(ContainerDetails))]
[JsonSerializable(typeof(List<ContainerSummary>))]
[JsonSerializable(typeof(ContainerExit))]
[JsonSerializable(typeof(ImageDetails))]
[JsonSerializable(typeof(List<ImageSummary>))]
[JsonSerializable(typeof(ImageProgress))]
[JsonSerializable(typeof(RegistryLogin))]
[JsonSerializable(typeof(Dictionary<string, RegistryLogin>))]
[JsonSerializable(typeof(DockerConfigFile))]
[JsonSerializable(typeof(Dictionary<string, string>))]
[JsonSerializable(typeof(Dictionary<string, string[]>))]
internal sealed partial class DockerJson : JsonSerializerContext;
