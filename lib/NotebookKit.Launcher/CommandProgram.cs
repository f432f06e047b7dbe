using System.Runtime.InteropServices;
using NotebookKit.Cli;

namespace NotebookKit.Launcher;

/// <summary>The .NET program that knows every command.</summary>
internal static unsafe partial class CommandProgram
{
    private const string Name = "NotebookKit.Cli";
    private const int BrokenPipe = 13;
    private const nint Default = 0;

    /// <summary>Makes this process that program, with the same command line (execve(2)): signals, terminal and exit code are then its own.</summary>
    /// <returns>An exit code, where the program cannot be started.</returns>
    public static int Become()
    {
        string program = Path.Combine(Path.GetDirectoryName(Environment.ProcessPath)!, Name);

        // A program that ignores a signal (this one came to ignore SIGPIPE at its start) hands that on to every program started from it.
        Handle(BrokenPipe, Default);

        // As bytes: a file name need not be text.
        byte[] commandLine = File.ReadAllBytes("/proc/self/cmdline");
        var arguments = new List<nint>();
        fixed (byte* first = commandLine)
        {
            for (int start = 0; start < commandLine.Length; start += commandLine.AsSpan(start).IndexOf((byte)0) + 1)
            {
                arguments.Add((nint)(first + start));
            }

            arguments.Add(0);
            Execute(program, CollectionsMarshal.AsSpan(arguments));
        }

        string reason = Marshal.GetLastPInvokeErrorMessage();
        Console.Error.WriteLine($"notebookkit: cannot start {program}: {reason}; alone, this file knows \"summarize --stream [--json] PATH\" only; for all else keep it in the folder it was built into");
        return ExitCode.Usage;
    }

    [LibraryImport("libc", EntryPoint = "execv", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Execute(string program, ReadOnlySpan<nint> arguments);

    [LibraryImport("libc", EntryPoint = "signal")]
    private static partial nint Handle(int signal, nint handler);
}
