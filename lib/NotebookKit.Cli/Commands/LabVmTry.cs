using System.CommandLine;
using NotebookKit.Hosts;
using NotebookKit.VirtualLab;

namespace NotebookKit.Cli.Commands;

/// <summary><c>notebookkit lab vm try</c>: which kernels have it?</summary>
internal static class LabVmTry
{
    private const string ResultName = "kernels.json";

    public static Command Create()
    {
        var plan = new Option<string>("--plan")
        {
            HelpName = "FILE",
            Description =
                "A scenario, or a name of one, with the lines \"bad\" and \"good\": what is counted on a kernel that has what is looked for, and on one that has not.",
            Required = true,
        };
        Option<string> kernels = LabVm.KernelsOption(string.Join(',', GuestKernel.All.Select(kernel => kernel.Name)));
        var output = new Option<string?>("--out", "-o")
        {
            HelpName = "CASE",
            Description = $"The case's folder: new, or empty; a recording a kernel, and {ResultName}. [default: none is kept]",
        };
        var created = new Command("try", "Boots kernels, runs a reproduction on each, and says between which two it changes.")
        {
            plan,
            kernels,
            output,
        };
        created.SetAction(parsed =>
            LabVm.Guarded(stop =>
            {
                Scenario scenario = Scenarios.Find(parsed.GetValue(plan)!);
                IReadOnlyList<GuestKernel> those = LabVm.Kernels(parsed.GetValue(kernels)!);
                if (parsed.GetValue(output) is { } kept)
                {
                    return LabVm.InNewCase(kept, folder => Try(those, scenario, folder, stop));
                }

                DirectoryInfo passing = Directory.CreateTempSubdirectory("notebookkit-lab-");
                try
                {
                    return Try(those, scenario, new CaseFolder(passing.FullName), stop);
                }
                finally
                {
                    passing.Delete(recursive: true);
                }
            })
        );
        return created.WithExamples(
            (
                "notebookkit lab vm try --plan dm-delay-unseen --kernels 5.10,6.1,6.12,7.x -o case",
                "Since which kernel does dm-delay say to which device it hands a bio?"
            )
        );
    }

    private static int Try(IReadOnlyList<GuestKernel> kernels, Scenario scenario, CaseFolder folder, CancellationToken stop)
    {
        KernelWindow window = new LabTry(new LabStore()) { Progress = StandardStreams.Say }.Of(kernels, scenario, folder, stop);
        window.Save(Path.Combine(folder.Path, ResultName), scenario.Title);
        LabCommand.Say($"{scenario.Title}\n{window.ToTable().ToText()}");
        return window.Trials.All(trial => trial.Verdict is KernelVerdict.Bad or KernelVerdict.Good) ? ExitCode.Done : ExitCode.Failed;
    }
}
