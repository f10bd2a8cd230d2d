using Microsoft.JSInterop;
using Orrery.Dashboard.Components.Controls;
using Orrery.Dashboard.Hosting;

namespace Orrery.Dashboard.Tests.Components;

/// <summary>Scripts of components that come and go faster than the browser fetches them.</summary>
public sealed class ScriptModuleTests
{
    [Fact]
    public async Task Create_WhenTheComponentGoesMeanwhile_HandsNothingOver()
    {
        var browser = new Browser();
        var module = new ScriptModule(browser, new AssetStore());
        var creating = module.CreateAsync("js/grid.js", "what went with the component");

        await module.DisposeAsync();
        browser.Import.SetResult(browser);

        (await creating).ShouldBeFalse();
        browser.Calls.ShouldBe(["import", "disposed"]);
    }

    [Fact]
    public async Task Create_WhenTheComponentStays_MakesTheObjectOnce()
    {
        var browser = new Browser();
        browser.Import.SetResult(browser);
        var module = new ScriptModule(browser, new AssetStore());

        (await module.CreateAsync("js/grid.js")).ShouldBeTrue();
        await module.CallAsync("draw");
        await module.DisposeAsync();

        browser.Calls.ShouldBe(["import", "create", "draw", "dispose", "disposed", "disposed"]);
    }

    /// <summary>A browser whose module, and what it makes, are itself.</summary>
    private sealed class Browser : IJSRuntime, IJSObjectReference
    {
        public TaskCompletionSource<IJSObjectReference> Import { get; } = new();

        public List<string> Calls { get; } = [];

        public async ValueTask<TValue> InvokeAsync<TValue>(string identifier, object?[]? args)
        {
            Calls.Add(identifier);
            return identifier switch
            {
                "import" => (TValue)await Import.Task,
                "create" => (TValue)(object)this,
                _ => default!,
            };
        }

        public ValueTask<TValue> InvokeAsync<TValue>(string identifier, CancellationToken cancellationToken, object?[]? args) => InvokeAsync<TValue>(identifier, args);

        public ValueTask DisposeAsync()
        {
            Calls.Add("disposed");
            return ValueTask.CompletedTask;
        }
    }
}
