using Orleans.Runtime;

namespace Orrery.Embedded.Invocation;

internal abstract class ReferenceRuntime
{
    public abstract object CreateReference(Type interfaceType, GrainId grainId);
}
