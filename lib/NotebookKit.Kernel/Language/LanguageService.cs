using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using NotebookKit.Kernel.Directives;
using NotebookKit.Scripting.Cells;
using NotebookKit.Scripting.Formatting;

namespace NotebookKit.Kernel.Language;

/// <summary>Answers what an editor asks about a cell that is being written, with all that earlier cells declared.</summary>
/// <remarks>
/// Built on the compiler's own binding alone. The editor layers of Roslyn (Workspaces, Features) bring a composition container and
/// 20 MB of assemblies, and need seconds before their first answer.
/// </remarks>
internal sealed class LanguageService(CSharpSession session)
{
    /// <summary>What may stand at the cursor.</summary>
    public CompletionList Complete(string code, int cursor)
    {
        cursor = Math.Clamp(cursor, 0, code.Length);
        return DirectiveCompletion.Of(code, cursor, session.Folder)
            ?? CellLanguages.At(code, cursor) switch
            {
                DirectiveLine.CSharp => Unless(() => new MemberCompletion(Bind(code), cursor).Find()),
                DirectiveLine.Sql => Variables(code, cursor),
                _ => null,
            }
            ?? new CompletionList(cursor, cursor, []);
    }

    /// <summary>What stands at the cursor: its signature and documentation.</summary>
    /// <returns>Null where nothing is known of it.</returns>
    public string? Describe(string code, int cursor) =>
        CellLanguages.At(code, Math.Clamp(cursor, 0, code.Length)) != DirectiveLine.CSharp
            ? null
            : Unless(() => SymbolText.At(Bind(code), Math.Clamp(cursor, 0, code.Length)));

    // Of code that is nested deeper than the compiler's stack reaches nothing is known.
    private static T? Unless<T>(Func<T?> ask)
        where T : class
    {
        try
        {
            return ask();
        }
        catch (InsufficientExecutionStackException)
        {
            return null;
        }
    }

    // A query names tables, which are variables of C#.
    private CompletionList Variables(string code, int cursor)
    {
        int start = cursor;
        while (start > 0 && (char.IsLetterOrDigit(code[start - 1]) || code[start - 1] == '_'))
        {
            start--;
        }

        return new CompletionList(
            start,
            cursor,
            [
                .. session
                    .Variables()
                    .Where(variable => variable.Name.StartsWith(code[start..cursor], StringComparison.Ordinal))
                    .OrderBy(variable => variable.Name, StringComparer.Ordinal)
                    .Select(variable => new CompletionItem(variable.Name, "field", TypeName.Of(variable.Type))),
            ]
        );
    }

    private SemanticModel Bind(string code)
    {
        SyntaxTree tree = CSharpSyntaxTree.ParseText(DirectiveCompletion.Blank(CellLanguages.CSharp(code)), CellCompiler.Parse, "cell");
        return session.Compiler.Create(tree, "Asked").GetSemanticModel(tree);
    }
}
