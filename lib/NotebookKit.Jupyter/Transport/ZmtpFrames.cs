using System.Buffers.Binary;
using System.Diagnostics;
using System.Net.Sockets;

namespace NotebookKit.Jupyter.Transport;

// ZMTP 3.x on the wire, after the greeting:
//   frame   = flags size body     flags: 1 more follow, 2 size has 8 bytes (big endian, else 1), 4 a command
//   command = length name data    READY carries properties: length name, length(4) value
// Spec: RFC 37/ZMTP of the ZeroMQ project, version 3.1; security mechanism NULL.

/// <summary>Reads and writes ZMTP frames on a blocking socket.</summary>
/// <param name="socket">The connection.</param>
/// <param name="longestMessage">The longest message that is taken from a peer that has
/// proven itself, and where there is no need to.</param>
/// <param name="unproven">What bounds a peer that has not; null for one that need not.</param>
internal sealed class ZmtpFrames(Socket socket, long longestMessage, UnprovenMemory? unproven) : IDisposable
{
    internal const byte More = 1;
    internal const byte Long = 2;
    internal const byte Command = 4;
    private const int MostFrames = 4096;
    private const int Step = 1 << 20;

    // From the first byte of a message to its last, for who has proven nothing: who sends a byte now and then would hold its room for ever.
    private static readonly TimeSpan MessageTime = TimeSpan.FromSeconds(10);
    private readonly Lock _writing = new();
    private readonly byte[] _buffer = new byte[8192];
    private bool _proven;
    private long _held;
    private long _deadline = long.MaxValue;
    private int _start;
    private int _end;

    /// <summary>When the peer was heard last.</summary>
    public long Heard { get; private set; } = Stopwatch.GetTimestamp();

    private bool Trusted => _proven || unproven is null;

    /// <summary>From now on the peer is trusted with messages of any length that is taken at all.</summary>
    public void Prove() => _proven = true;

    /// <summary>Gives the peer until then to send what is read next; null for as long as it likes.</summary>
    public void Within(TimeSpan? time)
    {
        _deadline = time is { } limit ? Stopwatch.GetTimestamp() + (long)(limit.TotalSeconds * Stopwatch.Frequency) : long.MaxValue;
        if (time is null)
        {
            socket.ReceiveTimeout = 0;
        }
    }

    /// <exception cref="ZmtpException">The peer broke the protocol.</exception>
    /// <exception cref="SocketException">The connection ended in the middle.</exception>
    /// <returns>Null where the connection ended between two frames.</returns>
    public (byte Flags, byte[] Body)? Read(long room)
    {
        Span<byte> head = stackalloc byte[8];
        if (!TryFill(head[..1]))
        {
            return null;
        }

        if (!Trusted && _deadline == long.MaxValue)
        {
            Within(MessageTime);
        }

        byte flags = head[0];
        if ((flags & ~(More | Long | Command)) != 0 || (flags & (More | Command)) == (More | Command))
        {
            throw new ZmtpException($"flags 0x{flags:x2} are no frame's");
        }

        ulong size = (flags & Long) != 0 ? BinaryPrimitives.ReadUInt64BigEndian(Fill(head)) : Fill(head[..1])[0];
        return size > (ulong)room
            ? throw new ZmtpException($"a frame of {size} bytes is longer than the {room} that are taken")
            : (flags, Body((int)size));
    }

    /// <summary>Reads the frames of one message; commands in between go to <paramref name="onCommand"/>.</summary>
    /// <returns>Null where the peer is gone.</returns>
    public List<byte[]>? ReadMessage(Action<byte[]> onCommand)
    {
        // The message before was handled by now.
        Release();
        var frames = new List<byte[]>();
        long room = Trusted ? longestMessage : Math.Min(longestMessage, UnprovenMemory.LongestMessage);
        while (Read(room) is var (flags, body))
        {
            if ((flags & Command) != 0)
            {
                onCommand(body);
                if (frames.Count == 0)
                {
                    Release();
                    Within(null);
                }

                continue;
            }

            frames.Add(body);
            room -= body.Length;
            if ((flags & More) == 0)
            {
                Within(null);
                return frames;
            }

            if (frames.Count == MostFrames)
            {
                throw new ZmtpException($"a message of more than {MostFrames} frames");
            }
        }

        return null;
    }

    /// <summary>Writes one message whole, however many threads write.</summary>
    public void WriteMessage(IReadOnlyList<ReadOnlyMemory<byte>> frames) => WriteRaw(Bytes(frames));

