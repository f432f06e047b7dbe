namespace NotebookKit.Tests.Diagnosis;

/// <summary>Every labelled recording by each of its captures, whole, cut off early, and
/// in pieces: the cause that was made, or none; never another.</summary>
public sealed class EveryStretchTests
{
    private static readonly Dictionary<string, string[]> Right = new(StringComparer.Ordinal)
    {
        ["nomerge"] = ["merge-disabled", "merge-missed", "not-merged"],
        ["max-sectors"] = ["max-sectors"],
        ["no-readahead"] = ["no-readahead", "one-at-a-time"],
        ["app-small"] = ["app-small", "one-at-a-time"],
        ["bw-limit"] = ["bandwidth-cap", "iops-cap"],
        ["saturated"] = ["saturated"],
        ["stalls"] = ["stalls"],
        ["io-errors"] = ["io-errors"],
        ["dm-errors"] = ["dm-errors"],
        ["dm-delay"] = ["dm-delay"],
        ["snapshot-cow"] = ["snapshot-cow"],
        ["flush-mixed"] = ["flush-storm"],
        ["healthy"] = [],
        ["random-small"] = [],
    };

    private static readonly string[] Captures = ["btrace.txt", "blktrace-dm", "perf-block.data", "perf-block.script.txt"];

    public static TheoryData<string> Labelled =>
        [
            .. Directory
                .GetDirectories(RepositoryFolder.Data)
                .Where(folder =>
                    File.Exists(Path.Combine(folder, Recording.FileName)) && Right.ContainsKey(Recording.Open(folder).Label ?? "")
                )
                .Select(Path.GetFileName)
                .OfType<string>()
                .Order(StringComparer.Ordinal),
        ];

    [Theory, MemberData(nameof(Labelled))]
    public void No_part_of_it_names_a_cause_that_was_not_made(string recording)
    {
        Recording from = Recording.Open(Path.Combine(RepositoryFolder.Data, recording));
        DeviceQueue queue = from.Host.Queue;
        int judged = 0;
        foreach (string capture in Captures)
        {
            string path = Path.Combine(RepositoryFolder.Data, recording, capture);
            path = File.Exists(path) || Directory.Exists(path) ? path : path + ".gz";
            if (!File.Exists(path) && !Directory.Exists(path))
            {
                continue;
            }

            BlockTrace trace = BlockTrace.Open(path);
            foreach ((string part, BlockTrace piece) in Parts(trace))
            {
                Finding? cause = Diagnose.Cause(Diagnose.Of(piece, queue));
                Assert.True(
                    cause is null || Right[from.Label!].Contains(cause.Kind),
                    $"{recording} ({from.Label}), {capture}, {part}: {cause?.Statement}"
                );
                judged++;
            }
        }

        Assert.InRange(judged, 17, 4 * 17);
    }

    private static IEnumerable<(string Part, BlockTrace Piece)> Parts(BlockTrace trace)
    {
        TimeSpan whole = TimeSpan.FromTicks(trace.DurationNs / 100);
        yield return ("whole", trace);
        yield return ("its first 100 ms", trace.Window(TimeSpan.Zero, TimeSpan.FromMilliseconds(100)));
        yield return ("its first 20 events", Damage.First(trace, 20));
        for (int i = 0; i < 10; i++)
        {
            yield return ($"tenth {i + 1}", trace.Window(whole / 10 * i, whole / 10 * (i + 1)));
        }

        for (int i = 0; i < 4; i++)
        {
            yield return ($"quarter {i + 1}", trace.Window(whole / 4 * i, whole / 4 * (i + 1)));
        }
    }
}
