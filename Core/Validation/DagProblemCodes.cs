namespace Orrery.Core.Validation;

/// <summary>Stable names for what can be wrong with a DAG or its file. Clients and tests match on them: never rename.</summary>
public static class DagProblemCodes
{
    /// <summary>The text is over the size limit, or is no text.</summary>
    public const string UnreadableText = "unreadable-text";

    /// <summary>The text is not YAML.</summary>
    public const string YamlSyntax = "yaml-syntax";

    /// <summary>A part of YAML that DAG files do not have: tags, directives, keys that are no text.</summary>
    public const string YamlUnsupported = "yaml-unsupported";

    /// <summary>The file nests too deeply, holds too many values, or an alias expands to too many.</summary>
    public const string TooLarge = "too-large";

    /// <summary>More errors than are reported one by one.</summary>
    public const string TooManyErrors = "too-many-errors";

    /// <summary>A key is given twice in one mapping.</summary>
    public const string DuplicateKey = "duplicate-key";

    /// <summary>The file holds no DAG.</summary>
    public const string NoDag = "no-dag";

    /// <summary>Two DAGs have the same id.</summary>
    public const string DuplicateDagId = "duplicate-dag-id";

    /// <summary>Two tasks have the same id.</summary>
    public const string DuplicateTaskId = "duplicate-task-id";

    /// <summary>Two task groups, or a group and a task, have the same id.</summary>
    public const string DuplicateGroupId = "duplicate-group-id";

    /// <summary>A group that does not exist.</summary>
    public const string UnknownGroup = "unknown-group";

    /// <summary>Something mapped in something mapped.</summary>
    public const string NestedMapping = "nested-mapping";

    /// <summary>An id holds characters that are not allowed, or is too long.</summary>
    public const string InvalidId = "invalid-id";

    /// <summary>A field nobody knows.</summary>
    public const string UnknownField = "unknown-field";

    /// <summary>A known field in a place where it means nothing.</summary>
    public const string MisplacedField = "misplaced-field";

    /// <summary>A field that will exist but does not yet.</summary>
    public const string NotSupportedYet = "not-supported-yet";

    /// <summary>A field that must be given is not.</summary>
    public const string MissingField = "missing-field";

    /// <summary>A value of another type than the field takes.</summary>
    public const string WrongType = "wrong-type";

    /// <summary>A value of the right type that the field does not take.</summary>
    public const string InvalidValue = "invalid-value";

    /// <summary>Fields that exclude each other.</summary>
    public const string Conflict = "conflict";

    /// <summary>A task has no action, or several.</summary>
    public const string ActionCount = "action-count";

    /// <summary>A DAG has no tasks.</summary>
    public const string NoTasks = "no-tasks";

    /// <summary>A dependency on a task that does not exist.</summary>
    public const string UnknownDependency = "unknown-dependency";

    /// <summary>A task that depends on itself.</summary>
    public const string SelfDependency = "self-dependency";

    /// <summary>Tasks that depend on each other in a circle.</summary>
    public const string Cycle = "cycle";

    /// <summary>A branch or gate with nothing downstream (warning).</summary>
    public const string NothingDownstream = "nothing-downstream";

    /// <summary>A dependency or tag named twice (warning).</summary>
    public const string Repeated = "repeated";

    /// <summary>A cron expression that does not parse.</summary>
    public const string InvalidCron = "invalid-cron";

    /// <summary>Two assets share a name or a URI, and are not the same.</summary>
    public const string AssetConflict = "asset-conflict";

    /// <summary>An asset that is defined and not mentioned (warning).</summary>
    public const string UnusedAsset = "unused-asset";

    /// <summary>A time zone this installation does not know.</summary>
    public const string UnknownTimezone = "unknown-timezone";

    /// <summary>A template with a syntax error.</summary>
    public const string TemplateSyntax = "template-syntax";

    /// <summary>A template names a task or parameter the DAG does not have (warning).</summary>
    public const string UnknownReference = "unknown-reference";

    /// <summary>A JSON Schema that is malformed or uses what is not supported.</summary>
    public const string InvalidSchema = "invalid-schema";

    /// <summary>A parameter's default that its own schema refuses.</summary>
    public const string InvalidDefault = "invalid-default";

    /// <summary>A parameter without a default in a DAG that runs by itself.</summary>
    public const string MissingDefault = "missing-default";
}
