using System.Globalization;
using NotebookKit.Formats;

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
        List<byte[]> samples = [.. Captures.BlktraceFolders.Where(folder => folder.StartsWith(Fixture.Folder, StringComparison.Ordinal))
            .SelectMany(folder => Directory.GetFiles(folder)).Select(File.ReadAllBytes).Where(bytes => bytes.Length > 200)];
        Repeat(40_000, mutator =>
        {
            byte[] damaged = mutator.Next(samples, longest: 2000, whole: true);
            Balanced(() => BlktraceBinary.Read(new MemoryStream(damaged), "damaged"));
        });
    }

    private static void Text(IEnumerable<string> files, bool perf)
    {
        List<byte[]> samples = [.. files.Where(file => file.StartsWith(Fixture.Folder, StringComparison.Ordinal)).Select(File.ReadAllBytes)];
        Repeat(80_000, mutator =>
        {
            byte[] damaged = mutator.Next(samples, longest: 2000);
            BlockCapture? plain = Balanced(() => Both.Plain(damaged, perf));
            BlockCapture? fast = Balanced(() => Both.Fast(damaged, perf, threads: 1, blockBytes: 4096));
            if (!Both.Same(plain, fast))
            {
                Both.Agree(damaged, perf);
                Assert.Fail("The readers disagree.");
            }
        });
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
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out int value) ? value : usual;
}
