using Orleans.Runtime;

namespace Orleans;

/// <summary>What all grain interfaces derive from.</summary>
public interface IGrain : IAddressable;

/// <summary>A grain interface whose grains are known by a string.</summary>
public interface IGrainWithStringKey : IGrain;

/// <summary>A grain interface whose grains are known by a GUID.</summary>
public interface IGrainWithGuidKey : IGrain;

/// <summary>A grain interface whose grains are known by a 64-bit integer.</summary>
public interface IGrainWithIntegerKey : IGrain;

/// <summary>
/// What interfaces of observers derive from: objects outside grains which grains call back.
/// A reference to pass to grains is made by <see cref="IGrainFactory.CreateObjectReference{TGrainObserverInterface}"/>.
/// </summary>
public interface IGrainObserver : IAddressable;
