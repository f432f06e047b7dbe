using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace NotebookKit.Kernel.Formatting;

/// <summary>Reads C# that nobody runs: the cells of a notebook of which a page is made. Such a cell may be made to end or hold up who reads it.</summary>
/// <remarks>
/// The compiler's parser goes as deep as the brackets of its text, in places without asking whether there is room, and takes twice the time for
/// each second word of <c>partial partial partial</c>, without asking whether to go on. So it reads on a stack and for a time of its own.
/// </remarks>
internal static class ReadCode
{
    private const int Longest = 50_000;
    private const int Deepest = 1000;
    private const int StackBytes = 128 << 20;
    private const int MostGivenUp = 2;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static int s_givenUp;

    /// <summary>Reads a cell.</summary>
    /// <returns>Null where it is longer, deeper or harder to read than a person writes.</returns>
    public static SyntaxNode? Of(string code)
    {
        // What is given up goes on until the process ends: not too often.
        if (!IsFlat(code) || Volatile.Read(ref s_givenUp) >= MostGivenUp)
        {
            return null;
        }

        SyntaxNode? read = null;
        var thread = new Thread(() => read = Parse(code), StackBytes) { IsBackground = true, Name = "code" };
        thread.Start();
        if (thread.Join(Patience))
        {
            return read;
        }

        Interlocked.Increment(ref s_givenUp);
        return null;
    }

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
            depth += letter switch { '(' or '[' or '{' => 1, ')' or ']' or '}' when depth > 0 => -1, _ => 0 };
            angles += letter switch { '<' => 1, '>' when angles > 0 => -1, _ => 0 };
            if (depth > Deepest || angles > Deepest)
            {
                return false;
            }
        }

        return code.Length <= Longest;
    }
}
