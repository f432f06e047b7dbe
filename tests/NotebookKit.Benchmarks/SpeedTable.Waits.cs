using System.Diagnostics;
using System.Globalization;

namespace NotebookKit.Benchmarks;

// What a user waits for: the whole of a command, not only its reading.
internal sealed partial class SpeedTable
{
    // Debian's libdevel-nytprof-perl holds a copy of the script.
    private static readonly string[] FlameScripts =
    [
        "/usr/local/bin/flamegraph.pl",
        "/usr/bin/flamegraph.pl",
        "/usr/share/perl5/Devel/NYTProf/flamegraph.pl",
    ];

    /// <summary>Summaries beside the stream alone, warm and cold, and flame graphs beside the scripts that everybody uses.</summary>
    public string WriteWaits()
    {
        string[] streamed = [command, "summarize", "--stream", _blkparse];
        string[] whole = [command, "summarize", _blkparse];
        AtMost("`summarize` of blkparse text, 5.8 M events", "itself with --stream", streamed, whole, 1.6);
        AtMost("the same, cold", "itself with --stream, cold", streamed, whole, 1.6, () => Forget(_blkparse));
        AtMost("`summarize --stream`, cold", "wc -l, cold", ["wc", "-l", _blkparse], streamed, 3.0, () => Forget(_blkparse));
        AtMost(
            "`summarize` of blkparse text, 5.8 M events",
            "`diagnose`, which it begins with",
            [command, "diagnose", _blkparse],
            whole,
            1.2
        );
        Memory("peak memory of `summarize`, 5.8 M events", whole, 64);
        Memory("peak memory of `summarize --stream`, 5.8 M events", streamed, 64);
        Memory(
            "peak memory of `summarize --stream`, 50 M events of blktrace",
            [command, "summarize", "--stream", Path.Combine(folder, "bios-10M")],
            64
        );
        string stacks = Path.Combine(folder, SpeedInputs.StacksName);
        string fold = Path.Combine(root, "tests/NotebookKit.Benchmarks/fold.pl");
        string draw =
            FlameScripts.FirstOrDefault(File.Exists)
            ?? throw new FileNotFoundException("flamegraph.pl is not here: apt-get install libdevel-nytprof-perl");
        HoldEqual(["perl", fold, stacks], [command, "flame", stacks]);
        Faster(
            "flame graph of 1 M samples, perf script text to SVG",
            "folding in Perl, then flamegraph.pl",
            ["sh", "-c", $"perl {fold} {stacks} > folded && perl {draw} folded"],
            [command, "flame", stacks, "-o", "flame.svg"],
            25
        );
        return string.Create(
            CultureInfo.InvariantCulture,
            $"""
            # Where users wait

            Written by `dotnet run -c Release --project tests/NotebookKit.Benchmarks -- waits FOLDER` on {DateTimeOffset.UtcNow:yyyy-MM-dd}. Whole processes, the tool and ours in turn, {times} pairs after
            one that is not counted; times and ratios are medians, ratios those of the pairs. Warm, where no row says cold: cold files were dropped from the page cache before each run
            (`dd iflag=nocache count=0`, which is posix_fadvise). Inputs as in table.md and diagnosed.md, and the samples of three recordings repeated, the innermost address different each time.
            Folding in Perl is tests/NotebookKit.Benchmarks/fold.pl, our own writing of what stackcollapse-perf.pl does for each line, without its options and so no slower; its lines and ours were held equal.
            flamegraph.pl is that of Debian's libdevel-nytprof-perl.

            Machine: {Cpu()}, {Environment.ProcessorCount} cores, {Environment.OSVersion.VersionString}, load {Load()} at the end. {First(
                "perl",
                "-e",
                "print qq(Perl $^V)"
            )}.

            | work | beside | its time | ours | ratio | processor | goal | |
            |---|---|---|---|---|---|---|---|
            {_rows}
            """
        );
    }

    // Whole: a ratio of two that do not do the same means nothing.
    private static void HoldEqual(string[] peer, string[] ours)
    {
        if (Output(peer) != Output(ours))
        {
            throw new InvalidOperationException($"{string.Join(' ', peer)} and {string.Join(' ', ours)} print different lines");
        }
    }

    private static string Output(string[] command)
    {
        using Process process = Process.Start(
            new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true }
        )!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? output
            : throw new InvalidOperationException(
                $"{string.Join(' ', command)}: exit {process.ExitCode}: {error.GetAwaiter().GetResult()}"
            );
    }

    private static void Forget(string file) => Output(["dd", $"if={file}", "of=/dev/null", "iflag=nocache", "count=0"]);
}
