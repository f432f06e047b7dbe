using System.Net;
using System.Net.Sockets;

namespace NotebookKit.Jupyter.Transport;

/// <summary>A bound ZMTP socket (ROUTER, PUB or REP): takes connections and hands on what they send.</summary>
/// <remarks>
/// Every connection is read by a thread of its own, never by the thread pool: a cell that fills the pool must not stop the heartbeat or
/// an interrupt. A reply is written by who writes it, blocked by a slow reader as with any pipe; what is broadcast waits in a bounded queue
/// for each subscriber, and a subscriber that is further behind is dropped, since anybody can subscribe.
/// </remarks>
internal sealed class ZmtpListener : IDisposable
{
    /// <summary>The longest message that is taken, from who has shown that they know the key.</summary>
    public const long LongestMessage = 1L << 29;

    private const long LongestSubscription = 4096;
    private const long LongestHeartbeat = 64 << 10;
    private const int LoggedFaults = 20;
    private readonly string _type;
    private readonly string[] _fitting;
    private readonly long _longest;
    private readonly Action<ZmtpPeer, List<byte[]>> _onMessage;
    private readonly Action<string> _log;
    private readonly UnprovenMemory _unproven;
    private readonly Socket _listener;
    private readonly PeerList _peers;
    private readonly string? _path;
    private int _faults;

    /// <summary>Binds.</summary>
    /// <param name="type">ROUTER, PUB or REP.</param>
    /// <param name="address">Where: a host and port, or the path of a Unix socket.</param>
    /// <param name="onMessage">Hears of every message, on the connection's thread.</param>
    /// <param name="log">Hears of peers that are turned away.</param>
    /// <param name="strangers">What bounds peers that have not shown that they know the key; shared by the sockets of a kernel.</param>
    public ZmtpListener(
        string type,
        EndPoint address,
        Action<ZmtpPeer, List<byte[]>> onMessage,
        Action<string> log,
        (UnprovenMemory Memory, PeerUsers Users) strangers
    )
    {
        _type = type;
        (_fitting, _longest) = type switch
        {
            "PUB" => (["SUB", "XSUB"], LongestSubscription),
            "REP" => (["REQ", "DEALER"], LongestHeartbeat),
            _ => ((string[])["DEALER", "REQ", "ROUTER"], LongestMessage),
        };
        _onMessage = onMessage;
        _log = log;
        _unproven = strangers.Memory;
        _peers = new PeerList(strangers.Users);
        bool unix = address is UnixDomainSocketEndPoint;
        _path = unix ? address.ToString() : null;
        _listener = new Socket(
            unix ? AddressFamily.Unix : address.AddressFamily,
            SocketType.Stream,
            unix ? ProtocolType.Unspecified : ProtocolType.Tcp
        );
        _listener.Bind(address);
        _listener.Listen(64);
        Start(Accept, type + " accept");
    }

    /// <summary>Where it is bound; with port 0 asked for, the port that was given.</summary>
    public EndPoint Address => _listener.LocalEndPoint!;

    /// <summary>Sends a message to every peer that subscribed to its topic, in the same order to each, and waits for none.</summary>
    public void Publish(string topic, IReadOnlyList<ReadOnlyMemory<byte>> frames)
    {
        byte[] message = ZmtpFrames.Bytes(frames);
        foreach (ZmtpPeer peer in _peers.Each(peer => peer.Wants(topic) && !peer.TryQueue(message)))
        {
            Drop(peer);
            Complain("a subscriber was dropped, which does not read what is sent");
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
    public ZmtpPeer? Find(byte[] identity) => _peers.Last(peer => peer.Identity.AsSpan().SequenceEqual(identity));

    /// <summary>Asks those that have long said nothing whether they are there, and closes those that never answered.</summary>
    public void Tend() =>
        _peers
            .Silent()
            .ForEach(peer =>
            {
                Drop(peer);
                Complain("a connection was closed, whose other end does not answer");
            });

    /// <summary>Waits a moment until what was broadcast is on its way.</summary>
    public void Drain() => _peers.Drain();

    public void Dispose()
    {
        _listener.Dispose();
        _peers.Dispose();
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
            catch (Exception error)
                when (error is ObjectDisposedException
                    || error
                        is SocketException
                        {
                            SocketErrorCode: SocketError.OperationAborted
                                or SocketError.Interrupted
                                or SocketError.InvalidArgument
                                or SocketError.NotSocket
                        }
                )
            {
                return;
            }
            catch (SocketException error)
            {
                // Out of descriptors, or a peer that was gone before it was taken: the next one may fare better.
                Complain(error.Message);
                Thread.Sleep(50);
                continue;
            }

            var peer = new ZmtpPeer(socket, _longest, _unproven, Drop) { User = PeerUsers.Of(socket) };
            if (_peers.TryAdd(peer, out ZmtpPeer? instead))
            {
                Start(() => Serve(peer), _type);
            }

            if (instead is not null)
            {
                instead.Dispose();
                Complain(
                    $"more than {PeerList.Most} connections; {(instead == peer ? "a new one was turned away" : "one that was long silent was closed")}"
                );
            }
        }
    }

    private void Serve(ZmtpPeer peer)
    {
        try
        {
            peer.Handshake(_type, [], _fitting);
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
        catch (ZmtpException error)
        {
            Complain("a connection was closed: " + error.Message);
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // It is gone.
        }
        finally
        {
            Drop(peer);
        }
    }

    private void Drop(ZmtpPeer peer)
    {
        _peers.Remove(peer);
        peer.Dispose();
    }

    // Strangers must not be able to fill a log.
    private void Complain(string what)
    {
        if (Interlocked.Increment(ref _faults) is var count && count <= LoggedFaults)
        {
            _log($"{_type}: {what}{(count == LoggedFaults ? "; further ones are not told" : "")}");
        }
    }
}
