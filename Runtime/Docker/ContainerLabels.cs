using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Orrery.Grains.Interfaces.Runs;

namespace Orrery.Runtime.Docker;

/// <summary>By what containers are found again, by Orrery and by people.</summary>
/// <param name="cluster">Name of the installation.</param>
/// <param name="host">Name of the host.</param>
/// <param name="spool">Folder of the host's tries: with the machine it is the one thing no other engine of Orrery shares.</param>
internal sealed class ContainerLabels(string cluster, string host, string spool)
{
    /// <summary>The label with the lease.</summary>
    public const string Lease = "orrery.lease";

    private const string Owner = "orrery.owner";

    private readonly string _owner = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{Environment.MachineName}\n{spool}")))[..16];

    /// <summary>What all containers of this host have.</summary>
    public IReadOnlyDictionary<string, string> Own => new Dictionary<string, string>(StringComparer.Ordinal) { [Owner] = _owner };

    /// <summary>The labels of a try's container. Orrery's own stand against what the task says.</summary>
    public IReadOnlyDictionary<string, string> Of(LaunchSpec spec)
    {
        var task = spec.Task;
        return new Dictionary<string, string>(spec.Container?.Labels ?? new Dictionary<string, string>(StringComparer.Ordinal), StringComparer.Ordinal)
        {
            [Owner] = _owner,
            [Lease] = spec.LeaseId.ToString("D"),
            ["orrery.cluster"] = cluster,
            ["orrery.host"] = host,
            ["orrery.dag"] = task.DagId,
            ["orrery.run"] = task.RunId,
            ["orrery.task"] = task.TaskId,
            ["orrery.map-index"] = task.MapIndex.ToString(CultureInfo.InvariantCulture),
            ["orrery.try"] = task.TryNumber.ToString(CultureInfo.InvariantCulture),
        };
    }
}
