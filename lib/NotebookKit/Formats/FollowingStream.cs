namespace NotebookKit.Formats;

/// <summary>A file that another program still writes: reading waits at its end for more, until it is told to stop.</summary>
/// <param name="file">The file; closed with this.</param>
/// <param name="idle">Called whenever the end was reached and before waiting: everything written so far was given.</param>
/// <param name="patience">How long nothing may be added before the file counts as ended.</param>
/// <param name="stop">Ends the file where it stands.</param>
internal sealed class FollowingStream(CaptureFile file, Action idle, TimeSpan patience, CancellationToken stop) : ForwardStream
{
    /// <summary>Time between two looks at the file: short against a person's patience, long against the cost of a look.</summary>
    public static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(100);

    public override int Read(Span<byte> buffer)
    {
        int read = file.Read(buffer);
        if (read > 0 || buffer.IsEmpty)
        {
            return read;
        }

        idle();
        long since = Environment.TickCount64;
        while (!stop.IsCancellationRequested && Environment.TickCount64 - since < patience.TotalMilliseconds)
        {
            if (file.Length < file.Position)
            {
                throw new CaptureFormatException(
                    $"{file.Name} was cut from {file.Position} to {file.Length} bytes while it was followed: another program started it anew"
                );
            }

            read = file.Read(buffer);
            if (read > 0)
            {
                return read;
            }

            stop.WaitHandle.WaitOne(BetweenLooks);
        }

        return 0;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            file.Dispose();
        }

        base.Dispose(disposing);
    }
}
