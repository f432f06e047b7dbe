
namespace NotebookKit.Formats;

// Captures that are no files of their own: standard input, a pipe, a part of an archive.
public static partial class CaptureReader
{
    /// <summary>Reads a capture from a stream to its end; the dialect is found out from its first 64 KiB.</summary>
    /// <param name="stream">The bytes, gzip-compressed or not; closed at the end. It need not be seekable.</param>
    /// <param name="source">What errors and the account call the stream, such as <c>standard input</c>.</param>
    /// <returns>The events and the account.</returns>
    /// <exception cref="CaptureFormatException">The dialect is unknown, or the capture is empty or damaged from its start.</exception>
    public static BlockCapture Read(Stream stream, string source)
    {
        ArgumentNullException.ThrowIfNull(stream);
        (Stream whole, string dialect) = Open(stream, source);
        return dialect switch
        {
            BlktraceBinary.Dialect => BlktraceBinary.Read(whole, source),
            PerfData.Dialect => PerfData.Read(whole, source),
            PerfScript.Dialect => PerfScript.Read(whole, source),
            FtraceText.Dialect => FtraceText.Read(whole, source),
            _ => BlkparseText.Read(whole, source),
        };
    }

    /// <summary>Reads a capture from a stream without holding it: a consumer gets the events chunk by chunk, in order.</summary>
    /// <param name="stream">As for <see cref="Read(Stream, string)"/>. perf.data is no stream by nature: its bytes are held in memory.</param>
    /// <param name="source">What errors and the account call the stream.</param>
    /// <param name="chunk">Gets each chunk. The events are forgotten when it returns; devices and names stay the same throughout.</param>
    /// <returns>The account.</returns>
    /// <exception cref="CaptureFormatException">As for <see cref="Read(Stream, string)"/>.</exception>
    public static ReadAccount Stream(Stream stream, string source, Action<BlockEvents> chunk)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(chunk);
        (Stream whole, string dialect) = Open(stream, source);
        if (dialect == PerfData.Dialect)
        {
            BlockCapture held = PerfData.Read(whole, source);
            chunk(held.Events);
            return held.Account;
        }

        BlockCapture capture = Empty(dialect, source);
        switch (dialect)
        {
            case BlktraceBinary.Dialect:
                BlktraceBinary.Follow(whole, source, capture, chunk);
                break;
            case PerfScript.Dialect:
                PerfScript.Run(whole, capture, chunk, TextPipeline.Threads, TextBlocks.BlockBytes);
                break;
            case FtraceText.Dialect:
                using (var lines = new LineSource(whole))
                {
                    new FtraceLine(capture.Events, capture.Account).ReadAll(lines, chunk);
                }

                break;
            default:
                BlkparseText.Run(whole, capture, chunk, TextPipeline.Threads, TextBlocks.BlockBytes);
                break;
        }

        return capture.Account;
    }

    // What a dialect that can be streamed is read into.
    private static BlockCapture Empty(string dialect, string source) => dialect switch
    {
        BlktraceBinary.Dialect => BlktraceBinary.Empty(source),
        PerfScript.Dialect => PerfScript.Empty(source),
        FtraceText.Dialect => FtraceText.Empty(source),
        _ => BlkparseText.Empty(source),
    };

    private static (Stream Whole, string Dialect) Open(Stream stream, string source)
    {
        Stream plain = Gzip.UnpackIfPacked(stream);
        byte[] sample = new byte[SampleBytes];
        int length = 0;
        try
        {
            // Whatever was unpacked before damage is reached can still tell the dialect.
            for (int more = 1; more > 0 && length < sample.Length; length += more)
            {
                more = plain.Read(sample, length, sample.Length - length);
            }
        }
        catch (InvalidDataException cause) when (length == 0)
        {
            throw new CaptureFormatException($"{source}: the gzip data is damaged from its start; copy the file again", cause);
        }
        catch (InvalidDataException)
        {
        }

        sample = sample[..length];
        return (new PrefixedStream(sample, plain), DetectSample(source, sample));
    }
}
