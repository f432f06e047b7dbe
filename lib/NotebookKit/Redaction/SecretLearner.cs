using System.Text.RegularExpressions;

namespace NotebookKit.Redaction;

/// <summary>Finds names by where they stand: of hosts, users, processes, volumes, mount
/// points and serials. Such a name is replaced though it be a word.</summary>
internal sealed partial class SecretLearner
{
    private const int LongestName = 4096;
    private const int ShortestBeginning = 5;
    private const int FewestDigits = 6; // a shorter number is a count of something, somewhere else
    private readonly KitVocabulary _vocabulary;

    public SecretLearner(KitVocabulary vocabulary) => _vocabulary = vocabulary;

    private readonly HashSet<string> _names = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _hosts = new(StringComparer.Ordinal);
    private readonly HashSet<string> _added = new(StringComparer.Ordinal);
    private readonly HashSet<string> _volumes = new(StringComparer.Ordinal);
    private readonly List<string> _volumesWritten = []; // with LVM's double hyphens, and as people write them
    private readonly SortedSet<string> _tellingHosts = new(
        Comparer<string>.Create(static (a, b) => a.Length != b.Length ? b.Length - a.Length : string.CompareOrdinal(a, b))
    );
    private readonly Dictionary<string, string> _addresses = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _asWritten = new(StringComparer.Ordinal);

    /// <summary>True for a word that is replaced wherever it stands. One that the kit says too
    /// is a name as it was written: a process head is none of Head(8) in a cell.</summary>
    public bool IsName(string word) => _names.Contains(word) && (_asWritten.Contains(word) || !_vocabulary.Holds(word));

    /// <summary>The address, given in the case with its points, that a number is; null for other numbers.</summary>
    public string? AddressOf(string number) => _addresses.GetValueOrDefault(number);

    /// <summary>True for a volume of LVM or of the device mapper: where volumes stand, it
    /// is replaced though the tools say the word too.</summary>
    public bool IsVolume(string name) => _volumes.Contains(name);

    /// <summary>True for a volume of several words, which is no word of the tools: it is replaced wherever it stands.</summary>
    public bool IsWholeVolume(string name) =>
        _volumes.Contains(name) && name.AsSpan().ContainsAny('-', '_') && !_vocabulary.IsOfTools(name);

    /// <summary>True for the beginning of such a volume of several words, its group among
    /// them, with LVM's double hyphens or without.</summary>
    public bool BeginsVolume(string word) =>
        word.Length >= ShortestBeginning
        && word.AsSpan().ContainsAny('-', '_')
        && !_vocabulary.Holds(word)
        && !PlainTokens.IsKept(word)
        && _volumesWritten.Exists(volume => volume.StartsWith(word, StringComparison.OrdinalIgnoreCase));

    /// <summary>Where volumes of the device mapper stand in what dmsetup and sysfs say of them.</summary>
    public static IEnumerable<(int At, int Length)> Volumes(string text) =>
        Volume()
            .Matches(text)
            .Select(found => found.Groups["name"])
            .Where(name => !PlainNames.IsNone(name.ValueSpan) && !PlainTokens.IsKept(name.Value))
            .Select(name => (name.Index, name.Length));

    /// <summary>True for the name of a host: where a host stands, it is replaced though the tools say the word too.</summary>
    public bool IsHost(string name) => _hosts.Contains(name);

    /// <summary>Hosts that are replaced wherever they stand, in longer words too, the longest first: their names are of several parts or
    /// have a number, and no word of the tools.</summary>
    public IReadOnlyCollection<string> TellingHosts => _tellingHosts;

    // With its domain, and without as people and folders call it.
    private void AddHost(string name)
    {
        _hosts.Add(name);
        foreach (string one in new[] { name, name.Split('.')[0] }.Where(IsTelling))
        {
            _tellingHosts.Add(one);
        }
    }

    // node17 and sr12 are hosts' names here, though the kernel calls devices so; sda and
    // nvme0n1 are devices in every capture, and x12 an axis of a chart.
    private bool IsTelling(string name) =>
        name.Length > 2
        && (name.AsSpan().ContainsAny("-_.") || name.Any(char.IsAsciiDigit))
        && !_vocabulary.Holds(name)
        && !PlainTokens.IsNoHost(name)
        && !(PlainTokens.IsKept(name) && InEveryCapture().IsMatch(name));

    /// <summary>True for a field whose value is a host.</summary>
    public static bool IsHostField(string field) => HostField().IsMatch(field);

    /// <summary>Functions of the kernel, by the stacks that name them, and its commits in
    /// short: known to everybody, and evidence.</summary>
    public HashSet<string> KernelSymbols { get; } = new(StringComparer.Ordinal);

