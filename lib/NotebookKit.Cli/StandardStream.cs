namespace NotebookKit.Cli;

/// <summary>One of the standard streams to write to.</summary>
/// <param name="stream">The stream.</param>
/// <param name="name">What errors call it; null to lose what cannot be written.</param>
internal sealed class StandardStream(Stream stream, string? name) : Stream
{
    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        try
        {
            stream.Write(buffer);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // A closed one is reported as a file that may not be written; the reason is inside.
            if (name is not null)
            {
                throw new IOException($"{name} cannot be written: {(error.InnerException ?? error).Message}", error);
            }
        }
    }

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
