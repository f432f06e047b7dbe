using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace NotebookKit.Kernel.Tests.Safety;

/// <summary>
/// A client of a kernel made of bytes on a TCP socket alone, by ZeroMQ's RFC 37 and "Messaging in Jupyter": it knows nothing of what the
/// kernel is made of, so that it says the same of any.
/// </summary>
internal sealed class RawClient : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);
    private readonly Socket _socket;

    private RawClient(int port)
    {
        _socket = Dial(port);
        _socket.ReceiveTimeout = _socket.SendTimeout = (int)Patience.TotalMilliseconds;
    }

    /// <summary>The bytes with which a connection begins: signature, version 3.1 or 3.0, mechanism NULL.</summary>
    public static byte[] Greeting(byte minor = 1) => [0xff, 0, 0, 0, 0, 0, 0, 0, 1, 0x7f, 3, minor, .. "NULL"u8, .. new byte[48]];

    /// <summary>Connects, as soon as somebody listens.</summary>
    public static Socket Dial(int port)
    {
        for (long end = Environment.TickCount64 + (long)Patience.TotalMilliseconds; ; Thread.Sleep(20))
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                socket.Connect(IPAddress.Loopback, port);
                return socket;
            }
            catch (SocketException) when (Environment.TickCount64 < end)
            {
                socket.Dispose();
            }
        }
    }

    /// <summary>Connects and exchanges greetings.</summary>
    public static RawClient Open(int port, string type, byte minor = 1)
    {
        var client = new RawClient(port);
        client._socket.Send(Greeting(minor));
        client.Take(64);
        byte[] ready =
        [
            .. "\u0005READY"u8,
            .. Property("Socket-Type", Encoding.ASCII.GetBytes(type)),
            .. Property("Identity", type == "DEALER" ? Guid.NewGuid().ToByteArray() : []),
        ];
        client._socket.Send([4, (byte)ready.Length, .. ready]);
        client.Frame();
        return client;
    }

    public void Subscribe() => _socket.Send([0, 1, 1]);

    /// <summary>Sends bytes as they are.</summary>
    public void Send(byte[] bytes) => _socket.Send(bytes);

    /// <summary>Sends a request, signed.</summary>
    public void Request(string key, string type, JsonObject content)
    {
        byte[][] parts =
        [
            Encoding.UTF8.GetBytes(
                new JsonObject
                {
                    ["msg_id"] = Guid.NewGuid().ToString("N"),
                    ["session"] = "s",
                    ["username"] = "u",
                    ["date"] = "2026-01-02T03:04:05Z",
                    ["msg_type"] = type,
                    ["version"] = "5.4",
                }.ToJsonString()
            ),
            "{}"u8.ToArray(),
            "{}"u8.ToArray(),
            Encoding.UTF8.GetBytes(content.ToJsonString()),
        ];
        string signature = Convert.ToHexStringLower(
            HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), parts.SelectMany(part => part).ToArray())
        );
        byte[][] frames = ["<IDS|MSG>"u8.ToArray(), Encoding.ASCII.GetBytes(signature), .. parts];
        for (int i = 0; i < frames.Length; i++)
        {
            _socket.Send(Head(frames[i].Length, more: i < frames.Length - 1));
            _socket.Send(frames[i]);
        }
    }

    /// <summary>The head of a frame.</summary>
    public static byte[] Head(long length, bool more)
    {
        byte[] head = new byte[9];
        head[0] = (byte)(2 | (more ? 1 : 0));
        BinaryPrimitives.WriteInt64BigEndian(head.AsSpan(1), length);
        return head;
    }

    /// <summary>The next message: its type and its content. Commands in between are
    /// passed over, as a client that does not answer them.</summary>
    public (string Type, JsonNode Content) Receive()
    {
        var frames = new List<byte[]>();
        while (true)
        {
            (byte flags, byte[] body) = Frame();
            if ((flags & 4) != 0)
            {
                continue;
            }

            frames.Add(body);
            if ((flags & 1) == 0)
            {
                return (JsonNode.Parse(frames[^4])!["msg_type"]!.GetValue<string>(), JsonNode.Parse(frames[^1])!);
            }
        }
    }

    /// <summary>True where the other end closes the connection within a time, whatever it sends until then.</summary>
    public bool IsClosedWithin(TimeSpan time)
    {
        _socket.ReceiveTimeout = (int)time.TotalMilliseconds;
        try
        {
            byte[] buffer = new byte[4096];
            while (_socket.Receive(buffer) > 0) { }

            return true;
        }
        catch (SocketException error)
        {
            return error.SocketErrorCode is not (SocketError.TimedOut or SocketError.WouldBlock);
        }
    }

    public void Dispose() => _socket.Dispose();

    private static byte[] Property(string name, byte[] value)
    {
        byte[] length = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, value.Length);
        return [(byte)name.Length, .. Encoding.ASCII.GetBytes(name), .. length, .. value];
    }

    private (byte Flags, byte[] Body) Frame()
    {
        byte flags = Take(1)[0];
        long length = (flags & 2) != 0 ? BinaryPrimitives.ReadInt64BigEndian(Take(8)) : Take(1)[0];
        return (flags, Take((int)length));
    }

    private byte[] Take(int length)
    {
        byte[] bytes = new byte[length];
        for (int at = 0; at < length; )
        {
            int read = _socket.Receive(bytes.AsSpan(at));
            at +=
                read > 0
                    ? read
                    : throw new EndOfStreamException(
                        string.Create(CultureInfo.InvariantCulture, $"the kernel closed the connection after {at} of {length} bytes")
                    );
        }

        return bytes;
    }
}
