using System.Text.RegularExpressions;

namespace NotebookKit.Redaction;

/// <summary>What stands in a table of a tool below the words that name something:
/// <c>SERIAL</c> of lsblk, <c>VG</c> and <c>LV</c> of lvs, <c>USER</c> of ps.</summary>
internal static partial class TableNames
{
    private const int LongestLine = 1 << 16;
    private static readonly string[] Columns =
    [
        "SERIAL",
        "WWN",
        "UUID",
        "LABEL",
        "PARTLABEL",
        "PARTUUID",
        "MOUNTPOINT",
        "MOUNTPOINTS",
        "USER",
        "HOST",
        "HOSTNAME",
        "COMMAND",
        "VG",
        "LV",
        "Origin",
    ];
    private static readonly string[] Names = ["USER", "HOST", "HOSTNAME", "VG", "LV", "LABEL", "PARTLABEL", "Origin"];
    private static readonly System.Buffers.SearchValues<string> Heads = System.Buffers.SearchValues.Create(
        ["SERIAL", "WWN", "UUID", "LABEL", "MOUNTPOINT", "USER", "HOST", "COMMAND", "VG ", "VG\t", "LV "],
        StringComparison.Ordinal
    );

    /// <summary>True where no head of such a table can stand.</summary>
    public static bool IsNone(ReadOnlySpan<char> text) => text.IndexOfAny(Heads) < 0;

    /// <summary>The first word of each cell, wherever in its column it stands.</summary>
    public static IEnumerable<(string Column, int At, int Length)> Cells(string text)
    {
        if (IsNone(text))
        {
            yield break;
        }

        List<(string Column, int From, int To)> spans = [];
        int indent = 0;
        for (int at = 0, end; at < text.Length; at = end + 1)
        {
            end = text.IndexOf('\n', at) is >= 0 and var found ? found : text.Length;
            string line = text[at..Math.Min(end, at + LongestLine)].TrimEnd('\r');
            if (end - at > LongestLine || string.IsNullOrWhiteSpace(line))
            {
                spans = [];
            }
            else if (!IsNone(line) && Head(line) is { Count: > 0 } head)
            {
                (spans, indent) = (head, Indent(line));
            }
            else if (spans.Count > 0 && Indent(line) != indent && line.TrimStart()[0] is not ('├' or '└' or '│' or '|' or '`'))
            {
                spans = []; // a line of something else
            }
            else
            {
                foreach ((string column, int from, int to) in spans)
                {
                    if (from < line.Length && Cell(line, from, Math.Min(to, line.Length)) is { Length: > 0 } cell)
                    {
                        yield return (column, at + cell.At, cell.Length);
                    }
                }
            }
        }
    }

    /// <summary>Where hosts, users, volumes and their groups stand: names though they be words of the tools.</summary>
    public static IEnumerable<(int At, int Length)> Named(string text) =>
        Cells(text)
            .Where(cell =>
                Names.Contains(cell.Column)
                && Name().IsMatch(text.AsSpan(cell.At, cell.Length))
                && !PlainNames.IsNone(text.AsSpan(cell.At, cell.Length))
            )
            .Select(cell => (cell.At, cell.Length));

    private static int Indent(string line) => line.Length - line.TrimStart().Length;

    private static List<(string Column, int From, int To)> Head(string line)
    {
        string[] words = line.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        bool ofLvm = words.Contains("Attr") || words.Contains("Fmt");
        if (
            words.Length < 2
            || !words.Any(Columns.Contains)
            || !words.All(word => (ofLvm || !word.Any(char.IsLower)) && (char.IsAsciiLetter(word[0]) || word[0] is '%' or '#'))
        )
        {
            return [];
        }

        var spans = new List<(string, int, int)>();
        int at = 0;
        for (int word = 0; word < words.Length; word++)
        {
            int from = line.IndexOf(words[word], at, StringComparison.Ordinal);
            at = from + words[word].Length;
            if (Columns.Contains(words[word]))
            {
                spans.Add(
                    (
                        words[word],
                        from,
                        word + 1 < words.Length ? line.IndexOf(words[word + 1], at, StringComparison.Ordinal) : int.MaxValue
                    )
                );
            }
        }

        return spans;
    }

    // Words of a column may begin before its head, where it is set to the right.
    private static (int At, int Length) Cell(string line, int from, int to)
    {
        while (from > 0 && line[from - 1] != ' ' && line[from] != ' ')
        {
            from--;
        }

        while (to < line.Length && to > from && line[to - 1] != ' ' && line[to] != ' ')
        {
            to++;
        }

        while (from < to && line[from] == ' ')
        {
            from++;
        }

        int end = from;
        while (end < to && line[end] != ' ')
        {
            end++;
        }

        return (from, end - from);
    }

    /// <summary>The form of such a name.</summary>
    [GeneratedRegex(@"\A[A-Za-z_][\w.+-]{1,127}\z", RegexOptions.CultureInvariant)]
    internal static partial Regex Name();
}
