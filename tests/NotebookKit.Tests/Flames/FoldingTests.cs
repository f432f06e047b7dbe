using System.IO.Compression;
using System.Text;
using NotebookKit.Flames;
using NotebookKit.Formats;
using NotebookKit.Tests.Formats;

namespace NotebookKit.Tests.Flames;

public sealed class FoldingTests
{
    [Theory]
    [InlineData("standard")]
    [InlineData("standard-nomerges2")]
    [InlineData("snapshot-nomerges2")]
    [InlineData("snapshot-nomerges0")]
    public void Recordings_fold_to_the_lines_of_stackcollapse_perf(string recording) =>
        Assert.Equal(
            FlameFixture.Text(recording + ".folded"),
            Stacks.Open(RepositoryFolder.File(recording, "perf-cpu.script.txt")).ToFolded()
        );

    [Theory]
    [InlineData("odd-samples", "odd-samples.folded", "")]
    [InlineData("odd-samples", "odd-samples.pid.folded", "pid")]
    [InlineData("odd-samples", "odd-samples.tid.folded", "tid")]
    [InlineData("odd-samples", "odd-samples.kernel.folded", "kernel")]
    [InlineData("odd-samples", "odd-samples.jit.folded", "jit")]
    [InlineData("odd-samples", "odd-samples.all-addrs.folded", "all addrs")]
    [InlineData("two-events", "two-events.folded", "")]
    [InlineData("two-events", "two-events.cpu-clock.folded", "cpu-clock")]
    [InlineData("sched-switch", "sched-switch.folded", "")]
    public void Every_option_folds_to_the_lines_of_stackcollapse_perf(string input, string expected, string options)
    {
        Stacks stacks = Stacks.Open(
            FlameFixture.Path(input + ".txt"),
            new FoldOptions
            {
                Pid = options == "pid",
                Tid = options == "tid",
                Kernel = options == "kernel" || options.StartsWith("all", StringComparison.Ordinal),
                Jit = options == "jit" || options.StartsWith("all", StringComparison.Ordinal),
                Addresses = options.Contains("addrs", StringComparison.Ordinal),
                Event = options == "cpu-clock" ? options : null,
            }
        );
        Assert.Equal(FlameFixture.Text(expected), stacks.ToFolded());
    }

    [Theory]
    [InlineData(1, 64)]
    [InlineData(2, 64)]
    [InlineData(2, 700)]
    [InlineData(3, 4096)]
    public void Small_blocks_on_several_threads_fold_alike(int threads, int blockBytes)
    {
        foreach (string name in new[] { "odd-samples", "two-events" })
        {
            Stacks stacks = StackReader.Read(
                File.OpenRead(FlameFixture.Path(name + ".txt")),
                name,
                () => new StackFolder(default),
                threads,
                blockBytes
            );
            Assert.Equal(FlameFixture.Text(name + ".folded"), stacks.ToFolded());
            Assert.Equal(File.ReadLines(FlameFixture.Path(name + ".txt")).Count(), stacks.Account.Read);
        }
    }

    [Fact]
    public void Every_line_is_accounted_for()
    {
        Stacks stacks = Stacks.Open(FlameFixture.Path("odd-samples.txt"));
        Assert.Equal(stacks.Account.Read, stacks.Account.Recognised + stacks.Account.SkippedCount);
        SkippedKind skipped = Assert.Single(stacks.Account.Skipped);
        Assert.Equal(3, skipped.Count);
        Assert.Equal(["nonsense", "\tnot a frame at all", "\t frame2"], skipped.Examples.Select(example => example.Text));
        Assert.True(stacks.Account.TruncatedTail);
        Assert.Equal("cycles:u", stacks.Event);
        Assert.Equal(1, stacks.Events["instructions"]);
    }

