using System.Diagnostics;
using Microsoft.Playwright;
using NotebookKit.Kernel.Notebooks;
using NotebookKit.Kernel.Tests.Jupyter;

namespace NotebookKit.Kernel.Tests.Hosts.VsCode;

/// <summary>The notebooks in VS Code, run by our kernel, used as a person uses them.</summary>
public sealed class VsCodeTests : IAsyncLifetime
{
    private const string Light = "Default Light Modern";
    private const string Dark = "Default Dark Modern";

    // How opaque the picture's corner is: the page shows through.
    private const string OpacityOfCorner = """
        picture => {
          const canvas = document.createElement("canvas"), context = canvas.getContext("2d");
          context.drawImage(picture, 0, 0);
          return context.getImageData(0, 0, 1, 1).data[3];
        }
        """;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);
    private JupyterFolder? _jupyter;
    private JupyterServer? _server;
    private Workbench? _workbench;
    private Browser? _browser;

    private IPage Page => _browser!.Page;

    public async ValueTask InitializeAsync()
    {
        RealHosts.Needed();
        JupyterFolder.Needs("notebook", "jupyter-notebook");
        Browser.Needed();
        Workbench.Needed();
        _jupyter = new JupyterFolder();
        string checkout = Scratch.Checkout(_jupyter.Path, "03-iostat.ipynb", "06-flame-graphs.ipynb");
        File.WriteAllText(
            Path.Combine(checkout, "notebooks", "scratch.ipynb"),
            Scratch
                .Of(
                    "using (var bar = Progress(\"reading\", 30))\n    for (int i = 0; i < 30; i++) { await Task.Delay(50); bar.Advance(); }",
                    "Console.WriteLine(\"spinning\");\nwhile (true) { }"
                )
                .ToJson()
        );
        _server = JupyterServer.Notebook(_jupyter, checkout, "--NotebookApp.allow_origin=*", "--NotebookApp.disable_check_xsrf=True");
        _workbench = await Workbench.OpenAsync(checkout, _server.Address);
        _browser = await Browser.OpenAsync();
    }

    [Theory(Timeout = Browser.TestMs)]
    [InlineData("light", Light)]
    [InlineData("dark", Dark)]
    public async Task Tables_and_pictures_are_shown(string name, string theme)
    {
        await Open("03-iostat.ipynb", theme);
        await RunAll("03-iostat.ipynb");

        IFrame outputs = await Outputs();
        await Bring(outputs.Locator("table"));
        await _browser!.KeepAsync($"vscode-03-iostat-{name}.png");
        ILocator picture = outputs.Locator("img");
        await Bring(picture);
        await _browser.KeepAsync($"vscode-03-iostat-{name}-chart.png");
        Assert.True(await picture.First.EvaluateAsync<int>("picture => picture.naturalWidth") > 500);
        Assert.Equal(0, await picture.First.EvaluateAsync<int>(OpacityOfCorner));
    }

    [Theory(Timeout = Browser.TestMs)]
    [InlineData("light", Light)]
    [InlineData("dark", Dark)]
    public async Task Flame_graphs_zoom_and_search_in_the_themes_colours(string name, string theme)
    {
        await Open("06-flame-graphs.ipynb", theme);
        await RunAll("06-flame-graphs.ipynb");

        IFrame outputs = await Outputs();
        await Bring(outputs.Locator(FlameUse.Live));
        await FlameUse.TryAsync(outputs.Locator(".output"));
        await _browser!.KeepAsync($"vscode-06-flame-graphs-{name}.png");
        ILocator title = outputs.Locator($"{FlameUse.Live} text").First;
        Assert.Equal(
            await outputs.Locator("body").EvaluateAsync<string>("body => getComputedStyle(body).color"),
            await title.EvaluateAsync<string>("text => getComputedStyle(text).fill")
        );
    }

    [Fact(Timeout = Browser.TestMs)]
    public async Task Progress_moves_in_one_place_and_interrupt_stops_a_loop()
    {
        await Open("scratch.ipynb", Light);
        await Command("Notebook: Run All");

        IFrame outputs = await Outputs();
        await outputs.Locator(".output", new() { HasText = "30 of 30 (100%)" }).First.WaitForAsync();
        Assert.Equal(1, await outputs.Locator("[role=progressbar]").CountAsync());
        await outputs.Locator(".output", new() { HasText = "spinning" }).First.WaitForAsync();
        await _browser!.KeepAsync("vscode-progress.png");

        await Command("Notebook: Interrupt");
        await outputs.Locator(".output", new() { HasText = "Interrupted" }).First.WaitForAsync();
        await Until(() => Task.FromResult(_workbench!.Ended.Count == 2), "the cell that was interrupted has not ended");
        Assert.Equal([true, false], _workbench!.Ended.OrderBy(cell => cell.Key).Select(cell => cell.Value));
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        if (_workbench is not null)
        {
            await _workbench.DisposeAsync();
        }

        _server?.Dispose();
        _jupyter?.Dispose();
    }

    private async Task Open(string name, string theme)
    {
        await Page.GotoAsync(_workbench!.Address("/notebooks/" + name, theme));
        await Page.Locator(".notebook-editor .code-cell-row").First.WaitForAsync();
    }

    // As from the palette, which F1 opens.
    private async Task Command(string name)
    {
        await Page.Keyboard.PressAsync("F1");
        await Page.Locator(".quick-input-widget input[type=text]").First.FillAsync(">" + name);
        await Page.Locator(".quick-input-list .monaco-list-row.focused", new() { HasText = name }).WaitForAsync();
        await Page.Keyboard.PressAsync("Enter");
    }

    private async Task RunAll(string name)
    {
        int cells = NotebookDocument
            .Load(Path.Combine(RepositoryFolder.Root, "notebooks", name))
            .Cells.Count(cell => cell.Kind == CellKind.Code);
        await Command("Notebook: Run All");
        await Until(
            () => Task.FromResult(_workbench!.Ended.Count == cells || _workbench.Ended.Values.Contains(false)),
            $"not all of {cells} cells ended"
        );
        Assert.All(_workbench!.Ended, cell => Assert.True(cell.Value, $"cell {cell.Key} failed"));
    }

    // All outputs of a notebook are in one frame within a frame.
    private async Task<IFrame> Outputs()
    {
        IFrame? outputs = null;
        await Until(
            async () =>
            {
                foreach (IFrame frame in Page.Frames)
                {
                    if (await frame.Locator("#container .output_container").CountAsync() > 0)
                    {
                        outputs = frame;
                    }
                }

                return outputs is not null;
            },
            "no output is shown"
        );
        return outputs!;
    }

    // Outputs are drawn when they come into sight, so a person turns the wheel until what they look for is there.
    private async Task Bring(ILocator wanted)
    {
        await Page.Mouse.MoveAsync(900, 700);
        await Until(
            async () =>
            {
                if (await Place(wanted) is { Height: > 0 } box && box.Y > 60 && box.Y < 800)
                {
                    return true;
                }

                await Page.Mouse.WheelAsync(0, 250);
                return false;
            },
            $"{wanted} does not come into sight"
        );
    }

    // What was there may be taken away before it is asked where it stands; then it comes again when the wheel is turned.
    private static async Task<LocatorBoundingBoxResult?> Place(ILocator wanted)
    {
        try
        {
            return await wanted.CountAsync() > 0 ? await wanted.First.BoundingBoxAsync(new() { Timeout = 5_000 }) : null;
        }
        catch (TimeoutException)
        {
            return null;
        }
    }

    private static async Task Until(Func<Task<bool>> reached, string otherwise)
    {
        long start = Stopwatch.GetTimestamp();
        while (!await reached())
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < Patience, otherwise);
            await Task.Delay(250);
        }
    }
}
