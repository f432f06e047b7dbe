using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace NotebookKit.Benchmarks;

/// <summary>The table of README's speed claims: each row is the installed command, run
/// whole, beside the tool it replaces, in one run.</summary>
internal sealed partial class SpeedTable(string root, string folder, string command, int times)
{
    private const string Awk = """
        /block_rq_complete/ { sector=$9; t_stop[sector] = $4 + 0.0; }
        /block_rq_insert/ { sector=$10; t_start[sector] = $4 + 0.0; }
        END { for (x in t_start) printf("%f sector %d start %f stop %f lat %f\n", t_stop[x] - t_start[x], x, t_start[x], t_stop[x], t_stop[x] - t_start[x]); }
        """;

    private readonly StringBuilder _rows = new();
    private readonly string _blkparse = Path.Combine(folder, "blkparse.txt");
    private readonly string _perf = Path.Combine(folder, "perf.txt");
    private readonly string _perfData = Path.Combine(folder, "perf.data");
    private readonly string _binary = Path.Combine(folder, "blktrace");
    private readonly string _tenth = Path.Combine(folder, "blkparse-tenth.txt");
    private readonly string _pile = Path.Combine(folder, "blkparse-pile.txt");

    public string Write()
    {
        File.WriteAllText(Path.Combine(folder, "article.awk"), Awk);
        string awk = Path.Combine(folder, "article.awk");
        AtMost("blkparse text: bios, requests, phases with percentiles, merges", "wc -l", ["wc", "-l", _blkparse], Ours(_blkparse), 3.0);
        Faster("perf script text: latencies with percentiles", "the article's awk in mawk", ["mawk", "-f", awk, _perf], Ours(_perf), 12);
        AtMost("perf script text: the same", "wc -l", ["wc", "-l", _perf], Ours(_perf), 4.0);
        Faster(
            "blktrace binary: as the first row",
            "blkparse -d, then btt",
            ["sh", "-c", $"cd {folder} && blkparse -q -O -D {_binary} -i nvme0n1 -d {folder}/dump && btt -i {folder}/dump -o {folder}/btt"],
            Ours(_binary),
            25
        );
        Faster(
            "perf.data: latencies",
            "perf script, then mawk",
            ["sh", "-c", $"perf script -i {_perfData} > {folder}/script.txt && mawk -f {awk} {folder}/script.txt"],
            Ours(_perfData),
            40
        );
        Faster("blkparse text on two cores", "itself on one", ["taskset", "-c", "0", .. Ours(_blkparse)], Ours(_blkparse), 1.6);
        AtMost("ten times the input", "itself on a tenth", Ours(_tenth), Ours(_blkparse), 10.5);
        AtMost(
            "the first row without a C compiler, by NotebookKit.Cli",
            "wc -l",
            ["wc", "-l", _blkparse],
            [Path.Combine(Path.GetDirectoryName(command)!, "NotebookKit.Cli"), .. Streamed(_blkparse)],
            3.0
        );
        AtMost("82,000 read-aheads that never complete in front", "itself without them", Ours(_blkparse), Ours(_pile), 1.2);
        Memory("peak memory, streamed, 5.8 M events", Ours(_blkparse), 60);
        Kept("peak memory, all columns kept, 5.8 M events");
        return Head() + _rows;
    }

