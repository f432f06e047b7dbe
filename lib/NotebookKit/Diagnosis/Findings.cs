using System.Collections;
using NotebookKit.Diagnosis;
using NotebookKit.Display;

namespace NotebookKit;

/// <summary>What an investigation found, in the order it was found; shows itself in a notebook.</summary>
/// <remarks>
/// The last cell of a notebook shows one, and <c>notebookkit run</c> prints it as the notebook's summary, reading
/// <see cref="JsonMimeType"/> from the executed notebook.
/// </remarks>
[TypeFormatterSource(typeof(ShownFormatterSource), PreferredMimeTypes = [MimeTypes.Html, MimeTypes.Text, MimeTypes.Findings])]
public sealed class Findings : IReadOnlyList<Finding>, IShown
{
    /// <summary>The mime type of <see cref="ToJson"/>.</summary>
    public const string JsonMimeType = MimeTypes.Findings;

    private readonly List<Finding> _all = [];

    /// <summary>Creates an empty collection.</summary>
    /// <param name="title">What was investigated; null for none.</param>
    public Findings(string? title = null) => Title = title;

    /// <summary>What was investigated; null for none.</summary>
    public string? Title { get; }

    /// <summary>Number of findings.</summary>
    public int Count => _all.Count;

    /// <summary>A finding by its place.</summary>
    public Finding this[int index] => _all[index];

    /// <summary>Adds a finding.</summary>
    /// <param name="finding">The finding; null, as a check returns it that found nothing, adds nothing.</param>
    /// <returns>This collection, so that calls chain.</returns>
    public Findings Add(Finding? finding)
    {
        if (finding is not null)
        {
            _all.Add(finding);
        }

        return this;
    }

    /// <summary>Adds findings, as a check returns them.</summary>
    /// <returns>This collection, so that calls chain.</returns>
    public Findings Add(IEnumerable<Finding> findings)
    {
        ArgumentNullException.ThrowIfNull(findings);
        _all.AddRange(findings);
        return this;
    }

    /// <summary>Adds a finding written out in a cell.</summary>
    /// <param name="statement">One sentence that stands without its surroundings.</param>
    /// <param name="value">Its number; null for none.</param>
    /// <param name="unit">The number's unit.</param>
    /// <param name="of">What the number counts.</param>
    /// <param name="evidence">Where it comes from: a file, a step or a table.</param>
    /// <param name="rows">Which rows of it.</param>
    /// <param name="ruledOut">Other explanations, each with what rules it out.</param>
    /// <param name="leftOpen">What it does not settle.</param>
    /// <param name="confidence">How sure it is; used where <paramref name="basis"/> says why.</param>
    /// <param name="basis">What the confidence rests on; null leaves the confidence unsaid.</param>
    /// <param name="severity">How much it matters.</param>
    /// <param name="kind">A short name by which programs know this kind of finding:
    /// findings of one kind on one device are one defect.</param>
    /// <param name="cell">The id of the cell that shows the rows it rests on; null for this one.</param>
    /// <returns>This collection, so that calls chain.</returns>
    /// <exception cref="ArgumentException">The statement is empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The number is infinite or NaN: absent is null.</exception>
    public Findings Add(
        string statement,
        double? value = null,
        string? unit = null,
        FindingDenominator of = FindingDenominator.None,
        string? evidence = null,
        string? rows = null,
        IEnumerable<string>? ruledOut = null,
        string? leftOpen = null,
        ConfidenceLevel confidence = ConfidenceLevel.Medium,
        string? basis = null,
        Severity severity = Severity.Info,
        string? kind = null,
        string? cell = null
    ) =>
        Add(
            new Finding(statement)
            {
                Value = value,
                Unit = unit,
                Denominator = of,
                Evidence = evidence is null ? [] : [new FindingEvidence(evidence, rows)],
                RivalsRuledOut = ruledOut is null ? [] : [.. ruledOut],
                LeftOpen = leftOpen,
                Confidence = basis is null ? null : new Confidence(confidence, basis),
                Severity = severity,
                Kind = kind,
                Cell = cell,
            }
        );

    /// <summary>The findings as HTML; every text of them is escaped.</summary>
    public string ToHtml() => FindingsHtml.Write(this);

    /// <summary>The findings as plain text; control characters of captured text are blanked.</summary>
    public string ToText() => FindingText.Write(this);

    /// <summary>The findings as JSON of schema <c>notebookkit.findings</c>, version 1 (<see cref="FindingsJson"/>).</summary>
    public string ToJson() => FindingsJson.Write(this);

    /// <summary>Reads findings back from JSON.</summary>
    /// <exception cref="FormatException">The text is not JSON of schema
    /// <c>notebookkit.findings</c>, or of a newer version; says what is wrong.</exception>
    public static Findings FromJson(string json) => FindingsJson.Read(json);

    /// <summary>The findings as plain text.</summary>
    public override string ToString() => ToText();

    bool IShown.Show(string mimeType, TextWriter writer) => mimeType == JsonMimeType && writer.Wrote(ToJson());

    /// <summary>The findings, in order.</summary>
    public IEnumerator<Finding> GetEnumerator() => _all.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
