using NotebookKit.Formats;

namespace NotebookKit;

/// <summary>What a table reader returns: the rows as a table, and what it did with every line or record of its input.</summary>
/// <remarks>
/// A line that cannot be read is never guessed at: it is counted in <see cref="Account"/> with its place and the reader goes on.
/// Only an input that holds nothing of the dialect at all is an error.
/// </remarks>
public abstract class TableCapture : ITabled
{
    private protected TableCapture(ReadAccount account) => Account = account;

    /// <summary>Reads a table of any dialect: what it is, is found out from its content, never from its name.</summary>
    /// <param name="path">A file, gzip-compressed or not, or a folder of sysfs.</param>
    /// <returns>An <see cref="IostatCapture"/>, <see cref="TimeRuns"/>, <see cref="LsblkCapture"/>, <see cref="DmsetupCapture"/>,
    /// <see cref="SysfsCapture"/>, or the counters of <c>/proc/diskstats</c>.</returns>
    /// <exception cref="CaptureFormatException">It is of no known dialect, empty, binary, or damaged from its start.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static TableCapture Open(string path) => TableReader.Read(path);

    /// <summary>What was read, recognised and skipped.</summary>
    public ReadAccount Account { get; }

    /// <summary>The dialect that was read, such as <c>iostat text</c>.</summary>
    public string Dialect => Account.Dialect;

    /// <inheritdoc/>
    public abstract ResultTable ToTable();
}
