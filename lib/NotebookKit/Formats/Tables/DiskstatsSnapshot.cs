namespace NotebookKit.Formats;

/// <summary>One reading of <c>/proc/diskstats</c>.</summary>
/// <param name="Number">Its number in the file, from 1.</param>
/// <param name="TimeSeconds">The number alone on a line in front of it, in s: <c>date
/// +%s.%N</c> or the first of <c>/proc/uptime</c>; null where there is none.</param>
/// <param name="Devices">The devices, in the order of the file.</param>
internal sealed record DiskstatsSnapshot(int Number, double? TimeSeconds, IReadOnlyList<DiskstatsDevice> Devices)
{
    /// <summary>A device by name.</summary>
    /// <returns>Null where it was not there.</returns>
    public DiskstatsDevice? Find(string name) => Devices.FirstOrDefault(device => device.Name == name);

    /// <summary>The names of devices by their numbers, for <c>BlockTrace.NameDevices</c>.</summary>
    public IEnumerable<KeyValuePair<BlockDevice, string>> Names =>
        Devices.Select(device => KeyValuePair.Create(device.Number, device.Name));

    internal static ResultTable ToTable(IReadOnlyList<DiskstatsSnapshot> snapshots, string note)
    {
        (DiskstatsSnapshot Snapshot, DiskstatsDevice Device)[] rows =
        [
            .. snapshots.SelectMany(snapshot => snapshot.Devices, (snapshot, device) => (snapshot, device)),
        ];
        ResultTable columns = new();
        if (snapshots.Count > 1)
        {
            columns.Count("snapshot", rows.Select(row => (long)row.Snapshot.Number));
        }

        columns.Text("device", rows.Select(row => row.Device.Name)).Text("number", rows.Select(row => row.Device.Number.ToString()));
        for (int i = 0; i < DiskCounters.Count; i++)
        {
            int field = i;
            if (rows.Any(row => row.Device.Counters[field] is not null))
            {
                // No counter reaches 2^63: sectors of 512 bytes would be 4 ZiB.
                columns.Count(
                    DiskstatsLineReader.Fields[i],
                    rows.Select(row => row.Device.Counters[field] is { } value and <= long.MaxValue ? (long?)value : null),
                    DiskstatsLineReader.Units[i]
                );
            }
        }

        return columns.Titled("/proc/diskstats", note);
    }
}
