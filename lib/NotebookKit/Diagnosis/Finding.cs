using NotebookKit.Diagnosis;

namespace NotebookKit;

/// <summary>How much a finding matters to whoever runs the host.</summary>
public enum Severity
{
    /// <summary>Worth knowing; nothing is wrong.</summary>
    Info,

    /// <summary>Changes how other numbers are to be read, such as a diluted rate.</summary>
    Notice,

    /// <summary>Costs performance or trust.</summary>
    Warning,

    /// <summary>Explains the slowness, or loses data.</summary>
    Critical,
}

/// <summary>What a finding's number counts.</summary>
public enum FindingDenominator
{
    /// <summary>Nothing is counted, or the statement says what.</summary>
    None,

    /// <summary>Bios: what was handed to a device's queue (Q).</summary>
    Bio,

    /// <summary>Requests: what was issued to a driver (D).</summary>
    Request,

    /// <summary>Reporting intervals of a tool such as iostat, or windows of a trace.</summary>
    Interval,
}

/// <summary>How sure a finding is.</summary>
public enum ConfidenceLevel
{
    /// <summary>One of several explanations.</summary>
    Low,

    /// <summary>The best explanation; a named rival is not ruled out.</summary>
    Medium,

    /// <summary>Independent numbers agree, and the named rivals are ruled out.</summary>
    High,
}

/// <summary>How sure a finding is, and why.</summary>
/// <param name="Level">The word.</param>
/// <param name="Basis">What it rests on, such as <c>two sources agree within 1 %</c>.</param>
public sealed record Confidence(ConfidenceLevel Level, string Basis);

/// <summary>Where a finding comes from.</summary>
/// <param name="Source">A file, a step of a recording, or a table of the notebook.</param>
/// <param name="Rows">Which rows of it, and what stands there; null where all of it counts.</param>
public sealed record FindingEvidence(string Source, string? Rows = null);

/// <summary>A number that a finding was computed from or computes.</summary>
/// <param name="Name">What it is, in field terms, such as <c>r/s x r_await</c>.</param>
/// <param name="Value">Its value; finite.</param>
/// <param name="Unit">Its unit; null for a pure number.</param>
public sealed record FindingNumber(string Name, double Value, string? Unit = null);

/// <summary>A statement with its number, its evidence, the explanations it rules out, and how sure it is.</summary>
public sealed record Finding
{
    /// <summary>Creates a finding.</summary>
    /// <param name="statement">One sentence that stands without its surroundings.</param>
    /// <exception cref="ArgumentException">The statement is empty.</exception>
    public Finding(string statement)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(statement);
        Statement = statement;
    }

    /// <summary>One sentence that stands without its surroundings.</summary>
    public string Statement { get; init; }

    /// <summary>A short name by which programs know this kind of finding, such as <c>iops-ceiling</c>; null for one made by hand.</summary>
    public string? Kind { get; init; }

    /// <summary>Whether it names a cause of slowness, and does not tell of the capture or of the load.</summary>
    internal bool IsCause => Kind is { } kind && Diagnose.Causes.Contains(kind);

    /// <summary>The phase in which the time goes; null where the finding is not about one.</summary>
    internal Phase? Phase { get; init; }

    /// <summary>The number that the statement is about; null where there is none.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is infinite or NaN: absent is null.</exception>
    public double? Value
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNotEqual(value is not { } number || double.IsFinite(number), true, nameof(value));
            field = value;
        }
    }

    /// <summary>The number's unit; null for a pure number.</summary>
    public string? Unit { get; init; }

    /// <summary>What the number counts.</summary>
    public FindingDenominator Denominator { get; init; }

    /// <summary>How much it matters.</summary>
    public Severity Severity { get; init; } = Severity.Info;

    /// <summary>How sure it is; null where nobody said.</summary>
    public Confidence? Confidence { get; init; }

    /// <summary>The numbers that it was computed from, in reading order.</summary>
    public IReadOnlyList<FindingNumber> Numbers { get; init; } = [];

    /// <summary>Where it comes from.</summary>
    public IReadOnlyList<FindingEvidence> Evidence { get; init; } = [];

    /// <summary>Other explanations, each with what rules it out.</summary>
    public IReadOnlyList<string> RivalsRuledOut { get; init; } = [];

    /// <summary>The device that a counter's finding is about; null where the finding says it in words alone.</summary>
    internal string? Device { get; init; }

    /// <summary>What to do about it, where the numbers tell more than the kind alone; null where they do not.</summary>
    internal string? Remedy { get; init; }

    /// <summary>What it does not settle: other explanations that remain, and what to look
    /// at next; null where nothing is left open.</summary>
    public string? LeftOpen { get; init; }

    /// <summary>The id of the notebook's cell that shows the rows it rests on; null where the cell that shows the finding does.</summary>
    public string? Cell { get; init; }

    /// <summary>How much it matters, in a word: its severity, but for a fix that works,
    /// which is good news, and what is to be done.</summary>
    public string Word =>
        Kind switch
        {
            FindingKind.FixVerified when Severity == Severity.Info => "good news",
            FindingKind.Remedy => "to do",
            _ => FindingText.Word(Severity),
        };

    /// <summary>The statement with its number.</summary>
    public override string ToString() =>
        Value is { } value ? $"{Statement} [{FindingText.Number(value)}{(Unit is null ? "" : " " + Unit)}]" : Statement;
}
