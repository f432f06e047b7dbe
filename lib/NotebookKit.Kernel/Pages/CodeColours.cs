using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NotebookKit.Scripting.Formatting;

namespace NotebookKit.Kernel.Pages;

/// <summary>Writes C# as HTML with a class for each kind of word: by the compiler's own syntax, without looking names up.</summary>
internal static class CodeColours
{
    public static string Write(SyntaxNode root)
    {
        var html = new StringBuilder(root.FullSpan.Length * 2);
        foreach (SyntaxToken token in root.DescendantTokens())
        {
            Trivia(html, token.LeadingTrivia);
            Add(html, token.Text, Class(token));
            Trivia(html, token.TrailingTrivia);
        }

        return html.ToString();
    }

    private static void Trivia(StringBuilder html, SyntaxTriviaList list)
    {
        foreach (SyntaxTrivia trivia in list)
        {
            // #r and #load are structure to the parser, one line to the reader.
            Add(
                html,
                trivia.ToFullString(),
                trivia.IsDirective ? "p"
                    : trivia.Kind() is SyntaxKind.WhitespaceTrivia or SyntaxKind.EndOfLineTrivia ? null
                    : "c"
            );
        }
    }

    private static void Add(StringBuilder html, string text, string? kind)
    {
        if (kind is null)
        {
            html.Append(ValueFormatter.Escape(text));
        }
        else if (text.Length > 0)
        {
            html.Append("<span class=\"").Append(kind).Append("\">").Append(ValueFormatter.Escape(text)).Append("</span>");
        }
    }

    private static string? Class(SyntaxToken token) =>
        token.Kind() switch
        {
            SyntaxKind.NumericLiteralToken => "n",
            SyntaxKind.StringLiteralToken
            or SyntaxKind.CharacterLiteralToken
            or SyntaxKind.InterpolatedStringTextToken
            or SyntaxKind.InterpolatedStringStartToken
            or SyntaxKind.InterpolatedVerbatimStringStartToken
            or SyntaxKind.InterpolatedRawStringEndToken
            or SyntaxKind.InterpolatedSingleLineRawStringStartToken
            or SyntaxKind.InterpolatedMultiLineRawStringStartToken
            or SyntaxKind.InterpolatedStringEndToken
            or SyntaxKind.SingleLineRawStringLiteralToken
            or SyntaxKind.MultiLineRawStringLiteralToken => "s",
            SyntaxKind.IdentifierToken => Name(token),
            var kind when SyntaxFacts.IsKeywordKind(kind) => "k",
            _ => null,
        };

    private static string? Name(SyntaxToken token) =>
        token.Parent switch
        {
            IdentifierNameSyntax { IsVar: true } => "k",
            MethodDeclarationSyntax or LocalFunctionStatementSyntax => "m",
            BaseTypeDeclarationSyntax or TypeParameterSyntax => "t",
            SimpleNameSyntax name when IsCalled(name) => "m",
            SimpleNameSyntax name when IsType(name) => "t",
            _ => null,
        };

    private static bool IsCalled(SimpleNameSyntax name) =>
        name.Parent switch
        {
            InvocationExpressionSyntax call => call.Expression == name,
            MemberAccessExpressionSyntax { Parent: InvocationExpressionSyntax call } member => member.Name == name
                && call.Expression == member,
            MemberBindingExpressionSyntax { Parent: InvocationExpressionSyntax } => true,
            _ => false,
        };

    // Without looking names up, a name in front of a dot is a type where it starts like one.
    private static bool IsType(SimpleNameSyntax name) =>
        name is GenericNameSyntax
        || name.Parent switch
        {
            VariableDeclarationSyntax
            or ParameterSyntax
            or TypeArgumentListSyntax
            or ArrayTypeSyntax
            or NullableTypeSyntax
            or CastExpressionSyntax
            or DeclarationPatternSyntax
            or BaseTypeSyntax
            or TypeOfExpressionSyntax
            or CatchDeclarationSyntax
            or ForEachStatementSyntax { Type: IdentifierNameSyntax } => IsTypePart(name),
            ObjectCreationExpressionSyntax creation => creation.Type == name,
            MethodDeclarationSyntax method => method.ReturnType == name,
            LocalFunctionStatementSyntax function => function.ReturnType == name,
            MemberAccessExpressionSyntax member => member.Expression == name && char.IsUpper(name.Identifier.Text[0]),
            _ => false,
        };

    private static bool IsTypePart(SimpleNameSyntax name) =>
        name.Parent switch
        {
            CastExpressionSyntax cast => cast.Type == name,
            ForEachStatementSyntax loop => loop.Type == name,
            _ => true,
        };
}
