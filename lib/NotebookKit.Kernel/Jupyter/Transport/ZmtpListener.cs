using System.Net;
using System.Net.Sockets;

namespace NotebookKit.Kernel.Jupyter.Transport;

/// <summary>A bound ZMTP socket (ROUTER, PUB or REP): takes connections and hands on what they send.</summary>
/// <remarks>
/// Every connection is read by a thread of its own, never by the thread pool: a cell that fills the pool must not stop the heartbeat or
/// an interrupt. Writing is done by who writes, blocked by a slow reader as with any pipe, so nothing is queued without bound or dropped.
/// </remarks>
internal sealed class ZmtpListener : IDisposable
{
    /// <summary>The longest message that is taken.</summary>
    public const long LongestMessage = 1L << 29;

    private const int MostConnections = 256;
    private readonly string _type;
    private readonly string[] _fitting;
    private readonly Action<ZmtpPeer, List<byte[]>> _onMessage;
    private readonly Action<string> _log;
    private readonly Socket _listener;
    private readonly Lock _gate = new();
    private readonly List<ZmtpPeer> _peers = [];
    private readonly string? _path;
    private int _connections;

    /// <summary>Binds.</summary>
    /// <param name="type">ROUTER, PUB or REP.</param>
    /// <param name="address">Where: a host and port, or the path of a Unix socket.</param>
    /// <param name="onMessage">Hears of every message, on the connection's thread.</param>
    /// <param name="log">Hears of peers that are turned away.</param>
    public ZmtpListener(string type, EndPoint address, Action<ZmtpPeer, List<byte[]>> onMessage, Action<string> log)
    {
        _type = type;
        _fitting = type switch { "PUB" => ["SUB", "XSUB"], "REP" => ["REQ", "DEALER"], _ => ["DEALER", "REQ", "ROUTER"] };
        _onMessage = onMessage;
        _log = log;
        bool unix = address is UnixDomainSocketEndPoint;
        _path = unix ? address.ToString() : null;
        _listener = new Socket(unix ? AddressFamily.Unix : address.AddressFamily, SocketType.Stream, unix ? ProtocolType.Unspecified : ProtocolType.Tcp);
        _listener.Bind(address);
        _listener.Listen(64);
        Start(Accept, type + " accept");
    }

    /// <summary>Where it is bound; with port 0 asked for, the port that was given.</summary>
    public EndPoint Address => _listener.LocalEndPoint!;

    /// <summary>Sends a message to every peer that subscribed to its topic, in the same order to each.</summary>
    public void Publish(string topic, IReadOnlyList<ReadOnlyMemory<byte>> frames)
    {
        lock (_gate)
        {
            for (int i = _peers.Count - 1; i >= 0; i--)
            {
                if (_peers[i].Wants(topic))
                {
                    TrySend(_peers[i], frames);
                }
            }
        }
    }

    /// <summary>Sends a message to one peer.</summary>
    /// <returns>False where it is gone.</returns>
    public bool TrySend(ZmtpPeer peer, IReadOnlyList<ReadOnlyMemory<byte>> frames)
    {
        try
        {
            peer.Send(frames);
            return true;
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            Drop(peer);
            return false;
        }
    }

    /// <summary>The peer of a name; null where none is connected under it.</summary>
    public ZmtpPeer? Find(ReadOnlySpan<byte> identity)
    {
        lock (_gate)
        {
            // A client that came back has its name twice for a while: the last one is the one that lives.
            for (int i = _peers.Count - 1; i >= 0; i--)
            {
                if (_peers[i].Identity.AsSpan().SequenceEqual(identity))
                {
                    return _peers[i];
                }
            }
        }

        return null;
    }

    public void Dispose()
    {
        _listener.Dispose();
        lock (_gate)
        {
            _peers.ForEach(peer => peer.Dispose());
            _peers.Clear();
        }

        if (_path is not null)
        {
            File.Delete(_path);
        }
    }

    private static void Start(Action run, string name) =>
        new Thread(() => run(), maxStackSize: 256 << 10) { IsBackground = true, Name = name }.Start();

    private void Accept()
    {
        while (true)
        {
            Socket socket;
            try
            {
                socket = _listener.Accept();
            }
            catch (Exception error) when (error is ObjectDisposedException || error is SocketException { SocketErrorCode: SocketError.OperationAborted or SocketError.Interrupted or SocketError.InvalidArgument or SocketError.NotSocket })
            {
                return;
            }
            catch (SocketException error)
            {
                // Out of descriptors, or a peer that was gone before it was taken: the next one may fare better.
                _log($"{_type}: {error.Message}");
                Thread.Sleep(50);
                continue;
            }

            if (Interlocked.Increment(ref _connections) > MostConnections)
            {
                Interlocked.Decrement(ref _connections);
                socket.Dispose();
                _log($"{_type}: more than {MostConnections} connections; one was turned away");
                continue;
            }

            Start(() => Serve(new ZmtpPeer(socket, LongestMessage)), _type);
        }
    }

    private void Serve(ZmtpPeer peer)
    {
        try
        {
            peer.Handshake(_type, [], _fitting);
            lock (_gate)
            {
                _peers.Add(peer);
            }

            while (peer.Receive() is { } message)
            {
                if (_type == "PUB")
                {
                    peer.Subscribe(message[0]);
                }
                else
                {
                    _onMessage(peer, message);
                }
            }
        }
        catch (Exception error) when (error is ZmtpException or SocketException or ObjectDisposedException)
        {
            if (error is ZmtpException)
            {
                _log($"{_type}: a connection was closed: {error.Message}");
            }
        }
        finally
        {
            Drop(peer);
            Interlocked.Decrement(ref _connections);
        }
    }

    private void Drop(ZmtpPeer peer)
    {
        lock (_gate)
        {
            _peers.Remove(peer);
        }

        peer.Dispose();
    }
}
