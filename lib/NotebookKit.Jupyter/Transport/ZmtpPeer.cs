using System.Buffers.Binary;
using System.Diagnostics;
using System.Net.Sockets;
using System.Text;

namespace NotebookKit.Jupyter.Transport;

/// <summary>One connection of a ZMTP socket: its greeting, its name, what it subscribed to.</summary>
internal sealed class ZmtpPeer : IDisposable
{
    private const int GreetingLength = 64;
    private const int LongestReady = 8192;
    private const int LongestTopic = 256;
    private const int MostTopics = 64;
    private static readonly TimeSpan HandshakeTime = TimeSpan.FromSeconds(10);

    // A client that reads nothing for this long is given up: who answers it waits for it, nobody waits for a subscriber.
    private static readonly TimeSpan SendTime = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan SubscriberTime = TimeSpan.FromSeconds(60);
    private readonly Socket _socket;
    private readonly ZmtpFrames _frames;
    private readonly SendQueue _queue;
    private readonly HashSet<string> _topics = [];
    private volatile bool _all;

    /// <summary>Takes a connection whose other end is trusted.</summary>
    public ZmtpPeer(Socket socket, long longestMessage)
        : this(socket, longestMessage, null, static _ => { }) { }

    /// <summary>Takes a connection.</summary>
    /// <param name="socket">The connection.</param>
    /// <param name="longestMessage">The longest message that is taken at all.</param>
    /// <param name="unproven">What bounds the peer until it has shown that it knows the key.</param>
    /// <param name="gone">Hears that it reads no more.</param>
    public ZmtpPeer(Socket socket, long longestMessage, UnprovenMemory? unproven, Action<ZmtpPeer> gone)
    {
        _socket = socket;
        socket.SendTimeout = (int)SendTime.TotalMilliseconds;
        if (socket.ProtocolType == ProtocolType.Tcp)
        {
            socket.NoDelay = true;
        }

        _frames = new ZmtpFrames(socket, longestMessage, unproven);
        _queue = new SendQueue(message => _frames.WriteRaw(message), () => gone(this));
    }

    /// <summary>The user at the other end; null where that is not known.</summary>
    public uint? User { get; init; }

    /// <summary>True once greetings were exchanged.</summary>
    public bool Ready { get; private set; }

    /// <summary>True once it sent a message that only who knows the key can send.</summary>
    public bool Proven { get; private set; }

    /// <summary>How long it said nothing.</summary>
    public TimeSpan Silence => Stopwatch.GetElapsedTime(_frames.Heard);

    /// <summary>True where it answers when it is asked whether it is still there: ZMTP 3.1.</summary>
    public bool Answers { get; private set; }

    /// <summary>The name that the peer gave itself; empty where it gave none.</summary>
    public byte[] Identity { get; private set; } = [];

    /// <summary>The peer's socket type, such as <c>DEALER</c>.</summary>
    public string Type { get; private set; } = "";

    /// <summary>Exchanges greetings and READY.</summary>
    /// <exception cref="ZmtpException">The peer does not speak ZMTP 3 with mechanism NULL, or its type does not fit.</exception>
    public void Handshake(string ownType, ReadOnlySpan<byte> ownIdentity, string[] fitting)
    {
        _frames.Within(HandshakeTime);
        byte[] own = new byte[GreetingLength];
        own[0] = 0xff;
        own[9] = 0x7f;
        own[10] = 3;
        own[11] = 1;
        "NULL"u8.CopyTo(own.AsSpan(12));
        _frames.WriteRaw(own);

        Span<byte> theirs = stackalloc byte[GreetingLength];
        _frames.Fill(theirs);
        if (theirs[0] != 0xff || theirs[9] != 0x7f || theirs[10] < 3 || !theirs[12..32].TrimEnd((byte)0).SequenceEqual("NULL"u8))
        {
            throw new ZmtpException("no ZMTP 3 greeting with mechanism NULL");
        }

        Answers = theirs[10] > 3 || theirs[11] >= 1;
        _frames.WriteCommand(ReadyCommand(ownType, ownIdentity));
        if (_frames.Read(LongestReady) is not { } ready || (ready.Flags & ZmtpFrames.Command) == 0)
        {
            throw new ZmtpException("no READY after the greeting");
        }

        ReadReady(ready.Body);
        if (!fitting.Contains(Type))
        {
            throw new ZmtpException($"a {Type} does not go with a {ownType}");
        }

        _frames.Within(null);
        Ready = true;
    }

