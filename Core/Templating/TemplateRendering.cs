using System.Text.Json.Nodes;

namespace Orrery.Core.Templating;

/// <summary>
/// Renders with XComs that are loaded on demand: renders, loads what was missing, and renders again. A template that pulls by literal
/// task ids takes one load; one whose pulls depend on pulled values takes one for each such step.
/// </summary>
public static class TemplateRendering
{
    /// <summary>Most loads for one rendering: 20.</summary>
    public const int MaxLoads = 20;

    /// <summary>Renders a value with templates in it.</summary>
    /// <param name="tree">The value.</param>
    /// <param name="context">Where names come from; its <see cref="TemplateContext.XComs"/> must give what <paramref name="load"/> has loaded.</param>
    /// <param name="load">Loads XComs, also absent ones (as null), into that source.</param>
    /// <param name="cancellationToken">Stops loading.</param>
    /// <exception cref="TemplateError">A template fails.</exception>
    /// <exception cref="InvalidOperationException">
    /// <paramref name="load"/> did not load what it was asked for, or was needed more than <see cref="MaxLoads"/> times.
    /// </exception>
    public static Task<JsonNode?> RenderAsync(
        TemplateTree tree,
        TemplateContext context,
        Func<IReadOnlyCollection<XComKey>, CancellationToken, Task> load,
        CancellationToken cancellationToken = default) =>
        RunAsync(() => tree.Render(context), load, cancellationToken);

    /// <summary>Renders one template to text.</summary>
    /// <inheritdoc cref="RenderAsync(TemplateTree, TemplateContext, Func{IReadOnlyCollection{XComKey}, CancellationToken, Task}, CancellationToken)"/>
    /// <param name="template">The template.</param>
    /// <param name="context">Where names come from.</param>
    /// <param name="load">Loads XComs, also absent ones (as null), into the context's source.</param>
    /// <param name="cancellationToken">Stops loading.</param>
    public static Task<string> RenderAsync(
        Template template,
        TemplateContext context,
        Func<IReadOnlyCollection<XComKey>, CancellationToken, Task> load,
        CancellationToken cancellationToken = default) =>
        RunAsync(() => template.Render(context), load, cancellationToken);

    /// <summary>Evaluates one template to a value; see <see cref="Template.Evaluate"/>.</summary>
    /// <inheritdoc cref="RenderAsync(TemplateTree, TemplateContext, Func{IReadOnlyCollection{XComKey}, CancellationToken, Task}, CancellationToken)"/>
    /// <param name="template">The template.</param>
    /// <param name="context">Where names come from.</param>
    /// <param name="load">Loads XComs, also absent ones (as null), into the context's source.</param>
    /// <param name="cancellationToken">Stops loading.</param>
    public static Task<TemplateValue> EvaluateAsync(
        Template template,
        TemplateContext context,
        Func<IReadOnlyCollection<XComKey>, CancellationToken, Task> load,
        CancellationToken cancellationToken = default) =>
        RunAsync(() => template.Evaluate(context), load, cancellationToken);

    private static async Task<T> RunAsync<T>(
        Func<T> render, Func<IReadOnlyCollection<XComKey>, CancellationToken, Task> load, CancellationToken cancellationToken)
    {
        var asked = new HashSet<XComKey>();
        for (int loads = 0; ; loads++)
        {
            IReadOnlyCollection<XComKey> needed;
            try
            {
                return render();
            }
            catch (XComsNeededException e)
            {
                needed = e.Keys;
            }
            if (loads == MaxLoads)
            {
                throw new InvalidOperationException(
                    $"XComs had to be loaded more than {MaxLoads} times for one rendering, lastly {string.Join(", ", needed)}.");
            }
            // Without progress the loop would only end at the bound, and the message would not say whose mistake it is.
            if (needed.FirstOrDefault(asked.Contains) is { } repeated)
            {
                throw new InvalidOperationException($"{repeated} was loaded, but the context's XCom source still says it is not.");
            }
            asked.UnionWith(needed);
            await load(needed, cancellationToken);
        }
    }
}
