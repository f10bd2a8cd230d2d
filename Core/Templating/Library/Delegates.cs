using Orrery.Core.Templating.Rendering;

namespace Orrery.Core.Templating.Library;

/// <summary>What <c>value | filter(arguments)</c> gives.</summary>
internal delegate TemplateValue FilterBody(RenderSession session, TemplateValue value, CallArguments arguments);

/// <summary>Whether <c>value is test(arguments)</c> holds.</summary>
internal delegate bool TestBody(RenderSession session, TemplateValue value, CallArguments arguments);
