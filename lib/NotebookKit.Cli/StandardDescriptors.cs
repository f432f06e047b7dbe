using System.Runtime.InteropServices;

namespace NotebookKit.Cli;

/// <summary>
/// Sees to it that the numbers 0, 1 and 2 mean the standard streams and nothing else. Whoever starts a program with one of them closed
/// gives its number to the first file that is opened, and what is then said on standard error goes into that file.
/// </summary>
internal static unsafe partial class StandardDescriptors
{
    private const int Last = 2;
    private const int GetFlags = 1;
    private const int CloseOnExec = 1;
    private const int ReadOnly = 0;
    private const int WriteOnly = 1;
    private const int BrokenPipe = 13;
    private const nint Default = 0;

    /// <summary>
    /// Starts this program over with what was closed opened such that it still cannot be used. By now the runtime has a file of its own
    /// under that number: it closes itself when another program starts, which no stream does that a program was given.
    /// </summary>
    public static void Keep()
    {
        bool closed = false;
        bool filled = true;
        for (int number = 0; number <= Last; number++)
        {
            int flags = Control(number, GetFlags, 0);
            if (flags < 0 || (flags & CloseOnExec) != 0)
            {
                closed = true;
                filled &= Fill(number);
            }
        }

        if (closed && filled)
        {
            Become("/proc/self/exe");
        }
    }

    /// <summary>Makes this process another program, with the same command line
    /// (execve(2)): signals, terminal and exit code are then its own.</summary>
    /// <returns>Why it cannot be started; where it can, this does not return.</returns>
    public static string Become(string program)
    {
        // A program that ignores a signal (this one came to ignore SIGPIPE at its start) hands that on to every program started from it.
        _ = Handle(BrokenPipe, Default);

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

        return Marshal.GetLastPInvokeErrorMessage();
    }

    // The wrong way round: who writes to it is told so.
    private static bool Fill(int number)
    {
        int nothing = Open("/dev/null", number == 0 ? WriteOnly : ReadOnly);
        if (nothing == number || nothing < 0)
        {
            return nothing == number;
        }

        bool filled = Duplicate(nothing, number) == number;
        _ = Close(nothing);
        return filled;
    }

    [LibraryImport("libc", EntryPoint = "fcntl")]
    private static partial int Control(int number, int command, nint argument);

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "dup2")]
    private static partial int Duplicate(int from, int to);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int number);

    [LibraryImport("libc", EntryPoint = "execv", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Execute(string program, ReadOnlySpan<nint> arguments);

    [LibraryImport("libc", EntryPoint = "signal")]
    private static partial nint Handle(int signal, nint handler);
}
