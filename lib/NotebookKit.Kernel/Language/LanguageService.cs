using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using NotebookKit.Kernel.Scripting;

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
        return DirectiveCompletion.Of(code, cursor, session.Folder) ?? new MemberCompletion(Bind(code), cursor).Find();
    }

    /// <summary>What stands at the cursor: its signature and documentation.</summary>
    /// <returns>Null where nothing is known of it.</returns>
    public string? Describe(string code, int cursor) => SymbolText.At(Bind(code), Math.Clamp(cursor, 0, code.Length));

    private SemanticModel Bind(string code)
    {
        SyntaxTree tree = CSharpSyntaxTree.ParseText(DirectiveCompletion.Blank(code), CellCompiler.Parse, "cell");
        return session.Compiler.Create(tree, "Asked").GetSemanticModel(tree);
    }
}
