using System.Globalization;
using Microsoft.Playwright;
using Orrery.Browser.Tests.Demo;
using Xunit.Abstractions;

namespace Orrery.Browser.Tests;

/// <summary>Measures a grid of ten thousand tasks and twenty-five runs and prints a row for bench/results; judges nothing.</summary>
[Collection(BrowserCollection.Name)]
public sealed class GridFigures(BrowserFixture fixture, ITestOutputHelper output)
{
    private const int Rounds = 5;

    [BrowserFact]
    public async Task Print_WhatALargeGridCosts()
    {
        await using var host = await DashboardHost.StartAsync();
        await using var relay = new CountingRelay(new Uri(host.Address));
        await using var context = await fixture.Browser.NewContextAsync(new BrowserNewContextOptions { ViewportSize = new ViewportSize { Width = 1280, Height = 800 } });
        var page = await context.NewPageAsync();
        var (times, bytes) = (new List<double>(), new List<long>());
        for (var round = 0; round <= Rounds; round++)
        {
            var (before, start) = (relay.Received, TimeProvider.System.GetTimestamp());
            await page.GotoAsync($"{relay.Address}dags/{DemoData.LargeDag}");
            await page.WaitForSelectorAsync(".grid-host[data-painted='25']");

            // The first visit fetches scripts and style sheets, which are kept for ever.
            if (round > 0)
            {
                times.Add(TimeProvider.System.GetElapsedTime(start).TotalMilliseconds);
                bytes.Add(relay.Received - before);
            }
        }

        var nodes = await page.EvaluateAsync<int>("document.querySelectorAll('*').length");
        var frame = await page.EvaluateAsync<double>(
            """
            async () => {
                const scroller = document.querySelector('.grid-scroll');
                const frames = [];
                for (let i = 0, last = performance.now(); i < 60; i++) {
                    scroller.scrollTop += 480;
                    await new Promise(requestAnimationFrame);
                    frames.push(performance.now() - last);
                    last = performance.now();
                }
                return frames.sort((a, b) => a - b)[57];
            }
            """);
        times.Sort();
        bytes.Sort();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"grid 10,000 tasks x 25 runs | painted {times[Rounds / 2]:0} ms (median of {Rounds}) | {bytes[Rounds / 2] / 1024.0:0.0} KiB on the wire | {nodes} elements | scrolled frame p95 {frame:0.0} ms"));
    }
}
