using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NotebookKit.Kernel.Notebooks;
using NotebookKit.Scripting.Formatting;

namespace NotebookKit.Kernel.Running;

/// <summary>Gives the variables of the cell tagged <c>parameters</c> other values, by a cell behind it, as papermill does.</summary>
public static class RunParameters
{
    private const string Tag = "parameters";
    private const string InjectedTag = "injected-parameters";

    /// <summary>The parameters of a notebook.</summary>
    /// <returns>In the order of the cell, by name; empty where no cell is tagged.</returns>
    public static IReadOnlyDictionary<string, RunParameter> Of(NotebookDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        return TaggedCell(document) is >= 0 and var at ? Declared(document.Cells[at].Source) : new Dictionary<string, RunParameter>();
    }

    /// <summary>Checks that a notebook takes these values, without changing it.</summary>
    /// <param name="document">The notebook.</param>
    /// <param name="values">Values by the parameters' names, as text.</param>
    /// <exception cref="ArgumentException">A parameter is not known, or its value does not fit; the message says what there is.</exception>
    public static void Check(NotebookDocument document, IReadOnlyDictionary<string, string> values)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentNullException.ThrowIfNull(values);
        _ = Assignments(document, values);
    }

    /// <exception cref="ArgumentException">A parameter is not known, or its value does not fit; the message says what there is.</exception>
    internal static void Inject(NotebookDocument document, IReadOnlyDictionary<string, string> values)
    {
        List<string> lines = Assignments(document, values);
        if (lines.Count > 0)
        {
            document.InsertCode(TaggedCell(document) + 1, string.Join('\n', lines.Prepend("// Parameters of this run.")), InjectedTag);
        }
    }

    private static int TaggedCell(NotebookDocument document) =>
        document.Cells.ToList().FindIndex(cell => cell.Kind == CellKind.Code && cell.Tags.Contains(Tag));

    private static List<string> Assignments(NotebookDocument document, IReadOnlyDictionary<string, string> values)
    {
        var lines = new List<string>();
        int at = TaggedCell(document);
        if (values.Count > 0 && at < 0)
        {
            throw new ArgumentException($"{document.Source} takes no parameters: no cell is tagged '{Tag}'");
        }

        IReadOnlyDictionary<string, RunParameter> known = Of(document);
        foreach ((string name, string value) in values)
        {
            if (!known.TryGetValue(name, out RunParameter? parameter))
            {
                throw new ArgumentException(
                    $"{document.Source} has no parameter '{name}'{(known.Count == 0 ? ": the cell tagged 'parameters' declares none that could be read" : $"; its parameters are {string.Join(", ", known.Keys)}")}"
                );
            }

            lines.Add($"{parameter.Type} {name} = {Literal(document.Source, name, parameter.Type, value)};");
        }

        return lines;
    }

    private static Dictionary<string, RunParameter> Declared(string code)
    {
        var known = new Dictionary<string, RunParameter>(StringComparer.Ordinal);
        foreach (VariableDeclarationSyntax declaration in (ReadCode.Of(code)?.DescendantNodes() ?? []).OfType<VariableDeclarationSyntax>())
        {
            foreach (VariableDeclaratorSyntax variable in declaration.Variables)
            {
                string type = declaration.Type.IsVar ? TypeOf(variable.Initializer?.Value) : declaration.Type.ToString();
                known[variable.Identifier.Text] = new RunParameter(type, variable.Initializer?.Value.ToString());
            }
        }

        return known;
    }

    private static string TypeOf(ExpressionSyntax? value) =>
        value switch
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
            "double" => double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
                && double.IsFinite(number),
            "bool" => value is "true" or "false",
            "string" or "string?" => true,
            _ => false,
        };
        return !fits ? throw new ArgumentException($"{notebook}: parameter '{name}' is of type {type}, which '{value}' does not fit")
            : type.StartsWith("string", StringComparison.Ordinal) ? SymbolDisplay.FormatLiteral(value, quote: true)
            : type == "double" ? value + "d"
            : value;
    }
}

/// <summary>A variable of the cell tagged <c>parameters</c>.</summary>
/// <param name="Type">Its C# type.</param>
/// <param name="Default">The value it has when nobody gives another, as C#; null where it has none.</param>
public sealed record RunParameter(string Type, string? Default);
