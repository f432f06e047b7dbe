using System.CommandLine;
using NotebookKit.Cases;
using NotebookKit.Kernel.Running;

namespace NotebookKit.Cli.Commands;

/// <summary><c>notebookkit diagnose</c>: what is wrong, for every device, the verdict first.</summary>
internal static class DiagnoseCommand
{
    /// <summary>What is typed.</summary>
    public const string Name = "diagnose";

    // 0 is health that was earned, so that a script may trust it; 2 is what cannot be read.
    private const int CauseNamed = 1;
    private const int Undecided = 3;

    public static Command Create()
    {
        var paths = new Argument<string[]>("PATH")
        {
            Arity = ArgumentArity.OneOrMore,
            Description =
                "A recording's folder; any folder or archive (tar, zip; gz, xz, zst) of captures, under whatever names; or captures: blktrace, "
                + "blkparse, perf script or ftrace text, perf.data, iostat, diskstats, sysfs, lsblk, dmsetup. - is standard input.",
        };
        var device = new Option<string?>("--device") { HelpName = "DEVICE", Description = "Only this device, such as nvme0n1 or 259,0." };
        var json = new Option<bool>(StreamedSummary.JsonOption)
        {
            Description = "Write the verdict as JSON for programs (schema notebookkit.diagnosis, version 1).",
        };
        var against = new Option<string[]>("--against")
        {
            HelpName = "GOOD",
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => [],
            Description =
                "The same host in better times, or another that does the same work well: which settings differ from it, and what changed.",
        };
        const string Says =
            "Says what is wrong with each device, what to do, how sure that is, and what is missing. "
            + "Exit: 0 healthy, 1 a cause is named, 3 no cause and no all-clear, 2 bad input.";
        var command = new Command(Name, Says) { paths, device, against, json };
        command.SetAction(parsed =>
            Run(parsed.GetValue(paths)!, parsed.GetValue(device), parsed.GetValue(against)!, parsed.GetValue(json))
        );
        return command.WithExamples(
            ("notebookkit diagnose data/snapshot-nomerges2", "A recording: the verdict, then every device with its findings."),
            ("notebookkit diagnose captures-of-a-customer", "A folder of anything: files are known by their content."),
            (
                "notebookkit diagnose data/snapshot-nomerges2 --against data/standard",
                "What is other than where it is good: settings first, then what changed."
            ),
            ("notebookkit diagnose --device nvme1n1 --json trace.blktrace.0", "One device of one capture, for a program.")
        );
    }

    /// <summary>What a verdict tells the shell.</summary>
    public static int ExitOf(DeviceState state) =>
        state switch
        {
            DeviceState.CauseNamed => CauseNamed,
            DeviceState.Healthy => ExitCode.Done,
            _ => Undecided,
        };

    private static int Run(string[] paths, string? device, string[] against, bool json)
    {
        using ProcessSignals signals = EndBySignal.Watch();
        int verdict = 0;
        int code = StreamedSummary.Guarded(() =>
        {
            StreamedSummary.RequireOneInput(paths, against);
            Investigation investigation = Investigation.Open(paths);
            IReadOnlyList<DeviceVerdict> shown = device is null ? investigation.Devices : investigation.Find(device);
            verdict = ExitOf(Investigation.StateOf(shown));
            InvestigationComparison? comparison =
                against.Length == 0 ? null : investigation.Against(Investigation.Open(against), device is null ? null : shown);
            StreamedSummary.Print(
                json,
                json
                    ? InvestigationJson.Write(investigation, shown, comparison)
                    : TerminalWidth.Fit(investigation.ToText(shown) + (comparison is null ? "" : "\n" + comparison.ToText()), 2)
            );
        });
        return code == ExitCode.Done ? verdict : ExitCode.Usage;
    }
}