    /// <summary>From now on it is trusted with long messages, and stays where there is no room for all.</summary>
    public void Prove()
    {
        Proven = true;
        _frames.Prove();
    }

    /// <summary>Asks it whether it is still there; the answer makes it heard.</summary>
    public void Ping() => _frames.TryWriteCommand([.. "\u0004PING"u8, 0, 0]);

    /// <summary>Sends a message when the peer takes it.</summary>
    /// <returns>False where it is too far behind.</returns>
    public bool TryQueue(byte[] message) => _queue.TryAdd(message);

    /// <summary>Waits until what was queued is sent, or no longer.</summary>
    public void Drain(TimeSpan time) => _queue.Drain(time);

    /// <summary>Takes the next message; null where the peer is gone.</summary>
    public List<byte[]>? Receive() => _frames.ReadMessage(OnCommand);

    public void Send(IReadOnlyList<ReadOnlyMemory<byte>> frames) => _frames.WriteMessage(frames);

    /// <summary>Subscribes or unsubscribes as a message of ZMTP 3.0 says (1 or 0, then the topic).</summary>
    public void Subscribe(ReadOnlySpan<byte> message)
    {
        if (message.Length == 0 || message[0] > 1 || message.Length > 1 + LongestTopic)
        {
            return;
        }

        _socket.SendTimeout = (int)SubscriberTime.TotalMilliseconds;
        Subscribe(message[1..], message[0] == 1);
    }

    public bool Wants(string topic)
    {
        if (_all)
        {
            return true;
        }

        lock (_topics)
        {
            return _topics.Any(prefix => topic.StartsWith(prefix, StringComparison.Ordinal));
        }
    }

    public void Dispose()
    {
        _queue.Dispose();
        _frames.Dispose();
    }

    private void Subscribe(ReadOnlySpan<byte> prefix, bool on)
    {
        string topic = Encoding.Latin1.GetString(prefix);
        lock (_topics)
        {
            _ = on ? _topics.Count < MostTopics && _topics.Add(topic) : _topics.Remove(topic);
            _all = _topics.Contains("");
        }
    }

    private static byte[] ReadyCommand(string type, ReadOnlySpan<byte> identity)
    {
        var body = new List<byte>([.. "\u0005READY"u8]);
        AddProperty(body, "Socket-Type", Encoding.ASCII.GetBytes(type));
        if (type is "ROUTER" or "DEALER" or "REQ")
        {
            AddProperty(body, "Identity", identity);
        }

        return [.. body];
    }

    private static void AddProperty(List<byte> body, string name, ReadOnlySpan<byte> value)
    {
        body.Add((byte)name.Length);
        body.AddRange(Encoding.ASCII.GetBytes(name));
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, value.Length);
        body.AddRange(length);
        body.AddRange(value);
    }

    private void ReadReady(ReadOnlySpan<byte> body)
    {
        if (!body.StartsWith("\u0005READY"u8))
        {
            throw new ZmtpException("no READY after the greeting");
        }

        body = body[6..];
        while (body.Length > 0)
        {
            int name = body[0];
            if (
                body.Length < 1 + name + 4
                || BinaryPrimitives.ReadUInt32BigEndian(body[(1 + name)..]) is var length && length > (uint)(body.Length - name - 5)
            )
            {
                throw new ZmtpException("READY is cut off");
            }

            string key = Encoding.ASCII.GetString(body.Slice(1, name));
            ReadOnlySpan<byte> value = body.Slice(name + 5, (int)length);
            if (key.Equals("Socket-Type", StringComparison.OrdinalIgnoreCase))
            {
                Type = Encoding.ASCII.GetString(value);
            }
            else if (key.Equals("Identity", StringComparison.OrdinalIgnoreCase) && value.Length <= byte.MaxValue)
            {
                Identity = value.ToArray();
            }

            body = body[(name + 5 + (int)length)..];
        }
    }

    private void OnCommand(byte[] body)
    {
        ReadOnlySpan<byte> command = body;
        if (command.StartsWith("\u0004PING"u8) && command.Length >= 7)
        {
            _frames.WriteCommand([.. "\u0004PONG"u8, .. command[7..Math.Min(command.Length, 23)]]);
        }
        else if (command.StartsWith("\u0009SUBSCRIBE"u8))
        {
            Subscribe([1, .. command[10..]]);
        }
        else if (command.StartsWith("\u0006CANCEL"u8))
        {
            Subscribe([0, .. command[7..]]);
        }
        else if (command.StartsWith("\u0005ERROR"u8))
        {
            throw new ZmtpException("the peer sent ERROR");
        }
    }
}
