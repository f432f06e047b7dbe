using System.Globalization;
using System.Text.RegularExpressions;

namespace NotebookKit.VirtualLab;

/// <summary>The part of a scenario's line behind its key, with its place for errors.</summary>
/// <param name="source">The file.</param>
/// <param name="number">The line, from 1.</param>
/// <param name="start">Letters before it in the line.</param>
/// <param name="value">The text.</param>
internal sealed partial class ScenarioLine(string source, int number, int start, string value)
{
    public int Number => number;

    public string Value => value;

    /// <summary>An error at a letter of the text.</summary>
    public InvalidDataException Fault(int at, string what) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{source} line {number} column {start + at + 1}: {what}"));

    /// <summary>A single word of small letters, digits and dashes.</summary>
    public string Word() =>
        value.Length <= 64 && NameLetters().IsMatch(value)
            ? value
            : throw Fault(0, $"expected one word of small letters, found \"{value}\"");

    /// <summary>A word and its settings.</summary>
    /// <param name="known">The words there are, with the settings of each and what each takes.</param>
    public ScenarioWords Words(IReadOnlyDictionary<string, IReadOnlyDictionary<string, Regex>> known)
    {
        (int at, string kind) = Parts().First();
        return known.TryGetValue(kind, out IReadOnlyDictionary<string, Regex>? settings)
            ? new ScenarioWords(kind, Settings(Parts().Skip(1), settings))
            : throw Fault(at, $"expected one of {string.Join(", ", known.Keys)}, found \"{kind}\"");
    }

    /// <summary>Settings alone.</summary>
    public ScenarioWords Settings(IReadOnlyDictionary<string, Regex> known) => new("", Settings(Parts(), known));

    /// <summary>Words of a list, each once.</summary>
    public IReadOnlyList<string> Each(IReadOnlyCollection<string> known)
    {
        var words = new List<string>();
        foreach ((int at, string word) in Parts())
        {
            words.Add(
                !known.Contains(word) ? throw Fault(at, $"expected some of {string.Join(", ", known)}, found \"{word}\"")
                : words.Contains(word) ? throw Fault(at, $"\"{word}\" stands here already")
                : word
            );
        }

        return words;
    }

    /// <summary>Counts with the numbers that they must meet.</summary>
    public IReadOnlyList<ExpectedCount> Counts()
    {
        var counts = new List<ExpectedCount>();
        foreach ((int at, string word) in Parts())
        {
            Match match = Expected().Match(word);
            Group of = match.Groups["of"];
            double expected = 1;
            if (
                !match.Success
                || (
                    match.Groups["number"] is { Success: true } number
                    && !double.TryParse(number.ValueSpan, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out expected)
                )
            )
            {
                throw Fault(
                    at,
                    $"expected NAME=NUMBER, NAME<=NUMBER or NAME>=NUMBER, or a setting such as drive.iops in the number's place or with NUMBER* before it, found \"{word}\""
                );
            }

            string name = match.Groups["name"].Value;
            CountRelation relation = match.Groups["relation"].Value switch
            {
                "=" => CountRelation.Equal,
                "<=" => CountRelation.AtMost,
                _ => CountRelation.AtLeast,
            };
            counts.Add(
                ExpectedCount.Names.ContainsKey(name)
                    ? new ExpectedCount(name, relation, expected, of.Success ? of.Value : null)
                    : throw Fault(at, $"expected one of {string.Join(", ", ExpectedCount.Names.Keys)}, found \"{name}\"")
            );
        }

        return counts;
    }

    /// <summary>Settings of other lines with the values they may be given.</summary>
    public IReadOnlyList<ScenarioDraw> Draws()
    {
        var draws = new List<ScenarioDraw>();
        foreach ((int at, string word) in Parts())
        {
            Match match = Drawn().Match(word);
            string of = match.Groups["of"].Value;
            draws.Add(
                !match.Success || (of != "capture" && !ScenarioSetting.Lines.Contains(of.Split('.')[0]))
                    ? throw Fault(
                        at,
                        $"expected LINE.SETTING=VALUE|VALUE with LINE one of {string.Join(", ", ScenarioSetting.Lines)}, or capture=WORD+WORD|WORD, found \"{word}\""
                    )
                : draws.Exists(draw => draw.Of == of) ? throw Fault(at, $"{of} stands here already")
                : new ScenarioDraw(of, match.Groups["values"].Value.Split('|'))
            );
        }

        return draws;
    }

    private SortedDictionary<string, string> Settings(IEnumerable<(int At, string Text)> parts, IReadOnlyDictionary<string, Regex> known)
    {
        var settings = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach ((int at, string part) in parts)
        {
            int equals = part.IndexOf('=', StringComparison.Ordinal);
            string name = equals < 0 ? part : part[..equals];
            if (!known.TryGetValue(name, out Regex? form))
            {
                throw Fault(
                    at,
                    known.Count == 0
                        ? $"expected the end of the line, found \"{part}\""
                        : $"expected one of {string.Join(", ", known.Keys.Select(key => key + "="))}, found \"{part}\""
                );
            }

            string set = equals < 0 ? "" : part[(equals + 1)..];
            if (!form.IsMatch(set))
            {
                throw Fault(
                    at + (equals < 0 ? part.Length : equals + 1),
                    $"expected {name}={ScenarioGrammar.Told(form)}, found \"{part}\""
                );
            }

            if (!settings.TryAdd(name, set))
            {
                throw Fault(at, $"{name} stands here already");
            }
        }

        return settings;
    }

    private IEnumerable<(int At, string Text)> Parts() => Blanks().Matches(value).Select(match => (match.Index, match.Value));

    [GeneratedRegex("[^ ]+")]
    private static partial Regex Blanks();

    [GeneratedRegex("^[a-z0-9-]+$")]
    private static partial Regex NameLetters();

    [GeneratedRegex(
        @"^(?<name>[^=<>]+)(?<relation>=|<=|>=)(?:(?<number>[0-9.]+)(?:\*(?<of>[a-z]+\.[a-z_]+))?|(?<of>[a-z]+\.[a-z_]+))$",
        RegexOptions.ExplicitCapture
    )]
    private static partial Regex Expected();

    [GeneratedRegex(@"^(?<of>capture|[a-z]+\.[a-z_]+)=(?<values>[^|]+(?:\|[^|]+)+)$", RegexOptions.ExplicitCapture)]
    private static partial Regex Drawn();
}
