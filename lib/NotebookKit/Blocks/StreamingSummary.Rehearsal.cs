using NotebookKit.Formats;

namespace NotebookKit.Blocks;

// A short program starts no faster than the code it needs is loaded and compiled.
internal sealed partial class StreamingSummary
{
    // One I/O that goes straight, one that is merged, and what else a trace holds.
    private static ReadOnlySpan<byte> Rehearsed =>
        """
        259,0    0        1     0.000000000  1000  A   R 2048 + 8 <- (254,0) 0
        259,0    0        2     0.000000500  1000  Q   R 2048 + 8 [fio]
        259,0    0        3     0.000001000  1000  G   R 2048 + 8 [fio]
        259,0    0        4     0.000001500  1000  P   N [fio]
        259,0    0        5     0.000002000  1000  Q   R 2056 + 8 [fio]
        259,0    0        6     0.000002500  1000  M   R 2056 + 8 [fio]
        259,0    0        7     0.000003000  1000  U   N [fio] 1
        259,0    0        8     0.000003500  1000  I   R 2048 + 16 [fio]
        259,0    0        9     0.000004000  1000  D   R 2048 + 16 [fio]
        259,0    0       10     0.000005000     0  C   R 2048 + 16 [0]
        259,0    0       11     0.000006000  1000  Q   W 4096 + 8 [fio]
        259,0    0       12     0.000006500  1000  G   W 4096 + 8 [fio]
        259,0    0       13     0.000007000  1000  I   W 4096 + 8 [fio]
        259,0    0       14     0.000007500  1000  D   W 4096 + 8 [fio]
        259,0    0       15     0.000009000     0  C   W 4096 + 8 [0]

        """u8;

    /// <summary>Loads and compiles what a first summary needs, by making one of a few
    /// lines: for another thread to do while this one has no capture yet.</summary>
    public static void Rehearse()
    {
        // Parsing first: the other thread comes to it last.
        byte[] text = Rehearsed.ToArray();
        using var blocks = new TextBlocks(new MemoryStream(text));
        var block = new TextBlock();
        blocks.Take(block);
        new BlkparseChunkParser().Parse(block, new EventChunk(new BlockEvents()));
        Read(
                take =>
                {
                    BlockCapture capture = BlkparseText.Empty(nameof(Rehearse));
                    BlkparseText.Run(new MemoryStream(text), capture, take, threads: 1, TextBlocks.BlockBytes);
                    return capture.Account;
                },
                RowsBetweenDrops
            )
            .ToJson();
    }
}
