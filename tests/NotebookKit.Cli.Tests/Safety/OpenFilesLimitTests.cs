namespace NotebookKit.Cli.Tests.Safety;

/// <summary>Few open files: a word and a code, never an abort, and never a verdict.</summary>
public sealed class OpenFilesLimitTests : IDisposable
{
    private readonly TestFolder _folder = new();

    [Theory]
    [InlineData(32)]
    [InlineData(64)]
    [InlineData(128)]
    [InlineData(511)]
    public async Task With_fewer_than_needed_it_says_so_and_gives_no_verdict(int most)
    {
        foreach (
            string[] command in new string[][]
            {
                ["diagnose", "data/snapshot-nomerges2"],
                ["record", "verify", "data/standard"],
                ["run", "notebooks/03-iostat.ipynb", "-o", _folder["out"]],
            }
        )
        {
            (int code, string output, string error) = await LimitedAsync(most, command);

            Assert.True(code == 2, $"{code}: {output}{error}");
            Assert.Empty(output);
            Assert.Contains($"raise ulimit -n ({most} now)", error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task With_as_many_as_needed_everything_works()
    {
        (int verdict, string output, string error) = await LimitedAsync(512, "diagnose", "data/snapshot-nomerges2");
        (int run, string ran, string complaint) = await LimitedAsync(512, "run", "notebooks/03-iostat.ipynb", "-o", _folder["out"]);

        Assert.True(verdict == 1, output + error);
        Assert.True(run == 0, ran + complaint);
    }

    public void Dispose() => _folder.Dispose();

    private static Task<(int ExitCode, string Output, string Error)> LimitedAsync(int most, params string[] arguments) =>
        Notebookkit.RunProgramAsync(
            "/bin/bash",
            null,
            ["-c", $"ulimit -n {most}; exec \"$0\" \"$@\"", Notebookkit.CommandProgram, .. arguments]
        );
}
