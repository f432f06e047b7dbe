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
            foreach (
                string capture in new[]
                {
                    "btrace.txt.gz",
                    "perf-block.script.txt.gz",
                    "perf-block.data.gz",
                    "blktrace/nvme0n1.blktrace.0",
                    "iostat.txt",
                }
            )
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
        foreach (
            string script in new[]
            {
                $"\"$0\" summarize {options} <({cat} \"$1\")",
                $"\"$0\" summarize {options} <(cat \"$1\")",
                $"cat \"$1\" | \"$0\" summarize {options} /dev/stdin",
                $"cat \"$1\" | \"$0\" summarize {options} -",
                $"\"$0\" summarize {options} - < \"$1\"",
                $"rm -f \"$2\"; mkfifo \"$2\"; cat \"$1\" > \"$2\" & \"$0\" summarize {options} \"$2\"; wait",
            }
        )
        {
            (int codeOfPipe, string ofPipe, string errorOfPipe) = await Bash(script, file, fifo);
            Assert.True((codeOfPipe, errorOfPipe) == (0, ""), $"{script}: exit {codeOfPipe}: {errorOfPipe}");
            Assert.Equal(Nameless(ofFile), Nameless(ofPipe));
        }
    }

    [Theory]
    [InlineData("<(cat \"$1\")")]
    [InlineData("/dev/stdin < <(cat \"$1\")")]
    [InlineData("- < <(cat \"$1\")")]
    [InlineData("- < \"$1\"")]
    [InlineData("\"$3\"")]
    public async Task What_is_imported_through_a_pipe_is_whole(string pipe)
    {
        string file = await OneFile(Path.Combine(RepositoryFolder.Root, Recording, "btrace.txt.gz"));
        string given = $"mkfifo \"$3\"; cat \"$1\" > \"$3\" & exec \"$0\" import {pipe} -o \"$2\"";
        string plain = $"exec \"$0\" import {pipe} -o \"$2\"";

        (int code, _, string error) = await Bash(
            pipe.Contains("$3", StringComparison.Ordinal) ? given : plain,
            file,
            _folder["case"],
            _folder["fifo"]
        );

        Assert.True(code == 0, error);
        string kept = Assert.Single(
            Directory.EnumerateFiles(_folder["case/recordings"], "*", SearchOption.AllDirectories),
            path => !path.EndsWith(".json", StringComparison.Ordinal)
        );
        Assert.Equal(
            await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken),
            await File.ReadAllBytesAsync(kept, TestContext.Current.CancellationToken)
        );
    }

    [Theory]
    [InlineData("diagnose")]
    [InlineData("summarize")]
    public async Task An_archive_comes_through_a_pipe_too(string verb)
    {
        string recording = Path.Combine(RepositoryFolder.Root, Recording);
        (int code, string ofFolder, _) = await Bash($"\"$0\" {verb} \"$1\"", recording);
        foreach (string pipe in new[] { "- < <(tar cz -C \"$1\" .)", "<(tar c -C \"$1\" .)" })
        {
            (int codeOfPipe, string ofPipe, string error) = await Bash($"\"$0\" {verb} {pipe}", recording);

            Assert.True(code == codeOfPipe, pipe + error);
            Assert.Equal(ofFolder, ofPipe);
        }
    }

    [Theory]
    [InlineData("diagnose -", "standard input line 1 column 1: no known")]
    [InlineData("import - -o case", "standard input holds no capture that is known here")]
    public async Task A_pipe_without_end_of_what_nobody_knows_ends(string command, string said)
    {
        (int code, _, string error) = await Bash($"cd \"$1\"; yes | \"$0\" {command}", _folder.Path);

        Assert.Equal(2, code);
        Assert.Contains("notebookkit: " + said, error, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.Path));
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
        await File.WriteAllBytesAsync(
            copy,
            await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken),
            TestContext.Current.CancellationToken
        );
        return copy;
    }

    private static string Nameless(string json) => Name().Replace(json, "");

    [GeneratedRegex("(?<=\"(source|name)\": \")[^\"]*|(?<=lines of )[^,]*")]
    private static partial Regex Name();
}