    /// <summary>The whole of what an engineer asks: phases by bio and request with
    /// percentiles, what lies on what, depth, merges, every rule for every device.</summary>
    public string WriteDiagnosed()
    {
        string whole = Path.Combine(folder, "bios-10M");
        string tenth = Path.Combine(folder, "bios-1M");
        string[] ours = [command, "diagnose", whole];
        string peer =
            $"cd {folder} && blkparse -q -O -D {whole} -i nvme0n1 -d {folder}/dump && btt -A -i {folder}/dump -o {folder}/btt; rm -f {folder}/dump";
        (Run[] peers, Run[] own) = Measure.Pairs(["sh", "-c", peer], ours, 1);
        double ratio = peers[0].Seconds / own[0].Seconds;
        Row(
            "10 M bios, 50 M events of blktrace: `diagnose`",
            "blkparse -d, then btt -A",
            peers,
            own,
            $"{ratio:F1} x faster",
            $"{peers[0].CpuSeconds / own[0].CpuSeconds:F1} x less",
            $"at least {7} x faster",
            ratio >= 7
        );
        Row("the same in seconds", "", [], own, $"", $"{own[0].CpuSeconds:F2} s", $"at most {5} s on two cores", own[0].Seconds <= 5);
        (Run[] one, Run[] two) = Measure.Pairs(["taskset", "-c", "0", .. ours], ours, 1);
        Row(
            "the same on two cores",
            "itself on one",
            one,
            two,
            $"{one[0].Seconds / two[0].Seconds:F1} x faster",
            $"",
            $"at least {1.7} x faster",
            one[0].Seconds / two[0].Seconds >= 1.7
        );
        (Run[] small, Run[] large) = Measure.Pairs([command, "diagnose", tenth], ours, 1);
        Row(
            "ten times the bios",
            "itself on a tenth",
            small,
            large,
            $"{large[0].Seconds / small[0].Seconds:F2} x the time",
            $"",
            $"at most {10.5} x",
            large[0].Seconds <= 10.5 * small[0].Seconds
        );
        double each = (large[0].MiB - 60) * 1024 * 1024 / 10_000_000;
        _rows.AppendLine(
            CultureInfo.InvariantCulture,
            $"| peak memory of `diagnose`, 10 M bios | | | | {large[0].MiB:F0} MiB: {each:F0} bytes a bio + 60 MiB | | at most 120 bytes a bio + 60 MiB | {Verdict(each <= 120)} |"
        );
        (Run coldPeer, Run cold) = (Cold(["sh", "-c", peer], whole), Cold(ours, whole));
        Row(
            "10 M bios, the files not in the page cache",
            "blkparse -d, then btt -A",
            [coldPeer],
            [cold],
            $"{coldPeer.Seconds / cold.Seconds:F1} x faster",
            $"",
            $"at least {7} x faster",
            coldPeer.Seconds / cold.Seconds >= 7
        );
        string hundred = Path.Combine(folder, "bios-100M");
        if (Directory.Exists(hundred))
        {
            // 26 GB: beside what diagnosing holds no cache has room for them, so neither is cached.
            Run most = Cold([command, "diagnose", hundred], hundred);
            Row(
                "ten times that, the files not in the page cache",
                "itself on 10 M, not cached",
                [cold],
                [most],
                $"{most.Seconds / cold.Seconds:F2} x the time",
                $"{most.CpuSeconds / cold.CpuSeconds:F2} x",
                $"at most {10.5} x",
                most.Seconds <= 10.5 * cold.Seconds
            );
        }

        Run windows = Measure.Once([
            "env",
            "DOTNET_GCHeapHardLimit=0x30000000",
            Path.Combine(Path.GetDirectoryName(command)!, "NotebookKit.Cli"),
            "diagnose",
            whole,
        ]);
        _rows.AppendLine(
            CultureInfo.InvariantCulture,
            $"| the same where 768 MiB may be used, in windows of time (.NET) | | | {windows.Seconds:F3} s | | {windows.CpuSeconds:F2} s | at most 60 MiB more | {windows.MiB:F0} MiB: {Verdict(windows.MiB <= 768 + 60)} |"
        );
        Run[] recording =
        [
            .. Enumerable
                .Range(0, times)
                .Select(_ => Measure.Once([command, "diagnose", Path.Combine(root, "data", "snapshot-nomerges2")])),
        ];
        Row(
            "`diagnose` of a recording of data/",
            "",
            [],
            recording,
            $"",
            $"",
            $"at most {0.06} s",
            Measure.Median(recording.Select(run => run.Seconds)) <= 0.060
        );
        return string.Create(
            CultureInfo.InvariantCulture,
            $"""
            # Diagnosing large captures

            Written by `dotnet run -c Release --project tests/NotebookKit.Benchmarks -- diagnosed FOLDER` on {DateTimeOffset.UtcNow:yyyy-MM-dd}: the recording snapshot-nomerges2 repeated with moved
            times and sectors to one million and to ten million bios (five events each, blktrace's files, made where they are not there yet; of a hundred million where `make-blktrace` left them in bios-100M). Whole processes on a warm cache, each row one pair after a run that
            is not counted; the last row is the median of {times}. `notebookkit` is the program in machine code.

            Machine: {Cpu()}, {Environment.ProcessorCount} cores, {Environment.OSVersion.VersionString}, load {Load()} at the end. {First(
                "blkparse",
                "-V"
            )}.

            | work | beside | its time | ours | ratio | processor | goal | |
            |---|---|---|---|---|---|---|---|
            {_rows}
            """
        );
    }

    private static Run Cold(string[] work, string folder)
    {
        Array.ForEach(Directory.GetFiles(folder), Forget);
        return Measure.Once(work);
    }

    private string[] Ours(string capture) => [command, .. Streamed(capture)];

    private static string[] Streamed(string capture) => ["summarize", "--stream", "--json", capture];

