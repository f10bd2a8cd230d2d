namespace Orrery.Silo.Api;

/// <summary>Event ids of the API's log lines. Changing a name or a value is breaking.</summary>
internal static class ApiEventIds
{
    public const int RequestFailed = 5001;
    public const int RequestUnavailable = 5002;
}
