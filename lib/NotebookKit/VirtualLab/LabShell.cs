using NotebookKit.Processes;

namespace NotebookKit.VirtualLab;

/// <summary>A shell in the virtual machine, on this terminal.</summary>
/// <param name="store">Where what is booted is kept.</param>
internal sealed class LabShell(LabStore store)
{
    // A launcher of .NET has the same name and is far smaller.
    private const long SmallestWhole = 4L << 20;

    /// <summary>Boots the machine and gives the terminal to it, until the shell ends.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="folder">The host's folder that the guest shows as /out; made where it is not there.</param>
    /// <param name="stop">Ends it.</param>
    /// <returns>QEMU's exit code.</returns>
    /// <exception cref="CommandException">Nothing was prepared, or a program is missing.</exception>
    /// <exception cref="OperationCanceledException">It was stopped; QEMU has ended.</exception>
    public int Run(GuestKernel kernel, string folder, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        LabProgram.Need(GuestBoot.Programs);
        GuestImage image = LabRun.Prepared(store, kernel);
        using var room = new LabRoom();
        var machine = new GuestMachine(image, room.Path);
        machine.Lay();
        machine.LayScripts("shell.sh");
        if (new FileInfo(Path.Combine(AppContext.BaseDirectory, "notebookkit")) is { Exists: true, Length: >= SmallestWhole } own)
        {
            own.CopyTo(Path.Combine(machine.Share, own.Name)); // one file that needs nothing: it captures and diagnoses in the guest too
        }

        int code = ChildProcess.OnTerminal(
            [LabProgram.Find("setpriv"), "--pdeathsig", "KILL", .. machine.Command(Directory.CreateDirectory(folder).FullName)],
            stop
        );
        stop.ThrowIfCancellationRequested();
        return code;
    }
}
