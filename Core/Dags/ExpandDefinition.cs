namespace Orrery.Core.Dags;

/// <summary>From what a mapped task, or a mapped group, gets its instances. A closed set.</summary>
public abstract record ExpandDefinition
{
    private ExpandDefinition()
    {
    }

    /// <summary>Every input the instances are made of.</summary>
    public abstract IEnumerable<ExpandInput> Inputs { get; }

    /// <summary><c>expand</c>: one instance for each combination of the arguments' items; the last argument varies fastest.</summary>
    /// <param name="Items">The arguments, in the order in which they vary: first the slowest. At least one.</param>
    public sealed record Arguments(IReadOnlyList<ExpandArgument> Items) : ExpandDefinition
    {
        /// <inheritdoc/>
        public override IEnumerable<ExpandInput> Inputs => Items.Select(a => a.Input);
    }

    /// <summary><c>expand_kwargs</c>: one instance for each item of a list of mappings from argument to value.</summary>
    /// <param name="Input">Yields the mappings.</param>
    public sealed record ArgumentSets(ExpandInput Input) : ExpandDefinition
    {
        /// <inheritdoc/>
        public override IEnumerable<ExpandInput> Inputs => [Input];
    }
}

/// <summary>One argument of <c>expand</c>.</summary>
/// <param name="Name">Name under which templates find the value: <c>{{ expand.NAME }}</c>. Letters, digits, <c>_</c>; no digit first.</param>
/// <param name="Input">What it goes through.</param>
public sealed record ExpandArgument(string Name, ExpandInput Input);
