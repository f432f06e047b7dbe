// secvol-tmp_backup1: 0 3342336 snapshot 254:1 254:2 P 8      dmsetup table: name, first sector, sectors, target, arguments
// 0 3342336 linear 259:0 2048                                the same of one device: no name
// Name:              secvol-seclv                            dmsetup info: a label a line
// State:             ACTIVE
// Major, minor:      254, 0
// Name               Maj Min Stat Open Targ Event  UUID      dmsetup info -c
// secvol-seclv       254   0 L--w    1    1      0 LVM-...
// secvol-seclv	(254:0)                                       dmsetup ls; (254, 0) up to 2.02.98
// secvol-seclv (254:0)                                       dmsetup ls --tree
//  `-secvol-seclv-real (254:1)
//     `- (259:0)
// dm-0 secvol-seclv slaves: dm-1                             a list made from /sys/block/dm-*/dm/name and slaves
// Spec: dmsetup(8); seen with LVM2 2.03.16. Names are as printed: dmsetup writes odd characters as \x20 and so on.
using System.Globalization;
using System.Text;

namespace NotebookKit.Formats;

/// <summary>Reads the lines of <c>dmsetup</c>.</summary>
internal sealed partial class DmsetupLineReader(ReadAccount account) : TableLineReader(account)
{
    private static readonly string[] InfoLabels =
    [
        "State",
        "Read Ahead",
        "Tables present",
        "Open count",
        "Event number",
        "Major, minor",
        "Number of targets",
        "UUID",
        "Suspend mode",
    ];

    private static readonly HashSet<string> Kinds = new(StringComparer.Ordinal)
    {
        "cache",
        "clone",
        "crypt",
        "delay",
        "dust",
        "ebs",
        "era",
        "error",
        "flakey",
        "integrity",
        "linear",
        "log-writes",
        "mirror",
        "multipath",
        "raid",
        "snapshot",
        "snapshot-merge",
        "snapshot-origin",
        "striped",
        "switch",
        "thin",
        "thin-pool",
        "unstriped",
        "vdo",
        "verity",
        "writecache",
        "zero",
        "zoned",
    };

    private const int MostColons = 16;
    private readonly List<DmsetupDevice> _devices = [];
    private readonly Dictionary<string, DmsetupDevice> _byName = new(StringComparer.Ordinal);
    private readonly List<(int Depth, DmsetupDevice? Device)> _path = [];
    private DmsetupDevice? _info;
    private string[]? _infoHead;

    public override string Expected =>
        "dmsetup output (\"secvol-seclv: 0 3342336 linear 259:0 2048\", \"secvol-seclv (254:0)\" or \"Name: secvol-seclv\")";

    /// <summary>The devices.</summary>
    public IReadOnlyList<DmsetupDevice> Devices => _devices;

    protected override string? Read(ReadOnlySpan<byte> line, bool cut, out int column)
    {
        column = 0;
        if (line.TrimBlanks().IsEmpty)
        {
            (_info, _infoHead) = (null, null);
            _path.Clear();
            return null;
        }

        string text = Encoding.UTF8.GetString(line);
        if (cut && !text.EndsWith(')'))
        {
            column = line.Length;
            return "last line has no line end and may be cut off";
        }

        if (text.Trim() == "No devices found")
        {
            Sure++; // an empty map is an answer
            return null;
        }

        return Info(text) || Columns(text) || Listed(text) || Tree(text) || Table(text) ? null : "not a line of dmsetup";
    }

    private DmsetupDevice Device(string name)
    {
        if (!_byName.TryGetValue(name, out DmsetupDevice? device))
        {
            _byName.Add(name, device = new DmsetupDevice { Name = name.Length > 0 ? name : null });
            _devices.Add(device);
        }

        return device;
    }

    // A name may hold ": ": it ends at the first one behind which a table follows.
    private bool Table(string text)
    {
        int colon = text.IndexOf(": ", StringComparison.Ordinal);
        for (int tries = 0; colon > 0 && tries < MostColons; tries++)
        {
            if (TryTarget(text[(colon + 2)..]) is { } target)
            {
                return Add(text[..colon], target);
            }

            colon = text.IndexOf(": ", colon + 1, StringComparison.Ordinal);
        }

        // Without a name only the kind of target tells the line from other tables of numbers.
        return TryTarget(text) is { } alone && Kinds.Contains(alone.Kind) && Add("", alone);
    }

    private bool Add(string name, DmTarget target)
    {
        Device(name).Add(target);
        Sure++;
        return true;
    }

    private static DmTarget? TryTarget(string text)
    {
        string[] words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (
            words.Length < 3
            || !Whole(words[0], out long start)
            || !Whole(words[1], out long sectors)
            || sectors == 0
            || !char.IsAsciiLetter(words[2][0])
        )
        {
            return null;
        }

        BlockDevice[] below = [.. words.Skip(3).Select(word => DeviceNumbers.TryParse(word, ':')).OfType<BlockDevice>().Distinct()];
        return new DmTarget(start, sectors, words[2], string.Join(' ', words.Skip(3)), below);
    }

    private static bool Whole(string text, out long value) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
}
