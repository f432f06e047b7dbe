using NotebookKit.Knowledge;

namespace NotebookKit;

/// <summary>What is known of the files below <c>/sys/block/DEVICE/queue/</c>: which switch of the kernel a finding points to.</summary>
/// <remarks>
/// Source: Documentation/ABI/stable/sysfs-block and Documentation/block/queue-sysfs.rst of the kernel, block/blk-sysfs.c; where an
/// attribute names another, that one. A first kernel is given where its commit or the documentation's own date tells it.
/// </remarks>
public static class QueueAttributes
{
    /// <summary>Every attribute known, by name.</summary>
    public static IReadOnlyList<QueueAttribute> All { get; } =
    [
        .. MergeAttributes
            .All.Concat(SizeAttributes.All)
            .Concat(ServiceAttributes.All)
            .OrderBy(attribute => attribute.Name, StringComparer.Ordinal),
    ];

    /// <summary>An attribute by name; null where it is not known.</summary>
    public static QueueAttribute? Find(string name) => All.FirstOrDefault(attribute => attribute.Name == name);

    /// <summary>The attributes whose values explain a kind of finding, those that have a suspect value first.</summary>
    /// <param name="kind">The finding's kind, such as <c>merge-disabled</c>.</param>
    /// <param name="values">The host's values by name, to keep those that are suspect there; null to name all that could be.</param>
    public static IReadOnlyList<QueueAttribute> Explaining(string kind, IReadOnlyDictionary<string, string>? values = null) =>
        [
            .. All.Where(attribute => attribute.Explains.Contains(kind))
                .Where(attribute =>
                    values is null
                    || !values.TryGetValue(attribute.Name, out string? value)
                    || attribute.Suspect.Count == 0
                    || attribute.Suspect.Contains(value.Trim())
                ),
        ];

    /// <summary>The attributes as a table.</summary>
    /// <param name="attributes">Some of them; null for all.</param>
    public static ResultTable ToTable(IEnumerable<QueueAttribute>? attributes = null) =>
        ResultTable
            .Of(attributes ?? All)
            .Text("attribute", attribute => attribute.Name)
            .Text("meaning", attribute => attribute.Meaning)
            .Text("kernel flag or limit", attribute => attribute.Symbols.Count == 0 ? null : string.Join(", ", attribute.Symbols))
            .Text("since", attribute => attribute.Since)
            .Text("default", attribute => attribute.Default)
            .Text("a bad value", attribute => attribute.BadValue)
            .Text(
                "at run time",
                attribute =>
                    attribute.Change switch
                    {
                        ChangeAtRunTime.Safe => "safe to change",
                        ChangeAtRunTime.Risky => "risky: " + attribute.Risk,
                        _ => "read only",
                    }
            )
            .Titled(
                "Attributes below /sys/block/DEVICE/queue/",
                "Source: Documentation/ABI/stable/sysfs-block of the kernel, and block/blk-sysfs.c."
            );
}
