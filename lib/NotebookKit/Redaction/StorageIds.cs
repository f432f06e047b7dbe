using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;

namespace NotebookKit.Redaction;

/// <summary>
/// Invented identifiers of storage and network: WWN, EUI-64, NGUID, WWPN, UUID, MAC and IP addresses.
/// They keep length, kind and vendor, and what belonged together still does: ports of one target share
/// their beginning, every spelling of one identifier gets the same digits, hosts of a subnet stay in one.
/// </summary>
internal sealed class StorageIds
{
    /// <summary>Stands behind the vendor in each invented identifier.</summary>
    public const string Mark = "ee";

    private const int VendorDigits = 6;
    private const int Tries = 20_000;
    private readonly Dictionary<string, string> _parts = new(StringComparer.Ordinal);
    private readonly HashSet<string> _used = new(StringComparer.Ordinal);
    private readonly HashSet<string> _invented = new(StringComparer.Ordinal);

    /// <summary>What stands for what.</summary>
    public SortedDictionary<string, string> Ids { get; } = new(StringComparer.Ordinal);

    /// <summary>The identifier for one of hexadecimal digits; the letters' case is kept.</summary>
    public string Hex(string digits)
    {
        string key = digits.ToLowerInvariant();
        if (!Ids.TryGetValue(key, out string? other))
        {
            (int from, int length) = Kept(key);
            string own = key.Remove(from, length);
            other = New(own).Insert(from, key.Substring(from, length));
            Ids.Add(key, other);
        }

        return digits.Any(char.IsAsciiLetterUpper) ? other.ToUpperInvariant() : other;
    }

    /// <summary>The identifier for a UUID without its hyphens: version and variant stay where they were.</summary>
    public string Uuid(string digits)
    {
        string key = digits.ToLowerInvariant();
        string other = Ids.TryGetValue(key, out string? known)
            ? known
            : Ids[key] = string.Concat(New(key).Select((digit, at) => at is 12 or 16 ? key[at] : digit));
        return digits.Any(char.IsAsciiLetterUpper) ? other.ToUpperInvariant() : other;
    }

    /// <summary>Where an identifier says who made it: NAA and vendor, or the vendor alone; of an NGUID in its middle.</summary>
    public static (int From, int Length) Kept(string digits) =>
        (digits.Length, digits[0]) switch
        {
            (16, '1' or '2') => (0, 4 + VendorDigits),
            (16, '5' or 'c') or (32, '6') => (0, 1 + VendorDigits),
            (16, _) => (0, VendorDigits),
            (32, _) => (16, VendorDigits),
            _ => (0, 0),
        };

