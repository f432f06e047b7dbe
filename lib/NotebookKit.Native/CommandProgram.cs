using NotebookKit.Cli;
using NotebookKit.Cli.Commands;

namespace NotebookKit.Native;

/// <summary>The .NET program that knows every command.</summary>
internal static class CommandProgram
{
    private static string Path { get; } =
        System.IO.Path.Combine(System.IO.Path.GetDirectoryName(Environment.ProcessPath)!, "NotebookKit.Cli");

    /// <summary>True where it lies beside this file.</summary>
    public static bool IsThere => File.Exists(Path);

    /// <summary>Makes this process that program.</summary>
    /// <returns>An exit code, where the program cannot be started.</returns>
    public static int Become()
    {
        string reason = StandardDescriptors.Become(Path);
        // sudo starts that one, nobody types it
        string own = string.Join(", ", OwnCommands.All.Select(command => command.Name).Where(name => name != HelperCommand.Name));
        StandardStreams.Complain(
            $"cannot start {Path}: {reason}; alone, this file knows {own}; for all else keep it in the folder it was built into"
        );
        return ExitCode.Usage;
    }
}
