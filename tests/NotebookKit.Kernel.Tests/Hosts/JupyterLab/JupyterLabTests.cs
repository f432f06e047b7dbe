using Microsoft.Playwright;
using NotebookKit.Kernel.Tests.Jupyter;

namespace NotebookKit.Kernel.Tests.Hosts.JupyterLab;

/// <summary>The notebooks in JupyterLab, run by our kernel, used as a person uses them.</summary>
public sealed class JupyterLabTests : IAsyncLifetime
{
    private const string Outputs = ".jp-OutputArea-output";
    private const string Errors =
        $"{Outputs}[data-mime-type='application/vnd.jupyter.stderr'], {Outputs}[data-mime-type='application/vnd.jupyter.error']";
    private JupyterFolder? _jupyter;
    private JupyterServer? _server;
    private Browser? _browser;

    private IPage Page => _browser!.Page;

    public async ValueTask InitializeAsync()
    {
        RealHosts.Needed();
        Browser.Needed();
        LabFolder.NeededHere();
        _jupyter = new JupyterFolder();
        string checkout = Scratch.Checkout(_jupyter.Path, "03-iostat.ipynb", "06-flame-graphs.ipynb");
        CopyCase(checkout, "case-b");
        File.WriteAllText(
            Path.Combine(checkout, "notebooks", "scratch.ipynb"),
            Scratch
                .Of(
                    "using (var bar = Progress(\"reading\", 30))\n    for (int i = 0; i < 30; i++) { await Task.Delay(50); bar.Advance(); }",
                    "Console.WriteLine(\"spinning\");\nwhile (true) { }",
                    "\"after\""
                )
                .ToJson()
        );
        _server = new JupyterServer(
            LabFolder.Server(),
            _jupyter,
            $"--ServerApp.root_dir={checkout}",
            "--IdentityProvider.token=",
            "--ServerApp.password="
        );
        _browser = await Browser.OpenAsync();
    }

    [Theory(Timeout = Browser.TestMs)]
    [InlineData("light", "JupyterLab Light")]
    [InlineData("dark", "JupyterLab Dark")]
    public async Task Tables_and_pictures_are_shown(string name, string theme)
    {
        await Open("03-iostat.ipynb", theme);
        await RunAll();

        await Page.Locator($"{Outputs} table").First.ScrollIntoViewIfNeededAsync();
        await _browser!.KeepAsync($"jupyterlab-03-iostat-{name}.png");
        ILocator picture = Page.Locator($"{Outputs} img").First;
        await picture.ScrollIntoViewIfNeededAsync();
        await _browser.KeepAsync($"jupyterlab-03-iostat-{name}-chart.png");
        Assert.True(await picture.EvaluateAsync<int>("picture => picture.naturalWidth") > 500);
    }

    [Theory(Timeout = Browser.TestMs)]
    [InlineData("light", "JupyterLab Light")]
    [InlineData("dark", "JupyterLab Dark")]
    public async Task Flame_graphs_zoom_and_search_in_the_themes_colours(string name, string theme)
    {
        await Open("06-flame-graphs.ipynb", theme);
        await RunAll();
        int cells = await Page.Locator(".jp-Cell").CountAsync();

        ILocator picture = Page.Locator($"{Outputs} {FlameUse.Live}").First;
        await picture.ScrollIntoViewIfNeededAsync();
        await FlameUse.TryAsync(Page.Locator(Outputs));
        await _browser!.KeepAsync($"jupyterlab-06-flame-graphs-{name}.png");

        // Letters typed into the search field are no commands: b would insert a cell.
        Assert.Equal(cells, await Page.Locator(".jp-Cell").CountAsync());
        Assert.Equal(
            await Page.Locator(Outputs + ".jp-RenderedHTML").First.EvaluateAsync<string>("text => getComputedStyle(text).color"),
            await picture.Locator("text").First.EvaluateAsync<string>("text => getComputedStyle(text).fill")
        );
    }

    [Fact(Timeout = Browser.TestMs)]
    public async Task A_notebook_that_nobody_has_run_shows_its_pictures()
    {
        await Open("06-flame-graphs.ipynb", "JupyterLab Dark");

        // Not trusted yet: JupyterLab drops its scripts, and keeps the plain picture.
        ILocator plain = Page.Locator($"{Outputs} img[alt='cat: plain volume']");
        await plain.ScrollIntoViewIfNeededAsync();
        Assert.True(await plain.EvaluateAsync<int>("picture => picture.naturalWidth") > 500);
        Assert.Equal(0, await Page.Locator(FlameUse.Live).CountAsync());
        await _browser!.KeepAsync("jupyterlab-06-flame-graphs-untrusted.png");
    }

