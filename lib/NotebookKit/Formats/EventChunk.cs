namespace NotebookKit.Formats;

/// <summary>The events of one block of text, on their way from the thread that parsed them to the one that takes them in order.</summary>
/// <remarks>Names and devices are numbered by the parser; the taker turns them into the capture's own numbers.</remarks>
internal sealed class EventChunk
{
    public EventChunk(BlockEvents events) => Events = events;

    /// <summary>The events. Its tables are the capture's, its numbers the parser's until they are turned.</summary>
    public BlockEvents Events { get; }

    /// <summary>Lines read, recognised and skipped; places count from the block's first line.</summary>
    public ReadAccount Account { get; private set; } = new();

    /// <summary>Names that the parser met for the first time, in its own order.</summary>
    public List<byte[]> NewNames { get; } = [];

    /// <summary>Devices that the parser met for the first time, in its own order.</summary>
    public List<BlockDevice> NewDevices { get; } = [];

    /// <summary>Processes that the capture gave a name, in its own order, with the parser's index of it.</summary>
    public List<(int Pid, ushort Name)> NewProcesses { get; } = [];

    /// <summary>The parser that filled it.</summary>
    public int Parser { get; set; }

    /// <summary>True where a line can only be of the dialect.</summary>
    public bool Certain { get; set; }

    /// <summary>For each line that gave no event, how many events were there before it.</summary>
    public List<int> Silent { get; } = [];

    /// <summary>The line of an event, from 1 in the block.</summary>
    public int LineOf(int row)
    {
        int at = Silent.BinarySearch(row);
        int silent = at < 0 ? ~at : at;
        while (silent < Silent.Count && Silent[silent] == row)
        {
            silent++;
        }

        return row + silent + 1;
    }

    /// <summary>The first line that was not recognised.</summary>
    public LineProblem? FirstProblem { get; set; }

    public void Clear()
    {
        Events.Clear();
        NewNames.Clear();
        NewDevices.Clear();
        NewProcesses.Clear();
        Silent.Clear();
        Account = new ReadAccount();
        Certain = false;
        FirstProblem = null;
    }
}

/// <summary>A line that was not recognised.</summary>
/// <param name="Line">Its number.</param>
/// <param name="Column">Its column, from 1.</param>
/// <param name="Problem">What was wrong.</param>
/// <param name="Text">Its first bytes.</param>
internal sealed record LineProblem(long Line, long Column, string Problem, byte[] Text);
