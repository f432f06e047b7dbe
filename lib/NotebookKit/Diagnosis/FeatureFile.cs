using System.Globalization;
using System.Text;
using NotebookKit.Files;

namespace NotebookKit.Diagnosis;

/// <summary>The features of stretches as a file of comma-separated text: what a classifier is trained on, without the traces.</summary>
/// <remarks>One line a stretch; an absent value is empty. Six significant digits are
/// kept, and what is trained on a file is trained on those.</remarks>
internal static class FeatureFile
{
    private const int MostBytes = 64 << 20;

    private static readonly string[] Before =
    [
        "recording",
        "label",
        "kernel",
        "boot",
        "tool",
        "window",
        "from_ns",
        "width_ns",
        "bios",
        "requests",
    ];

    /// <summary>Writes rows.</summary>
    /// <param name="path">The file; one that is there is replaced when the new one is whole.</param>
    /// <param name="rows">The rows.</param>
    /// <exception cref="ArgumentException">A name holds a comma or a line end.</exception>
    public static void Write(string path, IEnumerable<FeatureRow> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var text = new StringBuilder();
        text.AppendJoin(',', Before.Concat(Features.All.Select(feature => feature.Name))).Append('\n');
        foreach (FeatureRow row in rows)
        {
            string[] words = [row.Recording, row.Label ?? "", row.Kernel ?? "", row.Boot ?? "", row.Tool ?? ""];
            if (Array.Find(words, word => word.AsSpan().ContainsAny(",\r\n")) is { } bad)
            {
                throw new ArgumentException($"a name with a comma or a line end cannot stand in a file of features: {bad}", nameof(rows));
            }

            text.AppendJoin(',', words)
                .Append(CultureInfo.InvariantCulture, $",{row.Window},{row.FromNs},{row.WidthNs},{row.Bios},{row.Requests}");
            foreach (double? value in row.Values)
            {
                text.Append(',').Append(value?.ToString("G6", CultureInfo.InvariantCulture));
            }

            text.Append('\n');
        }

        FileAtOnce.Write(path, text.ToString());
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidDataException">It is damaged, or of another version's features; the message says where.</exception>
    public static IReadOnlyList<FeatureRow> Read(string path)
    {
        if (new FileInfo(path) is { Exists: true, Length: > MostBytes } large)
        {
            throw Broken(path, 1, $"{large.Length} bytes are too many (at most {MostBytes})");
        }

        string[] lines = File.ReadAllLines(path);
        string[] expected = [.. Before, .. Features.All.Select(feature => feature.Name)];
        if (lines.Length == 0 || !lines[0].Split(',').SequenceEqual(expected))
        {
            throw Broken(
                path,
                1,
                "its columns are not the features that this version of NotebookKit takes; write it again (notebookkit train FOLDER --features FILE)"
            );
        }

        return [.. lines.Index().Skip(1).Select(line => Row(path, line.Index + 1, line.Item.Split(','), expected.Length))];
    }

    private static FeatureRow Row(string path, int line, string[] words, int expected)
    {
        if (words.Length != expected)
        {
            throw Broken(path, line, $"{words.Length} fields where there are {expected} columns");
        }

        return new FeatureRow
        {
            Recording = words[0],
            Label = Word(words[1]),
            Kernel = Word(words[2]),
            Boot = Word(words[3]),
            Tool = Word(words[4]),
            Window = (int)Whole(5),
            FromNs = Whole(6),
            WidthNs = Whole(7),
            Bios = Whole(8),
            Requests = Whole(9),
            Values =
            [
                .. words
                    .Skip(Before.Length)
                    .Select(
                        (word, i) =>
                            word.Length == 0 ? (double?)null
                            : double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
                            && double.IsFinite(value)
                                ? value
                            : throw Broken(path, line, $"no number in column {Features.All[i].Name}: {word}")
                    ),
            ],
        };

        static string? Word(string word) => word.Length == 0 ? null : word;

        long Whole(int at) =>
            long.TryParse(words[at], NumberStyles.None, CultureInfo.InvariantCulture, out long value)
            && value <= (at == 5 ? int.MaxValue : long.MaxValue)
                ? value
                : throw Broken(path, line, $"no whole number in column {Before[at]}: {words[at]}");
    }

    private static InvalidDataException Broken(string path, int line, string what) =>
        new(FormattableString.Invariant($"{path} line {line}: this is no file of features: {what}"));
}