    /// <summary>Learns from a captured text.</summary>
    public void Learn(string text)
    {
        if (EscapedText.Decoded(text) is var plain && plain.Length != text.Length)
        {
            LearnPlain(plain);
        }

        LearnPlain(text);
    }

    private void LearnPlain(string text)
    {
        LearnSymbols(text, KernelSymbols);
        foreach (ValueMatch found in Address().EnumerateMatches(text))
        {
            string address = text.Substring(found.Index, found.Length);
            if (System.Net.IPAddress.TryParse(address, out System.Net.IPAddress? parsed) && !StorageIds.IsNoHosts(parsed))
            {
                foreach (string number in StorageIds.AsNumbers(address))
                {
                    _addresses.TryAdd(number, address);
                }
            }
        }

        foreach (Match found in Named().Matches(text))
        {
            // A capture names the same few processes in a million lines.
            ReadOnlySpan<char> name = found.Groups["name"].ValueSpan;
            HashSet<string>.AlternateLookup<ReadOnlySpan<char>> known = _added.GetAlternateLookup<ReadOnlySpan<char>>();
            if (!known.Contains(name))
            {
                known.Add(name);
                Add(name.ToString());
            }
        }

        foreach ((int at, int length) in Volumes(text))
        {
            Add(text.Substring(at, length));
            AddVolume(text.Substring(at, length));
        }

        foreach ((int at, int length) in NamedByPlace.Hosts(text))
        {
            AddHost(text.Substring(at, length));
        }

        foreach ((int at, int length) in NamedByPlace.Names(text))
        {
            string name = text.Substring(at, length);
            Add(name);
            if (name.AsSpan().ContainsAny('-', '_') || IsOfVolumes(text, at))
            {
                AddVolume(name);
            }
        }

        LearnColumns(text);
    }

