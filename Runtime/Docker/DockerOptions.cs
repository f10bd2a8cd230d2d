namespace Orrery.Runtime.Docker;

/// <summary>The container engine of a host, and what containers get whose tasks say nothing else.</summary>
public sealed class DockerOptions
{
    /// <summary>Name of the configuration section.</summary>
    public const string SectionName = "Docker";

    /// <summary>Address of the engine: <c>unix:///path</c> or <c>tcp://host:port</c>. Folders can be mounted only by an engine of the same machine.</summary>
    /// <value>Default: <c>DOCKER_HOST</c>, else <c>/var/run/docker.sock</c>, else the socket of this user's own engine.</value>
    public string? Address { get; set; }

    /// <summary>Whether TLS is spoken over <c>tcp</c>; the engine's certificate is always checked.</summary>
    /// <value>Default: whether <c>DOCKER_TLS_VERIFY</c> is set.</value>
    public bool? Tls { get; set; }

    /// <summary>Folder of <c>ca.pem</c>, <c>cert.pem</c> and <c>key.pem</c>, for TLS.</summary>
    /// <value>Default: <c>DOCKER_CERT_PATH</c>, else <c>~/.docker</c>.</value>
    public string? CertificatePath { get; set; }

    /// <summary>Folder of <c>config.json</c> with the credentials that <c>docker login</c> leaves.</summary>
    /// <value>Default: <c>DOCKER_CONFIG</c>, else <c>~/.docker</c>.</value>
    public string? ConfigPath { get; set; }

    /// <summary>How long a call may take that the engine answers at once, 1 s to 1 h.</summary>
    /// <value>Default 2 minutes: an overloaded disk makes even these slow.</value>
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>How long a launch waits for an engine that does not answer, up to 1 h; then the try fails, and is retried as others are.</summary>
    /// <value>Default 30 s: enough for a restart of the engine.</value>
    public TimeSpan EngineWait { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Name of this installation in the label <c>orrery.cluster</c> of containers.</summary>
    /// <value>Default <c>orrery</c>.</value>
    public string Cluster { get; set; } = "orrery";

    /// <summary>Name of this host in the label <c>orrery.host</c> of containers.</summary>
    /// <value>Default: the machine's name.</value>
    public string Host { get; set; } = Environment.MachineName;

    /// <summary>Network of containers: <c>none</c>, which also is the quickest to start, <c>bridge</c>, <c>host</c>, or the name of one.</summary>
    /// <value>Default <c>bridge</c>.</value>
    public string Network { get; set; } = "bridge";

    /// <summary>Memory of a container in bytes, with none to swap on top; at least 6 MiB.</summary>
    /// <value>Default: no limit.</value>
    public long? MemoryBytes { get; set; }

    /// <summary>Processors of a container, also parts of one: at least 0.01.</summary>
    /// <value>Default: no limit.</value>
    public double? Cpus { get; set; }

    /// <summary>Most processes and threads of a container, 1 to 4,194,304.</summary>
    /// <value>Default 4,096.</value>
    public long Pids { get; set; } = 4_096;

    /// <summary>User of containers, as <c>uid[:gid]</c> or a name in the image; <c>image</c>: the image's own, though it be root.</summary>
    /// <value>Default: the host's own user; where that is root, the image's user, or nobody (65534) where that is root too.</value>
    public string? User { get; set; }

    /// <summary>Whether nothing of an image can be written to: only <c>/tmp</c>, which is in memory, and the folders of the try.</summary>
    /// <value>Default true.</value>
    public bool ReadOnlyRoot { get; set; } = true;

    /// <summary>Size of <c>/tmp</c> in bytes; what is in it counts as memory of the container.</summary>
    /// <value>Default 256 MiB.</value>
    public long TmpBytes { get; set; } = 256L << 20;
}
