using System.CommandLine;
using NotebookKit.VirtualLab;

namespace NotebookKit.Cli.Commands;

/// <summary><c>notebookkit lab vm prepare</c>: fetches and makes what a kernel is booted from.</summary>
internal static class LabVmPrepare
{
    public static Command Create()
    {
        Option<string> kernel = LabVm.KernelOption();
        var mirror = new Option<string?>("--mirror")
        {
            HelpName = "URL",
            Description = "The mirror of Debian's archive. [default: the one that this host's apt uses]",
        };
        var dryRun = new Option<bool>("--dry-run")
        {
            Description = "Says what would be fetched, and its size; only the archive's lists are, 10 MB a release.",
        };
        const string Says =
            "Makes kernel, modules and tools of Debian's packages, fetched and proved by this host's apt and kept in ~/.cache/notebookkit/lab. Says first what it fetches.";
        var created = new Command("prepare", Says) { kernel, mirror, dryRun };
        created.SetAction(parsed =>
            LabVm.Guarded(stop =>
            {
                var store = new LabStore();
                try
                {
                    return Prepare(
                        new LabPreparation(store),
                        GuestKernel.Find(parsed.GetValue(kernel)!),
                        parsed.GetValue(mirror),
                        parsed.GetValue(dryRun),
                        stop
                    );
                }
                catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
                {
                    throw new CommandException(
                        CommandFault.Failed,
                        FaultText.Of(fault),
                        $"The lab keeps what it fetches in {store.Path}; XDG_CACHE_HOME names another folder."
                    );
                }
            })
        );
        return created.WithExamples(
            ("notebookkit lab vm prepare", "The kernel on which the recordings in data/ were made."),
            ("notebookkit lab vm prepare --kernel 7.x --dry-run", "What the newest kernel of Debian would cost to fetch.")
        );
    }

    private static int Prepare(LabPreparation preparation, GuestKernel kernel, string? mirror, bool dryRun, CancellationToken stop)
    {
        StandardStreams.Say("asking the archive for its lists");
        LabPlan plan = preparation.Plan(kernel, mirror, stop);
        LabCommand.Say(plan.ToString());
        return dryRun
            ? ExitCode.Done
            : LabCommand.Say(
                $"ready: kernel {preparation.Make(plan, StandardStreams.Say, stop)}\nnext: notebookkit lab vm run snapshot-nomerges2 --kernel {plan.Kernel.Name} -o CASE"
            );
    }
}
