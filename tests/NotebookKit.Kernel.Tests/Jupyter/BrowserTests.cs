using System.Text.Json;
using Microsoft.Playwright;
using NotebookKit.Kernel.Tests.Hosts;

namespace NotebookKit.Kernel.Tests.Jupyter;

/// <summary>Jupyter's own web notebook in Chromium, used as a person uses it.</summary>
public sealed class BrowserTests : IAsyncLifetime
{
    private readonly JupyterFolder _jupyter = new();
    private JupyterServer? _server;
    private Browser? _browser;

    private IPage Page => _browser!.Page;

    public async ValueTask InitializeAsync()
    {
        JupyterFolder.Needs("notebook", "jupyter-notebook");
        Browser.Needed();
        string checkout = Scratch.Checkout(_jupyter.Path, "04-btrace-merges.ipynb", "06-flame-graphs.ipynb");
        File.WriteAllText(
            Path.Combine(checkout, "notebooks", "scratch.ipynb"),
            Scratch
                .Of(
                    "int kept = 1;\nConsole.WriteLine(\"spinning\");\nwhile (true) { }",
                    "Console.Wri",
                    "using (var bar = Progress(\"reading\", 30))\n    for (int i = 0; i < 30; i++) { await Task.Delay(50); bar.Advance(); }",
                    "kept"
                )
                .ToJson()
        );
        _server = JupyterServer.Notebook(_jupyter, checkout);
        _browser = await Browser.OpenAsync();
    }

    [Fact(Timeout = Browser.TestMs)]
    public async Task A_notebook_of_the_repository_opens_without_a_question_and_shows_its_tables_and_pictures()
    {
        await Open("04-btrace-merges.ipynb");
        await RunAll();

        Assert.NotEqual(0, await Page.Locator(".output_area table:visible").CountAsync());
        Assert.NotEqual(
            0,
            await Page.EvaluateAsync<int>(
                "[...document.querySelectorAll('.output_area img, .output_area svg')].filter(p => p.getBoundingClientRect().width > 100).length"
            )
        );
        await _browser!.KeepAsync("jupyter-04-btrace-merges.png");
    }

    [Fact(Timeout = Browser.TestMs)]
    public async Task Flame_graphs_zoom_and_search()
    {
        await Open("06-flame-graphs.ipynb");
        await RunAll();

        await FlameUse.TryAsync(Page.Locator(".output_area"));
        await _browser!.KeepAsync("jupyter-06-flame-graphs.png");
    }

    [Fact(Timeout = Browser.TestMs)]
    public async Task Interrupt_completion_progress_and_restart_work_by_their_buttons_and_keys()
    {
        await Open("scratch.ipynb");
        await Run(0);
        await Page.Locator(".output_stdout", new() { HasText = "spinning" }).WaitForAsync();
        await Page.ClickAsync("button[data-jupyter-action='jupyter-notebook:interrupt-kernel']");
        await Page.Locator(".output_error", new() { HasText = "Interrupted" }).WaitForAsync();

        await Page.Locator(".code_cell").Nth(1).Locator(".CodeMirror").ClickAsync();
        await Page.Keyboard.PressAsync("End");
        await Page.Keyboard.PressAsync("Tab");
        await Page.Locator("#complete option", new() { HasText = "WriteLine" }).WaitForAsync();
        await _browser!.KeepAsync("jupyter-completion.png");
        await Page.Keyboard.PressAsync("Escape");

        await Run(2);
        ILocator bar = Page.Locator(".code_cell").Nth(2).Locator("[role=progressbar]");
        await bar.WaitForAsync();
        await Page.Locator(".code_cell").Nth(2).Locator(".output_area", new() { HasText = "30 of 30 (100%)" }).First.WaitForAsync();
        Assert.Equal(1, await bar.CountAsync());
        await _browser!.KeepAsync("jupyter-progress.png");

        await Run(3);
        await Page.Locator(".code_cell").Nth(3).Locator(".output_result", new() { HasText = "1" }).WaitForAsync();
        await Page.ClickAsync("button[data-jupyter-action='jupyter-notebook:confirm-restart-kernel']");
        await Page.ClickAsync(".modal-dialog .btn-danger");
        await Page.WaitForFunctionAsync("Jupyter.notebook.kernel.is_connected() && !Jupyter.notebook.kernel_busy");
        await Run(3);
        await Page.Locator(".code_cell").Nth(3).Locator(".output_error", new() { HasText = "'kept' does not exist" }).WaitForAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _server?.Dispose();
        _jupyter.Dispose();
    }

    private async Task Open(string name)
    {
        await Page.GotoAsync($"{_server!.Address}/notebooks/notebooks/{name}");
        await Page.WaitForFunctionAsync(
            "window.Jupyter && Jupyter.notebook && Jupyter.notebook.kernel && Jupyter.notebook.kernel.is_connected()"
        );
        Assert.Equal(".net-csharp", await Page.EvaluateAsync<string>("Jupyter.notebook.kernel.name"));
        Assert.Equal(0, await Page.Locator(".modal-dialog:visible").CountAsync());
    }

    private async Task RunAll()
    {
        await Page.EvaluateAsync("Jupyter.notebook.clear_all_output()");
        await Page.EvaluateAsync("Jupyter.notebook.execute_all_cells()");
        await Page.WaitForFunctionAsync(
            "!Jupyter.notebook.kernel_busy && Jupyter.notebook.get_cells().filter(c => c.cell_type === 'code').every(c => c.input_prompt_number > 0)"
        );
        Assert.Equal(0, await Page.Locator(".output_error").CountAsync());
    }

    private Task<JsonElement?> Run(int cell) => Page.EvaluateAsync($"Jupyter.notebook.execute_cells([{cell}])");
}
