using NotebookKit.Formats;

namespace NotebookKit.Flames;

/// <summary>Folds perf script text on two threads: whoever is free takes the next block,
/// and the two trees are put together at the end.</summary>
internal sealed class StackReader
{
    private readonly object _gate = new();
    private readonly SampleBlocks _blocks;
    private readonly StackFolder[] _folders;
    private readonly List<(int Number, ReadAccount Account, TotalWeight Weights)> _parts = [];
    private int _taken;
    private bool _stopped;

    private StackReader(SampleBlocks blocks, Func<StackFolder> create, int threads)
    {
        _blocks = blocks;
        _folders = [.. Enumerable.Range(0, threads).Select(_ => create())];
    }

    /// <summary>Folds a stream; closes it.</summary>
    /// <exception cref="CaptureFormatException">It is empty or binary, or holds no line of perf script output or no stack.</exception>
    public static Stacks Read(Stream stream, string source, Func<StackFolder> create, int threads, int blockBytes = SampleBlocks.BlockBytes)
    {
        using var blocks = new SampleBlocks(CaptureStream.Of(stream, source), blockBytes);
        var reader = new StackReader(blocks, create, threads);
        byte[] buffer = [];
        StackFolder first = reader._folders[0];

        // Until the event is known, one thread alone: the first event of the input is the one that is folded.
        bool more = reader.FoldNext(first, ref buffer, source);
        while (more && first.Event is null)
        {
            StackThrow.IfEndless(source, blocks.Taken, first);
            more = reader.FoldNext(first, ref buffer, source);
        }

        if (more)
        {
            reader.FoldRest(buffer);
        }

        return reader.Finish(source);
    }

    private void FoldRest(byte[] buffer)
    {
        Exception? failure = null;
        Thread[] others =
        [
            .. _folders[1..].Select(folder => new Thread(() => Guarded(folder)) { IsBackground = true, Name = "NotebookKit folder" }),
        ];
        foreach ((int i, Thread other) in others.Index())
        {
            _folders[i + 1].Event = _folders[0].Event;
            other.Start();
        }

        try
        {
            while (FoldNext(_folders[0], ref buffer, source: null)) { }
        }
        finally
        {
            lock (_gate)
            {
                _stopped = true;
            }

            foreach (Thread other in others)
            {
                other.Join();
            }
        }

        if (failure is not null)
        {
            throw failure is CaptureFormatException or IOException ? failure : new InvalidOperationException("Folding failed.", failure);
        }

        void Guarded(StackFolder folder)
        {
            try
            {
                byte[] own = [];
                while (FoldNext(folder, ref own, source: null)) { }
            }
            catch (Exception thrown)
            {
                // Thrown again on the calling thread.
                lock (_gate)
                {
                    failure = thrown;
                    _stopped = true;
                }
            }
        }
    }

    private bool FoldNext(StackFolder folder, ref byte[] buffer, string? source)
    {
        int length;
        int number;
        lock (_gate)
        {
            length = _stopped ? 0 : _blocks.Take(ref buffer);
            number = _taken++;
        }

        if (length == 0)
        {
            return false;
        }

        ReadOnlySpan<byte> text = buffer.AsSpan(0, length);
        if (source is not null && number == 0)
        {
            StackThrow.IfPerfData(text, source);
            CaptureVerdict.RejectBinary(text, source, Stacks.Expected);
        }

        var account = new ReadAccount();
        TotalWeight weights = folder.Fold(text, account);
        lock (_gate)
        {
            _parts.Add((number, account, weights));
        }

        return true;
    }

    private Stacks Finish(string source)
    {
        var account = new ReadAccount { Dialect = PerfScript.Dialect, Source = source };
        TotalWeight all = default;
        foreach ((_, ReadAccount part, TotalWeight weights) in _parts.OrderBy(part => part.Number))
        {
            all.Add(weights, account.Read);
            account.Add(part, account.Read);
        }

        all.ThrowIfTooMuch(source, lines: true);

        account.TruncatedTail = _folders.Any(folder => folder.CutOff);
        CaptureVerdict.Count(account, _blocks.Damage);
        StackFolder first = _folders[0];
        first.End();
        foreach (StackFolder folder in _folders.Skip(1))
        {
            int[] rename =
            [
                .. Enumerable.Range(0, folder.Names.Count).Select(id => first.Names.Id(folder.Names.Bytes(id), folder.Names.Kind(id))),
            ];
            first.Tree.Add(folder.Tree, rename);
            AddCounts(first.Events, folder.Events);
            AddCounts(first.LeftOut, folder.LeftOut);
        }

        StackThrow.IfNothing(account, first);
        return new Stacks(first.Names, first.Tree, account)
        {
            Event = first.Event,
            Events = first.Events,
            LeftOut = first.LeftOut,
            UnitName = first.Unit,
        };
    }

    private static void AddCounts(IDictionary<string, long> to, IEnumerable<KeyValuePair<string, long>> from)
    {
        foreach ((string name, long count) in from)
        {
            to[name] = (to.TryGetValue(name, out long before) ? before : 0) + count;
        }
    }
}
