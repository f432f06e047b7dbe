using System.Runtime.InteropServices;

namespace NotebookKit.Cli;

/// <summary>One of the standard streams to write to, by its number alone: to say that no
/// more files may be open, none must have to be opened.</summary>
/// <param name="number">1 or 2.</param>
/// <param name="name">What errors call it; null to lose what cannot be written.</param>
internal sealed unsafe partial class StandardStream(int number, string? name) : Stream
{
    // errno(3)
    private const int Interrupted = 4;
    private const int TryAgain = 11;
    private const int BrokenPipe = 32;

    private const short Out = 4; // POLLOUT, poll(2)

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (buffer.Length > 0)
        {
            nint written;
            fixed (byte* first = buffer)
            {
                written = Put(number, first, buffer.Length);
            }

            if (written >= 0)
            {
                buffer = buffer[(int)written..];
                continue;
            }

            switch (Marshal.GetLastPInvokeError())
            {
                case Interrupted:
                    break;
                case TryAgain:
                    // Whoever shares the terminal or pipe made it one that does not wait.
                    var wait = new PollFile { File = number, Events = Out };
                    _ = Poll(&wait, 1, -1);
                    break;
                case BrokenPipe:
                    return; // the reader has what it wants
                case var error when name is not null:
                    throw new IOException($"{name} cannot be written: {Marshal.GetPInvokeErrorMessage(error)}", error);
                default:
                    return;
            }
        }
    }

    public override void Flush() { }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint Put(int file, byte* bytes, nint count);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    private static partial int Poll(PollFile* file, nuint count, int milliseconds);

    [StructLayout(LayoutKind.Sequential)]
    private struct PollFile
    {
        public int File;
        public short Events;
        public short Happened;
    }
}
