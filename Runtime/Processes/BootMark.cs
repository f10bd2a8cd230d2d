using Orrery.Runtime.Linux;

namespace Orrery.Runtime.Processes;

/// <summary>
/// Says in which boot of the machine the spool was last launched from. In another one, what was written last may be missing from the disk:
/// then a lease that is not in the spool may have run all the same. That is known for all of them at once, so that no try has to wait for the disk.
/// </summary>
/// <param name="spool">The spool.</param>
internal sealed class BootMark(string spool)
{
    private readonly string _path = Path.Combine(spool, "boot");
    private bool _isSet;

    /// <summary>Whether tries may have been launched that are not in the spool any more.</summary>
    public bool IsOfAnotherBoot => !File.Exists(_path) || File.ReadAllText(_path) != ProcessIdentity.BootId;

    /// <summary>Whether tries were launched, and in another boot.</summary>
    public bool WasSetInAnotherBoot => IsSet && IsOfAnotherBoot;

    /// <summary>Whether anything was ever launched from here.</summary>
    public bool IsSet => File.Exists(_path);

    /// <summary>To be called before each launch: from now on the spool is of this boot.</summary>
    public void Set()
    {
        if (!Volatile.Read(ref _isSet))
        {
            File.WriteAllText(_path, ProcessIdentity.BootId);
            Volatile.Write(ref _isSet, true);
        }
    }
}
