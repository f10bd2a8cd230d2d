using Microsoft.Playwright;
using Orrery.Browser.Tests.Demo;

namespace Orrery.Browser.Tests;

/// <summary>A test that looks at the dashboard; it fails when the console shows an error or anything is fetched from elsewhere.</summary>
[Collection(BrowserCollection.Name)]
public abstract class DashboardTest(BrowserFixture fixture) : IAsyncLifetime
{
    private readonly List<string> _complaints = [];
    private IBrowserContext? _context;

    protected DashboardHost Host { get; private set; } = null!;

    protected IPage Page { get; private set; } = null!;

    protected DemoClient Client => Host.Client;

    protected string LiveRunUrl => $"dags/{DemoData.LiveDag}/runs/{Uri.EscapeDataString(DemoData.LiveRun(Host.Now))}";

    protected string FailedTaskUrl => $"dags/{DemoData.FailedDag}/runs/{Uri.EscapeDataString(DemoData.FailedRun(Host.Now))}/tasks/check_totals";

    /// <summary>What to forgive, for tests that take the server away.</summary>
    protected Predicate<string> Forgiven { get; set; } = _ => false;

    public virtual async Task InitializeAsync()
    {
        if (fixture.Browser is null)
        {
            return;
        }

        Host = await DashboardHost.StartAsync();
        _context = await fixture.Browser.NewContextAsync(new BrowserNewContextOptions
        {
            ViewportSize = new ViewportSize { Width = 1280, Height = 800 },
            ColorScheme = ColorScheme.Light,
            TimezoneId = "Europe/Berlin",
        });
        Page = await _context.NewPageAsync();
        Page.Console += (_, message) => Complain(message.Type is "error" or "warning", $"console {message.Type}: {message.Text}");
        Page.PageError += (_, error) => Complain(isBad: true, $"page error: {error}");
        Page.Request += (_, request) => Complain(!request.Url.StartsWith(Host.Address, StringComparison.Ordinal), $"foreign request: {request.Url}");
    }

    public async Task DisposeAsync()
    {
        if (_context is null)
        {
            return;
        }

        await _context.CloseAsync();
        await Host.DisposeAsync();
        _complaints.FindAll(c => !Forgiven(c)).ShouldBeEmpty();
    }

    protected Task OpenAsync(string path) => Page.GotoAsync(Host.Address + path);

    protected static ILocatorAssertions Expect(ILocator locator) => Assertions.Expect(locator);

    protected IPageAssertions ExpectPage() => Assertions.Expect(Page);

    private void Complain(bool isBad, string what)
    {
        if (isBad)
        {
            _complaints.Add(what);
        }
    }
}