    [Fact(Timeout = Browser.TestMs)]
    public async Task Progress_moves_in_one_place_and_interrupt_stops_a_loop()
    {
        await Open("scratch.ipynb", "JupyterLab Light");
        await Menu("Run", "Run All Cells");

        await Page.Locator(Outputs, new() { HasText = "30 of 30 (100%)" }).First.WaitForAsync();
        Assert.Equal(1, await Page.Locator($"{Outputs} [role=progressbar]").CountAsync());
        await Page.Locator(Outputs, new() { HasText = "spinning" }).First.WaitForAsync();
        await _browser!.KeepAsync("jupyterlab-progress.png");

        await Menu("Kernel", "Interrupt Kernel");
        await Page.Locator(Outputs, new() { HasText = "Interrupted" }).First.WaitForAsync();
        Assert.Equal(1, await Page.Locator(Errors).CountAsync());
        Assert.Equal(0, await Page.Locator(Outputs, new() { HasText = "after" }).CountAsync());
    }

    [Fact(Timeout = Browser.TestMs)]
    public async Task A_case_of_the_training_runs_unsolved_and_says_so()
    {
        await Open("training/case-b.ipynb", "JupyterLab Light");
        await Menu("Run", "Run All Cells", @"^\[(\*|\d+)\]:$", "some");
        await Prompts(@"^\[\d+\]:$", "every");

        Assert.Equal(0, await Page.Locator(Errors).CountAsync());
        ILocator check = Page.Locator(Outputs, new() { HasText = "Lab.Hint() gives a hint." });
        await check.ScrollIntoViewIfNeededAsync();
        await _browser!.KeepAsync("jupyterlab-training.png");
        Assert.Contains("not answered yet", await check.TextContentAsync(), StringComparison.Ordinal);
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _server?.Dispose();
        _jupyter?.Dispose();
    }

    private static void CopyCase(string checkout, string id)
    {
        string from = Path.Combine(RepositoryFolder.Notebooks, "training"),
            to = Path.Combine(checkout, "notebooks", "training");
        Directory.CreateDirectory(Path.Combine(to, "sealed", id));
        File.Copy(Path.Combine(from, id + ".ipynb"), Path.Combine(to, id + ".ipynb"));
        foreach (string file in Directory.GetFiles(Path.Combine(from, "sealed", id)))
        {
            File.Copy(file, Path.Combine(to, "sealed", id, Path.GetFileName(file)));
        }
    }

    private async Task Open(string name, string theme)
    {
        Set("themes", $"{{\"theme\": \"{theme}\"}}");
        Set("notification", "{\"fetchNews\": \"false\", \"checkForUpdates\": false}");
        await Page.GotoAsync($"{_server!.Address}/lab/tree/notebooks/{name}");
        await Page.Locator(".jp-Notebook .jp-CodeCell").First.WaitForAsync();

        // Earlier than this JupyterLab has no kernel, and would ask for one.
        await Page.GetByText(".NET (C#) | Idle").WaitForAsync();
    }

    // What a person sets in the settings editor, which is a file.
    private void Set(string what, string settings)
    {
        string folder = Path.Combine(_jupyter!.Path, "config", "lab", "user-settings", "@jupyterlab", "apputils-extension");
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, what + ".jupyterlab-settings"), settings);
    }

    private async Task RunAll()
    {
        await Menu("Edit", "Clear Outputs of All Cells", @"^\[ \]:$", "every");
        await Menu("Run", "Run All Cells", @"^\[(\*|\d+)\]:$", "some");
        await Prompts(@"^\[\d+\]:$", "every");
        Assert.Equal(0, await Page.Locator(Errors).CountAsync());
    }

    // Waits until the prompts of every code cell, or of some, are of a form. A cell whose source is folded has a prompt without text.
    private Task<IJSHandle> Prompts(string form, string which, float? timeout = null) =>
        Page.WaitForFunctionAsync(
            $"form => [...document.querySelectorAll('.jp-CodeCell .jp-InputPrompt')].map(prompt => prompt.textContent.trim())"
                + $".filter(text => text.length > 0).{which}(text => new RegExp(form).test(text))",
            form,
            new() { Timeout = timeout }
        );

    // A page that still settles on a busy machine may lose a click: who sees nothing happen clicks again.
    private async Task Menu(string menu, string entry, string form, string which)
    {
        for (int again = 0; ; again++)
        {
            await Menu(menu, entry);
            try
            {
                await Prompts(form, which, timeout: 60_000);
                return;
            }
            catch (TimeoutException) when (again < 4) { }
        }
    }

    private async Task Menu(string menu, string entry)
    {
        await Page.Locator(".lm-MenuBar-itemLabel", new() { HasTextString = menu }).First.ClickAsync();
        await Page.Locator(".lm-Menu-itemLabel").GetByText(entry, new() { Exact = true }).First.ClickAsync();
    }
}
