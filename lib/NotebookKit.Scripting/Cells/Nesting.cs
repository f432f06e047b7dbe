using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace NotebookKit.Scripting.Cells;

/// <summary>Refuses code that is nested deeper than any that is written: the compiler would
/// look ahead for minutes, or end this process by a stack overflow of its own.</summary>
internal static class Nesting
{
    // Its look ahead from each bracket takes a time that grows with the square of their depth.
    private const int MostBrackets = 500;

    // Each interpolated string in a hole of another is read twice as often as that.
    private const int MostInterpolated = 12;

    // The stack of a cell has 16 MiB, and no level takes 4 KiB of it.
    private const int MostLevels = 4000;

    // The parser gave up for want of stack, which depends on how its own code is compiled
    // at that moment, and left the tree cut where it was.
    private const string InsufficientStack = "CS8078";

    /// <summary>What is wrong with the text; null where nothing is.</summary>
    public static Diagnostic? FaultOf(string code, string file)
    {
        if (InterpolatedTooDeep(code) is { } place)
        {
            return Fault(
                $"Interpolated strings are nested more than {MostInterpolated} deep here, which takes the compiler minutes: name the parts.",
                code,
                file,
                new TextSpan(place, 1)
            );
        }

        // Code with fewer brackets than that, in whatever place, needs no second look.
        if (code.AsSpan().Count('(') + code.AsSpan().Count('[') + code.AsSpan().Count('{') + code.AsSpan().Count('<') <= MostBrackets)
        {
            return null;
        }

        int depth = 0;
        int angles = 0;
        foreach (SyntaxToken token in SyntaxFactory.ParseTokens(code, options: CellCompiler.Parse))
        {
            depth += token.Kind() switch
            {
                SyntaxKind.OpenParenToken or SyntaxKind.OpenBracketToken or SyntaxKind.OpenBraceToken => 1,
                SyntaxKind.CloseParenToken or SyntaxKind.CloseBracketToken or SyntaxKind.CloseBraceToken => -1,
                _ => 0,
            };

            // Of a list of types or a comparison: both end with the statement.
            angles = token.Kind() switch
            {
                SyntaxKind.LessThanToken => angles + 1,
                SyntaxKind.GreaterThanToken => Math.Max(0, angles - 1),
                SyntaxKind.SemicolonToken or SyntaxKind.OpenBraceToken or SyntaxKind.CloseBraceToken or SyntaxKind.CloseParenToken => 0,
                _ => angles,
            };
            if (depth > MostBrackets || angles > MostBrackets)
            {
                return Fault(
                    $"Brackets are nested more than {MostBrackets} deep here, which takes the compiler minutes: name the parts.",
                    code,
                    file,
                    token.Span
                );
            }
        }

        return null;
    }

    /// <summary>What is wrong with the parsed text; null where nothing is.</summary>
    public static Diagnostic? FaultOf(SyntaxTree tree, string code, string file)
    {
        // Fewer tokens than levels cannot be too deep, and most cells have fewer characters.
        if (code.Length <= MostLevels)
        {
            return null;
        }

        if (tree.GetDiagnostics().FirstOrDefault(told => told.Id == InsufficientStack) is { } cut)
        {
            return TooManyLevels(code, file, cut.Location.SourceSpan);
        }

        var open = new Stack<(SyntaxNode Node, int Level)>([(tree.GetRoot(), 0)]);
        while (open.TryPop(out (SyntaxNode Node, int Level) at))
        {
            if (at.Level > MostLevels)
            {
                return TooManyLevels(code, file, at.Node.GetFirstToken().Span);
            }

            foreach (SyntaxNode child in at.Node.ChildNodes())
            {
                open.Push((child, at.Level + 1));
            }
        }

        return null;
    }

    private static Diagnostic TooManyLevels(string code, string file, TextSpan place) =>
        Fault(
            $"An expression or a statement is nested more than {MostLevels} deep here, too deep for the compiler: name the parts.",
            code,
            file,
            place
        );

    // By braces in which an interpolated string begins; what is said of strings and
    // comments with braces of their own is wrong by that much.
    private static int? InterpolatedTooDeep(string code)
    {
        int first = code.IndexOf('$', StringComparison.Ordinal);
        if (first < 0)
        {
            return null;
        }

        var braces = new Stack<bool>();
        int depth = 0;
        for (int i = first; i < code.Length; i++)
        {
            switch (code[i])
            {
                case '{':
                    braces.Push(false);
                    break;
                case '}' when braces.TryPop(out bool held) && held:
                    depth--;
                    break;
                case '"'
                    when i > 0
                        && (code[i - 1] == '$' || (code[i - 1] == '@' && i > 1 && code[i - 2] == '$'))
                        && braces.TryPeek(out bool already)
                        && !already:
                    _ = braces.Pop();
                    braces.Push(true);
                    if (++depth > MostInterpolated)
                    {
                        return i;
                    }

                    break;
            }
        }

        return null;
    }

    private static Diagnostic Fault(string words, string code, string file, TextSpan span) =>
        Diagnostic.Create(
            "NK0001",
            "Cell",
            words,
            DiagnosticSeverity.Error,
            DiagnosticSeverity.Error,
            isEnabledByDefault: true,
            warningLevel: 0,
            location: Location.Create(file, span, SourceText.From(code).Lines.GetLinePositionSpan(span))
        );
}
