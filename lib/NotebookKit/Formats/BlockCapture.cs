namespace NotebookKit.Formats;

/// <summary>What a block-event reader returns: the events, and what it did with every line or record of its input.</summary>
/// <remarks>
/// A line or record that cannot be read is never guessed at: it is counted in <see cref="Account"/> with its place and the reader goes on.
/// Only an input that holds nothing of the dialect at all is an error.
/// </remarks>
internal sealed class BlockCapture
{
    /// <summary>Creates a capture.</summary>
    /// <param name="events">The events, in the order of the input.</param>
    /// <param name="account">What was read, recognised, skipped and lost.</param>
    public BlockCapture(BlockEvents events, ReadAccount account)
    {
        Events = events;
        Account = account;
    }

    /// <summary>The events, in the order of the input.</summary>
    public BlockEvents Events { get; }

    /// <summary>What was read, recognised, skipped and lost.</summary>
    public ReadAccount Account { get; }

    /// <summary>The dialect that was read, such as <c>blkparse text</c>.</summary>
    public string Dialect => Account.Dialect;
}
