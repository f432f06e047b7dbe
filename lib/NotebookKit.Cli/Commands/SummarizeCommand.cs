using System.CommandLine;
using NotebookKit.Kernel.Running;
using NotebookKit.Summaries;

namespace NotebookKit.Cli.Commands;

/// <summary><c>notebookkit summarize</c>: what captures hold, on one screen or as JSON.</summary>
internal static class SummarizeCommand
{
    /// <summary>What is typed.</summary>
    public const string Name = StreamedSummary.Command;

    public static Command Create()
    {
        var paths = new Argument<string[]>("PATH")
        {
            Arity = ArgumentArity.OneOrMore,
            Description =
                "A recording's folder; or captures of one run: files of blktrace (or their folder), blkparse, perf script or ftrace text, perf.data, iostat, diskstats, sysfs, lsblk, dmsetup; gzip-compressed or not. - is standard input, with one capture of block events.",
        };
        var json = new Option<bool>(StreamedSummary.JsonOption)
        {
            Description = "Write everything as JSON for programs (schema notebookkit-summary, version 1).",
        };
        var against = new Option<string[]>("--against")
        {
            HelpName = "PATH",
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => [],
            Description = "Another recording, or captures of another run: what changed from PATH to it, ranked by effect.",
        };
        var stream = new Option<bool>(StreamedSummary.StreamOption)
        {
            Description =
                "One capture of any length in one pass and bounded memory: counts, phases, merges, losses; percentiles within 0.4 %. With --json, schema notebookkit-streaming-summary.",
        };
        var iostatY = new Option<bool>(CaptureSummary.FirstIsIntervalOption)
        {
            Description = "The iostat files were made with -y: their first report is of an interval, not since boot.",
        };
        var command = new Command(Name, "Says what a capture holds: dialect, events, losses, devices, phases, merges, layers.")
        {
            paths,
            json,
            against,
            stream,
            iostatY,
        };
        command.SetAction(parsed =>
            StreamedSummary.Guarded(() =>
                Run(
                    parsed.GetValue(paths)!,
                    parsed.GetValue(against)!,
                    parsed.GetValue(json),
                    parsed.GetValue(stream),
                    new IostatOptions { FirstOmitted = parsed.GetValue(iostatY) ? true : null }
                )
            )
        );
        return command.WithExamples(
            ("notebookkit summarize data/snapshot-nomerges2", "A recording: every capture in it."),
            ("notebookkit summarize trace.blktrace.0 trace.blktrace.1", "The files of one blktrace run."),
            (
                "notebookkit summarize data/snapshot-nomerges2 --against data/snapshot-nomerges0",
                "What changed from the first to the second."
            ),
            ("notebookkit summarize --stream huge.blkparse.gz", "A capture too large to hold in memory."),
            ("blkparse -i trace -o - | notebookkit summarize -", "What another program prints."),
            ("notebookkit summarize --json perf.txt", "The same numbers for a program to read.")
        );
    }

    private static void Run(string[] paths, string[] against, bool json, bool stream, IostatOptions iostat)
    {
        if (stream)
        {
            if (against.Length > 0)
            {
                throw new ArgumentException("--against compares whole captures; it goes not with --stream");
            }

            StreamedSummary.Write(paths is [var one] ? one : throw new ArgumentException("--stream reads one capture; name one"), json);
            return;
        }

        using ProcessSignals signals = EndBySignal.Watch();
        StreamedSummary.RequireOneInput(paths, against);

        CaptureSummary summary = CaptureSummary.Of(paths, iostat);
        if (against.Length > 0)
        {
            summary.Against(CaptureSummary.Of(against, iostat));
        }

        StreamedSummary.Print(json, json ? summary.ToJson() : Text(summary), Coloured);
    }

    private static string Text(CaptureSummary summary)
    {
        Investigation investigation = Investigation.Of(summary);
        string? blamed = investigation.Devices.FirstOrDefault(device => device.State == DeviceState.CauseNamed)?.Device;
        return TerminalWidth.Fit(investigation.ToBrief() + summary.ToText(Coloured, TerminalWidth.Now, blamed), 10);
    }

    // https://no-color.org: any value switches colours off.
    private static bool Coloured =>
        !Console.IsOutputRedirected
        && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"))
        && Environment.GetEnvironmentVariable("TERM") is { Length: > 0 } and not "dumb";
}
