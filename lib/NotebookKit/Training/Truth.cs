namespace NotebookKit.Training;

/// <summary>What lies in a lock: what is right, and what is told once it is answered.</summary>
internal sealed record Truth
{
    /// <summary>The causes, all of which are to be named; of a question of a lesson the accepted answers, any of which is right.</summary>
    public required IReadOnlyList<string> Answers { get; init; }

    /// <summary>Causes that are there too, and right to name or to leave out.</summary>
    public IReadOnlyList<string> Beside { get; init; } = [];

    /// <summary>Words that say the same as one of the answers, each with that one: what
    /// was done, where the answer is what is seen of it.</summary>
    public IReadOnlyDictionary<string, string> SameAs { get; init; } = new Dictionary<string, string>();

    /// <summary>Numbers that show it, as they are counted in the captures; one is enough.</summary>
    public IReadOnlyList<ShownNumber> Numbers { get; init; } = [];

    /// <summary>Groups of words: of each group one is to be in the evidence.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Evidence { get; init; } = [];

    /// <summary>As <see cref="Evidence"/>, for what was ruled out.</summary>
    public IReadOnlyList<IReadOnlyList<string>> RuledOut { get; init; } = [];

    /// <summary>As <see cref="Evidence"/>, for what to do.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Remedy { get; init; } = [];

    /// <summary>What is told once the answer is right.</summary>
    public required string Debrief { get; init; }

    /// <summary>For the instructor: where people go wrong, and what to ask them.</summary>
    public IReadOnlyList<string> WrongTurns { get; init; } = [];

    /// <summary>Answers that get full marks, by what was asked.</summary>
    public IReadOnlyDictionary<string, string> Solution { get; init; } = new Dictionary<string, string>();
}
