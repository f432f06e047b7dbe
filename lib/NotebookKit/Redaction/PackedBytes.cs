namespace NotebookKit.Redaction;

/// <summary>Packed bytes that are handed out in blocks, and one by one from a place on: so
/// that it is known where a packed text ends, of which its reader does not tell.</summary>
/// <param name="bytes">What they are part of.</param>
/// <param name="from">Where they begin.</param>
/// <param name="to">Where they end at the latest.</param>
/// <param name="exactFrom">From where on they are handed out one by one.</param>
internal sealed class PackedBytes(byte[] bytes, int from, int to, int exactFrom) : Stream
{
    /// <summary>Up to where they were handed out.</summary>
    public int At { get; private set; } = from;

    /// <summary>Where what was handed out last began.</summary>
    public int LastFrom { get; private set; } = from;

    /// <summary>True where the last was handed out alone: the text ends at <see cref="At"/>.</summary>
    public bool IsExact => At - LastFrom <= 1;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        int length = Math.Min(buffer.Length, At < exactFrom ? exactFrom - At : Math.Min(1, to - At));
        bytes.AsSpan(At, length).CopyTo(buffer);
        if (length > 0)
        {
            LastFrom = At;
        }

        At += length;
        return length;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
