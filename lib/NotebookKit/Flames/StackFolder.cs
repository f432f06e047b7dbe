using System.Buffers.Text;

namespace NotebookKit.Flames;

/// <summary>Folds blocks of samples into a tree: one for each thread, put together afterwards.</summary>
internal class StackFolder
{
    private const int NoSample = -1;
    private const int Unreadable = 0; // entry 0 of _frames stands for lines that are none
    private const int LongestComm = 448; // the kernel keeps 15 bytes, perf maps of other tools may hold more

    // Addresses of a program that starts again and again differ each time: beyond this many lines, forgetting is cheaper than keeping.
    private const int MostLines = 1 << 20;
    private const int MostLineBytes = 256 << 20;
    private readonly FoldOptions _options;
    private readonly FrameLine _reader;
    private readonly LineCache _plain = new();
    private readonly LineCache _java = new();
    private readonly CallerStacks _callers = new();
    private readonly List<int> _ids = [];
    private readonly List<int> _read = [];
    private readonly List<(int At, int Count)> _frames = [(0, 0)];
    private readonly byte[] _process = new byte[512];
    private int[] _stack = new int[256];
    private int _depth;
    private int _processId = NoSample;
    private bool _inJava;
    private ulong _period;
    private long _headerLine;
    private TotalWeight _weights;

    public StackFolder(FoldOptions options)
    {
        _options = options;
        _reader = new FrameLine(Names, options);
        Event = options.Event;
    }

    public FrameNames Names { get; } = new();

    public CallTree Tree { get; } = new();

    /// <summary>The event that is folded; null until the first one was seen.</summary>
    public string? Event { get; set; }

    /// <summary>Samples seen of each event, folded or not; the empty name for headers that end in something else.</summary>
    public Dictionary<string, long> Events { get; } = new(StringComparer.Ordinal);

    /// <summary>Samples that ended without a blank line: the input was cut off within them.</summary>
    public bool CutOff => _processId != NoSample;

    /// <summary>Folds a block that begins between two samples.</summary>
    /// <param name="text">Whole lines.</param>
    /// <param name="account">Counts every line.</param>
    /// <returns>The weights of the block's samples, by its lines.</returns>
    public TotalWeight Fold(ReadOnlySpan<byte> text, ReadAccount account)
    {
        (_processId, _depth, _weights) = (NoSample, 0, default);
        while (!text.IsEmpty)
        {
            if (_processId != NoSample && _depth == 0 && WholeStack(text, account) is > 0 and var length)
            {
                text = text[length..];
                continue;
            }

            int end = text.IndexOf((byte)'\n');
            ReadOnlySpan<byte> line = end < 0 ? text : text[..end];
            text = end < 0 ? default : text[(end + 1)..];
            account.Read++;
            if (line is [.., (byte)'\r'])
            {
                line = line[..^1];
            }

            if (Line(line, account.Read))
            {
                account.Recognised++;
            }
            else
            {
                account.Skip("neither a sample's first line nor a line of a stack", account.Read, line);
            }
        }

        return _weights;
    }

    private bool Line(ReadOnlySpan<byte> line, long number)
    {
        if (line.IsEmpty)
        {
            EndSample();
            return true;
        }

        if (line[0] == '#')
        {
            return true;
        }

        if (line[0] is not ((byte)'\t' or (byte)' ') && Header(line))
        {
            _headerLine = number;
            return true;
        }

        int entry = Entry(line);
        if (entry != Unreadable && _processId != NoSample)
        {
            if (_depth == _stack.Length)
            {
                Array.Resize(ref _stack, _depth * 2);
            }

            _stack[_depth++] = entry;
        }

        return entry != Unreadable;
    }

