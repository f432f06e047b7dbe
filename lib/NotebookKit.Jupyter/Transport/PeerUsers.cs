using System.Globalization;
using System.Net;
using System.Net.Sockets;
using NotebookKit.Files;

namespace NotebookKit.Jupyter.Transport;

/// <summary>
/// Tells which user of this machine is at the other end of a connection, so that strangers cannot push the user's own client out. It says
/// who stays when there is no room for all; it lets nobody in, which the key alone does.
/// </summary>
internal sealed class PeerUsers
{
    // Of a row of proc_net_tcp: "sl local_address rem_address st tx:rx tr:when retrnsmt uid ..."
    private const int LocalAt = 1;
    private const int RemoteAt = 2;
    private const int UserAt = 7;
    private const int PeerCredentials = 17; // SO_PEERCRED: process, user, group
    private const int SocketLevel = 1;
    private static readonly string[] Tables = ["/proc/net/tcp", "/proc/net/tcp6"];
    private readonly HashSet<uint> _known = [0, Own()];

    /// <summary>Notes that a user's client knows the key.</summary>
    public void Prove(uint? user)
    {
        if (user is { } one)
        {
            lock (_known)
            {
                _known.Add(one);
            }
        }
    }

    /// <summary>True for this user, for root, and for users whose clients showed that they know the key.</summary>
    public bool Knows(uint? user)
    {
        lock (_known)
        {
            return user is { } one && _known.Contains(one);
        }
    }

    /// <summary>The user at the other end of a connection.</summary>
    /// <returns>Null where that is not known: on another machine, or in a container.</returns>
    public static uint? Of(Socket socket)
    {
        try
        {
            if (socket.AddressFamily == AddressFamily.Unix)
            {
                byte[] credentials = new byte[12];
                socket.GetRawSocketOption(SocketLevel, PeerCredentials, credentials);
                return BitConverter.ToUInt32(credentials, 4);
            }

            return Find((IPEndPoint)socket.RemoteEndPoint!, (IPEndPoint)socket.LocalEndPoint!);
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static uint Own() => FileStatus.Of("/proc/self")?.User ?? uint.MaxValue;

    // The client's own row: what is remote here is local there.
    private static uint? Find(IPEndPoint client, IPEndPoint kernel)
    {
        foreach (string table in Tables.Where(File.Exists))
        {
            foreach (string line in File.ReadLines(table).Skip(1))
            {
                string[] fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
                if (
                    fields.Length > UserAt
                    && Is(fields[LocalAt], client)
                    && Is(fields[RemoteAt], kernel)
                    && uint.TryParse(fields[UserAt], NumberStyles.None, CultureInfo.InvariantCulture, out uint user)
                )
                {
                    return user;
                }
            }
        }

        return null;
    }

    // "0100007F:1F90": words of the machine's own order of bytes, then the port. A client may come by an IPv6 socket to an IPv4 address.
    private static bool Is(string text, IPEndPoint end)
    {
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        if (!int.TryParse(text.AsSpan(colon + 1), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out int port) || port != end.Port)
        {
            return false;
        }

        byte[] address = Convert.FromHexString(text.AsSpan(0, colon));
        if (BitConverter.IsLittleEndian)
        {
            for (int i = 0; i < address.Length; i += 4)
            {
                address.AsSpan(i, 4).Reverse();
            }
        }

        return new IPAddress(address).MapToIPv6().Equals(end.Address.MapToIPv6());
    }
}
