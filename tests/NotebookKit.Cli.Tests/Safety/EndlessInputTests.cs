namespace NotebookKit.Cli.Tests.Safety;

/// <summary>Inputs without end, and files that are large by holes alone: each ends with a reason, in the memory that is allowed.</summary>
public sealed class EndlessInputTests : IDisposable
{
    private readonly TestFolder _folder = new();

    [Theory]
    [InlineData("flame /dev/zero", "binary data")]
    [InlineData("summarize /dev/zero", "binary data")]
    [InlineData("summarize --stream /dev/zero", "binary data")]
    [InlineData("flame hole", "binary data")]
    [InlineData("summarize hole", "binary data")]
    [InlineData("summarize --stream hole", "binary data")]
    [InlineData("summarize perf-and-hole", "no description of the block tracepoints")]
    [InlineData("summarize --stream perf-and-hole", "no description of the block tracepoints")]
    [InlineData("flame stacks-and-hole", "no blank line")]
    [InlineData("flame folded-and-hole", "a line of 1 MiB at most")]
    [InlineData("flame folded-and-hole --kallsyms hole", "expected a perf.data file")]
    [InlineData("flame /dev/zero --kallsyms /dev/zero", "expected a perf.data file")]
    [InlineData("flame -", "found no sample", "yes ''")]
    [InlineData("flame -", "no blank line", "yes something")]
    [InlineData("summarize -", "no known block-event dialect", "yes something")]
    public async Task What_never_ends_is_an_error_with_its_reason(string command, string said, string? feeds = null)
    {
        await MakeHoles();

        (int code, string output, string error) = await Limited((feeds is null ? "" : feeds + " | ") + "\"$0\" " + command);

        Assert.Equal((1, ""), (code, output));
        Assert.Contains(said, error, StringComparison.Ordinal);
    }

    [Theory, InlineData("page /proc/kmsg -o page.html"), InlineData("run /proc/kmsg -o executed")]
    public async Task A_stream_that_calls_itself_a_file_is_not_waited_for(string command)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "only root may open /proc/kmsg");

        (int code, _, string error) = await Limited("\"$0\" " + command);

        Assert.Equal(2, code);
        Assert.Contains("is a stream that has no end", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("text-and-hole", "no line end in 2 GiB of text: what follows was not read")]
    [InlineData("records-and-hole", "no record in 64 MiB: what follows was not read")]
    public async Task What_stands_in_front_of_a_hole_is_read_and_the_hole_is_counted(string file, string said)
    {
        await MakeHoles();

        (int code, string output, string error) = await Limited($"\"$0\" summarize {file} && \"$0\" summarize --stream {file}");

        Assert.Equal((0, ""), (code, error));
        Assert.Equal(2, output.Split(said).Length - 1);
    }

    [Fact]
    public async Task A_stack_of_200_000_frames_is_folded_and_drawn_with_its_middle_left_out()
    {
        await using (StreamWriter deep = File.CreateText(_folder["deep"]))
        {
            await deep.WriteLineAsync("java 1 [000] 1.000000: 7 cpu-clock:");
            for (int frame = 0; frame < 200_000; frame++)
            {
                await deep.WriteLineAsync($"\tffffffff{frame:x8} function_{frame}+0x1 ([kernel.kallsyms])");
            }

            await deep.WriteLineAsync();
        }

        (int code, string folded, string error) = await Limited(
            "\"$0\" flame deep && \"$0\" flame deep --out deep.svg && \"$0\" flame deep --reverse --out deep.json"
        );

        Assert.Equal(0, code);
        Assert.Contains("not folded: 1 stacks deeper than 2,048 frames whole", error, StringComparison.Ordinal);
        Assert.StartsWith("java;function_199999;", folded, StringComparison.Ordinal);
        Assert.Contains(";[frames left out];", folded, StringComparison.Ordinal);
        Assert.EndsWith(";function_0 7\n", folded, StringComparison.Ordinal);
        Assert.Equal(2048 + 1, folded.Count(letter => letter == ';'));
        Assert.InRange(new FileInfo(_folder["deep.svg"]).Length, 100_000, 4_000_000);

        // What was folded is folded again.
        await File.WriteAllTextAsync(_folder["folded"], folded, TestContext.Current.CancellationToken);
        Assert.Equal((0, folded), (await Limited("\"$0\" flame folded")) is var again ? (again.ExitCode, again.Output) : default);
    }

    public void Dispose() => _folder.Dispose();

    // One gigabyte of heap at most, whatever the host has: more ends the process with an error that no test expects.
    private Task<(int ExitCode, string Output, string Error)> Limited(string script) =>
        Notebookkit.RunProgramAsync(
            "bash",
            ("DOTNET_GCHeapHardLimit", "40000000"),
            "-c",
            "cd \"$1\"; " + script,
            Notebookkit.Launcher,
            _folder.Path
        );

    private async Task MakeHoles()
    {
        const long Length = 100L << 30;
        byte[] events = "259,0    0        1     0.000000000   100  Q   R 8 + 8 [dd]\n"u8.ToArray();
        byte[] samples = "dd 1 [000] 1.000000: 7 cpu-clock:\n\tffffffff81000000 a+0x1 (k)\n\n"u8.ToArray();
        byte[] records = await Bytes("data/snapshot-nomerges2/blktrace/nvme0n1.blktrace.0");
        byte[] perf = await Bytes("tests/data/cases/perf-requeue/perf-block.data");

        // Its records go on to the end of the hole, and what describes them stands behind.
        BitConverter.TryWriteBytes(perf.AsSpan(48), Length - BitConverter.ToInt64(perf, 40));
        foreach (
            (string name, byte[] start) in new (string, byte[])[]
            {
                ("hole", []),
                ("text-and-hole", [.. events, .. events, (byte)'x']),
                ("records-and-hole", records),
                ("perf-and-hole", perf),
                ("stacks-and-hole", [.. samples, (byte)'x']),
                ("folded-and-hole", "dd;read 7\ndd;more"u8.ToArray()),
            }
        )
        {
            await using FileStream file = File.Create(_folder[name]);
            await file.WriteAsync(start);
            file.SetLength(Length);
        }
    }

    private static Task<byte[]> Bytes(string path) =>
        File.ReadAllBytesAsync(Path.Combine(RepositoryFolder.Root, path), TestContext.Current.CancellationToken);
}
