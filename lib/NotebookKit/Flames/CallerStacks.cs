namespace NotebookKit.Flames;

/// <summary>Where the callers of samples end in the tree, by their lines: most samples
/// were called as one before them was, whatever each was doing itself.</summary>
internal sealed class CallerStacks
{
    // Stacks that differ each time are not worth their room: what is kept is dropped
    // then, and where it served seldom nothing is kept any more.
    private const int MostBytes = 16 << 20;
    private const int LeastShareFound = 8;

    private readonly LineCache _texts = new();
    private readonly List<CallerStack> _stacks = [];
    private long _asked;
    private long _found;

    /// <summary>False where captures of this kind gain nothing by it.</summary>
    public bool Serves { get; private set; } = true;

    /// <summary>Looks the lines of callers up.</summary>
    /// <param name="lines">Their lines, as they were printed.</param>
    /// <param name="process">Their process, by its name's number.</param>
    /// <param name="stack">What is known of them.</param>
    public bool TryFind(ReadOnlySpan<byte> lines, int process, out CallerStack stack)
    {
        _asked++;
        int at = _texts.Find(lines, Hash(lines, process));
        stack = at == LineCache.Missing ? default : _stacks[at];
        bool found = at != LineCache.Missing && stack.Process == process;
        _found += found ? 1 : 0;
        return found;
    }

    /// <summary>Keeps what was found out of callers.</summary>
    public void Add(ReadOnlySpan<byte> lines, CallerStack stack)
    {
        if (_texts.Bytes + lines.Length > MostBytes)
        {
            Serves = _found >= _asked / LeastShareFound;
            (_asked, _found) = (0, 0);
            _texts.Clear();
            _stacks.Clear();
        }

        _texts.Add(lines, Hash(lines, stack.Process), _stacks.Count);
        _stacks.Add(stack);
    }

    private static ulong Hash(ReadOnlySpan<byte> lines, int process) =>
        unchecked(ByteHash.Of(lines) + ((ulong)(uint)process * 0x9E3779B97F4A7C15));
}

/// <summary>Callers that were read.</summary>
/// <param name="Process">The process, by its name's number.</param>
/// <param name="Node">Where they end in the tree.</param>
/// <param name="Lines">Their lines.</param>
internal readonly record struct CallerStack(int Process, int Node, int Lines);
