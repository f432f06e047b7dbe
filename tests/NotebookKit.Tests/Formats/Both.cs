using NotebookKit.Formats;

namespace NotebookKit.Tests.Formats;

/// <summary>Reads the same text with the plain reader and with the fast one in every shape, and holds the two against each other.</summary>
internal static class Both
{
    /// <summary>Block sizes from one line a block to the whole text in one.</summary>
    private static readonly int[] BlockSizes = [1, 700, 1 << 20];

    public static void Agree(byte[] text, bool perf)
    {
        using var file = new TemporaryFile(text);
        (string[] Events, string Account) plain = Outcome(() => Plain(text, perf));
        foreach (int threads in (int[])[1, 2])
        {
            foreach (int blockBytes in BlockSizes)
            {
                (string[] Events, string Account) fast = Outcome(() => Fast(text, perf, threads, blockBytes));
                Assert.Equal(plain.Events, fast.Events);
                Assert.Equal(plain.Account, fast.Account);

                (string[] Events, string Account) opened = Outcome(() => Fast(CaptureFile.OpenRead(file.Path), perf, threads, blockBytes));
                Assert.Equal(plain.Events, opened.Events);
                Assert.Equal(plain.Account, opened.Account);
            }
        }
    }

    public static BlockCapture Fast(byte[] text, bool perf, int threads, int blockBytes) =>
        Fast(new MemoryStream(text), perf, threads, blockBytes);

    public static BlockCapture Fast(Stream stream, bool perf, int threads, int blockBytes)
    {
        BlockCapture capture = perf ? PerfScript.Empty("test") : BlkparseText.Empty("test");
        if (perf)
        {
            PerfScript.Run(stream, capture, chunk: null, threads, blockBytes);
        }
        else
        {
            BlkparseText.Run(stream, capture, chunk: null, threads, blockBytes);
        }

        return capture;
    }

    public static BlockCapture Plain(byte[] text, bool perf)
    {
        using var lines = new LineSource(new MemoryStream(text));
        return perf ? PerfScript.ReadPlainly(lines, "test") : BlkparseText.ReadPlainly(lines, "test");
    }

    /// <summary>True where two readers gave the same, null standing for an error.</summary>
    public static bool Same(BlockCapture? one, BlockCapture? other)
    {
        if (one is null || other is null)
        {
            return one is null && other is null;
        }

        BlockEvents a = one.Events;
        BlockEvents b = other.Events;
        return a.TimeNs.SequenceEqual(b.TimeNs)
            && a.Sector.SequenceEqual(b.Sector)
            && a.Sectors.SequenceEqual(b.Sectors)
            && a.Pid.SequenceEqual(b.Pid)
            && a.Device.SequenceEqual(b.Device)
            && a.Name.SequenceEqual(b.Name)
            && a.Cpu.SequenceEqual(b.Cpu)
            && a.Rwbs.SequenceEqual(b.Rwbs)
            && a.Action.SequenceEqual(b.Action)
            && a.DetailRow.SequenceEqual(b.DetailRow)
            && a.Detail.SequenceEqual(b.Detail)
            && a.DetailDevice.SequenceEqual(b.DetailDevice)
            && Tell(one) == Tell(other);
    }

    private static (string[] Events, string Account) Outcome(Func<BlockCapture> read)
    {
        try
        {
            BlockCapture capture = read();
            return (EventText.All(capture.Events), Tell(capture));
        }
        catch (CaptureFormatException error)
        {
            return ([], error.Message);
        }
    }

    private static string Tell(BlockCapture capture)
    {
        ReadAccount account = capture.Account;
        IEnumerable<string> skipped = account
            .Skipped.OrderBy(kind => kind.Kind, StringComparer.Ordinal)
            .Select(kind => $"{kind.Count} x {kind.Kind}: {string.Join(" | ", kind.Examples)}");
        IEnumerable<string> tables = Enumerable
            .Range(0, capture.Events.Devices.Count)
            .Select(i => capture.Events.Devices[i].ToString())
            .Concat(Enumerable.Range(0, capture.Events.Names.Count).Select(i => capture.Events.Names[i]));
        return $"read {account.Read}, recognised {account.Recognised}, lost {account.Lost}, backwards {account.TimeBackwards}, cut {account.TruncatedTail}; "
            + $"{string.Join("; ", skipped)}; {string.Join(",", tables)}";
    }
}