    /// <summary>A message as it goes over the wire.</summary>
    public static byte[] Bytes(IReadOnlyList<ReadOnlyMemory<byte>> frames)
    {
        byte[] bytes = new byte[frames.Sum(frame => HeadLength(frame.Length) + frame.Length)];
        int at = 0;
        for (int i = 0; i < frames.Count; i++)
        {
            at += Put(bytes.AsSpan(at), frames[i].Span, i < frames.Count - 1 ? More : (byte)0);
        }

        return bytes;
    }

    public void WriteCommand(ReadOnlySpan<byte> body)
    {
        byte[] bytes = new byte[body.Length + 9];
        WriteRaw(bytes.AsSpan(0, Put(bytes, body, Command)));
    }

    /// <summary>Writes a short command where that needs no waiting.</summary>
    public void TryWriteCommand(ReadOnlySpan<byte> body)
    {
        if (_writing.TryEnter())
        {
            try
            {
                if (socket.Poll(0, SelectMode.SelectWrite))
                {
                    WriteCommand(body);
                }
            }
            finally
            {
                _writing.Exit();
            }
        }
    }

    public void WriteRaw(ReadOnlySpan<byte> bytes)
    {
        lock (_writing)
        {
            while (bytes.Length > 0)
            {
                bytes = bytes[socket.Send(bytes, SocketFlags.None)..];
            }
        }
    }

    /// <summary>Fills the whole span.</summary>
    public Span<byte> Fill(Span<byte> into) => TryFill(into) ? into : throw new ZmtpException("the connection ended in the middle");

    public void Dispose()
    {
        socket.Dispose();
        Release();
    }

    private static int HeadLength(int body) => body > byte.MaxValue ? 9 : 2;

    private static int Put(Span<byte> into, ReadOnlySpan<byte> body, byte flags)
    {
        int head = HeadLength(body.Length);
        if (head > 2)
        {
            into[0] = (byte)(flags | Long);
            BinaryPrimitives.WriteUInt64BigEndian(into[1..], (ulong)body.Length);
        }
        else
        {
            into[0] = flags;
            into[1] = (byte)body.Length;
        }

        body.CopyTo(into[head..]);
        return head + body.Length;
    }

    // A peer may announce a gigabyte and send nothing: memory grows only with what has arrived.
    private byte[] Body(int size)
    {
        byte[] body = New(Math.Min(size, Step));
        int filled = 0;
        while (filled < size)
        {
            if (filled == body.Length)
            {
                byte[] larger = New((int)Math.Min(size, 2L * body.Length));
                body.CopyTo(larger, 0);
                Old(body.Length);
                body = larger;
            }

            Fill(body.AsSpan(filled));
            filled = body.Length;
        }

        return body;
    }

    private byte[] New(int size)
    {
        if (!Trusted && size > UnprovenMemory.Free)
        {
            if (!unproven!.TryTake(size))
            {
                throw new ZmtpException("too much was sent by connections that have not shown that they know the key");
            }

            Interlocked.Add(ref _held, size);
        }

        return new byte[size];
    }

    private void Old(int size)
    {
        if (!Trusted && size > UnprovenMemory.Free)
        {
            Interlocked.Add(ref _held, -size);
            unproven!.Return(size);
        }
    }

    private void Release() => unproven?.Return(Interlocked.Exchange(ref _held, 0));

    private bool TryFill(Span<byte> into)
    {
        bool first = true;
        while (into.Length > 0)
        {
            if (_start == _end)
            {
                // What is longer than the buffer goes past it.
                if (into.Length >= _buffer.Length)
                {
                    int direct = Receive(into);
                    if (direct == 0)
                    {
                        return Ended(first);
                    }

                    into = into[direct..];
                    first = false;
                    continue;
                }

                _start = 0;
                _end = Receive(_buffer);
                if (_end == 0)
                {
                    return Ended(first);
                }
            }

            int taken = Math.Min(into.Length, _end - _start);
            _buffer.AsSpan(_start, taken).CopyTo(into);
            _start += taken;
            into = into[taken..];
            first = false;
        }

        return true;
    }

    private int Receive(Span<byte> into)
    {
        if (_deadline != long.MaxValue)
        {
            double left = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), _deadline).TotalMilliseconds;
            socket.ReceiveTimeout = left >= 1 ? (int)left : throw TooSlow();
        }

        try
        {
            int received = socket.Receive(into, SocketFlags.None);
            Heard = Stopwatch.GetTimestamp();
            return received;
        }
        catch (SocketException error) when (error.SocketErrorCode is SocketError.TimedOut or SocketError.WouldBlock)
        {
            throw TooSlow();
        }
    }

    private static ZmtpException TooSlow() => new("what was begun did not come to its end in time");

    private static bool Ended(bool first) => first ? false : throw new ZmtpException("the connection ended in the middle");
}

/// <summary>A peer does not speak ZMTP 3 as it should; its connection is closed.</summary>
internal sealed class ZmtpException(string message) : Exception(message);
