namespace Orrery.Storage;

/// <summary>Another server holds the store.</summary>
/// <param name="message">Who holds it, since when, and what to do.</param>
public sealed class StoreInUseException(string message) : Exception(message);

/// <summary>A store that was to be filled has rows already.</summary>
/// <param name="message">Which store, and what was found.</param>
public sealed class StoreNotEmptyException(string message) : Exception(message);

/// <summary>This server's lease on the store is gone: another server has taken over, and nothing more can be written from here.</summary>
/// <param name="message">Which epoch was expected and which was found.</param>
public sealed class StoreFencedException(string message) : Exception(message);

/// <summary>The store cannot be reached, is full or failed; nothing of the change was written, and it may be tried again.</summary>
public sealed class StoreUnavailableException : Exception
{
    /// <summary>Names the problem and its cause.</summary>
    /// <param name="message">What failed and the remedy.</param>
    /// <param name="innerException">The failure underneath.</param>
    public StoreUnavailableException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}

/// <summary>The store was written by a newer or damaged installation and cannot be opened.</summary>
/// <param name="message">What was found and the remedy.</param>
public sealed class StoreSchemaException(string message) : Exception(message);
