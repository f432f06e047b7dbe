using System.Globalization;
using System.Text;

namespace NotebookKit.Hosts;

/// <summary>A file that takes a command's output as it comes, holds nothing in memory but
/// the last bytes, and ends the command at a limit.</summary>
/// <param name="path">The file; what is there under that name, were it a link, is not written to.</param>
/// <param name="budget">How much the step may still write, shared by its files.</param>
/// <param name="kept">How many bytes are kept, the first ones: what comes behind them is
/// let go, and told at the file's end. Null for all, up to the limit.</param>
internal sealed class BoundedFile(string path, StepBudget budget, long? kept = null) : Stream
{
    private const int TailBytes = 4096;
    private readonly FileStream _file = new(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0);
    private readonly byte[] _tail = new byte[TailBytes];
    private long _written;

    /// <summary>The last 4 KiB written, as text.</summary>
    public string Tail
    {
        get
        {
            lock (_tail)
            {
                int length = (int)Math.Min(_written, TailBytes);
                int start = (int)((_written - length) % TailBytes);
                return string.Create(
                        length,
                        (_tail, start),
                        static (text, state) =>
                        {
                            for (int i = 0; i < text.Length; i++)
                            {
                                byte value = state._tail[(state.start + i) % TailBytes];
                                text[i] =
                                    value is >= 0x20 and < 0x7F or (byte)'\n' or (byte)'\t' ? (char)value
                                    : value < 0x80 ? ' '
                                    : '?';
                            }
                        }
                    )
                    .Trim();
            }
        }
    }

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => _written;

    public override long Position
    {
        get => _written;
        set => throw new NotSupportedException();
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        ReadOnlySpan<byte> all = buffer;
        if (kept is { } most && most - Math.Min(most, _written) is var left && left < buffer.Length)
        {
            buffer = buffer[..(int)left];
        }

        Remember(all);
        if (!budget.Take(buffer.Length))
        {
            return; // the command is being ended: what still sits in the pipe is let go
        }

        try
        {
            _file.Write(buffer);
        }
        catch (IOException fault)
        {
            budget.Fail(fault);
        }
        catch (ArgumentOutOfRangeException fault) when (FileSizeLimit.IsMet(fault))
        {
            budget.Fail(FileSizeLimit.Told(fault, Path.GetFileName(path)));
        }
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        Write(buffer.AsSpan(offset, count));
        return Task.CompletedTask;
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Write(buffer.Span);
        return ValueTask.CompletedTask;
    }

    public override void Flush() { }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            TellWhatIsNotKept();
            _file.Dispose();
        }

        base.Dispose(disposing);
    }

    private void TellWhatIsNotKept()
    {
        if (kept is { } most && _written > most && _file.CanWrite)
        {
            try
            {
                _file.Write(
                    Encoding.ASCII.GetBytes(
                        string.Create(CultureInfo.InvariantCulture, $"\n[{_written - most} bytes more were written and not kept]\n")
                    )
                );
            }
            catch (Exception fault) when (fault is IOException || FileSizeLimit.IsMet(fault))
            {
                // The disk is full: the budget has told so.
            }
        }
    }

    private void Remember(ReadOnlySpan<byte> buffer)
    {
        lock (_tail)
        {
            ReadOnlySpan<byte> last = buffer.Length > TailBytes ? buffer[^TailBytes..] : buffer;
            _written += buffer.Length - last.Length;
            foreach (byte value in last)
            {
                _tail[_written % TailBytes] = value;
                _written++;
            }
        }
    }
}