    /// <summary>Takes a sample's stack at once, where it is lines of a stack and nothing
    /// else up to the blank line; the callers are looked up as a whole.</summary>
    /// <returns>Its bytes with the blank line; 0 where it is for <see cref="Line"/>.</returns>
    private int WholeStack(ReadOnlySpan<byte> text, ReadAccount account)
    {
        int end = text.IndexOf((byte)'\n');
        if (end <= 0 || !IsPlain(text[..end]) || !_callers.Serves)
        {
            return 0;
        }

        ReadOnlySpan<byte> callers = text[(end + 1)..];
        int length = callers.IndexOf("\n\n"u8) + 1;
        int innermost = length == 0 ? Unreadable : Entry(text[..end]);
        if (innermost == Unreadable || DeepStack.MayCut(_frames[innermost].Count) || !TryCallers(callers[..length], out CallerStack known))
        {
            _depth = 0;
            return 0;
        }

        account.Read += known.Lines + 2;
        account.Recognised += known.Lines + 2;
        Keep(Below(known.Node, innermost), _period);
        (_processId, _depth) = (NoSample, 0);
        ForgetLines();
        return end + 1 + length + 1;
    }

    private bool TryCallers(ReadOnlySpan<byte> lines, out CallerStack known)
    {
        if (_callers.TryFind(lines, _processId, out known))
        {
            return true;
        }

        int frames = 0;
        for (ReadOnlySpan<byte> rest = lines; !rest.IsEmpty; )
        {
            int end = rest.IndexOf((byte)'\n');
            if (!IsPlain(rest[..end]) || !Line(rest[..end], 0) || DeepStack.MayCut(frames += _frames[_stack[_depth - 1]].Count))
            {
                return false;
            }

            rest = rest[(end + 1)..];
        }

        int node = Tree.Child(0, _processId);
        for (int i = _depth - 1; i >= 0; i--)
        {
            node = Below(node, _stack[i]);
        }

        known = new CallerStack(_processId, node, _depth);
        _callers.Add(lines, known);
        return true;
    }

    private int Below(int node, int entry)
    {
        (int at, int count) = _frames[entry];
        for (int i = at; i < at + count; i++)
        {
            node = Tree.Child(node, _ids[i]);
        }

        return node;
    }

    // What begins with a blank or a tab is no header; such a line is read alike wherever it stands.
    private static bool IsPlain(ReadOnlySpan<byte> line) => line is [(byte)'\t' or (byte)' ', .., not (byte)'\r'];

    private int Entry(ReadOnlySpan<byte> line)
    {
        LineCache cache = _inJava ? _java : _plain;
        ulong hash = ByteHash.Of(line);
        int entry = cache.Find(line, hash);
        if (entry == LineCache.Missing)
        {
            _read.Clear();
            entry = Unreadable;
            if (_reader.TryRead(line, _inJava, _read))
            {
                entry = _frames.Count;
                _frames.Add((_ids.Count, _read.Count));
                _ids.AddRange(_read);
            }

            cache.Add(line, hash, entry);
        }

        return entry;
    }

    private bool Header(ReadOnlySpan<byte> line)
    {
        if (!SampleHeader.TryRead(line, out SampleHeader header))
        {
            return false;
        }

        ulong period = 1;
        if (!header.Period.IsEmpty && !Utf8Parser.TryParse(header.Period, out period, out _))
        {
            return false; // more than 64 bits: no kernel counts that far
        }

        if (Take(header, line))
        {
            _period = period;
            int length = Process(header, _process);
            _inJava = _process.AsSpan(0, length).StartsWith("java"u8);
            _processId = Names.Id(_process.AsSpan(0, length), FrameKind.Process);
        }

        return true;
    }

    /// <summary>What was read and is not in the tree, by reason.</summary>
    public SortedDictionary<string, long> LeftOut { get; } = new(StringComparer.Ordinal);

    /// <summary>The unit of weights where the event does not tell it.</summary>
    public virtual string? Unit => null;

    /// <summary>Called once behind the last sample.</summary>
    public virtual void End() { }

    /// <summary>Decides on a sample by its header.</summary>
    /// <returns>False to leave its stack out.</returns>
    protected virtual bool Take(in SampleHeader header, ReadOnlySpan<byte> line) => Count(header);

