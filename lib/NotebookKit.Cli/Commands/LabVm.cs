using System.CommandLine;
using NotebookKit.Hosts;
using NotebookKit.VirtualLab;

namespace NotebookKit.Cli.Commands;

/// <summary><c>notebookkit lab vm</c>: a virtual machine with an NVMe drive, in which faults are made and recorded.</summary>
internal static class LabVm
{
    public static Command Create() =>
        new(
            "vm",
            "A virtual machine with a throttled NVMe drive: makes faults with a known cause and records them. Needs neither root, nor KVM, nor a drive."
        )
        {
            LabVmPrepare.Create(),
            LabVmRun.Create(),
            LabVmMake.Create(),
            LabVmTry.Create(),
            LabVmShell.Create(),
        };

    /// <summary>The option that names a kernel.</summary>
    public static Option<string> KernelOption() =>
        new("--kernel")
        {
            HelpName = "K",
            Description = $"{string.Join(", ", GuestKernel.All.Select(kernel => kernel.Name))}: the kernel of a release of Debian.",
            DefaultValueFactory = _ => GuestKernel.Usual.Name,
        };

    /// <summary>The option that names several.</summary>
    public static Option<string> KernelsOption(string usual) =>
        new("--kernels")
        {
            HelpName = "K,K",
            Description = $"Some of {string.Join(", ", GuestKernel.All.Select(kernel => kernel.Name))}, with commas between.",
            DefaultValueFactory = _ => usual,
        };

    /// <summary>The kernels that such an option names.</summary>
    public static IReadOnlyList<GuestKernel> Kernels(string named)
    {
        GuestKernel[] kernels =
        [
            .. named.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(GuestKernel.Find),
        ];
        return kernels.Length == 0 || kernels.Distinct().Count() < kernels.Length
            ? throw new UsageException($"--kernels {named}: name each once, with commas between")
            : kernels;
    }

    /// <summary>Makes a new case in a folder that nobody else writes into meanwhile.</summary>
    /// <exception cref="UsageException">Something is in it already.</exception>
    public static int InNewCase(string folder, Func<CaseFolder, int> make)
    {
        if (!File.Exists(folder))
        {
            using var claim = new FolderClaim(folder);
            if (FolderClaim.IsEmpty(folder))
            {
                return make(new CaseFolder(folder));
            }
        }

        throw new UsageException(NewFolder.Fault(folder, NewFolder.OfCase));
    }

    /// <summary>Runs until it is done or a signal comes, and turns what may go wrong into a sentence.</summary>
    public static int Guarded(Func<CancellationToken, int> run)
    {
        using var stop = new StopBySignal();
        try
        {
            return run(stop.Token);
        }
        catch (OperationCanceledException) when (stop.ExitCode is not null)
        {
            StandardStreams.Say("stopped");
            return stop.ExitCode.Value;
        }
        catch (Exception fault) when (fault is CommandException or IOException or UnauthorizedAccessException)
        {
            StandardStreams.Complain(FaultText.Of(fault));
            return ExitCode.Failed;
        }
        catch (Exception fault) when (fault is ArgumentException or InvalidDataException)
        {
            StandardStreams.Complain(FaultText.Of(fault));
            return ExitCode.Usage;
        }
    }
}
