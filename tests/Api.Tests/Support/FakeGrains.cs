using System.Reflection;

namespace Orrery.Api.Tests.Support;

/// <summary>Grains that note how they are called and answer what the test put there.</summary>
internal sealed class FakeGrains
{
    public List<string> Calls { get; } = [];

    /// <summary>Answers by name of the method; a method without one answers its default.</summary>
    public Dictionary<string, object?> Answers { get; } = new(StringComparer.Ordinal);

    public IGrainFactory Factory
    {
        get
        {
            var factory = DispatchProxy.Create<IGrainFactory, FactoryProxy>();
            ((FactoryProxy)(object)factory).Grains = this;
            return factory;
        }
    }

    // Not sealed: the proxies derive from them.
#pragma warning disable CA1852
    private class FactoryProxy : DispatchProxy
    {
        public FakeGrains Grains { get; set; } = null!;

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            var type = targetMethod!.GetGenericArguments().Single();
            var grain = (GrainProxy)Create(type, typeof(GrainProxy));
            grain.Name = $"{type.Name} {args![0]}";
            grain.Grains = Grains;
            return grain;
        }
    }

    private class GrainProxy : DispatchProxy
    {
        public string Name { get; set; } = "";

        public FakeGrains Grains { get; set; } = null!;

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            Grains.Calls.Add($"{Name} {targetMethod!.Name}({string.Join(", ", args!.Where(a => a is not CancellationToken))})");
            return Grains.Answers[targetMethod.Name];
        }
    }
#pragma warning restore CA1852
}
