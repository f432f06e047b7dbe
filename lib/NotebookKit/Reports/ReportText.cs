using System.Text;
using NotebookKit.Diagnosis;

namespace NotebookKit.Reports;

/// <summary>Writes a report part by part; a part without data says what is missing.</summary>
internal sealed class ReportText(int heading = 1, bool paragraphs = true)
{
    private readonly StringBuilder _text = new();

    /// <summary>Parts that say that something is missing.</summary>
    public int Missing { get; private set; }

    public ReportText Title(string title)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(heading is >= 1 and <= 5, true, nameof(heading));
        return Line($"{new string('#', heading)} {Markdown.Escape(title)}");
    }

    public ReportText Line(string text = "")
    {
        _text.Append(text).Append('\n');
        return this;
    }

    /// <summary>A part: its heading, and its lines or what is missing.</summary>
    public ReportText Part(string part, IEnumerable<string?> lines, string missing)
    {
        string[] some = [.. lines.OfType<string>()];
        _text.Append(part.StartsWith('#') ? new string('#', heading) + part : part).Append("\n\n");
        string? before = null;
        foreach (string line in some.Length > 0 ? some : [$"MISSING: {missing}"])
        {
            // Markdown joins lines of prose: a blank line keeps them apart; items of a list stay together.
            _text.Append(paragraphs && before is not null && !(IsItem(before) && IsItem(line)) ? "\n" : "").Append(line).Append('\n');
            before = line;
        }

        Missing += some.Length > 0 ? 0 : 1;
        return Line();
    }

    private static bool IsItem(string line) => line.StartsWith("- ", StringComparison.Ordinal) || (line.Length > 2 && char.IsAsciiDigit(line[0]) && line.IndexOf(". ", StringComparison.Ordinal) is 1 or 2);

    public Markdown Done() => new(_text.ToString().TrimEnd() + "\n");

    public override string ToString() => _text.ToString();

    /// <summary>A finding in one line: statement, number, denominator, evidence, confidence.</summary>
    public static string Of(Finding finding, Func<string, string> escape)
    {
        string evidence = string.Join("; ", finding.Evidence.Select(one => one.Rows is null ? one.Source : $"{one.Source}: {one.Rows}"));
        return escape(finding.Statement)
            + (FindingText.Value(finding) is { } value ? $" ({escape(value)})" : "")
            + (evidence.Length > 0 ? $" Evidence: {escape(evidence)}." : "")
            + (finding.Confidence is { } sure ? $" Confidence {FindingText.Word(sure.Level)}: {escape(sure.Basis)}." : "");
    }
}
