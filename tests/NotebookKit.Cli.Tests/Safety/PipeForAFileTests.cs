using System.Diagnostics;

namespace NotebookKit.Cli.Tests.Safety;

/// <summary>A pipe where a file is read at any place of it: refused with what to do, not waited for.</summary>
public sealed class PipeForAFileTests : IDisposable
{
    private readonly TestFolder _folder = new();

    [Theory]
    [InlineData("p.zip", "record", "verify", "p.zip")]
    [InlineData("p.zip", "record", "verify", "--execute", "p.zip")]
    [InlineData("p.zip", "record", "diff", "p.zip", "p.zip")]
    [InlineData("p.ipynb", "record", "diff", "p.ipynb", "p.ipynb")]
    [InlineData("p.zip", "record", "export", "p.zip", "--html", "-o", "out")]
    [InlineData("p.zip", "record", "redact", "p.zip", "-o", "out.zip")]
    [InlineData("p.scenario", "lab", "vm", "run", "./p.scenario", "--dry-run")]
    [InlineData("p.scenario", "lab", "vm", "try", "--kernels", "6.1", "--plan", "p.scenario")]
    public async Task It_is_refused(string pipe, params string[] arguments)
    {
        Tool.Must("mkfifo", _folder[pipe]);

        (int code, string output, string error) = await Notebookkit.RunAsync(_folder.Path, arguments);

        Assert.True(code == 2, output + error);
        Assert.Matches($"{pipe.Replace(".", "\\.", StringComparison.Ordinal)} is a (named )?pipe", error);
    }

    [Fact]
    public async Task What_was_unpacked_goes_where_a_signal_ends_the_command()
    {
        Directory.CreateDirectory(_folder["tmp"]);
        string pack = _folder["case.zip"];
        (int packed, _, string said) = await Notebookkit.RunAsync(
            _folder.Path,
            "record",
            "pack",
            Path.Combine(RepositoryFolder.Notebooks, "04-btrace-merges.ipynb"),
            "-o",
            pack
        );
        Assert.True(packed == 0, said);
        Tool.Must("mkfifo", _folder["out"]);
        using Process diff = Process.Start(
            new ProcessStartInfo(
                "/bin/sh",
                ["-c", "TMPDIR=\"$0\" exec \"$@\" > out", _folder["tmp"], Notebookkit.Launcher, "record", "diff", pack, pack]
            )
            {
                WorkingDirectory = _folder.Path,
            }
        )!;
        using (FileStream reader = File.OpenRead(_folder["out"]))
        {
            while (Directory.GetDirectories(_folder["tmp"], "notebookkit-diff-*").Length == 0)
            {
                Assert.False(diff.HasExited);
                await Task.Delay(10, TestContext.Current.CancellationToken);
            }

            Tool.Must("kill", "-TERM", $"{diff.Id}");
            await diff.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        Assert.Equal(143, diff.ExitCode);
        Assert.Empty(Directory.GetFileSystemEntries(_folder["tmp"], "notebookkit-*"));
    }

    public void Dispose() => _folder.Dispose();
}
