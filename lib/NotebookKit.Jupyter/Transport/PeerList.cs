using System.Diagnostics;

namespace NotebookKit.Jupyter.Transport;

/// <summary>The connections of one socket: how many there may be, and who goes where there are more.</summary>
/// <remarks>
/// Whoever can reach the socket can connect and say nothing. A newcomer is let in all the same: what goes is a connection that has not
/// shown that it knows the key, of a user that has not either, and of those the one that was silent longest.
/// </remarks>
internal sealed class PeerList(PeerUsers users) : IDisposable
{
    /// <summary>The most connections.</summary>
    public const int Most = 128;

    private const int Crowd = Most / 2;
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(1);
    private readonly Lock _gate = new();
    private readonly List<ZmtpPeer> _peers = [];
    private bool _ended;

    /// <summary>Takes a new connection.</summary>
    /// <param name="peer">The connection.</param>
    /// <param name="instead">Which is to be closed for it: another one, or itself; null where there was room.</param>
    /// <returns>True where it was taken.</returns>
    public bool TryAdd(ZmtpPeer peer, out ZmtpPeer? instead)
    {
        lock (_gate)
        {
            instead =
                _ended ? peer
                : _peers.Count < Most ? null
                : Weakest(peer);
            if (instead == peer)
            {
                return false;
            }

            _peers.Remove(instead!);
            _peers.Add(peer);
            if (_peers.Count > Crowd)
            {
                // Who answers now is not the one that was silent longest.
                _peers.FindAll(one => one.Answers && one.Ready && one.Silence > TimeSpan.FromSeconds(1)).ForEach(one => one.Ping());
            }

            return true;
        }
    }

    public void Remove(ZmtpPeer peer)
    {
        lock (_gate)
        {
            _peers.Remove(peer);
        }
    }

    /// <summary>Those connections for which something holds, asked one after the other while none comes or goes.</summary>
    public List<ZmtpPeer> Each(Predicate<ZmtpPeer> holds)
    {
        lock (_gate)
        {
            return _peers.FindAll(peer => peer.Ready && holds(peer));
        }
    }

    /// <summary>The last of them: a client that came back has its name twice for a while, and the last one is the one that lives.</summary>
    public ZmtpPeer? Last(Predicate<ZmtpPeer> holds)
    {
        lock (_gate)
        {
            return _peers.FindLast(peer => peer.Ready && holds(peer));
        }
    }

    /// <summary>Asks those that are quiet whether they are there.</summary>
    /// <returns>Those that have not answered for long, and would have if they were.</returns>
    public List<ZmtpPeer> Silent()
    {
        List<ZmtpPeer> quiet = Each(peer => peer.Answers && !peer.Proven && peer.Silence > Quiet);
        quiet.ForEach(peer => peer.Ping());
        return quiet.FindAll(peer => peer.Silence > Patience);
    }

    public void Dispose()
    {
        Drain();
        lock (_gate)
        {
            _ended = true;
            _peers.ForEach(peer => peer.Dispose());
            _peers.Clear();
        }
    }

    /// <summary>Waits a moment until what was broadcast is on its way.</summary>
    public void Drain()
    {
        long start = Stopwatch.GetTimestamp();
        foreach (ZmtpPeer peer in Each(static _ => true))
        {
            peer.Drain(LastWords - Stopwatch.GetElapsedTime(start));
        }
    }

    private ZmtpPeer Weakest(ZmtpPeer newcomer)
    {
        ZmtpPeer? weakest = _peers.Where(peer => !peer.Proven).OrderBy(Standing).ThenByDescending(peer => peer.Silence).FirstOrDefault();
        return weakest is null || Standing(weakest) > Standing(newcomer) ? newcomer : weakest;
    }

    private int Standing(ZmtpPeer peer) => users.Knows(peer.User) ? 1 : 0;
}
