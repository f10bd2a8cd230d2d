using Orrery.Core.Templating.Rendering;

namespace Orrery.Core.Templating.Values;

/// <summary>Something a template can call.</summary>
/// <param name="name">Its name, for messages.</param>
/// <param name="body">What it does; it takes its arguments in the order of its parameters.</param>
internal sealed class FunctionValue(string name, Func<RenderSession, CallArguments, TemplateValue> body) : TemplateValue
{
    public string Name => name;

    public override bool IsTruthy => true;

    internal override string TypeName => "function";

    public TemplateValue Call(RenderSession session, CallArguments arguments)
    {
        var result = body(session, arguments);
        arguments.RequireAllTaken(name);
        return result;
    }

    internal override void AppendRepr(BoundedText text, int depth) => text.Append($"<function {name}>");
}
