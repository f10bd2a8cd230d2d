namespace Orrery.Grains.Interfaces.Identity;

/// <summary>Who is behind a call, and from where: set by the face a request comes in by, it travels with every call that follows, for the audit.</summary>
public static class Caller
{
    private const string NameKey = "orrery.caller";
    private const string AddressKey = "orrery.address";

    /// <summary>Name of who asks; null: nobody said, as for what the server does by itself.</summary>
    public static string? Name => RequestContext.Get(NameKey) as string;

    /// <summary>Network address of who asks; null: they are in this process, or nobody said.</summary>
    public static string? Address => RequestContext.Get(AddressKey) as string;

    /// <summary>Says who asks, for calls from here on.</summary>
    /// <param name="name">Their name.</param>
    /// <param name="address">Their network address; null: none.</param>
    public static void Set(string name, string? address)
    {
        RequestContext.Set(NameKey, name);
        if (address is null)
        {
            RequestContext.Remove(AddressKey);
        }
        else
        {
            RequestContext.Set(AddressKey, address);
        }
    }
}
