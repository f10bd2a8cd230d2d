using Microsoft.Playwright;
using Orrery.Browser.Tests.Demo;

namespace Orrery.Browser.Tests;

/// <summary>Pictures of pages, in both themes and at three widths: where <c>ORRERY_SCREENSHOTS</c> names a folder, they are written there.</summary>
[Collection(BrowserCollection.Name)]
public sealed class Screenshots(BrowserFixture fixture)
{
    private static readonly int[] Widths = [1440, 1024, 390];

    [BrowserFact]
    public async Task Take_PagesInBothThemes_ShowsSomethingOnEach()
    {
        var folder = Environment.GetEnvironmentVariable("ORRERY_SCREENSHOTS");
        await using var host = await DashboardHost.StartAsync();
        var run = Uri.EscapeDataString(DemoData.LiveRun(host.Now));
        (string Name, string Path, string Ready)[] pages =
        [
            ("overview", "", ".tiles"),
            ("grid", $"dags/{DemoData.LiveDag}", ".grid-host[data-painted]"),
            ("grid-details", $"dags/{DemoData.LiveDag}?run={run}&task=detect_duplicates", ".grid-host[data-painted] + .grid-details .facts"),
            ("grid-large", $"dags/{DemoData.LargeDag}?zoom=16", ".grid-host[data-painted]"),
        ];
        foreach (var theme in new[] { ColorScheme.Light, ColorScheme.Dark })
        {
            foreach (var width in Widths)
            {
                await using var context = await fixture.Browser.NewContextAsync(new BrowserNewContextOptions
                {
                    ViewportSize = new ViewportSize { Width = width, Height = width > 600 ? 860 : 844 },
                    ColorScheme = theme,
                    ReducedMotion = ReducedMotion.Reduce,
                });
                var page = await context.NewPageAsync();
                foreach (var (name, path, ready) in pages)
                {
                    await page.GotoAsync(host.Address + path);
                    await Assertions.Expect(page.Locator(ready).First).ToBeVisibleAsync();
                    var picture = await page.ScreenshotAsync();
                    picture.Distinct().Count().ShouldBeGreaterThan(100);
                    if (!string.IsNullOrEmpty(folder))
                    {
                        await File.WriteAllBytesAsync(Path.Combine(folder, $"{name}-{theme.ToString().ToLowerInvariant()}-{width}.png"), picture);
                    }
                }
            }
        }
    }
}
