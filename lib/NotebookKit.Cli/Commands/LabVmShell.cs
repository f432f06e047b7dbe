using System.CommandLine;
using NotebookKit.VirtualLab;

namespace NotebookKit.Cli.Commands;

/// <summary><c>notebookkit lab vm shell</c>: a shell in the virtual machine.</summary>
internal static class LabVmShell
{
    public static Command Create()
    {
        Option<string> kernel = LabVm.KernelOption();
        var output = new Option<string>("--out", "-o")
        {
            HelpName = "DIR",
            Description = "The folder that the guest shows as /out.",
            DefaultValueFactory = _ => ".",
        };
        var created = new Command(
            "shell",
            "Boots the virtual machine into a shell, with the drive empty, the tools at hand, and a folder of yours at /out. `exit` ends it."
        )
        {
            kernel,
            output,
        };
        created.SetAction(parsed =>
            LabVm.Guarded(stop =>
                Console.IsInputRedirected
                    ? throw new UsageException("a shell needs a terminal; `lab vm run` needs none")
                    : new LabShell(new LabStore()).Run(GuestKernel.Find(parsed.GetValue(kernel)!), parsed.GetValue(output)!, stop)
            )
        );
        return created.WithExamples(
            (
                "notebookkit lab vm shell --kernel 7.x -o out",
                "Try a fault by hand on the newest kernel; what is written to /out stays in out."
            )
        );
    }
}
