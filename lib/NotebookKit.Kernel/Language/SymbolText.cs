using System.Text;
using System.Xml.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace NotebookKit.Kernel.Language;

/// <summary>Writes what is known of the symbol at a place: signature, documentation, parameters.</summary>
internal static class SymbolText
{
    private const int MostOverloads = 12;
    private static readonly SymbolDisplayFormat Format = new(
        globalNamespaceStyle: SymbolDisplayGlobalNamespaceStyle.Omitted,
        typeQualificationStyle: SymbolDisplayTypeQualificationStyle.NameAndContainingTypes,
        genericsOptions: SymbolDisplayGenericsOptions.IncludeTypeParameters | SymbolDisplayGenericsOptions.IncludeTypeConstraints,
        memberOptions: SymbolDisplayMemberOptions.IncludeParameters
            | SymbolDisplayMemberOptions.IncludeType
            | SymbolDisplayMemberOptions.IncludeContainingType
            | SymbolDisplayMemberOptions.IncludeModifiers
            | SymbolDisplayMemberOptions.IncludeConstantValue
            | SymbolDisplayMemberOptions.IncludeRef,
        kindOptions: SymbolDisplayKindOptions.IncludeTypeKeyword
            | SymbolDisplayKindOptions.IncludeNamespaceKeyword
            | SymbolDisplayKindOptions.IncludeMemberKeyword,
        parameterOptions: SymbolDisplayParameterOptions.IncludeType
            | SymbolDisplayParameterOptions.IncludeName
            | SymbolDisplayParameterOptions.IncludeDefaultValue
            | SymbolDisplayParameterOptions.IncludeParamsRefOut
            | SymbolDisplayParameterOptions.IncludeExtensionThis,
        propertyStyle: SymbolDisplayPropertyStyle.ShowReadWriteDescriptor,
        miscellaneousOptions: SymbolDisplayMiscellaneousOptions.UseSpecialTypes
    );

    /// <returns>Null where nothing is known.</returns>
    public static string? At(SemanticModel model, int cursor)
    {
        ISymbol[] symbols = Symbols(model, cursor);
        if (symbols.Length == 0)
        {
            return null;
        }

        var text = new StringBuilder();
        foreach (ISymbol symbol in symbols.Take(MostOverloads))
        {
            text.Append(Signature(symbol)).Append('\n');
        }

        if (symbols.Length > MostOverloads)
        {
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"… and {symbols.Length - MostOverloads} more overloads\n");
        }

        Document(text, symbols[0]);
        return text.ToString().TrimEnd();
    }

    private static ISymbol[] Symbols(SemanticModel model, int cursor)
    {
        SyntaxNode root = model.SyntaxTree.GetRoot();
        SyntaxToken token = root.FindToken(cursor);
        if (!token.IsKind(SyntaxKind.IdentifierToken) && cursor > 0)
        {
            SyntaxToken left = root.FindToken(cursor - 1);
            token =
                left.IsKind(SyntaxKind.IdentifierToken) || left.Kind() is >= SyntaxKind.BoolKeyword and <= SyntaxKind.ObjectKeyword
                    ? left
                    : token;
        }

        if (
            token.Parent is { } parent
            && (token.IsKind(SyntaxKind.IdentifierToken) || parent is PredefinedTypeSyntax)
            && Of(model, parent) is { Length: > 0 } own
        )
        {
            return own;
        }

        // Between the parentheses of a call: the call.
        SyntaxNode? call = root.FindToken(Math.Max(0, cursor - 1))
            .Parent?.AncestorsAndSelf()
            .FirstOrDefault(node => node is ArgumentListSyntax)
            ?.Parent;
        return call switch
        {
            InvocationExpressionSyntax invocation => Of(model, invocation.Expression),
            BaseObjectCreationExpressionSyntax creation => Of(model, creation),
            _ => [],
        };
    }

    private static ISymbol[] Of(SemanticModel model, SyntaxNode node)
    {
        if (model.GetDeclaredSymbol(node) is { } declared)
        {
            return [declared];
        }

        SymbolInfo info = model.GetSymbolInfo(node);
        ISymbol[] group = [.. model.GetMemberGroup(node)];
        return info.Symbol is { } symbol ? [symbol, .. group.Where(other => !SymbolEqualityComparer.Default.Equals(other, symbol))]
            : group.Length > 0 ? group
            : [.. info.CandidateSymbols];
    }

    // A variable of a cell is a field of a class that nobody wrote.
    private static string Signature(ISymbol symbol) =>
        symbol is IFieldSymbol { ContainingType.IsScriptClass: true } field
            ? $"{field.Type.ToDisplayString(Format)} {field.Name}"
            : symbol.ToDisplayString(Format);

    private static void Document(StringBuilder text, ISymbol symbol)
    {
        if (symbol.GetDocumentationCommentXml() is not { Length: > 0 } xml || Parse(xml) is not { } member)
        {
            return;
        }

        Add("", member.Element("summary"));
        foreach (XElement parameter in member.Elements("param"))
        {
            Add($"{parameter.Attribute("name")?.Value}: ", parameter);
        }

        Add("Returns: ", member.Element("returns"));
        Add("Remarks: ", member.Element("remarks"));
        foreach (XElement exception in member.Elements("exception"))
        {
            Add($"{Name(exception.Attribute("cref")?.Value)}: ", exception);
        }

        void Add(string head, XElement? element)
        {
            if (element is not null)
            {
                text.Append('\n')
                    .Append(head)
                    .Append(string.Join(' ', Plain(element).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)))
                    .Append('\n');
            }
        }
    }

    private static XElement? Parse(string xml)
    {
        try
        {
            return XElement.Parse(xml);
        }
        catch (System.Xml.XmlException)
        {
            // Documentation that is not well-formed says nothing.
            return null;
        }
    }

    private static string Plain(XElement element) =>
        string.Concat(
            element
                .Nodes()
                .Select(node =>
                    node switch
                    {
                        XText words => words.Value,
                        XElement { Name.LocalName: "para" } para => "\n" + Plain(para),
                        XElement inner when inner.IsEmpty || inner.Value.Length == 0 => Name(inner.Attribute("cref")?.Value)
                            is { Length: > 0 } name
                            ? name
                            : inner.Attribute("langword")?.Value ?? inner.Attribute("name")?.Value ?? "",
                        XElement inner => Plain(inner),
                        _ => "",
                    }
                )
        );

    private static string Name(string? reference) =>
        reference is null ? "" : reference[(reference.IndexOf(':', StringComparison.Ordinal) + 1)..].Split('(')[0].Split('.')[^1];
}
