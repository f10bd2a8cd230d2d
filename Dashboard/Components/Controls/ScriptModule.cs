using Microsoft.JSInterop;
using Orrery.Dashboard.Hosting;

namespace Orrery.Dashboard.Components.Controls;

/// <summary>An object made by one of the dashboard's script modules, for as long as a component lives.</summary>
/// <param name="js">The browser.</param>
/// <param name="assets">Where modules are.</param>
internal sealed class ScriptModule(IJSRuntime js, AssetStore assets) : IAsyncDisposable
{
    private IJSObjectReference? _module;
    private IJSObjectReference? _instance;
    private bool _isGone;

    /// <summary>Calls the module's <c>create</c> with the arguments.</summary>
    /// <returns>Whether the object is there: not when the viewer, or the component, has gone meanwhile.</returns>
    public async Task<bool> CreateAsync(string path, params object?[] arguments)
    {
        try
        {
            _module = await js.InvokeAsync<IJSObjectReference>("import", $"./{assets.Url(path)}");

            // The component may go while the browser fetches the module; then what it handed over has gone too.
            if (!_isGone)
            {
                _instance = await _module.InvokeAsync<IJSObjectReference>("create", arguments);
            }

            if (_isGone)
            {
                await DisposeAsync();
            }
        }
        catch (Exception exception) when (exception is JSDisconnectedException or TaskCanceledException)
        {
            // The viewer has gone; nothing is left to do.
        }

        return _instance is not null && !_isGone;
    }

    /// <summary>Calls a method of the object; does nothing before it is there and after the viewer has gone.</summary>
    public async Task CallAsync(string method, params object?[] arguments)
    {
        if (_instance is null)
        {
            return;
        }

        try
        {
            await _instance.InvokeVoidAsync(method, arguments);
        }
        catch (Exception exception) when (exception is JSDisconnectedException or TaskCanceledException)
        {
            // As above.
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _isGone = true;
        await CallAsync("dispose");
        try
        {
            if (_instance is not null)
            {
                await _instance.DisposeAsync();
            }

            if (_module is not null)
            {
                await _module.DisposeAsync();
            }
        }
        catch (Exception exception) when (exception is JSDisconnectedException or TaskCanceledException)
        {
            // As above.
        }
    }
}
