namespace Orrery.Core.Templating;

/// <summary>What sort of failure a <see cref="TemplateError"/> is.</summary>
public enum TemplateErrorKind
{
    /// <summary>The text is not a template of the supported language; found when it is parsed.</summary>
    Syntax,

    /// <summary>A name, key or attribute that does not exist was used.</summary>
    Undefined,

    /// <summary>An operation failed or a limit was reached while rendering.</summary>
    Runtime,
}
