namespace NotebookKit.Training;

/// <summary>What is taught by a case of a cause: the ladder of hints, what counts as evidence, and what is told at the end.</summary>
/// <remarks>The table tells of every cause alike; which of them a case has is in its lock alone.</remarks>
internal sealed record CauseLesson
{
    /// <summary>From where to look, over what to compare, to what it means.</summary>
    public required IReadOnlyList<string> Hints { get; init; }

    /// <summary>Groups of words: of each group one is to be in the answer.</summary>
    public required IReadOnlyList<IReadOnlyList<string>> Evidence { get; init; }

    public required IReadOnlyList<IReadOnlyList<string>> RuledOut { get; init; }

    public required IReadOnlyList<IReadOnlyList<string>> Remedy { get; init; }

    public required string Debrief { get; init; }

    /// <summary>Where people go wrong, and what to ask them.</summary>
    public required IReadOnlyList<string> WrongTurns { get; init; }

    /// <summary>What is taught of a cause.</summary>
    public static CauseLesson Of(string cause) =>
        CauseLessons.All.TryGetValue(cause, out CauseLesson? lesson)
            ? lesson
            : throw new ArgumentException(
                $"no case of \"{cause}\" can be sealed: there is no lesson on it. There are lessons on: {string.Join(", ", CauseLessons.All.Keys)}.",
                nameof(cause)
            );
}
