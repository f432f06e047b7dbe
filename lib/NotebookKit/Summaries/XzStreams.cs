using NotebookKit.Formats;
using SharpCompress.Compressors.Xz;

namespace NotebookKit.Summaries;

/// <summary>What an .xz file holds: one stream behind another, with padding of zeros between them or at the end.</summary>
/// <remarks>Source: the .xz file format 1.2.1, sections 2 and 2.2: padding is a multiple
/// of four bytes. The library's reader ends with the first stream.</remarks>
internal sealed class XzStreams(Stream file) : ForwardStream
{
    private const int PaddingUnit = 4;
    private XZStream? _stream = new(file);

    /// <summary>Reads unpacked bytes.</summary>
    /// <exception cref="InvalidDataException">Behind a stream stands neither another one nor padding.</exception>
    public override int Read(Span<byte> buffer)
    {
        while (_stream is not null && !buffer.IsEmpty)
        {
            int read = _stream.Read(buffer);
            if (read > 0)
            {
                return read;
            }

            _stream = Next();
        }

        return 0;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _stream?.Dispose();
            file.Dispose();
        }

        base.Dispose(disposing);
    }

    private XZStream? Next()
    {
        byte[] four = new byte[PaddingUnit];
        while (true)
        {
            int read = file.ReadAtLeast(four, four.Length, throwOnEndOfStream: false);
            if (read == 0)
            {
                return null;
            }

            if (read == four.Length && four.AsSpan().SequenceEqual(Packing.XzMagic[..PaddingUnit]))
            {
                file.Position -= PaddingUnit;
                return new XZStream(file);
            }

            if (read < four.Length || four.AsSpan().ContainsAnyExcept((byte)0))
            {
                throw new InvalidDataException("behind the packed data stands something else");
            }
        }
    }
}