    /// <summary>True for an identifier that was invented here.</summary>
    public static bool IsOne(string digits)
    {
        (int from, int length) = Kept(digits.ToLowerInvariant());
        return digits.Remove(from, length).StartsWith(Mark, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>The address for a MAC address, six pairs of digits with what stands between them.</summary>
    public string Mac(string address)
    {
        string key = new([.. address.ToLowerInvariant().Where(char.IsAsciiHexDigit)]);
        string other = Ids.TryGetValue(key, out string? known) ? known : Ids[key] = "02005e" + Unique(6);
        int at = 0;
        return string.Concat(address.Select(symbol => char.IsAsciiHexDigit(symbol) ? other[at++] : symbol));
    }

    /// <summary>The address for an IP address: 198.18.0.0/15 and 2001:db8::/32, which
    /// nobody has. Loopback, masks and all zeros stay.</summary>
    public string Ip(string text)
    {
        if (!IPAddress.TryParse(text, out IPAddress? address) || IsNoHosts(address) || _invented.Contains(text))
        {
            return text;
        }

        if (Ids.TryGetValue(text, out string? known))
        {
            return known;
        }

        string other;
        if (address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork)
        {
            byte[] bytes = address.GetAddressBytes();
            string subnet = Part(
                "4 " + Convert.ToHexString(bytes.AsSpan(0, 3)),
                3,
                digits => Convert.ToInt32(digits, 16) < 512 && _used.Add("4 " + digits)
            );
            int net = Convert.ToInt32(subnet, 16);
            int host = bytes[3] is 0 or 255
                ? bytes[3]
                : 1
                    + Convert.ToInt32(
                        Part($"4 {subnet} {bytes[3]}", 2, digits => Convert.ToInt32(digits, 16) < 254 && _used.Add("4 " + subnet + digits)),
                        16
                    );
            other = string.Create(CultureInfo.InvariantCulture, $"198.{18 + (net >> 8)}.{net & 255}.{host}");
        }
        else
        {
            string digits = Convert.ToHexStringLower(address.GetAddressBytes());
            string net = Mark + Part("6 " + digits[..16], 6, part => _used.Add("6 " + part)),
                host = Part("6 " + digits, 8, _used.Add);
            other = $"2001:db8:{net[..4]}:{net[4..]}::{host[..4]}:{host[4..]}";
        }

        _invented.Add(other);
        return Ids[text] = other;
    }

    /// <summary>An IPv4 address as one number, as the network counts it and as a
    /// little-endian machine stores it: in tens, and in sixteens behind 0x.</summary>
    public static string[] AsNumbers(string address)
    {
        byte[] bytes = IPAddress.Parse(address).GetAddressBytes();
        if (bytes.Length != 4)
        {
            return [];
        }

        uint network = BinaryPrimitives.ReadUInt32BigEndian(bytes),
            stored = BinaryPrimitives.ReadUInt32LittleEndian(bytes);
        return
        [
            .. new[] { network, stored }.SelectMany(number =>
                new[] { number.ToString(CultureInfo.InvariantCulture), "0x" + number.ToString("x8", CultureInfo.InvariantCulture) }
            ),
        ];
    }

    /// <summary>An address as the number as which another was written.</summary>
    public static string AsNumber(string address, string written, string[] ways)
    {
        string other = AsNumbers(address)[Array.FindIndex(ways, way => way.Equals(written, StringComparison.OrdinalIgnoreCase))];
        return written.Any(char.IsAsciiLetterUpper) ? other.ToUpperInvariant().Replace("0X", "0x", StringComparison.Ordinal) : other;
    }

    /// <summary>True for addresses that name no host, and those invented here.</summary>
    public static bool IsNobodys(IPAddress address) =>
        IsNoHosts(address) || address.GetAddressBytes() is [198, 18 or 19, _, _] or [0x20, 0x01, 0x0d, 0xb8, 0xee, ..];

    /// <summary>True for addresses that name no host.</summary>
    public static bool IsNoHosts(IPAddress address) =>
        IPAddress.IsLoopback(address) || address.ToString() is "0.0.0.0" or "::" || address.GetAddressBytes() is [255, ..] or [127, ..];

    // The mark, then digits for all but the last, the same for all that differ in the last alone; those keep their distance.
    private string New(string digits)
    {
        int last = digits.Length >= 9 ? 3 : 1;
        string group = digits[..^last];
        string other = Part("h " + group, Math.Max(1, group.Length - Mark.Length), _used.Add);
        int key = Convert.ToInt32(Part("k " + group, last, static _ => true), 16),
            own = Convert.ToInt32(digits[^last..], 16);
        return (Mark + other)[..group.Length] + (key ^ own).ToString("x" + last, CultureInfo.InvariantCulture);
    }

    private string Part(string of, int length, Func<string, bool> fits)
    {
        if (!_parts.TryGetValue(of, out string? part))
        {
            // Where all are taken, two share one: more subnets than the range holds, say.
            int tries = 0;
            do
            {
                part = RandomNumberGenerator.GetHexString(length, lowercase: true);
            } while (!fits(part) && ++tries < Tries);

            _parts.Add(of, part);
        }

        return part;
    }

    private string Unique(int length) => Part("u " + Guid.NewGuid(), length, _used.Add);
}
