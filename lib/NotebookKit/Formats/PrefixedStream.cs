namespace NotebookKit.Formats;

/// <summary>Gives bytes that were already taken from a stream back in front of the rest.</summary>
internal sealed class PrefixedStream(byte[] prefix, Stream rest) : ForwardStream
{
    private int _given;

    public override int Read(Span<byte> buffer)
    {
        int left = prefix.Length - _given;
        if (left == 0)
        {
            return rest.Read(buffer);
        }

        int count = Math.Min(left, buffer.Length);
        prefix.AsSpan(_given, count).CopyTo(buffer);
        _given += count;
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            rest.Dispose();
        }

        base.Dispose(disposing);
    }
}
