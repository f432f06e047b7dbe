using System.ComponentModel;
using NotebookKit.Processes;

namespace NotebookKit.VirtualLab;

/// <summary>The host's programs that the virtual lab needs.</summary>
internal static class LabProgram
{
    private const int Told = 2000;
    private static readonly TimeSpan HearsLate = TimeSpan.FromSeconds(1);

    private static readonly Dictionary<string, string> Packages = new(StringComparer.Ordinal)
    {
        ["dpkg-deb"] = "dpkg",
        ["depmod"] = "kmod",
        ["nice"] = "coreutils",
        ["setpriv"] = "util-linux",
        ["qemu-system-x86_64"] = "qemu-system-x86",
    };

    /// <summary>The full path of a program.</summary>
    /// <exception cref="CommandException">It is not installed.</exception>
    public static string Find(string program) => PathOf(program) ?? throw Missing(program);

    /// <summary>Makes sure that programs are here, before much is done for nothing.</summary>
    /// <exception cref="CommandException">Some are not installed; it names them all.</exception>
    public static void Need(params IEnumerable<string> programs)
    {
        CommandException[] missing = [.. programs.Where(program => PathOf(program) is null).Select(Missing)];
        if (missing.Length > 0)
        {
            throw missing.Length == 1
                ? missing[0]
                : new CommandException(CommandFault.MissingTool, string.Join('\n', missing.Select(one => one.Message)));
        }
    }

    private static string? PathOf(string program) => ProgramPath.Find(program, "/usr/sbin", "/sbin");

    private static CommandException Missing(string program) =>
        new(
            CommandFault.MissingTool,
            $"{program} is not here.",
            program.StartsWith("apt", StringComparison.Ordinal)
                ? "The virtual lab is made of Debian's packages by apt, which Debian, Ubuntu and their kin have."
                : $"Debian, Ubuntu: apt-get install {Packages.GetValueOrDefault(program, program)}"
        );

    /// <summary>Runs one to its end.</summary>
    /// <returns>What it printed.</returns>
    /// <exception cref="CommandException">It is not installed, failed, or took too long.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static string Run(IReadOnlyList<string> argv, TimeSpan patience, CancellationToken stop, string? folder = null)
    {
        string line = string.Join(' ', argv.Take(8)) + (argv.Count > 8 ? " ..." : "");
        ShortResult result;
        try
        {
            result =
                ShortRun.To(
                    [Find(argv[0]), .. argv.Skip(1)],
                    patience,
                    folder: folder,
                    environment: variables => variables["LC_ALL"] = "C",
                    stop: stop
                )
                ?? throw new CommandException(
                    CommandFault.TimedOut,
                    $"{line} took longer than {patience.TotalMinutes:0} minutes and was ended."
                );
        }
        catch (Win32Exception fault)
        {
            throw new CommandException(CommandFault.Failed, $"{line} could not be started: {fault.Message}");
        }

        // Ctrl-C in a terminal ends the program too, and perhaps before it is heard here: then it did not fail.
        if (result.ExitCode != 0 && stop.WaitHandle.WaitOne(HearsLate))
        {
            throw new OperationCanceledException(stop);
        }

        return result.ExitCode == 0
            ? result.Output
            : throw new CommandException(
                CommandFault.Failed,
                $"{line} ended with exit code {result.ExitCode}:\n{(result.Error.Length > Told ? "..." + result.Error[^Told..] : result.Error)}"
            );
    }
}
