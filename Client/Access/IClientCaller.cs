using Orrery.Core.Identity;

namespace Orrery.Client.Access;

/// <summary>Somebody on whose behalf a client is used.</summary>
public interface IClientCaller
{
    /// <summary>Name for the audit.</summary>
    string Name { get; }

    /// <summary>The user they are, or whose token they have; null: no user.</summary>
    string? UserName { get; }

    /// <summary>Network address they come from; null: none, or not known.</summary>
    string? Address { get; }

    /// <summary>What they may do now; it may change from call to call.</summary>
    ValueTask<Rights> GetRightsAsync();
}
