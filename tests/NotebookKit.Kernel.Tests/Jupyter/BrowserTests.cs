using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Microsoft.Playwright;

namespace NotebookKit.Kernel.Tests.Jupyter;

/// <summary>Jupyter's own web notebook in Chromium, used as a person uses it.</summary>
public sealed class BrowserTests : IAsyncLifetime
{
    private const int Patience = 300_000; // ms: a hang is what it is for
    private readonly JupyterFolder _jupyter = new();
    private Process? _server;
    private IPlaywright? _playwright;
    private IPage? _page;
    private string _address = "";

    private IPage Page => _page!;

    public async ValueTask InitializeAsync()
    {
        JupyterFolder.Needs("notebook", "jupyter-notebook");
        string? chromium = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Select(folder => Path.Combine(folder, "chromium")).FirstOrDefault(File.Exists);
        Assert.SkipUnless(chromium is not null, "needs Chromium (Debian: chromium)");
        string home = Path.Combine(_jupyter.Path, "home");
        Directory.CreateDirectory(Path.Combine(home, "notebooks"));
        Directory.CreateSymbolicLink(Path.Combine(home, "lib"), Path.Combine(RepositoryFolder.Root, "lib"));
        Directory.CreateSymbolicLink(Path.Combine(home, "data"), Path.Combine(RepositoryFolder.Root, "data"));
        File.Copy(Path.Combine(RepositoryFolder.Notebooks, "04-btrace-merges.ipynb"), Path.Combine(home, "notebooks", "04-btrace-merges.ipynb"));
        File.WriteAllText(Path.Combine(home, "notebooks", "scratch.ipynb"), Book.Of(
            "int kept = 1;\nConsole.WriteLine(\"spinning\");\nwhile (true) { }",
            "Console.Wri",
            "using (var bar = Progress(\"reading\", 30))\n    for (int i = 0; i < 30; i++) { await Task.Delay(50); bar.Advance(); }",
            "kept").ToJson().Replace("\"metadata\": {},\n \"nbformat\"", "\"metadata\": {\"kernelspec\": {\"name\": \".net-csharp\", \"display_name\": \".NET (C#)\", \"language\": \"C#\"}},\n \"nbformat\"", StringComparison.Ordinal));
        int port = FreePort();
        _address = $"http://127.0.0.1:{port}/notebooks/notebooks/";
        ProcessStartInfo start = JupyterFolder.StartOf("-m", "notebook", "--no-browser", "--allow-root", "--ip=127.0.0.1", $"--port={port}",
            "--NotebookApp.token=", "--NotebookApp.password=", $"--notebook-dir={home}");
        JupyterFolder.Point(start, _jupyter.Path);
        _server = Process.Start(start)!;
        _server.ErrorDataReceived += static (_, _) => { };
        _server.OutputDataReceived += static (_, _) => { };
        _server.BeginErrorReadLine();
        _server.BeginOutputReadLine();
        LiveKernel.Connect(port).Dispose();
        _playwright = await Playwright.CreateAsync();
        IBrowser browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = chromium, Args = ["--no-sandbox"], Timeout = Patience });
        _page = await browser.NewPageAsync(new() { ViewportSize = new() { Width = 1280, Height = 1600 } });
        _page.SetDefaultTimeout(Patience);
    }

    [Fact]
    public async Task A_notebook_of_the_repository_opens_without_a_question_and_shows_its_tables_and_pictures()
    {
        await Open("04-btrace-merges.ipynb");
        await Page.EvaluateAsync("Jupyter.notebook.clear_all_output()");

        await Page.EvaluateAsync("Jupyter.notebook.execute_all_cells()");
        await Page.WaitForFunctionAsync("!Jupyter.notebook.kernel_busy && Jupyter.notebook.get_cells().filter(c => c.cell_type === 'code').every(c => c.input_prompt_number > 0)");

        Assert.Equal(0, await Page.Locator(".output_error").CountAsync());
        Assert.NotEqual(0, await Page.Locator(".output_area table:visible").CountAsync());
        Assert.NotEqual(0, await Page.EvaluateAsync<int>("[...document.querySelectorAll('.output_area img, .output_area svg')].filter(p => p.getBoundingClientRect().width > 100).length"));
        await Keep("jupyter-04-btrace-merges.png");
    }

    [Fact]
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
        await Keep("jupyter-completion.png");
        await Page.Keyboard.PressAsync("Escape");

        await Run(2);
        ILocator bar = Page.Locator(".code_cell").Nth(2).Locator("[role=progressbar]");
        await bar.WaitForAsync();
        await Page.Locator(".code_cell").Nth(2).Locator(".output_area", new() { HasText = "30 of 30 (100%)" }).First.WaitForAsync();
        Assert.Equal(1, await bar.CountAsync());
        await Keep("jupyter-progress.png");

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
        if (_page is not null)
        {
            await _page.Context.Browser!.CloseAsync();
        }

        _playwright?.Dispose();
        if (_server is { HasExited: false })
        {
            _server.Kill(entireProcessTree: true);
            await _server.WaitForExitAsync();
        }

        _server?.Dispose();
        _jupyter.Dispose();
    }

    private async Task Open(string name)
    {
        await Page.GotoAsync(_address + name);
        await Page.WaitForFunctionAsync("window.Jupyter && Jupyter.notebook && Jupyter.notebook.kernel && Jupyter.notebook.kernel.is_connected()");
        Assert.Equal(".net-csharp", await Page.EvaluateAsync<string>("Jupyter.notebook.kernel.name"));
        Assert.Equal(0, await Page.Locator(".modal-dialog:visible").CountAsync());
    }

    private Task<JsonElement?> Run(int cell) => Page.EvaluateAsync($"Jupyter.notebook.execute_cells([{cell}])");

    // Beside the test's other results, for a person to look at.
    private Task<byte[]> Keep(string name) => Page.ScreenshotAsync(new() { Path = Path.Combine(RepositoryFolder.Root, ".artifacts", "pictures", name) });

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
