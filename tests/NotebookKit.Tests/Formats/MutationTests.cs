using System.Globalization;
using NotebookKit.Blocks;
using NotebookKit.Formats;
using NotebookKit.Summaries;

namespace NotebookKit.Tests.Formats;

/// <summary>
/// Damaged captures: no reader may crash, hang or lose count, and the fast readers must say exactly what the plain ones say.
/// NOTEBOOKKIT_MUTATIONS sets the number of inputs of each test, NOTEBOOKKIT_SEED the first seed, for longer runs by hand.
/// </summary>
public class MutationTests
{
    private static readonly int Seed = Setting("NOTEBOOKKIT_SEED", 20240607);

    [Fact]
    public void Damaged_blkparse_text_is_read_alike_by_both_readers() => Text(Captures.BlkparseTexts, perf: false);

    [Fact]
    public void Damaged_perf_script_text_is_read_alike_by_both_readers() => Text(Captures.PerfScripts, perf: true);

    [Fact]
    public void Damaged_blktrace_records_are_counted_or_rejected()
    {
        List<byte[]> samples =
        [
            .. Captures
                .BlktraceFolders.Where(folder => folder.StartsWith(Fixture.Folder, StringComparison.Ordinal))
                .SelectMany(folder => Directory.GetFiles(folder))
                .Select(File.ReadAllBytes)
                .Where(bytes => bytes.Length > 200),
        ];
        Repeat(
            40_000,
            mutator =>
            {
                byte[] damaged = mutator.Next(samples, longest: 2000, whole: true);
                Balanced(() => BlktraceBinary.Read(new MemoryStream(damaged), "damaged"));
            }
        );
    }

    [Fact]
    public void Damaged_blktrace_records_are_read_alike_on_both_paths()
    {
        List<byte[]> samples =
        [
            .. Captures
                .BlktraceFolders.Where(folder => folder.StartsWith(Fixture.Folder, StringComparison.Ordinal))
                .SelectMany(folder => Directory.GetFiles(folder))
                .Select(File.ReadAllBytes)
                .Where(bytes => bytes.Length > 200),
        ];
        Repeat(
            5_000,
            mutator =>
            {
                byte[][] files = [mutator.Next(samples, longest: 3000, whole: true), mutator.Next(samples, longest: 3000, whole: true)];
                Assert.True(BlktraceBinaryTests.Alike(files), "the two paths differ");
            }
        );
    }

    [Fact]
    public void Damaged_ftrace_text_is_counted_or_rejected()
    {
        List<byte[]> samples = Fixtures("ftrace-*.txt", "trace-cmd-*.txt");
        Repeat(
            30_000,
            mutator =>
            {
                byte[] damaged = mutator.Next(samples, longest: 2000);
                Balanced(() => FtraceText.Read(new MemoryStream(damaged), "damaged"));
            }
        );
    }

    [Fact]
    public void Damaged_text_of_a_custom_format_is_counted_or_rejected()
    {
        BlkparseFormat format = BlkparseFormat
            .Parse("%D %2c %8s %5T.%9t %5p %2a %3d %S + %n [%C]\\n")
            .With(BlockAction.Complete, "%D %2c %8s %5T.%9t %5p %2a %3d %S + %n [%e]\\n");
        List<byte[]> samples = Fixtures("blktrace-*.txt");
        Repeat(
            15_000,
            mutator =>
            {
                byte[] damaged = mutator.Next(samples, longest: 2000);
                Balanced(() => BlkparseText.Read(new MemoryStream(damaged), "damaged", format));
            }
        );
    }

    [Fact]
    public void Damaged_perf_data_is_counted_or_rejected()
    {
        List<byte[]> samples =
        [
            .. RepositoryFolder
                .Recordings("perf-block.data")
                .Take(6)
                .Select(recording => Captures.Unpacked(RepositoryFolder.File(recording, "perf-block.data")))
                .Where(bytes => bytes.Length < 200_000),
        ];
        Assert.NotEmpty(samples);
        samples.AddRange([.. samples.Select(plain => PackedPerfData.Of(plain, PackedPerfData.Compressed, 5_001))]);
        Repeat(
            10_000,
            mutator =>
            {
                byte[] damaged = mutator.Next(samples, longest: int.MaxValue, whole: true);
                Balanced(() => PerfData.Read(new MemoryStream(damaged), "damaged"));
            }
        );
    }

