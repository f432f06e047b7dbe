namespace NotebookKit.Formats;

/// <summary>Finds out which devices of several captures are the same: by numbers, by the kernel's name, by the mapping's name.</summary>
internal sealed class DeviceMapBuilder(IReadOnlyList<TableCapture> captures)
{
    private readonly List<Entry> _entries = [];

    public IReadOnlyList<MappedDevice> Build()
    {
        // The sources that know numbers and names together come first, so that those which know one alone find them.
        Mapper = captures
            .OfType<LsblkCapture>()
            .SelectMany(lsblk => lsblk.Devices)
            .Where(device => device.Type is "lvm" or "crypt" or "dm" or "mpath")
            .Select(device => device.Number)
            .Concat(captures.OfType<DmsetupCapture>().SelectMany(dmsetup => dmsetup.Devices).Select(device => device.Number))
            .Concat(
                captures
                    .OfType<DiskstatsCapture>()
                    .SelectMany(diskstats => diskstats.Snapshots)
                    .SelectMany(snapshot => snapshot.Devices)
                    .Where(device => device.Name.StartsWith("dm-", StringComparison.Ordinal))
                    .Select(device => (BlockDevice?)device.Number)
            )
            .FirstOrDefault(number => number is not null)
            ?.Major;
        foreach (LsblkDevice device in captures.OfType<LsblkCapture>().SelectMany(lsblk => lsblk.Devices))
        {
            Entry entry = Find(device.Number, device.KernelName, device.Name);
            entry.Type ??= device.Type;
        }

        foreach (
            DmsetupDevice device in captures
                .OfType<DmsetupCapture>()
                .SelectMany(dmsetup => dmsetup.Devices)
                .Where(device => device.Name is not null)
        )
        {
            Entry entry = Find(device.Number, device.KernelName, device.Name);
            entry.Targets.AddRange(entry.Targets.Count == 0 ? device.Targets : []);
            entry.BelowNumbers.UnionWith(device.Below);
            entry.BelowNames.UnionWith(device.BelowNames);
        }

        foreach (
            DiskstatsDevice device in captures
                .OfType<DiskstatsCapture>()
                .SelectMany(diskstats => diskstats.Snapshots)
                .SelectMany(snapshot => snapshot.Devices)
        )
        {
            Find(device.Number, device.Name, null);
        }

        foreach (LsblkDevice device in captures.OfType<LsblkCapture>().SelectMany(lsblk => lsblk.Devices))
        {
            Entry entry = Find(device.Number, device.KernelName, device.Name);
            entry.BelowEntries.AddRange(device.Parents.Select(parent => Find(parent.Number, parent.KernelName, parent.Name)));
        }

        foreach (BlockDevice number in _entries.SelectMany(entry => entry.BelowNumbers).ToArray())
        {
            Find(number, null, null);
        }

        return
        [
            .. Sorted()
                .Select(entry => new MappedDevice(
                    entry.Number,
                    entry.KernelName,
                    entry.ShownName,
                    entry.Targets.Count > 0 ? entry.Targets[0].Kind : entry.Type,
                    entry.Targets,
                    [.. Below(entry).Select(below => below.ShownName)]
                )),
        ];
    }

    private int? Mapper { get; set; }

    private Entry Find(BlockDevice? number, string? kernelName, string? name)
    {
        // dm-N has the minor number N, and its major is the mapper's.
        if (
            kernelName?.StartsWith("dm-", StringComparison.Ordinal) == true
            && Mapper is { } major
            && int.TryParse(kernelName.AsSpan(3), System.Globalization.NumberStyles.None, null, out int minor)
        )
        {
            number ??= new BlockDevice(major, minor);
        }

        if (number is { } mapped && mapped.Major == Mapper)
        {
            kernelName ??= string.Create(System.Globalization.CultureInfo.InvariantCulture, $"dm-{mapped.Minor}");
        }

        Entry? entry = _entries.Find(known =>
            (number is not null && known.Number == number)
            || (kernelName is not null && known.KernelName == kernelName)
            || (name is not null && (known.Name == name || (known.Name is null && known.KernelName == name)))
        );
        if (entry is null)
        {
            _entries.Add(entry = new Entry());
        }

        entry.Number ??= number;
        entry.KernelName ??= kernelName;
        entry.Name ??= name;
        return entry;
    }

    private IEnumerable<Entry> Below(Entry entry) =>
        entry
            .BelowNumbers.Select(number => _entries.Find(known => known.Number == number))
            .Concat(entry.BelowNames.Select(name => _entries.Find(known => known.KernelName == name)))
            .Concat(entry.BelowEntries)
            .OfType<Entry>()
            .Distinct();

    // What something is made of stands above it; a device that is made of itself (a damaged capture) is no reason to go round.
    private List<Entry> Sorted()
    {
        var sorted = new List<Entry>();
        var seen = new HashSet<Entry>();
        foreach (Entry entry in _entries)
        {
            Visit(entry, 0);
        }

        return sorted;

        void Visit(Entry entry, int depth)
        {
            if (depth < 64 && seen.Add(entry))
            {
                foreach (Entry below in Below(entry))
                {
                    Visit(below, depth + 1);
                }

                sorted.Add(entry);
            }
        }
    }

    private sealed class Entry
    {
        public BlockDevice? Number { get; set; }

        public string? KernelName { get; set; }

        public string? Name { get; set; }

        public string? Type { get; set; }

        public string ShownName => Name ?? KernelName ?? Number?.ToString() ?? "?";

        public List<DmTarget> Targets { get; } = [];

        public HashSet<BlockDevice> BelowNumbers { get; } = [];

        public HashSet<string> BelowNames { get; } = new(StringComparer.Ordinal);

        public List<Entry> BelowEntries { get; } = [];
    }
}