    /// <summary>Takes a sample that ended.</summary>
    /// <param name="node">Where its stack ends in the tree.</param>
    /// <param name="period">Its period.</param>
    protected virtual void Keep(int node, ulong period) => Weigh(node, period);

    /// <summary>Adds a sample's weight.</summary>
    protected void Weigh(int node, ulong weight)
    {
        Tree.Add(node, weight, 1);
        _weights.Add(weight, _headerLine);
    }

    /// <summary>Counts samples that are left out, or left out in part.</summary>
    protected void Leave(string reason, long count)
    {
        if (count > 0)
        {
            LeftOut[reason] = LeftOut.GetValueOrDefault(reason) + count;
        }
    }

    // False where the event is not the one that is folded.
    private bool Count(in SampleHeader header)
    {
        var seen = Events.GetAlternateLookup<ReadOnlySpan<char>>();
        // Who asks for an event gets that one alone; else tracepoints are folded with the first event, as by stackcollapse-perf.pl.
        ReadOnlySpan<byte> said = header.Event.IsEmpty && _options.Event is not null ? header.Tracepoint : header.Event;
        Span<char> name = stackalloc char[Math.Min(said.Length, 200)];
        for (int i = 0; i < name.Length; i++)
        {
            name[i] = (char)said[i];
        }

        seen[name] = seen.TryGetValue(name, out long count) ? count + 1 : 1;
        if (name.IsEmpty)
        {
            return true;
        }

        Event ??= name.ToString();
        return name.SequenceEqual(Event);
    }

    private int Process(in SampleHeader header, Span<byte> into)
    {
        ReadOnlySpan<byte> comm = header.Comm[..Math.Min(header.Comm.Length, LongestComm)];
        comm.CopyTo(into);
        int length = comm.Length;
        if (_options.Pid || _options.Tid)
        {
            length = Append(into, length, "-"u8);
            length = Append(into, length, header.Tid.IsEmpty ? "?"u8 : Kept(header.First));
        }

        if (_options.Tid)
        {
            length = Append(into, length, "/"u8);
            length = Append(into, length, Kept(header.Tid.IsEmpty ? header.First : header.Tid));
        }

        into[..length].Replace((byte)' ', (byte)'_');
        return length;

        static ReadOnlySpan<byte> Kept(ReadOnlySpan<byte> digits) => digits[..Math.Min(digits.Length, 20)];
    }

    private static int Append(Span<byte> into, int at, ReadOnlySpan<byte> text)
    {
        text.CopyTo(into[at..]);
        return at + text.Length;
    }

    private void EndSample()
    {
        if (_processId != NoSample)
        {
            Keep(EndOfStack(), _period);
        }

        (_processId, _depth) = (NoSample, 0);
        ForgetLines();
    }

    private void ForgetLines()
    {
        if (_frames.Count > MostLines || _plain.Bytes + _java.Bytes > MostLineBytes)
        {
            _plain.Clear();
            _java.Clear();
            _ids.Clear();
            _frames.RemoveRange(1, _frames.Count - 1);
        }
    }

    // Where the sample's stack ends in the tree.
    private int EndOfStack()
    {
        int node = Tree.Child(0, _processId);
        int frames = 0;
        for (int i = 0; i < _depth; i++)
        {
            frames += _frames[_stack[i]].Count;
        }

        var deep = new DeepStack(frames);
        int place = 0;
        for (int i = _depth - 1; i >= 0; i--)
        {
            (int at, int count) = _frames[_stack[i]];
            for (int j = at; j < at + count; j++, place++)
            {
                node = deep.IsGap(place) ? Tree.Child(node, Names.Id(DeepStack.Gap, FrameKind.Unknown)) : node;
                node = deep.Keeps(place) ? Tree.Child(node, _ids[j]) : node;
            }
        }

        Leave(DeepStack.LeftOut, deep.IsCut ? 1 : 0);
        return node;
    }
}
