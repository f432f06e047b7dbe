using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NotebookKit.Kernel.Notebooks;

namespace NotebookKit.Kernel.Running;

/// <summary>Gives the variables of the cell tagged <c>parameters</c> other values, by a cell behind it, as papermill does.</summary>
internal static class RunParameters
{
    private const string Tag = "parameters";
    private const string InjectedTag = "injected-parameters";

    /// <exception cref="ArgumentException">A parameter is not known, or its value does not fit; the message says what there is.</exception>
    public static void Inject(NotebookDocument document, IReadOnlyDictionary<string, string> values)
    {
        if (values.Count == 0)
        {
            return;
        }

        int at = document.Cells.ToList().FindIndex(cell => cell.Kind == CellKind.Code && cell.Tags.Contains(Tag));
        if (at < 0)
        {
            throw new ArgumentException($"{document.Source} takes no parameters: no cell is tagged '{Tag}'");
        }

        Dictionary<string, string> known = Declared(document.Cells[at].Source);
        var lines = new List<string> { "// Parameters of this run." };
        foreach ((string name, string value) in values)
        {
            if (!known.TryGetValue(name, out string? type))
            {
                throw new ArgumentException($"{document.Source} has no parameter '{name}'; its parameters are {string.Join(", ", known.Keys)}");
            }

            lines.Add($"{type} {name} = {Literal(document.Source, name, type, value)};");
        }

        document.InsertCode(at + 1, string.Join('\n', lines), InjectedTag);
    }

    private static Dictionary<string, string> Declared(string code)
    {
        SyntaxNode root = CSharpSyntaxTree.ParseText(code, CSharpParseOptions.Default.WithKind(SourceCodeKind.Script)).GetRoot();
        var known = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (VariableDeclarationSyntax declaration in root.DescendantNodes().OfType<VariableDeclarationSyntax>())
        {
            foreach (VariableDeclaratorSyntax variable in declaration.Variables)
            {
                string type = declaration.Type.IsVar ? TypeOf(variable.Initializer?.Value) : declaration.Type.ToString();
                known[variable.Identifier.Text] = type;
            }
        }

        return known;
    }

    private static string TypeOf(ExpressionSyntax? value) => value switch
    {
        PrefixUnaryExpressionSyntax { Operand: var operand } => TypeOf(operand),
        LiteralExpressionSyntax { Token.Value: int } => "int",
        LiteralExpressionSyntax { Token.Value: long } => "long",
        LiteralExpressionSyntax { Token.Value: double } => "double",
        LiteralExpressionSyntax { Token.Value: bool } => "bool",
        _ => "string",
    };

    private static string Literal(string notebook, string name, string type, string value)
    {
        bool fits = type switch
        {
            "int" => int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _),
            "long" => long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _),
            "double" => double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number),
            "bool" => value is "true" or "false",
            "string" or "string?" => true,
            _ => false,
        };
        return !fits
            ? throw new ArgumentException($"{notebook}: parameter '{name}' is of type {type}, which '{value}' does not fit")
            : type.StartsWith("string", StringComparison.Ordinal) ? SymbolDisplay.FormatLiteral(value, quote: true)
            : type == "double" ? value + "d" : value;
    }
}
