using Orleans.Runtime;

namespace Orrery.Embedded.Turns;

/// <summary>What requests in a mailbox are for: an activation or an observer.</summary>
internal interface IMailboxOwner
{
    GrainId GrainId { get; }

    /// <summary>Runs a request to its end. Never fails: the request carries the outcome.</summary>
    Task ProcessAsync(Request request);

    /// <summary>Makes the owner go away without a trace, as if its process had died.</summary>
    /// <returns>Whether it can be killed.</returns>
    bool Kill();
}
