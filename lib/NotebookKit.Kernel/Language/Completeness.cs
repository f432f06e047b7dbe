using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using NotebookKit.Scripting.Cells;

namespace NotebookKit.Kernel.Language;

/// <summary>Says whether a text can be executed as it stands, for consoles that run a cell on Enter.</summary>
internal static class Completeness
{
    private const int Indent = 4;

    /// <returns><c>complete</c>, <c>incomplete</c> with the next line's indentation, or <c>invalid</c>.</returns>
    public static (string Status, string Indent) Of(string code)
    {
        // Directives and other languages are complete as they stand.
        SyntaxTree tree = CSharpSyntaxTree.ParseText(CellLanguages.CSharp(code.ReplaceLineEndings("\n")), CellCompiler.Parse);
        if (!SyntaxFactory.IsCompleteSubmission(tree))
        {
            int depth = 0;
            foreach (SyntaxToken token in tree.GetRoot().DescendantTokens().Where(token => !token.IsMissing))
            {
                depth +=
                    token.IsKind(SyntaxKind.OpenBraceToken) ? 1
                    : token.IsKind(SyntaxKind.CloseBraceToken) ? -1
                    : 0;
            }

            return ("incomplete", new string(' ', Indent * Math.Max(0, depth)));
        }

        return tree.GetDiagnostics().Any(one => one.Severity == DiagnosticSeverity.Error) ? ("invalid", "") : ("complete", "");
    }
}
