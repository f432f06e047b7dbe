using NotebookKit.Processes;

namespace NotebookKit.Hosts;

/// <summary>Gives the files that a command wrote as root to the user whose recording they
/// belong to: perf and blktrace write for root alone.</summary>
internal static class SudoFiles
{
    /// <summary>Makes the owner of the recording's folder the owner of files in it.</summary>
    /// <param name="record">The recording's folder.</param>
    /// <param name="outputs">Files and folders in it, relative; those that are not there are passed over.</param>
    /// <exception cref="CommandException">sudo refused.</exception>
    public static void TakeOver(string record, IEnumerable<string> outputs)
    {
        string[] paths = [.. outputs.Select(output => Path.Combine(record, output)).Where(Path.Exists)];
        if (paths.Length == 0)
        {
            return;
        }

        // --no-dereference: a link that the command left must not make a file elsewhere the user's.
        ShortResult chown = ShortCommand.Run([
            HostTool.Require("sudo"),
            "-n",
            "--",
            HostTool.Require("chown"),
            "--recursive",
            "--no-dereference",
            $"--reference={record}",
            "--",
            .. paths,
        ]);
        if (chown.ExitCode != 0)
        {
            throw new CommandException(
                CommandFault.Denied,
                $"the files that root wrote into {record} could not be made yours: {chown.Error}",
                CommandRemedy.For("sudo", chown.Error)
            );
        }
    }
}
