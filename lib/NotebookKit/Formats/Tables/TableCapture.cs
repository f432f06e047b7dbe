namespace NotebookKit;

/// <summary>What a table reader returns: the rows as a table, and what it did with every line or record of its input.</summary>
/// <remarks>
/// A line that cannot be read is never guessed at: it is counted in <see cref="Account"/> with its place and the reader goes on.
/// Only an input that holds nothing of the dialect at all is an error.
/// </remarks>
public abstract class TableCapture : ITabled
{
    private protected TableCapture(ReadAccount account) => Account = account;

    /// <summary>What was read, recognised and skipped.</summary>
    public ReadAccount Account { get; }

    /// <summary>The dialect that was read, such as <c>iostat text</c>.</summary>
    public string Dialect => Account.Dialect;

    /// <inheritdoc/>
    public abstract ResultTable ToTable();
}