    private void AtMost(string work, string peer, string[] peerCommand, string[] ours, double goal, Action? before = null)
    {
        (Run[] peers, Run[] own) = Measure.Pairs(peerCommand, ours, times, before);
        double ratio = Measure.Median(own.Zip(peers, (mine, theirs) => mine.Seconds / theirs.Seconds));
        double cpu = Measure.Median(own.Zip(peers, (mine, theirs) => mine.CpuSeconds / theirs.CpuSeconds));
        Row(work, peer, peers, own, $"{ratio:F2} x the time", $"{cpu:F2} x", $"at most {goal:0.0} x", ratio <= goal);
    }

    private void Faster(string work, string peer, string[] peerCommand, string[] ours, double goal)
    {
        (Run[] peers, Run[] own) = Measure.Pairs(peerCommand, ours, times);
        double ratio = Measure.Median(own.Zip(peers, (mine, theirs) => theirs.Seconds / mine.Seconds));
        double cpu = Measure.Median(own.Zip(peers, (mine, theirs) => theirs.CpuSeconds / mine.CpuSeconds));
        Row(work, peer, peers, own, $"{ratio:F1} x faster", $"{cpu:F1} x less", $"at least {goal:0.#} x faster", ratio >= goal);
    }

    private void Memory(string work, string[] ours, double goalMiB)
    {
        double[] peaks = [.. Enumerable.Range(0, times).Select(_ => Measure.Once(ours).MiB)];
        double peak = Measure.Median(peaks);
        _rows.AppendLine(
            CultureInfo.InvariantCulture,
            $"| {work} | | | | {peak:F1} MiB | | at most {goalMiB:0} MiB | {Verdict(peak <= goalMiB)} |"
        );
    }

    private void Kept(string work)
    {
        long events = 5_806_716;
        double[] peaks = [.. Enumerable.Range(0, times).Select(_ => Measure.Once([Environment.ProcessPath!, "read", _blkparse]).MiB)];
        double each = (Measure.Median(peaks) - 40) * 1024 * 1024 / events;
        _rows.AppendLine(
            CultureInfo.InvariantCulture,
            $"| {work} | | | | {Measure.Median(peaks):F1} MiB: {each:F1} bytes an event + 40 MiB | | at most 36 bytes an event + 40 MiB | {Verdict(each <= 36)} |"
        );
    }

    private void Row(
        string work,
        string peer,
        Run[] peers,
        Run[] own,
        FormattableString ratio,
        FormattableString cpu,
        FormattableString goal,
        bool met
    )
    {
        string line = string.Create(
            CultureInfo.InvariantCulture,
            $"| {work} | {peer} | {(peers.Length == 0 ? "" : FormattableString.Invariant($"{Measure.Median(peers.Select(run => run.Seconds)):F3} s"))} | {Measure.Median(own.Select(run => run.Seconds)):F3} s | {FormattableString.Invariant(ratio)} | {FormattableString.Invariant(cpu)} | {FormattableString.Invariant(goal)} | {Verdict(met)} |"
        );
        Console.WriteLine(line);
        _rows.AppendLine(line);
    }

    private static string Verdict(bool met) => met ? "met" : "**missed**";

    private string Head() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"""
            # The speed table

            Written by `dotnet run -c Release --project tests/NotebookKit.Benchmarks -- table` on {DateTimeOffset.UtcNow:yyyy-MM-dd}. Whole processes on a warm cache, the tool
            and `notebookkit summarize --stream --json` in turn, {times} pairs after one that is not counted; times and ratios are medians, ratios those of the pairs.
            "processor" compares user and system time, which other work on the machine stretches less than the clock. Inputs: the recording
            snapshot-nomerges2-mqdeadline repeated with moved times and sectors; 5,806,716 events of blktrace and blkparse, 5,010,432 lines of perf script,
            3,400,000 samples of perf.data. `notebookkit` is the launcher in machine code, made where a C compiler is at hand; one row shows the command without it.

            Machine: {Cpu()}, {Environment.ProcessorCount} cores, {Environment.OSVersion.VersionString}, load {Load()} at the end. .NET {Environment.Version},
            {First("wc", "--version")}, {First("mawk", "-W", "version")}, {First("perf", "--version")}, {First("blkparse", "-V")}.

            | work | beside | its time | ours | ratio | processor | goal | |
            |---|---|---|---|---|---|---|---|

            """
        );

    internal static string Cpu() =>
        File.ReadLines("/proc/cpuinfo")
            .FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))
            ?.Split(':')[1]
            .Trim()
        ?? RuntimeInformation.ProcessArchitecture.ToString();

    internal static string Load() => File.ReadAllText("/proc/loadavg").Split(' ')[0];

    private static string First(params string[] command)
    {
        var start = new System.Diagnostics.ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = System.Diagnostics.Process.Start(start)!;
        string text = process.StandardOutput.ReadToEnd() + process.StandardError.ReadToEnd();
        return text.Split('\n')[0].Trim();
    }
}
