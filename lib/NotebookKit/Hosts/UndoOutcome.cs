namespace NotebookKit.Hosts;

/// <summary>What came of undoing a change.</summary>
/// <param name="State">Whether it is undone.</param>
/// <param name="Detail">What is to be known of it.</param>
internal readonly record struct UndoOutcome(UndoState State, string Detail)
{
    /// <summary>It is undone, and there is no more to say.</summary>
    public static UndoOutcome Plain { get; } = new(UndoState.Done, "done");

    /// <summary>It is undone, or nothing of it is left to undo.</summary>
    public static UndoOutcome Done(string detail) => new(UndoState.Done, detail);

    /// <summary>It would be undone, were this not a dry run.</summary>
    public static UndoOutcome Would { get; } = new(UndoState.Would, "not done: dry run");

    /// <summary>It could not be undone now.</summary>
    public static UndoOutcome Failed(string detail) => new(UndoState.Failed, detail);

    /// <summary>What is there now is not what was changed, and was not touched.</summary>
    /// <param name="now">What is there now.</param>
    /// <param name="byHand">What a person can do.</param>
    public static UndoOutcome Left(string now, string byHand) => new(UndoState.Left, $"left alone: {now}. By hand: {byHand}");
}

/// <summary>Whether a change is undone.</summary>
internal enum UndoState
{
    /// <summary>It is, or nothing of it is left.</summary>
    Done,

    /// <summary>It was only asked whether it can be, and it can.</summary>
    Would,

    /// <summary>It is not; a later try may do it.</summary>
    Failed,

    /// <summary>It is not: something else has its name now.</summary>
    Left,
}
