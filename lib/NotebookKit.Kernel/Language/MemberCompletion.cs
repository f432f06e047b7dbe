using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace NotebookKit.Kernel.Language;

/// <summary>Finds the C# words that may stand at a place.</summary>
internal sealed class MemberCompletion(SemanticModel model, int cursor)
{
    private const int Most = 1000;
    private static readonly SymbolDisplayFormat Short = SymbolDisplayFormat
        .MinimallyQualifiedFormat.WithMemberOptions(SymbolDisplayMemberOptions.IncludeParameters | SymbolDisplayMemberOptions.IncludeType)
        .WithParameterOptions(
            SymbolDisplayParameterOptions.IncludeType
                | SymbolDisplayParameterOptions.IncludeName
                | SymbolDisplayParameterOptions.IncludeDefaultValue
        );

    private static readonly string[] Keywords =
    [
        .. SyntaxFacts.GetReservedKeywordKinds().Select(SyntaxFacts.GetText),
        "async",
        "await",
        "dynamic",
        "from",
        "global",
        "nameof",
        "nint",
        "record",
        "var",
        "when",
        "where",
        "with",
        "yield",
    ];

    private readonly SyntaxNode _root = model.SyntaxTree.GetRoot();
    private readonly string _text = model.SyntaxTree.ToString();

    public CompletionList Find()
    {
        int start = cursor;
        while (start > 0 && SyntaxFacts.IsIdentifierPartCharacter(_text[start - 1]))
        {
            start--;
        }

        string word = _text[start..cursor];
        SyntaxToken before = start == 0 ? default : _root.FindToken(start - 1);
        if (IsText(start) || (word.Length > 0 && char.IsAsciiDigit(word[0])))
        {
            return new CompletionList(cursor, cursor, []);
        }

        bool keywords = false;
        IEnumerable<ISymbol> symbols = before.Kind() switch
        {
            SyntaxKind.DotToken or SyntaxKind.ColonColonToken => Members(before, start),
            SyntaxKind.NewKeyword => Everything(start).Where(symbol => symbol is INamedTypeSymbol or INamespaceSymbol),
            SyntaxKind.UsingKeyword when before.Parent is UsingDirectiveSyntax => Everything(start)
                .Where(symbol => symbol is INamespaceSymbol),
            _ => Initializer(before) is { Count: > 0 } settable ? settable : Everything(start, out keywords),
        };
        var items = symbols
            .Where(symbol => symbol.CanBeReferencedByName && !symbol.Name.StartsWith('<') && !IsHidden(symbol))
            .Where(symbol => symbol.Name.StartsWith(word, StringComparison.OrdinalIgnoreCase))
            .GroupBy(symbol => symbol.Name)
            .Select(group => new CompletionItem(
                group.Key,
                Kind(group.First()),
                group.First() is IMethodSymbol method
                    ? method.ToDisplayString(Short) + (group.Count() > 1 ? $" (+{group.Count() - 1})" : "")
                    : ""
            ))
            .Concat(
                keywords
                    ? Keywords
                        .Where(keyword => keyword.StartsWith(word, StringComparison.Ordinal) && word.Length > 0)
                        .Select(keyword => new CompletionItem(keyword, "keyword", ""))
                    : []
            )
            .OrderByDescending(item => item.Text.StartsWith(word, StringComparison.Ordinal))
            .ThenBy(item => item.Text, StringComparer.OrdinalIgnoreCase)
            .DistinctBy(item => item.Text)
            .Take(Most);
        return new CompletionList(start, cursor, [.. items]);
    }

    private bool IsText(int start)
    {
        SyntaxTrivia trivia = _root.FindTrivia(Math.Max(0, cursor - 1));
        if (
            trivia.IsKind(SyntaxKind.MultiLineCommentTrivia)
            || (trivia.IsKind(SyntaxKind.SingleLineCommentTrivia) && cursor > trivia.SpanStart + 1)
        )
        {
            return true;
        }

        SyntaxToken token = _root.FindToken(Math.Max(0, start - 1));
        return token.Kind()
                is SyntaxKind.StringLiteralToken
                    or SyntaxKind.CharacterLiteralToken
                    or SyntaxKind.InterpolatedStringTextToken
                    or SyntaxKind.SingleLineRawStringLiteralToken
                    or SyntaxKind.MultiLineRawStringLiteralToken
                    or SyntaxKind.Utf8StringLiteralToken
            && token.SpanStart < cursor
            && (cursor < token.Span.End || token.ContainsDiagnostics);
    }

    private IEnumerable<ISymbol> Members(SyntaxToken dot, int start)
    {
        ExpressionSyntax? left = dot.Parent switch
        {
            MemberAccessExpressionSyntax access => access.Expression,
            QualifiedNameSyntax name => name.Left,
            AliasQualifiedNameSyntax alias => alias.Alias,
            MemberBindingExpressionSyntax binding => binding.FirstAncestorOrSelf<ConditionalAccessExpressionSyntax>()?.Expression,
            _ => null,
        };
        if (left is null)
        {
            return [];
        }

        SymbolInfo info = model.GetSymbolInfo(left);
        ISymbol? symbol = info.Symbol ?? info.CandidateSymbols.FirstOrDefault();
        switch (symbol)
        {
            case INamespaceSymbol space:
                return model.LookupNamespacesAndTypes(start, space);
            case INamedTypeSymbol type:
                return model.LookupSymbols(start, type).Where(member => member.IsStatic || member is INamedTypeSymbol);
        }

        ITypeSymbol? value = model.GetTypeInfo(left).Type;
        if (
            dot.Parent is MemberBindingExpressionSyntax
            && value is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable
        )
        {
            value = nullable.TypeArguments[0];
        }

        return value is null or IErrorTypeSymbol
            ? []
            : model
                .LookupSymbols(start, value, includeReducedExtensionMethods: true)
                .Where(member => !member.IsStatic && member is not INamedTypeSymbol);
    }

    // In new T { … } the members that can be set.
    private List<ISymbol> Initializer(SyntaxToken before)
    {
        if (
            before.Kind() is not (SyntaxKind.OpenBraceToken or SyntaxKind.CommaToken)
            || before.Parent is not InitializerExpressionSyntax { Parent: BaseObjectCreationExpressionSyntax creation }
        )
        {
            return [];
        }

        ITypeSymbol? type = model.GetTypeInfo(creation).Type;
        return type is null
            ? []
            :
            [
                .. model
                    .LookupSymbols(cursor, type)
                    .Where(member =>
                        !member.IsStatic && member is IPropertySymbol { SetMethod: not null } or IFieldSymbol { IsReadOnly: false }
                    ),
            ];
    }

    private ImmutableArray<ISymbol> Everything(int start) => model.LookupSymbols(start);

    private ImmutableArray<ISymbol> Everything(int start, out bool keywords)
    {
        keywords = true;
        return model.LookupSymbols(start);
    }

    private static bool IsHidden(ISymbol symbol) =>
        symbol
            .GetAttributes()
            .Any(attribute =>
                attribute.AttributeClass?.Name == "EditorBrowsableAttribute" && attribute.ConstructorArguments is [{ Value: 1 }]
            );

    private static string Kind(ISymbol symbol) =>
        symbol switch
        {
            IMethodSymbol => "function",
            IPropertySymbol => "property",
            INamespaceSymbol => "module",
            INamedTypeSymbol { TypeKind: TypeKind.Enum } => "enum",
            INamedTypeSymbol { TypeKind: TypeKind.Interface } => "interface",
            INamedTypeSymbol => "class",
            IParameterSymbol => "param",
            _ => "instance",
        };
}
