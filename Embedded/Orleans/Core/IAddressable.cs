namespace Orleans.Runtime;

/// <summary>Something calls can be addressed to: a grain, or an observer.</summary>
public interface IAddressable;
