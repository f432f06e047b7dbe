using System.CommandLine;
using System.Globalization;
using NotebookKit.VirtualLab;

namespace NotebookKit.Cli.Commands;

/// <summary><c>notebookkit lab vm run</c>: runs scenarios and leaves a case.</summary>
internal static class LabVmRun
{
    public static Command Create()
    {
        var names = new Argument<string[]>("SCENARIO")
        {
            Arity = ArgumentArity.ZeroOrMore,
            Description = "Names, or files of your own; with none, it lists those there are. `all` runs all.",
        };
        Option<string> kernel = LabVm.KernelOption();
        var output = new Option<string?>("--out", "-o")
        {
            HelpName = "CASE",
            Description = "The case's folder: new, or empty. [default: lab-TIME]",
        };
        const string Says =
            "Boots the virtual machine, makes each fault, records it, and leaves a case: recordings as those in data/, and each label in a file of its own, held against counts of the recording.";
        var created = new Command("run", Says) { names, kernel, output };
        created.SetAction(parsed =>
            LabVm.Guarded(stop =>
            {
                string[] given = parsed.GetValue(names) ?? [];
                GuestKernel on = GuestKernel.Find(parsed.GetValue(kernel)!);
                return given.Length == 0 ? List() : Run(given is ["all"] ? All(on) : given, on, parsed.GetValue(output), stop);
            })
        );
        return created.WithExamples(
            ("notebookkit lab vm run snapshot-nomerges2 -o case", "The article's defect; then `notebookkit diagnose case`."),
            (
                "notebookkit lab vm run standard snapshot-nomerges2 snapshot-nomerges0 --kernel 6.12 -o case",
                "Good case, defect and fix on another kernel."
            ),
            (
                "notebookkit lab vm run my.scenario -o case",
                "A fault of your own; `lab vm run` lists the built-in ones, of which each is a file to begin with."
            )
        );
    }

    private static int List()
    {
        foreach (string name in Scenarios.Names)
        {
            LabCommand.Say($"{name, -32}{Scenarios.Find(name).Title}");
        }

        return ExitCode.Done;
    }

    private static IReadOnlyList<string> All(GuestKernel kernel)
    {
        string[] others = [.. Scenarios.Names.Where(name => !Scenarios.Find(name).RunsOn(kernel))];
        if (others.Length > 0)
        {
            StandardStreams.Say($"kernel {kernel.Name} cannot show {string.Join(", ", others)}");
        }

        return [.. Scenarios.Names.Except(others)];
    }

    private static int Run(IReadOnlyList<string> names, GuestKernel kernel, string? output, CancellationToken stop)
    {
        LabJob[] jobs = [.. names.Select(Scenarios.Find).Select(scenario => new LabJob(scenario.Name, scenario))];
        if (jobs.GroupBy(job => job.Name).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            throw new UsageException($"{twice.Key} is named twice: a case has one recording of a name");
        }

        string folder = output ?? "lab-" + DateTimeOffset.UtcNow.ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture);
        return LabVm.InNewCase(
            folder,
            made => Told(new LabRun(new LabStore()) { Progress = StandardStreams.Say }.Of(kernel, jobs, made, stop), folder)
        );
    }

    private static int Told(LabOutcome outcome, string folder)
    {
        foreach (LabLabel label in outcome.Labels)
        {
            LabCommand.Say(
                $"{label.Recording, -32}{label.Scenario.Label, -14}{(label.IsConfirmed ? "confirmed" : "NOT CONFIRMED: " + string.Join("; ", label.Checks.Where(check => !check.Holds)))}"
            );
        }

        LabCommand.Say(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{outcome.Labels.Count} recordings, {outcome.Labels.Count(label => label.IsConfirmed)} labels confirmed, {outcome.Boots} boots of which {outcome.Hung} hung, {outcome.Took.TotalMinutes:0.0} minutes"
            )
                + (outcome.NotRecorded.Count > 0 ? $"\nnot recorded: {string.Join(", ", outcome.NotRecorded)}" : "")
                + (
                    outcome.Labels.Count > 0
                        ? $"\nnext: notebookkit diagnose {Path.Combine(folder, "recordings", outcome.Labels[0].Recording)}"
                        : ""
                )
        );
        return outcome.NotRecorded.Count == 0 && outcome.Labels.All(label => label.IsConfirmed) ? ExitCode.Done : ExitCode.Failed;
    }
}
