using System.Text;
using System.Text.RegularExpressions;
using NotebookKit.Diagnosis;

namespace NotebookKit.Reports;

/// <summary>Writes a report part by part; a part without data says what is missing.</summary>
internal sealed partial class ReportText(int heading = 1, bool paragraphs = true)
{
    private const int Columns = 100;
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
            _text
                .Append(paragraphs && before is not null && !(IsItem(before) && IsItem(line)) ? "\n" : "")
                .Append(paragraphs ? Wrapped(line) : line)
                .Append('\n');
            before = line;
        }

        Missing += some.Length > 0 ? 0 : 1;
        return Line();
    }

    // A line break within a paragraph is a space to Markdown. Code stays on one line, and
    // no line begins with what Markdown takes for markup.
    private static string Wrapped(string line)
    {
        string indent = !IsItem(line) ? "" : new string(' ', line.IndexOf(' ', StringComparison.Ordinal) + 1);
        var text = new StringBuilder(line.Length + 16);
        int column = 0;
        foreach (Match word in Words().Matches(line))
        {
            if (column > 0 && column + 1 + word.Length > Columns && !Markup().IsMatch(word.Value))
            {
                text.Append('\n').Append(indent);
                column = indent.Length;
            }
            else if (column > 0)
            {
                text.Append(' ');
                column++;
            }

            text.Append(word.ValueSpan);
            column += word.Length;
        }

        return text.ToString();
    }

    [GeneratedRegex(@"(?:\\.|`[^`]*`|[^ `])+", RegexOptions.CultureInvariant)]
    private static partial Regex Words();

    [GeneratedRegex(@"^(?:[-+*=#>|~]|\d{1,9}[.)])", RegexOptions.CultureInvariant)]
    private static partial Regex Markup();

    private static bool IsItem(string line) =>
        line.StartsWith("- ", StringComparison.Ordinal)
        || (line.Length > 2 && char.IsAsciiDigit(line[0]) && line.IndexOf(". ", StringComparison.Ordinal) is 1 or 2);

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
