using NotebookKit.Formats;

namespace NotebookKit.Flames;

/// <summary>Folds perf script text on two threads: whoever is free takes the next block, and the two trees are put together at the end.</summary>
internal sealed class StackReader
{
    private readonly object _gate = new();
    private readonly SampleBlocks _blocks;
    private readonly StackFolder[] _folders;
    private readonly List<(int Number, ReadAccount Account)> _accounts = [];
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
        using var blocks = new SampleBlocks(stream, source, blockBytes);
        var reader = new StackReader(blocks, create, threads);
        byte[] buffer = [];
        StackFolder first = reader._folders[0];

        // Until the event is known, one thread alone: the first event of the input is the one that is folded.
        bool more = reader.FoldNext(first, ref buffer, source);
        while (more && first.Event is null)
        {
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
        Thread[] others = [.. _folders[1..].Select(folder => new Thread(() => Guarded(folder)) { IsBackground = true, Name = "NotebookKit folder" })];
        foreach ((int i, Thread other) in others.Index())
        {
            _folders[i + 1].Event = _folders[0].Event;
            other.Start();
        }

        try
        {
            while (FoldNext(_folders[0], ref buffer, source: null))
            {
            }
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
                while (FoldNext(folder, ref own, source: null))
                {
                }
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
        folder.Fold(text, account);
        lock (_gate)
        {
            _accounts.Add((number, account));
        }

        return true;
    }

    private Stacks Finish(string source)
    {
        var account = new ReadAccount { Dialect = PerfScript.Dialect, Source = source };
        foreach ((_, ReadAccount part) in _accounts.OrderBy(part => part.Number))
        {
            account.Add(part, account.Read);
        }

        account.TruncatedTail = _blocks.Damaged || _folders.Any(folder => folder.CutOff);
        StackFolder all = _folders[0];
        all.End();
        foreach (StackFolder folder in _folders.Skip(1))
        {
            int[] rename = [.. Enumerable.Range(0, folder.Names.Count).Select(id => all.Names.Id(folder.Names.Bytes(id), folder.Names.Kind(id)))];
            all.Tree.Add(folder.Tree, rename);
            foreach ((string name, long count) in folder.Events)
            {
                all.Events[name] = all.Events.GetValueOrDefault(name) + count;
            }
        }

        StackThrow.IfNothing(account, all);
        return new Stacks(all.Names, all.Tree, account) { Event = all.Event, Events = all.Events, LeftOut = all.LeftOut, UnitName = all.Unit };
    }
}
