using System.Text.RegularExpressions;

namespace NotebookKit.Cli.Tests.Safety;

/// <summary>Pipes that are given as paths, as a shell gives them: a path is opened once, since what a pipe gave is gone.</summary>
public sealed partial class PipedInputTests : IDisposable
{
    private const string Recording = "data/snapshot-nomerges2";
    private readonly TestFolder _folder = new();

    public static TheoryData<string, string> Captures
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (string capture in new[] { "btrace.txt.gz", "perf-block.script.txt.gz", "perf-block.data.gz", "blktrace/nvme0n1.blktrace.0", "iostat.txt" })
            {
                data.Add(capture, "--json");
                if (capture != "iostat.txt")
                {
                    data.Add(capture, "--json --stream");
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Captures))]
    public async Task A_capture_is_summed_up_alike_by_its_path_and_through_every_kind_of_pipe(string capture, string options)
    {
        string file = await OneFile(Path.Combine(RepositoryFolder.Root, Recording, capture));
        (int code, string ofFile, string error) = await Bash($"\"$0\" summarize {options} \"$1\"", file);
        Assert.Equal((0, ""), (code, error));

        // Unpacked on its way, as it is, and through a name of its own.
        string fifo = _folder["fifo"];
        string cat = file.EndsWith(".gz", StringComparison.Ordinal) ? "zcat" : "cat";
        foreach (string script in new[]
        {
            $"\"$0\" summarize {options} <({cat} \"$1\")",
            $"\"$0\" summarize {options} <(cat \"$1\")",
            $"cat \"$1\" | \"$0\" summarize {options} /dev/stdin",
            $"cat \"$1\" | \"$0\" summarize {options} -",
            $"\"$0\" summarize {options} - < \"$1\"",
            $"rm -f \"$2\"; mkfifo \"$2\"; cat \"$1\" > \"$2\" & \"$0\" summarize {options} \"$2\"; wait",
        })
        {
            (int codeOfPipe, string ofPipe, string errorOfPipe) = await Bash(script, file, fifo);
            Assert.True((codeOfPipe, errorOfPipe) == (0, ""), $"{script}: exit {codeOfPipe}: {errorOfPipe}");
            Assert.Equal(Nameless(ofFile), Nameless(ofPipe));
        }
    }

    [Theory]
    [InlineData("<(zcat \"$1\")")]
    [InlineData("<(cat \"$1\")")]
    [InlineData("- < \"$1\"")]
    [InlineData("/dev/stdin < <(cat \"$1\")")]
    public async Task Stacks_are_folded_alike_by_their_path_and_through_every_kind_of_pipe(string pipe)
    {
        string file = Path.Combine(RepositoryFolder.Root, Recording, "perf-cpu.script.txt.gz");
        (int code, string ofFile, _) = await Bash("\"$0\" flame \"$1\"", file);
        Assert.Equal(0, code);

        (int codeOfPipe, string ofPipe, string error) = await Bash($"\"$0\" flame {pipe}", file);

        Assert.True(codeOfPipe == 0, error);
        Assert.Equal(ofFile, ofPipe);
        Assert.Equal(ofFile, (await Bash("\"$0\" flame \"$1\" | \"$0\" flame -", file)).Output);
    }

    [Fact]
    public async Task Stacks_of_perf_data_are_folded_from_standard_input_too()
    {
        string file = RepositoryFolder.Case("break/perfdata-map-overflow.data");
        string symbols = RepositoryFolder.Case("break/kallsyms");

        (int code, string output, string error) = await Bash("\"$0\" flame \"$1\" --kallsyms \"$2\"", file, symbols);
        (int codeOfPipe, string ofPipe, string errorOfPipe) = await Bash("cat \"$1\" | \"$0\" flame - --kallsyms \"$2\"", file, symbols);

        Assert.Equal((code, output, error.Replace(file, "standard input", StringComparison.Ordinal)), (codeOfPipe, ofPipe, errorOfPipe));
        Assert.Equal(2, (await Bash("\"$0\" flame - --before - < \"$1\"", file)).ExitCode);
    }

    public void Dispose() => _folder.Dispose();

    private static Task<(int ExitCode, string Output, string Error)> Bash(string script, params string[] arguments) =>
        Notebookkit.RunProgramAsync("bash", null, ["-c", script, Notebookkit.Launcher, .. arguments]);

    // The file of one CPU stands for all of its name, so it gets a name that is none of blktrace's.
    private async Task<string> OneFile(string file)
    {
        string copy = _folder[Path.GetFileName(file).Replace(".blktrace.", "-records-", StringComparison.Ordinal)];
        await File.WriteAllBytesAsync(copy, await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken), TestContext.Current.CancellationToken);
        return copy;
    }

    private static string Nameless(string json) => Name().Replace(json, "");

    [GeneratedRegex("(?<=\"(source|name)\": \")[^\"]*|(?<=lines of )[^,]*")]
    private static partial Regex Name();
}
