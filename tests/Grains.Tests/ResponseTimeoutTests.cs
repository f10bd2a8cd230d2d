using System.Reflection;
using Orrery.Grains.Interfaces.Queues;

namespace Orrery.Grains.Tests;

/// <summary>A call that waits must not be given up by the host of the grains meanwhile: the server sets its response timeout to 10 s in a cluster.</summary>
public sealed class ResponseTimeoutTests
{
    private static readonly MethodInfo[] Waiting =
    [
        .. typeof(IQueueGrain).Assembly.GetTypes()
            .Where(t => t.IsInterface && t.IsAssignableTo(typeof(IGrain)))
            .SelectMany(t => t.GetMethods())
            .Where(m => m.GetParameters().Any(p => p.ParameterType == typeof(TimeSpan))),
    ];

    [Fact]
    public void Methods_ThatAreToldHowLongToWait_HaveALongerResponseTimeout()
    {
        Waiting.Length.ShouldBe(3);
        foreach (var method in Waiting)
        {
            var timeout = method.GetCustomAttribute<ResponseTimeoutAttribute>().ShouldNotBeNull(method.Name).Timeout.ShouldNotBeNull();
            timeout.ShouldBeGreaterThan(WaitLimits.Longest, method.Name);
        }
    }
}
