using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace NotebookKit.Scripting.Cells;

/// <summary>Asks a compiled cell whether it ends in an expression.</summary>
internal static class SubmissionValue
{
    public static bool GetSubmissionHasValue(this Compilation compilation) =>
        compilation is CSharpCompilation { ScriptCompilationInfo: not null } script
        && script.SyntaxTrees.Length > 0
        && script.SyntaxTrees[^1].GetCompilationUnitRoot().Members
            is [
                ..,
                Microsoft.CodeAnalysis.CSharp.Syntax.GlobalStatementSyntax
                {
                    Statement: Microsoft.CodeAnalysis.CSharp.Syntax.ExpressionStatementSyntax { SemicolonToken.IsMissing: true } expression,
                },
            ]
        && script.GetSemanticModel(script.SyntaxTrees[^1]).GetTypeInfo(expression.Expression).Type
            is { SpecialType: not SpecialType.System_Void };
}
