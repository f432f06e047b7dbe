using System.Diagnostics;
using System.Globalization;

namespace NotebookKit.Cli.Tests.Safety;

/// <summary>A run ends when its cells have, whatever they leave behind.</summary>
public sealed class RunEndTests : IDisposable
{
    // Far below what a run that never ends takes, far above what one on a busy machine does.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);
    private readonly TestFolder _folder = new();

    [Theory]
    [InlineData("new System.Threading.Thread(() => System.Threading.Thread.Sleep(-1)).Start();", 0)]
    [InlineData(
        "new System.Threading.Thread(() => { while (true) try { System.Threading.Thread.Sleep(-1); } catch (Exception) { } }).Start(); while (true) { }",
        1
    )]
    [InlineData("var t = new System.Threading.Thread(() => { while (true) { } }); t.Start(); t.Join();", 1)]
    [InlineData(
        "new string('a', 1 << 20).Split().SelectMany(_ => Enumerable.Range(0, int.MaxValue)).Select(n => (long)n).OrderBy(n => -n).Count(n => n % 2 == 3)",
        1
    )]
    public async Task Threads_that_a_cell_leaves_do_not_keep_the_process(string code, int expected)
    {
        _folder.Write("a.ipynb", code, "\"next\"");
        using var patience = new CancellationTokenSource(Patience);
        using Process process = Process.Start(
            new ProcessStartInfo(Notebookkit.Launcher, ["run", "a.ipynb", .. expected == 0 ? Array.Empty<string>() : ["--timeout", "3"]])
            {
                WorkingDirectory = _folder.Path,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(patience.Token);
        Task<string> error = process.StandardError.ReadToEndAsync(patience.Token);
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail("it did not end: " + await output);
        }

        Assert.True(expected == process.ExitCode, await output + await error);
        Assert.Equal(expected == 0 ? "passed" : "failed", Kernel.Running.RunRecord.Of(_folder.Read("records/a.ipynb"))!.Result);
    }

    [Fact]
    public async Task A_timed_out_shell_takes_its_background_child_along()
    {
        string time = (800_000 + Environment.ProcessId).ToString(CultureInfo.InvariantCulture);
        _folder.Write("a.ipynb", $"#!sh\n(setsid sleep {time} > /dev/null 2>&1 &) ; sleep {time}");

        (int code, string output, _) = await _folder.RunAsync("a.ipynb", "--timeout", "3");

        Assert.Equal(1, code);
        Assert.Contains("Timeout", output, StringComparison.Ordinal);
        using Process look = Process.Start(new ProcessStartInfo("pgrep", ["-f", $"sleep {time}"]) { RedirectStandardOutput = true })!;
        Assert.Empty(await look.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken));
    }

    public void Dispose() => _folder.Dispose();
}
