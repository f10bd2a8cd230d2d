using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Orrery.Runtime.Docker.Api;

/// <summary>A version of the Engine API, such as 1.41.</summary>
/// <param name="Major">The first number; 1 ever since.</param>
/// <param name="Minor">The second number.</param>
internal readonly record struct ApiVersion(int Major, int Minor)
{
    /// <summary>The oldest version that has all that is asked for here: Engine 17.12 and later.</summary>
    public static readonly ApiVersion Oldest = new(1, 35);

    /// <summary>The newest version whose answers are known here. Engines speak older versions too, down to one that they name.</summary>
    public static readonly ApiVersion Newest = new(1, 51);

    /// <summary>Reads a version; false when the text is none.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out ApiVersion version)
    {
        version = default;
        if (text?.Split('.') is not [var major, var minor]
            || !int.TryParse(major, NumberStyles.None, CultureInfo.InvariantCulture, out var first)
            || !int.TryParse(minor, NumberStyles.None, CultureInfo.InvariantCulture, out var second))
        {
            return false;
        }

        version = new ApiVersion(first, second);
        return true;
    }

    /// <summary>The version to speak with an engine: its newest, or the newest that is known here.</summary>
    /// <param name="engine">What the engine's ping says in <c>Api-Version</c>; null when it says nothing.</param>
    /// <exception cref="DockerException">The engine is too old.</exception>
    public static ApiVersion Negotiate(string? engine)
    {
        if (!TryParse(engine, out var newest))
        {
            throw new DockerException(
                DockerErrorKind.VersionRefused, $"What answers is no Docker Engine: it names no API version ('{engine}'). Correct the address.");
        }

        return newest.IsBefore(Oldest)
            ? throw new DockerException(
                DockerErrorKind.VersionRefused, $"The Docker Engine speaks API {newest}; at least {Oldest} is needed. Install Engine 17.12 or later.")
            : newest.IsBefore(Newest) ? newest : Newest;
    }

    /// <summary>Whether it is older than another.</summary>
    public bool IsBefore(ApiVersion other) => (Major, Minor).CompareTo((other.Major, other.Minor)) < 0;

    /// <inheritdoc/>
    public override string ToString() => $"{Major.ToString(CultureInfo.InvariantCulture)}.{Minor.ToString(CultureInfo.InvariantCulture)}";
}
