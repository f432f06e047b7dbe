using NotebookKit.Cli;

namespace NotebookKit.Launcher;

/// <summary>The .NET program that knows every command.</summary>
internal static class CommandProgram
{
    private const string Name = "NotebookKit.Cli";

    /// <summary>Makes this process that program.</summary>
    /// <returns>An exit code, where the program cannot be started.</returns>
    public static int Become()
    {
        string program = Path.Combine(Path.GetDirectoryName(Environment.ProcessPath)!, Name);
        string reason = StandardDescriptors.Become(program);
        StandardStreams.Complain($"cannot start {program}: {reason}; alone, this file knows \"summarize --stream [--json] PATH\" only; for all else keep it in the folder it was built into");
        return ExitCode.Usage;
    }
}
