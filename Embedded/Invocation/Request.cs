namespace Orrery.Embedded.Invocation;

internal abstract class Request;
