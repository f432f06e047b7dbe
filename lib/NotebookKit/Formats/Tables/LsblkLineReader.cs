// NAME        MAJ:MIN RM  SIZE RO TYPE MOUNTPOINTS               lsblk, any columns (-o); a tree in letters of UTF-8 or ASCII
// nvme0n1     259:0    0    2G  0 disk
// `-vg-data   254:0    0  1.6G  0 lvm  /srv
// NAME="nvme0n1" KNAME="nvme0n1" MAJ:MIN="259:0" PKNAME="" ...   lsblk -P, any columns; MAJ_MIN with -y
// Spec: lsblk(8), util-linux 2.27 to 2.40. A value of the middle may be empty in text, so it is read up to the first column that may be.
using System.Globalization;
using System.Text;

namespace NotebookKit.Formats;

/// <summary>Reads what <c>lsblk</c> prints as text or as pairs.</summary>
internal sealed class LsblkLineReader(ReadAccount account) : TableLineReader(account)
{
    // Every device has these.
    private static readonly string[] AlwaysThere = ["name", "kname", "path", "maj:min", "rm", "size", "ro", "type"];
    private readonly List<(string[] Names, List<LsblkDevice> Open, List<int> Depths)> _heads = [];
    private readonly Dictionary<string, LsblkDevice> _known = new(StringComparer.Ordinal);
    private readonly List<LsblkDevice> _devices = [];
    private readonly List<(LsblkDevice Device, string Parent)> _parents = [];

    public override string Expected => "lsblk (\"NAME MAJ:MIN RM SIZE RO TYPE MOUNTPOINTS\", or NAME=\"nvme0n1\" ... of lsblk -P)";

    /// <summary>Every device once, in the order in which they first appear.</summary>
    public IReadOnlyList<LsblkDevice> Devices => _devices;

    protected override string? Read(ReadOnlySpan<byte> line, bool cut, out int column)
    {
        column = 0;
        string text = Encoding.UTF8.GetString(line).TrimEnd();
        if (text.Length == 0)
        {
            return null;
        }

        if (text.StartsWith("NAME=\"", StringComparison.Ordinal) || text.StartsWith("KNAME=\"", StringComparison.Ordinal))
        {
            return Pairs(text);
        }

        string[] words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (
            words is ["NAME", _, ..]
            && words.All(word => word.All(letter => char.IsAsciiLetterUpper(letter) || letter is ':' or '-' or '%' or '.' or '_'))
        )
        {
            _heads.Add(([.. words.Select(word => word.ToLowerInvariant())], [], []));
            return null;
        }

        return _heads.Count == 0 ? "not lsblk's: no head NAME in front of it" : Row(_heads[^1], text);
    }

    protected override void Finish()
    {
        foreach ((LsblkDevice device, string parent) in _parents)
        {
            _devices.Find(one => (one.KernelName ?? one.Name) == parent)?.AddChild(device);
        }
    }

    private string? Row((string[] Names, List<LsblkDevice> Open, List<int> Depths) head, string text)
    {
        int start = 0;
        while (start < text.Length && (text[start] is ' ' or '|' or '`' or '-' or '*' || text[start] > '\u2000'))
        {
            start++;
        }

        string[] words = text[start..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        int given = head.Names.TakeWhile(name => AlwaysThere.Contains(name)).Count();
        int numbered = Array.IndexOf(head.Names, "maj:min");
        if (words.Length < given || numbered >= given || (numbered >= 0 && DeviceNumbers.TryParse(words[numbered], ':') is null))
        {
            return "row does not have what the head says";
        }

        // Without numbers any table with a column NAME would do.
        if (numbered < 0 && !head.Names.Contains("kname"))
        {
            return "not lsblk's: neither MAJ:MIN nor KNAME in the head";
        }

        LsblkDevice device = Known(numbered >= 0 ? words[numbered] : words[0]);
        for (int i = 0; i < given; i++)
        {
            device.Set(head.Names[i], [words[i]]);
        }

        // What follows may be empty anywhere, and only a last column alone is told by what is left.
        if (head.Names.Length == given + 1 && words.Length > given)
        {
            device.Set(head.Names[given], [string.Join(' ', words.Skip(given))]);
        }

        while (head.Depths.Count > 0 && head.Depths[^1] >= start)
        {
            head.Depths.RemoveAt(head.Depths.Count - 1);
            head.Open.RemoveAt(head.Open.Count - 1);
        }

        if (head.Open.Count > 0)
        {
            head.Open[^1].AddChild(device);
        }

        head.Depths.Add(start);
        head.Open.Add(device);
        Sure++;
        return null;
    }

    private string? Pairs(string text)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        for (int at = 0; at < text.Length; )
        {
            int open = text.IndexOf("=\"", at, StringComparison.Ordinal);
            int close = open < 0 ? -1 : text.IndexOf('"', open + 2);
            if (close < 0)
            {
                return "pair is cut off";
            }

            // A Turkish locale lowers and raises I in its own way: MAJ:MIN comes with a dotted capital.
            string key = text[at..open]
                .Trim()
                .ToLower(CultureInfo.InvariantCulture)
                .Replace("\u0307", "", StringComparison.Ordinal)
                .Replace('\u0130', 'i')
                .Replace('\u0131', 'i');
            values[key == "maj_min" ? "maj:min" : key] = text[(open + 2)..close];
            at = close + 1;
        }

        string name = values.GetValueOrDefault("name") ?? values["kname"];
        LsblkDevice device = Known(values.GetValueOrDefault("maj:min") is { Length: > 0 } number ? number : name);
        foreach ((string key, string value) in values)
        {
            device.Set(key, [value.Length == 0 ? null : value]);
        }

        if (values.GetValueOrDefault("pkname") is { Length: > 0 } parent)
        {
            _parents.Add((device, parent));
        }

        Sure++;
        return null;
    }

    private LsblkDevice Known(string key)
    {
        if (!_known.TryGetValue(key, out LsblkDevice? device))
        {
            _known.Add(key, device = new LsblkDevice());
            _devices.Add(device);
        }

        return device;
    }
}
