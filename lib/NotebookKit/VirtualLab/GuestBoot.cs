using System.Diagnostics;
using System.Globalization;
using NotebookKit.Hosts;
using NotebookKit.Processes;

namespace NotebookKit.VirtualLab;

/// <summary>How a boot ended.</summary>
internal enum BootEnd
{
    /// <summary>The guest ended by itself.</summary>
    Done,

    /// <summary>It did not come up: some kernels do not, now and then, in software emulation.</summary>
    NeverUp,

    /// <summary>It stopped saying anything at its work, or panicked.</summary>
    Hung,

    /// <summary>It left more than it may.</summary>
    TooLarge,
}

/// <summary>One boot of a machine, from the start of QEMU to its end, whatever happens in between.</summary>
/// <param name="machine">The machine.</param>
internal sealed class GuestBoot(GuestMachine machine)
{
    private const int Niceness = 10;
    private const long MostLeftBytes = 2L << 30;
    private static readonly TimeSpan Up = TimeSpan.FromMinutes(3),
        Silent = TimeSpan.FromMinutes(8),
        Look = TimeSpan.FromMilliseconds(250),
        PipeGrace = TimeSpan.FromSeconds(2);

    /// <summary>The host's programs that a boot needs.</summary>
    public static string[] Programs { get; } = [GuestMachine.Program, "setpriv", "nice"];

    /// <summary>Told the name of a recording as soon as the guest has left it.</summary>
    public required Action<string> Left { get; init; }

    /// <summary>Told the name of a recording that the guest cannot make, and why.</summary>
    public required Action<string, string> Failed { get; init; }

    /// <summary>Hears what the guest does.</summary>
    public Action<string>? Progress { get; init; }

    /// <summary>The kernel's version, as the guest told it; null where it did not come up.</summary>
    public string? Version { get; private set; }

    /// <summary>Boots it, and waits for its end.</summary>
    /// <exception cref="CommandException">QEMU failed.</exception>
    /// <exception cref="OperationCanceledException">It was stopped; QEMU has ended.</exception>
    public BootEnd Run(string folder, CancellationToken stop)
    {
        using var error = new MemoryStream();
        Stream errors = Stream.Synchronized(error);

        // It ends with this process, however that ends; and others on the host come first, but not twice over where this process yields
        // already: at 19 a busy host gives it nothing, and boots look hung.
        string yields = Math.Max(0, Niceness - ProcessStat.Nice).ToString(CultureInfo.InvariantCulture);
        string[] with = [LabProgram.Find("setpriv"), "--pdeathsig", "KILL", LabProgram.Find("nice"), "-n", yields];
        ChildProcess process = ProcessStarter
            .StartAsync([.. with, .. machine.Command()], folder, Stream.Null, errors)
            .GetAwaiter()
            .GetResult();
        BootEnd? end = null;
        try
        {
            end = Watch(process, stop);
        }
        finally
        {
            process.KillTree();
            process.CompleteAsync(PipeGrace).GetAwaiter().GetResult();
        }

        return end
            ?? throw new CommandException(
                CommandFault.Failed,
                $"The virtual machine ended before its work was done: {System.Text.Encoding.UTF8.GetString(error.ToArray()).Trim()}\n{_console.End}".TrimEnd()
            );
    }

    private readonly GuestConsole _console = new(machine.Console);

    private BootEnd? Watch(ChildProcess process, CancellationToken stop)
    {
        var silent = Stopwatch.StartNew();
        bool ended = false;
        while (true)
        {
            bool gone = process.Exited.Wait(Look, stop);
            foreach (string line in _console.New())
            {
                silent.Restart();
                if (line == "lab: hung")
                {
                    return Stuck;
                }

                ended |= Hear(line);
            }

            if (gone)
            {
                // A kernel that panics most often found a fault of the emulation, such as
                // a timer that came late on a busy host: the next boot has none.
                return ended ? BootEnd.Done
                    : _console.End.Contains("Kernel panic", StringComparison.Ordinal) ? Stuck
                    : null;
            }

            if (silent.Elapsed > (Version is null ? Up : Silent))
            {
                return Stuck;
            }

            if (
                new DirectoryInfo(machine.Share).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Exists ? file.Length : 0)
                > MostLeftBytes
            )
            {
                return BootEnd.TooLarge;
            }
        }
    }

    private BootEnd Stuck => Version is null ? BootEnd.NeverUp : BootEnd.Hung;

    // lab: up 5.60 6.1.0-50-amd64; lab: hung; lab: NAME CAPTURE; lab: done NAME; lab: failed NAME: WHY; lab: end
    private bool Hear(string line)
    {
        if (!line.StartsWith("lab: ", StringComparison.Ordinal))
        {
            return false;
        }

        string[] words = line["lab: ".Length..].Split(' ');
        switch (words)
        {
            case ["up", _, string version]:
                Version = version;
                Progress?.Invoke($"up after {words[1]} s, kernel {version}");
                break;
            case ["done", string name]:
                Left(name);
                break;
            case ["failed", var name, ..]:
                Failed(name.TrimEnd(':'), string.Join(' ', words[2..]) + "; the end of its console:\n" + _console.End);
                break;
            case ["end"]:
                return true;
            default:
                Progress?.Invoke(string.Join(' ', words));
                break;
        }

        return false;
    }
}