    [Fact]
    public void Weights_and_samples_add_up()
    {
        Stacks stacks = Stacks.Open(RepositoryFolder.File("snapshot-nomerges2", "perf-cpu.script.txt"));
        Assert.Equal(1072, stacks.Samples);
        Assert.Equal(1072UL * 10101010, stacks.Weight);
        Assert.Equal("ns", stacks.Unit);
        Assert.Equal(stacks.Samples, stacks.Of("cp").Samples + stacks.Without("cp").Samples);
        Assert.Contains("swapper", stacks.Processes);
    }

    [Fact]
    public void Gzip_and_carriage_returns_change_nothing()
    {
        string text = FlameFixture.Text("two-events.txt");
        using var packed = new MemoryStream();
        using (var zip = new GZipStream(packed, CompressionMode.Compress, leaveOpen: true))
        {
            zip.Write(Encoding.UTF8.GetBytes(text.Replace("\n", "\r\n", StringComparison.Ordinal)));
        }

        packed.Position = 0;
        Assert.Equal(FlameFixture.Text("two-events.folded"), Stacks.Open(packed, "packed").ToFolded());
    }

    [Fact]
    public void Folded_lines_are_read_back()
    {
        Stacks stacks = Stacks.Open(FlameFixture.Path("snapshot-nomerges2.folded"));
        Assert.False(stacks.SamplesKnown);
        Assert.Equal(FlameFixture.Text("snapshot-nomerges2.folded"), stacks.ToFolded());
        using TemporaryFile broken = Fixture.Temporary("a;b 3\na;b\n");
        Assert.Contains("line 2", Assert.Throws<CaptureFormatException>(() => Stacks.Open(broken.Path)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "the file is empty")]
    [InlineData("hello\nworld\n", "found no sample in 2 lines")]
    [InlineData(
        "cat 1447 277.760575: cpu-clock:\n\tffffffff81 f (k)\n\nsome prose\nmore of it\nand more\nand an end\n",
        "4 of 7 lines are none of it"
    )]
    [InlineData(
        "cp 351 [000] 45.1: 100 cpu-clock: \ncp 351 [000] 45.2: 100 cpu-clock: \n",
        "Record with call chains: perf record -F 99 -a -g"
    )]
    public void Errors_say_what_to_record(string text, string expected)
    {
        using TemporaryFile file = Fixture.Temporary(text);
        Assert.Contains(expected, Assert.Throws<CaptureFormatException>(() => Stacks.Open(file.Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_perf_data_file_is_sent_to_perf_script() =>
        Assert.Contains(
            "perf script -i perf-block.data",
            Assert.Throws<CaptureFormatException>(() => Stacks.Open(RepositoryFolder.File("standard", "perf-block.data"))).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void An_event_that_is_not_there_is_named_with_those_that_are()
    {
        CaptureFormatException error = Assert.Throws<CaptureFormatException>(() =>
            Stacks.Open(FlameFixture.Path("two-events.txt"), new FoldOptions { Event = "cycles" })
        );
        Assert.Contains("\"cycles\"", error.Message, StringComparison.Ordinal);
        Assert.Contains("cpu-clock", error.Message, StringComparison.Ordinal);
        Assert.Contains("page-faults", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Speedscope_holds_every_stack_and_weight()
    {
        Stacks stacks = Stacks.Open(RepositoryFolder.File("standard", "perf-cpu.script.txt"));
        using TemporaryFile file = Fixture.Temporary("");
        stacks.SaveSpeedscope(file.Path);
        using var json = System.Text.Json.JsonDocument.Parse(File.ReadAllBytes(file.Path));
        ulong whole = 0;
        foreach (System.Text.Json.JsonElement profile in json.RootElement.GetProperty("profiles").EnumerateArray())
        {
            Assert.Equal("nanoseconds", profile.GetProperty("unit").GetString());
            Assert.Equal(profile.GetProperty("samples").GetArrayLength(), profile.GetProperty("weights").GetArrayLength());
            whole += profile.GetProperty("endValue").GetUInt64();
        }

        Assert.Equal(stacks.Weight, whole);
    }
}
