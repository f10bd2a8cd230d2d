using System.Text.Json.Nodes;
using Orrery.Core.DagFiles;

namespace Orrery.Core.Dags;

/// <summary>The form of <see cref="DockerRuntime"/> in canonical documents.</summary>
internal static class DockerDocument
{
    /// <summary>Its form; null for none.</summary>
    public static JsonObject? Of(DockerRuntime? docker)
    {
        if (docker is null)
        {
            return null;
        }

        var json = new JsonObject { ["image"] = docker.Image };
        DagDocument.Add(json, "pull", docker.Pull == ImagePull.Missing ? null : DockerReader.NameOf(docker.Pull));
        DagDocument.Add(json, "network", docker.Network);
        DagDocument.Add(json, "memory", docker.Memory, null);
        DagDocument.Add(json, "cpus", docker.Cpus, null);
        DagDocument.Add(json, "pids", docker.Pids, null);
        DagDocument.Add(json, "user", docker.User);
        DagDocument.Add(json, "read_only", docker.ReadOnly, null);
        DagDocument.Add(json, "volumes", DagDocument.Set(docker.Volumes));
        DagDocument.Add(json, "cap_add", DagDocument.Set(docker.CapAdd));
        DagDocument.Add(json, "labels", DagDocument.Map(docker.Labels, v => JsonValue.Create(v)));
        return json;
    }
}
