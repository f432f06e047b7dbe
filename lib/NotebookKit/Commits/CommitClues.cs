namespace NotebookKit;

/// <summary>What a fix would touch: what the ranking of commits looks for.</summary>
public sealed record CommitClues
{
    /// <summary>Flags and functions of the kernel, such as <c>QUEUE_FLAG_NOMERGES</c>.</summary>
    public IReadOnlyList<string> Symbols { get; init; } = [];

    /// <summary>Files or folders, such as <c>drivers/nvme/host/core.c</c>.</summary>
    public IReadOnlyList<string> Files { get; init; } = [];

    /// <summary>Files of the driver in use, which weigh more than others.</summary>
    public IReadOnlyList<string> DriverFiles { get; init; } = [];

    /// <summary>Words of a message, such as <c>merge</c>.</summary>
    public IReadOnlyList<string> Words { get; init; } = [];

    /// <summary>The clues of a finding: the flags and files behind the attributes that explain it.</summary>
    /// <param name="kind">The finding's kind, such as <c>merge-disabled</c>.</param>
    /// <param name="device">The drive, such as <c>nvme0n1</c>, which tells the driver; null where unknown.</param>
    /// <param name="values">The drive's queue attributes, to keep those with a suspect value; null where unknown.</param>
    public static CommitClues Of(string kind, string? device = null, IReadOnlyDictionary<string, string>? values = null)
    {
        QueueAttribute[] suspects =
        [
            .. QueueAttributes.Explaining(kind, values).Where(attribute => values is null || attribute.Suspect.Count > 0),
        ];
        string? driver = DriverFolder(device);
        string[] files = [.. suspects.SelectMany(attribute => attribute.Files).Distinct()];
        return new CommitClues
        {
            Symbols = [.. suspects.SelectMany(attribute => attribute.Symbols).Distinct()],
            DriverFiles = [.. files.Where(file => driver is not null && file.StartsWith(driver, StringComparison.Ordinal))],
            Files = [.. files.Where(file => driver is null || !file.StartsWith("drivers/", StringComparison.Ordinal))],
            Words =
            [
                .. suspects
                    .Select(attribute => attribute.Name)
                    .Concat(
                        kind.Split('-')
                            .Where(part => part is "merge" or "merged" or "readahead" or "sectors" or "delay" or "flush")
                            .Select(Stem)
                    )
                    .Distinct(),
            ],
        };
    }

    private static string Stem(string word) => word == "merged" ? "merge" : word;

    private static string? DriverFolder(string? device) =>
        device switch
        {
            null => null,
            _ when device.StartsWith("nvme", StringComparison.Ordinal) => "drivers/nvme/",
            _ when device.StartsWith("loop", StringComparison.Ordinal) => "drivers/block/loop.c",
            _ when device.StartsWith("vd", StringComparison.Ordinal) => "drivers/block/virtio_blk.c",
            _ when device.StartsWith("sd", StringComparison.Ordinal) => "drivers/scsi/",
            _ when device.StartsWith("dm-", StringComparison.Ordinal) => "drivers/md/",
            _ => null,
        };
}