    // VG Name, vg_name=, DM_LV_NAME=: what stands before it says so.
    private static bool IsOfVolumes(string text, int at)
    {
        ReadOnlySpan<char> before = text.AsSpan(Math.Max(0, at - 32), Math.Min(at, 32));
        return before.ContainsAny("VvLl")
            && (before.Contains("vg", StringComparison.OrdinalIgnoreCase) || before.Contains("lv", StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>Reads the functions of the kernel that stacks in a text name, and the short forms of commits that it names whole.</summary>
    public static void LearnSymbols(string text, HashSet<string> symbols)
    {
        if (text.Contains(" ([", StringComparison.Ordinal))
        {
            HashSet<string>.AlternateLookup<ReadOnlySpan<char>> known = symbols.GetAlternateLookup<ReadOnlySpan<char>>();
            foreach (ValueMatch found in Frame().EnumerateMatches(text))
            {
                // Blanks, digits, a blank, the function, what it is at in it, a blank.
                ReadOnlySpan<char> frame = text.AsSpan(found.Index, found.Length).TrimStart(" \t");
                frame = frame[(frame.IndexOf(' ') + 1)..];
                known.Add(frame[..frame.IndexOfAny(' ', '+')].Trim("_."));
            }
        }

        symbols.UnionWith(PlainTokens.ShortCommits(text));
    }

    /// <summary>Learns a value by the name of its field.</summary>
    public void LearnField(string field, string value)
    {
        if (IsNaming(field))
        {
            Add(value);
        }

        if (IsHostField(field))
        {
            AddHost(value);
        }
    }

    /// <summary>True for a field whose value names somebody or something of the customer's.</summary>
    public static bool IsNaming(string field) => NamingField().IsMatch(field);

    /// <summary>Learns a name as it is, of one word or of several.</summary>
    public void Add(string value)
    {
        if (PlainTokens.IsKernelThread(value) || PlainTokens.IsPublicList(value) || PlainNames.IsOwn(value))
        {
            return;
        }

        // Of a name of several words those that the kit says are no names by themselves: a host called db-with-cache makes none of "with".
        string[] words =
        [
            .. KitVocabulary.Atom().Matches(value.Length > LongestName ? value[..LongestName] : value).Select(word => word.Value),
        ];
        if (words.Length > 1 && Array.TrueForAll(words, _vocabulary.Holds) && !value.AsSpan().ContainsAny(" /@"))
        {
            AddVolume(value);
        }

        foreach (string name in words.Where(word => words.Length == 1 || !_vocabulary.Holds(word)))
        {
            bool number = name.All(char.IsAsciiDigit);
            if (
                name.Length >= (number ? FewestDigits : 2)
                && !_vocabulary.IsOfTools(name)
                && (number || !PlainTokens.IsKept(name))
                && !KernelSymbols.Contains(name)
            )
            {
                _names.Add(name);
                _asWritten.Add(name);
            }
        }
    }

    // A table with a head: what stands below the words that name something.
    private void LearnColumns(string text)
    {
        foreach ((string column, int at, int length) in TableNames.Cells(text))
        {
            string name = text.Substring(at, length);
            Add(name);
            if (column is "VG" or "LV")
            {
                AddVolume(name);
            }
        }
    }

    // A volume called linear is one where volumes stand, and no target of the device mapper; linear-snapshot is one wherever it stands.
    private void AddVolume(string name)
    {
        if (name.Length > 1 && !PlainNames.IsNone(name) && !PlainTokens.IsKept(name))
        {
            if (_volumes.Add(name))
            {
                _volumesWritten.AddRange(new[] { name, name.Replace("--", "-", StringComparison.Ordinal) }.Distinct());
            }
        }
    }

    // uname; a process in brackets at a line's end (blkparse) or at its beginning before
    // its number (perf); whoever@host; a field with its value.
    [GeneratedRegex(
        @"^Linux (?!version \d\S* \()(?<name>\S+) \d+\.\d+|^Linux \S+ \((?<name>[^)\s]+)\)|^[ ]*\d+,\d+[ ]+\d+[ ]+\d+[ ]+\d+\.\d+[^\n]*\[(?<name>[^\[\]\n]{1,64})\][ \t\r]*$|^[ ]*(?<name>\S[^\n\[\]]{0,40}?)[ ]+\d+(?:/\d+)?[ ]+(?:\[\d+\][ ]+)?\d+\.\d{3,9}:|\b(?<name>[\w.+-]+@(?!plt\b|GLIBC)[\w-]+(?:\.[\w-]+)*)|(?:\b(?:comm|prev_comm|next_comm)=(?<name>\S+))|(?:^|[\s;,""/])(?:hostname|nodename|host|user|username|logname|serial|serial[ _]number|wwid|nguid|eui64|eui|label|partlabel|ID_SERIAL|ID_SERIAL_SHORT|ID_FS_LABEL|DM_VG_NAME|DM_LV_NAME|DM_NAME|VG Name|LV Name)[ \t]*[=:][ \t]*""?(?<name>[^\s"",;]{1,200})",
        RegexOptions.Multiline | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex Named();

    [GeneratedRegex(@"^(?:nvme|[svh]d[a-z]|xvd|dm-|md|loop|mmcblk|[xy]|\d|0x|git-|linux-|pci|ffff)", RegexOptions.CultureInvariant)]
    private static partial Regex InEveryCapture();

    [GeneratedRegex(@"(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w]|\.\d)", RegexOptions.CultureInvariant)]
    private static partial Regex Address();

    [GeneratedRegex("^(?:host|host_?name|node_?name)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex HostField();

    /// <summary>What LVM adds to the names of volumes.</summary>
    [GeneratedRegex(
        @"(?:-(?:real|cow|cowmeta|cdata|cmeta|corig|tpool|tdata|tmeta|rimage_\d+|rmeta_\d+|mlog|mimage_\d+))*\z",
        RegexOptions.CultureInvariant
    )]
    internal static partial Regex LvmSuffix();

    // A line of `dmsetup table`, `dmsetup ls` or `dmsetup ls --tree`, or a device-mapper
    // name behind its number; "dm-3 in interval 1" is a sentence.
    [GeneratedRegex(
        @"^(?<name>[\w.+-]{2,128})(?=: \d+ \d+ [a-z]|[ \t]+\(\d+[:,] ?\d+\)[ \t\r]*$)|^dm-\d+ (?<name>[\w.+-]{2,128})(?= slaves:)",
        RegexOptions.Multiline | RegexOptions.CultureInvariant
    )]
    private static partial Regex Volume();

    [GeneratedRegex(
        @"^[ \t]+[0-9a-f]+ ([\w.$]+)(?:\+0x[0-9a-f]+)? \(\[(?:kernel|guest\.kernel)[^\]]*\][^)]*\)",
        RegexOptions.Multiline | RegexOptions.CultureInvariant
    )]
    private static partial Regex Frame();

    [GeneratedRegex(
        @"^(?:host|host_?name|node_?name|user|user_?name|owner|serial|serial_?number|wwn|wwid|nguid|eui64|uuid|ptuuid|partuuid|label|partlabel|mountpoints?|mounted_?on|fsroots|vg|lv|vg_name|lv_name|lv_uuid|vg_uuid|pv_uuid|subsysnqn|hostnqn|hostid|comm|process|program|domain|email)$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex NamingField();
}
