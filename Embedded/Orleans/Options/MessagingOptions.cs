using System.Diagnostics;

namespace Orleans.Configuration;

/// <summary>How long calls may take.</summary>
public abstract class MessagingOptions
{
    private TimeSpan _responseTimeout = TimeSpan.FromSeconds(30);

    /// <summary>How long a caller waits before the call fails with <see cref="TimeoutException"/>. Default: 30 seconds; more than zero.</summary>
    public TimeSpan ResponseTimeout
    {
        get => Debugger.IsAttached ? ResponseTimeoutWithDebugger : _responseTimeout;
        set => _responseTimeout = value;
    }

    /// <summary>The same while a debugger is attached. Default: 30 minutes.</summary>
    public TimeSpan ResponseTimeoutWithDebugger { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>Whether a call that timed out is cancelled at the grain. Default: <see langword="false"/>.</summary>
    public bool CancelRequestOnTimeout { get; set; }
}

/// <summary>How long calls from outside grains may take.</summary>
public class ClientMessagingOptions : MessagingOptions;

/// <summary>How long calls from grains may take.</summary>
public class SiloMessagingOptions : MessagingOptions;