    [Fact]
    public void What_is_read_of_damaged_captures_can_be_analysed()
    {
        List<byte[]> samples = Fixtures("blktrace-*.txt", "perf-*.txt", "ftrace-*.txt");
        Repeat(
            4_000,
            mutator =>
            {
                byte[] damaged = mutator.Next(samples, longest: 3000);
                BlockCapture? capture = Balanced(() => CaptureReader.Read(new MemoryStream(damaged), "damaged"));
                if (capture is not null)
                {
                    BlockTrace trace = BlockTrace.From(capture);
                    Assert.Equal(capture.Events.Action.Count(BlockAction.Queue) - QueuedPassthrough(capture.Events), trace.Bios.Count);
                    Assert.All(trace.Phases.All, row => Assert.True(row.MinNs >= 0 && row.MaxNs >= row.MinNs, $"{row}"));
                    Assert.NotNull(trace.Merges.Devices);
                }
            }
        );
    }

    [Fact]
    public void Damaged_captures_are_summed_up_in_one_pass_as_in_tables()
    {
        List<byte[]> samples = TextAndRecords();
        Repeat(
            4_000,
            mutator =>
            {
                byte[] damaged = mutator.Next(samples, longest: 20_000, whole: true);
                BlockCapture? capture = Balanced(() => CaptureReader.Read(new MemoryStream(damaged), "damaged"));
                if (capture is not null)
                {
                    BlockTrace trace = BlockTrace.From(capture);
                    StreamingSummary summary = StreamingSummary.Read(new MemoryStream(damaged), "damaged");
                    Assert.Equal((trace.Bios.Count, trace.Requests.Count), (summary.Bios, summary.Requests));
                    Assert.NotEmpty(summary.ToJson());
                    Assert.NotEmpty(summary.ToString());
                }
            }
        );
    }

    [Fact]
    public void All_that_is_said_of_damaged_captures_can_be_said()
    {
        List<byte[]> samples = TextAndRecords();
        Repeat(
            1_500,
            mutator =>
            {
                byte[] damaged = mutator.Next(samples, longest: 20_000, whole: true);
                try
                {
                    CaptureSummary summary = CaptureSummary.Of(new MemoryStream(damaged), "damaged");
                    Assert.NotEmpty(summary.ToText(colour: false));
                    Assert.NotEmpty(summary.ToJson());
                }
                catch (CaptureFormatException)
                {
                    // An error that is meant for people.
                }
            }
        );
    }

    private static List<byte[]> TextAndRecords() =>
        [
            .. Fixtures("blktrace-*.txt", "perf-*.txt", "ftrace-*.txt"),
            .. Captures
                .BlktraceFolders.Take(12)
                .SelectMany(Directory.GetFiles)
                .Select(File.ReadAllBytes)
                .Where(bytes => bytes.Length > 200),
        ];

    private static int QueuedPassthrough(BlockEvents events) =>
        Enumerable
            .Range(0, events.Count)
            .Count(row => events.Action[row] == BlockAction.Queue && (events.Rwbs[row] & Rwbs.Passthrough) != 0);

    private static List<byte[]> Fixtures(params string[] patterns) =>
        [
            .. patterns
                .SelectMany(pattern => Directory.GetFiles(Fixture.Folder, pattern))
                .Order(StringComparer.Ordinal)
                .Select(File.ReadAllBytes),
        ];

    private static void Text(IEnumerable<string> files, bool perf)
    {
        List<byte[]> samples =
        [
            .. files.Where(file => file.StartsWith(Fixture.Folder, StringComparison.Ordinal)).Select(File.ReadAllBytes),
        ];
        Repeat(
            70_000,
            mutator =>
            {
                byte[] damaged = mutator.Next(samples, longest: 2000);
                BlockCapture? plain = Balanced(() => Both.Plain(damaged, perf));
                BlockCapture? fast = Balanced(() => Both.Fast(damaged, perf, threads: 1, blockBytes: 4096));
                if (!Both.Same(plain, fast))
                {
                    Both.Agree(damaged, perf);
                    Assert.Fail("The readers disagree.");
                }
            }
        );
    }

    // A capture that balances, or an error that is meant for people; everything else fails the test.
    private static BlockCapture? Balanced(Func<BlockCapture> read)
    {
        try
        {
            BlockCapture capture = read();
            Assert.Equal(capture.Account.Read, capture.Account.Recognised + capture.Account.SkippedCount);
            return capture;
        }
        catch (CaptureFormatException)
        {
            return null;
        }
    }

    private static void Repeat(int usual, Action<Mutator> test)
    {
        int count = Setting("NOTEBOOKKIT_MUTATIONS", usual);
        for (int i = 0; i < count; i++)
        {
            try
            {
                test(new Mutator(Seed + i));
            }
            catch (Exception failure)
            {
                throw new InvalidOperationException($"seed {Seed + i}: {failure.Message}", failure);
            }
        }

        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{count} damaged inputs tried"));
    }

    private static int Setting(string name, int usual) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out int value)
            ? value
            : usual;
}
