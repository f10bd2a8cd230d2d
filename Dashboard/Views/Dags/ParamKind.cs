namespace Orrery.Dashboard.Views.Dags;

/// <summary>How a param is asked for.</summary>
public enum ParamKind
{
    /// <summary>A line of text.</summary>
    Text,

    /// <summary>A day.</summary>
    Date,

    /// <summary>A whole number.</summary>
    Whole,

    /// <summary>A number.</summary>
    Number,

    /// <summary>Yes or no.</summary>
    Switch,

    /// <summary>One of a few values.</summary>
    Choice,

    /// <summary>Texts, one a line.</summary>
    Lines,

    /// <summary>Anything else, as JSON.</summary>
    Json,
}
