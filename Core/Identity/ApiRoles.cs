namespace Orrery.Core.Identity;

/// <summary>What a user or a token may do. The roles but <c>deploy</c> each hold what the one before holds.</summary>
public static class ApiRoles
{
    /// <summary>May do nothing but what is granted for single DAGs.</summary>
    public const string None = "none";

    /// <summary>May look at everything but tokens.</summary>
    public const string Viewer = "viewer";

    /// <summary>May also run, clear, pause and answer.</summary>
    public const string User = "user";

    /// <summary>May also change pools and deploy to bundles.</summary>
    public const string Op = "op";

    /// <summary>May do everything.</summary>
    public const string Admin = "admin";

    /// <summary>May deploy to bundles and refresh them, and nothing else.</summary>
    public const string Deploy = "deploy";

    /// <summary>Those that hold each other, from least to most: what a grant for single DAGs may say.</summary>
    public static IReadOnlyList<string> Ranked { get; } = [Viewer, User, Op, Admin];

    /// <summary>Roles of people, from least to most.</summary>
    public static IReadOnlyList<string> OfUsers { get; } = [None, Viewer, User, Op, Admin];

    /// <summary>Roles of tokens, from least to most, and deploy.</summary>
    public static IReadOnlyList<string> All { get; } = [Viewer, User, Op, Admin, Deploy];

    /// <summary>Whether somebody with this role may do what asks for another, of the four that hold each other.</summary>
    public static bool Includes(string role, string asked) =>
        role != Deploy && Rank(role) is >= 0 and var has && Rank(asked) is >= 0 and var needs && has >= needs;

    private static int Rank(string role) => role switch { Viewer => 0, User => 1, Op => 2, Admin => 3, _ => -1 };
}
