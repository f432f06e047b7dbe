using System.Globalization;
using Microsoft.Playwright;

namespace NotebookKit.Kernel.Tests.Hosts;

/// <summary>Uses a flame graph as a person does, wherever it is shown.</summary>
internal static class FlameUse
{
    /// <summary>A picture that its script has brought to life.</summary>
    public const string Live = "svg.nbk-flame[data-ready]";

    /// <summary>Zooms into a frame, goes back, and searches; what is wrong fails the test.</summary>
    /// <param name="outputs">Where outputs are shown.</param>
    public static async Task TryAsync(ILocator outputs)
    {
        ILocator picture = outputs.Locator(Live).First;
        await picture.WaitForAsync();

        // A frame of the middle, which is neither the whole nor too narrow to be hit.
        ILocator frame = picture.Locator("g.nbk-f[data-n='filemap_read']").First;
        double before = await Width(frame);
        await frame.Locator("rect").ClickAsync();
        double zoomed = await Width(frame),
            whole = double.Parse((await picture.GetAttributeAsync("data-width"))!, CultureInfo.InvariantCulture);
        Assert.True(zoomed > before && Math.Abs(zoomed - whole) < 1, $"a frame of {before} became {zoomed} of {whole}");

        await picture.Locator(".nbk-reset").ClickAsync();
        Assert.Equal(before, await Width(frame), 0.1);

        ILocator search = picture.Locator("input");
        await search.ClickAsync();
        await search.PressSequentiallyAsync("^submit_bio");
        Assert.Equal("^submit_bio", await search.InputValueAsync());
        Assert.Matches("^(1 frame|[1-9][0-9]* frames), [0-9.]+ % matched$", await picture.Locator(".nbk-found").TextContentAsync() ?? "");
        Assert.NotEqual(0, await picture.Locator("rect.nbk-hit").CountAsync());
    }

    private static async Task<double> Width(ILocator frame) =>
        double.Parse((await frame.Locator("rect").GetAttributeAsync("width"))!, CultureInfo.InvariantCulture);
}
