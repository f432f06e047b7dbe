using System.Globalization;

namespace NotebookKit.Benchmarks;

/// <summary>Ten million bios analysed whole, beside btt on the same capture: <c>results/analysis.md</c>.</summary>
internal static class AnalysisTable
{
    private const long Bios = 10_000_000;
    private const int EventsPerBio = 5;
    private const double GoalSeconds = 25;

    /// <summary>Runs both once, each on a tenth of the capture and on all of it.</summary>
    /// <param name="recording">The folder of per-CPU files that is repeated.</param>
    /// <param name="folder">Where the inputs are made, and kept for the next time.</param>
    public static string Write(string recording, string folder)
    {
        recording = Path.GetFullPath(recording);
        folder = Path.GetFullPath(folder);
        string all = Input(recording, folder, Bios);
        string tenth = Input(recording, folder, Bios / 10);
        Run ours = Measure.Once([Environment.ProcessPath!, "analyse", all]);
        Run oursTenth = Measure.Once([Environment.ProcessPath!, "analyse", tenth]);
        string dump = Path.Combine(folder, "dump");
        Run parse = Measure.Once(["blkparse", "-q", "-O", "-D", all, "-i", "nvme0n1", "-d", dump]);
        Run btt = Measure.Once(["btt", "-A", "-i", dump, "-o", Path.Combine(folder, "btt")]);
        File.Delete(dump);
        var theirs = new Run(parse.Seconds + btt.Seconds, parse.CpuSeconds + btt.CpuSeconds, Math.Max(parse.MiB, btt.MiB));
        return string.Create(CultureInfo.InvariantCulture, $"""
            # Ten million bios

            Written by `dotnet run -c Release --project tests/NotebookKit.Benchmarks -- analysis data/snapshot-nomerges2/blktrace FOLDER` on {DateTimeOffset.UtcNow:yyyy-MM-dd}: the recording snapshot-nomerges2
            repeated to 10 million bios, 50 million events, 2.6 GB. Ours reads the binary files and computes all that btt reports, by bio and by request too, with percentiles:
            phases, merges, sizes, queue depth, seeks, layers, and btt's own sections; no row for each I/O is written. btt is what `blkparse -d` and `btt -A` take on the
            same files. One run each, {Environment.ProcessorCount} cores, load {File.ReadAllText("/proc/loadavg").Split(' ')[0]} at the end: with other work on the machine only the processor's seconds say much.

            | | clock | processor | peak memory |
            |---|---|---|---|
            | ours, 1 M bios | {oursTenth.Seconds:F1} s | {oursTenth.CpuSeconds:F1} s | {oursTenth.MiB:F0} MiB |
            | ours, 10 M bios | {ours.Seconds:F1} s | {ours.CpuSeconds:F1} s | {ours.MiB:F0} MiB |
            | blkparse -d and btt -A, 10 M bios | {theirs.Seconds:F1} s | {theirs.CpuSeconds:F1} s | {theirs.MiB:F0} MiB |
            | ratio, btt's over ours | {theirs.Seconds / ours.Seconds:F1} x | {theirs.CpuSeconds / ours.CpuSeconds:F1} x | |

            Goal: at most {GoalSeconds:F0} s on two cores; {ours.CpuSeconds:F1} s of processor {(ours.CpuSeconds <= GoalSeconds ? "are within it even on one core" : ours.CpuSeconds <= 2 * GoalSeconds ? "are within it on two cores that have nothing else to do" : "miss it")}.
            Memory for ten times the bios: {ours.MiB / oursTenth.MiB:F1} times.

            """);
    }

    private static string Input(string recording, string folder, long bios)
    {
        string path = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"bios-{bios}"));
        if (!Directory.Exists(path))
        {
            LargeInputs.Blktrace(recording, path, bios * EventsPerBio);
        }

        return path;
    }
}
