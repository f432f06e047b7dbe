namespace NotebookKit.Diagnosis;

/// <summary>Whether numbers that must agree do.</summary>
internal enum LawVerdict
{
    /// <summary>Both sides agree within the tolerance.</summary>
    Holds,

    /// <summary>They do not: an accounting artefact, or events were lost.</summary>
    Violated,

    /// <summary>A side is not known from this source.</summary>
    NotJudged,
}

/// <summary>What a violated law means, as far as the law itself tells.</summary>
internal enum LawKind
{
    /// <summary>Bytes or times that no device can have moved: the counters are wrong.</summary>
    Accounting,

    /// <summary>Events that must exist are not in the trace.</summary>
    Events,

    /// <summary>I/O that ended in a layer and never reached the one below.</summary>
    Layer,
}

/// <summary>One law of conservation, held against one device or layer.</summary>
/// <param name="Kind">What a violation means.</param>
/// <param name="Law">The law, such as <c>bytes in = bytes out</c>.</param>
/// <param name="Where">The device or layer, and the rows.</param>
/// <param name="LeftName">What the left side is, in field terms.</param>
/// <param name="Left">Its value; null where unknown.</param>
/// <param name="RightName">What the right side is.</param>
/// <param name="Right">Its value; null where unknown.</param>
/// <param name="Unit">The unit of both sides.</param>
/// <param name="Tolerance">How far the ratio of the sides may be from 1, as a share.</param>
/// <param name="Verdict">Whether the law holds.</param>
/// <param name="Meaning">What the verdict means here, or why none is given.</param>
internal sealed record LawCheck(
    LawKind Kind,
    string Law,
    string Where,
    string LeftName,
    double? Left,
    string RightName,
    double? Right,
    string Unit,
    double Tolerance,
    LawVerdict Verdict,
    string Meaning
)
{
    /// <summary>The device that the numbers are of; null where <see cref="Where"/> is no more than that.</summary>
    public string? Device { get; init; }

    /// <summary>Left over right; null where a side is unknown or the right one is 0.</summary>
    public double? Ratio => Left is { } left && Right is { } right && right != 0 ? left / right : null;

    /// <summary>Holds the two sides against each other.</summary>
    /// <param name="slack">An absolute difference that is no violation either: what the
    /// edges of a capture or printed digits explain.</param>
    internal LawCheck Judged(double slack = 0) =>
        Left is not { } left || Right is not { } right
            ? this with
            {
                Verdict = LawVerdict.NotJudged,
            }
            : this with
            {
                Verdict =
                    Math.Abs(left - right) <= Math.Max(slack, Tolerance * Math.Max(Math.Abs(left), Math.Abs(right)))
                        ? LawVerdict.Holds
                        : LawVerdict.Violated,
            };
}
