using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace NotebookKit.Scripting.Formatting;

/// <summary>Reads C# that nobody runs: the cells of a notebook of which a page is made.
/// Such a cell may be made to end or hold up who reads it.</summary>
/// <remarks>
/// The compiler's parser goes as deep as the brackets of its text, in places without asking
/// whether there is room, and takes twice the time for each second word of <c>partial partial
/// partial</c>, without asking whether to go on. So it reads on a stack and for a time of its own.
/// </remarks>
internal static partial class ReadCode
{
    private const int Longest = 50_000;
    private const int Deepest = 1000;
    private const int StackBytes = 128 << 20;
    private const int MostGivenUp = 2;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);
    private static int s_givenUp;

    /// <summary>Reads a cell.</summary>
    /// <returns>Null where it is longer, deeper or harder to read than a person writes.</returns>
    public static SyntaxNode? Of(string code)
    {
        // What is given up goes on until it is done, if ever: not too often at once.
        if (!IsFlat(code) || Volatile.Read(ref s_givenUp) >= MostGivenUp)
        {
            return null;
        }

        SyntaxNode? read = null;
        int id = 0;
        int given = 0;
        var thread = new Thread(
            () =>
            {
                Volatile.Write(ref id, ThreadId());
                read = Parse(code);
                if (Interlocked.Exchange(ref given, 1) == 1)
                {
                    Interlocked.Decrement(ref s_givenUp);
                }
            },
            StackBytes
        )
        {
            IsBackground = true,
            Name = "code",
        };
        thread.Start();

        // Of the thread's own time, for a busy machine lets it wait.
        for (
            long start = Environment.TickCount64;
            Environment.TickCount64 - start < LongestWait.TotalMilliseconds && UsedBy(Volatile.Read(ref id)) < Patience;

        )
        {
            if (thread.Join(Look))
            {
                return read;
            }
        }

        if (Interlocked.Exchange(ref given, 1) == 1)
        {
            return read;
        }

        Interlocked.Increment(ref s_givenUp);
        return null;
    }

    private static TimeSpan UsedBy(int thread)
    {
        try
        {
            // user and system time in clock ticks, the 14th and 15th field (proc_pid_stat(5)); the second, the name, may hold blanks.
            string stat =
                thread == 0 ? "" : File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/self/task/{thread}/stat"));
            string[] fields = stat[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            return fields.Length > 12
                ? TimeSpan.FromMilliseconds(
                    10.0 * (long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture))
                )
                : TimeSpan.Zero;
        }
        catch (IOException)
        {
            return TimeSpan.Zero;
        }
    }

    [LibraryImport("libc", EntryPoint = "gettid")]
    private static partial int ThreadId();

    private static SyntaxNode? Parse(string code)
    {
        try
        {
            return CSharpSyntaxTree.ParseText(code, CSharpParseOptions.Default.WithKind(SourceCodeKind.Script)).GetRoot();
        }
        catch (InsufficientExecutionStackException)
        {
            return null;
        }
    }

    // Brackets in texts and comments are counted too: that many are in none that is written by hand.
    private static bool IsFlat(string code)
    {
        int depth = 0;
        int angles = 0;
        foreach (char letter in code.Length <= Longest ? code : "")
        {
            depth += letter switch
            {
                '(' or '[' or '{' => 1,
                ')' or ']' or '}' when depth > 0 => -1,
                _ => 0,
            };
            angles += letter switch
            {
                '<' => 1,
                '>' when angles > 0 => -1,
                _ => 0,
            };
            if (depth > Deepest || angles > Deepest)
            {
                return false;
            }
        }

        return code.Length <= Longest;
    }
}
