using System.Globalization;
using System.Text;
using NotebookKit.Display;

namespace NotebookKit.Diagnosis;

/// <summary>Findings as lines of text, and the words that text and HTML share.</summary>
internal static class FindingText
{
    /// <summary>A number with no more digits than tell something.</summary>
    public static string Number(double value) => ThreeDigits.Text(value);

    public static string Number(double value, string? unit) => unit is null ? Number(value) : $"{Number(value)} {unit}";

    public static string Word(Severity severity) =>
        severity switch
        {
            Severity.Critical => "critical",
            Severity.Warning => "warning",
            Severity.Notice => "notice",
            _ => "info",
        };

    public static string Word(ConfidenceLevel level) =>
        level switch
        {
            ConfidenceLevel.High => "high",
            ConfidenceLevel.Medium => "medium",
            _ => "low",
        };

    public static string Word(FindingDenominator denominator) =>
        denominator switch
        {
            FindingDenominator.Bio => "bio",
            FindingDenominator.Request => "request",
            FindingDenominator.Interval => "interval",
            _ => "none",
        };

    /// <summary>The value with its unit and denominator; null where there is no value.</summary>
    public static string? Value(Finding finding) =>
        finding.Value is not { } value
            ? null
            : Number(value, finding.Unit)
                + (finding.Denominator == FindingDenominator.None ? "" : $" (counting {Word(finding.Denominator)}s)");

    /// <summary>Each further line of a finding: its label and its text.</summary>
    public static IEnumerable<(string Label, string Text)> Lines(Finding finding)
    {
        if (Value(finding) is { } value)
        {
            yield return ("value", value);
        }

        if (finding.Numbers.Count > 0)
        {
            yield return (
                "computed from",
                string.Join("; ", finding.Numbers.Select(number => $"{number.Name} = {Number(number.Value, number.Unit)}"))
            );
        }

        foreach (FindingEvidence evidence in finding.Evidence)
        {
            yield return ("evidence", evidence.Rows is null ? evidence.Source : $"{evidence.Source}: {evidence.Rows}");
        }

        foreach (string rival in finding.RivalsRuledOut)
        {
            yield return ("ruled out", rival);
        }

        if (finding.LeftOpen is not null)
        {
            yield return ("left open", finding.LeftOpen);
        }

        if (finding.Confidence is { } confidence)
        {
            yield return ("confidence", $"{Word(confidence.Level)}: {confidence.Basis}");
        }
    }

    public static string Write(Findings findings)
    {
        var text = new StringBuilder();
        if (findings.Title is not null)
        {
            text.Append(OneLine(findings.Title)).Append('\n');
        }

        if (findings.Count == 0)
        {
            return text.Append("No findings.\n").ToString();
        }

        foreach ((int index, Finding finding) in findings.Index())
        {
            text.Append(CultureInfo.InvariantCulture, $"{index + 1}. [{finding.Word}] {OneLine(finding.Statement)}\n");
            foreach ((string label, string line) in Lines(finding))
            {
                text.Append(CultureInfo.InvariantCulture, $"     {label + ":", -14} {OneLine(line)}\n");
            }
        }

        return text.ToString();
    }

    // Captured text can carry line ends and terminal escapes; neither may reach a terminal as such.
    private static string OneLine(string text) =>
        string.Create(
            text.Length,
            text,
            static (span, source) =>
            {
                for (int i = 0; i < span.Length; i++)
                {
                    span[i] = char.IsControl(source[i]) ? ' ' : source[i];
                }
            }
        );
}
