namespace NotebookKit.Formats;

/// <summary>One column of iostat's device report: its name as iostat 12 prints it, its unit and what it means.</summary>
/// <param name="Name">The name in tables, such as <c>r_await</c>.</param>
/// <param name="Unit">The unit; null for a plain number.</param>
/// <param name="Meaning">What it counts, with its denominator.</param>
/// <remarks>
/// Source: iostat(1) of sysstat 9.0 to 12.7. kB and MB of iostat are KiB and MiB. A request is what the device completed, after merging.
/// Old names are known to the parser alone: avgqu-sz is aqu-sz, and JSON's rrqm, wrqm, drqm and util are %rrqm, %wrqm, %drqm and %util.
/// </remarks>
internal sealed record IostatColumn(string Name, string? Unit, string Meaning)
{
    private static readonly Dictionary<string, string> Aliases = new(StringComparer.Ordinal)
    {
        ["avgqu-sz"] = "aqu-sz",
        ["rrqm"] = "%rrqm",
        ["wrqm"] = "%wrqm",
        ["drqm"] = "%drqm",
        ["util"] = "%util",
    };

    // With -x of one direction each, with -s all together.
    private static readonly string[][] EveryKind =
    [
        ["tps"],
        ["r/s", "w/s", "d/s"],
    ];

    private static readonly Dictionary<string, int> Order = new(StringComparer.Ordinal);

    /// <summary>Every column that some version prints, in the order of tables.</summary>
    public static IReadOnlyList<IostatColumn> All { get; } = Create();

    /// <summary>What a number of a column means where it is followed by k, M or G (iostat
    /// -h, --human): KiB in one unit of the column; 0 where it has no size.</summary>
    internal double PerKiB { get; private init; }

    /// <summary>The column that the same value has in iostat 12 with -k, and the factor
    /// to it; null where this is it, or there is none.</summary>
    internal (string Name, double Factor)? Modern { get; private init; }

    /// <summary>Finds a column by the name of any version.</summary>
    /// <returns>Null where no version known prints it.</returns>
    public static IostatColumn? Find(string name) =>
        Order.TryGetValue(Aliases.GetValueOrDefault(name, name), out int index) ? All[index] : null;

    /// <summary>The columns whose rates add up to the operations that this one is a mean
    /// over, one printed set after the other; null for a rate or a share.</summary>
    internal IReadOnlyList<string[]>? Operations { get; private init; }

    internal static int OrderOf(string name) => Order.GetValueOrDefault(name, int.MaxValue);

    private static List<IostatColumn> Create()
    {
        var all = new List<IostatColumn>();
        foreach ((string letter, string past) in (ReadOnlySpan<(string, string)>)[("r", "read"), ("w", "written"), ("d", "discarded")])
        {
            string what =
                letter == "r" ? "Read"
                : letter == "w" ? "Write"
                : "Discard";
            Add(new(letter + "/s", "1/s", $"{what} requests completed in a second, after merging"));
            Size(letter + "{0}/s", "/s", $"Data {past} in a second", letter + "kB/s");
            Add(new(letter + "rqm/s", "1/s", $"{what} requests merged in a second before they reached the device"));
            Add(
                new(
                    $"%{letter}rqm",
                    "%",
                    $"Share of the {what.ToLowerInvariant()} requests that were merged before they reached the device"
                )
            );
            Add(
                new(
                    letter + "_await",
                    "ms",
                    $"Mean time of {what.ToLowerInvariant()} requests from queueing to completion; 0 where there was none"
                )
                {
                    Operations =
                    [
                        [letter + "/s"],
                    ],
                }
            );
            Add(
                new(letter + "areq-sz", "KiB", $"Mean size of {what.ToLowerInvariant()} requests; 0 where there was none")
                {
                    PerKiB = 1,
                    Operations =
                    [
                        [letter + "/s"],
                    ],
                }
            );
        }

        Add(new("f/s", "1/s", "Flush requests completed in a second, after merging"));
        Add(
            new("f_await", "ms", "Mean time of flush requests; 0 where there was none")
            {
                Operations =
                [
                    ["f/s"],
                ],
            }
        );
        Add(new("tps", "1/s", "Requests of every kind completed in a second"));
        Size("{0}/s", "/s", "Data read, written and discarded in a second", "kB/s");
        Add(new("rqm/s", "1/s", "Requests of every kind merged in a second"));
        Add(
            new("await", "ms", "Mean time of requests of every kind from queueing to completion; 0 where there was none")
            {
                Operations = EveryKind,
            }
        );
        Add(
            new("avgrq-sz", "sectors", "Mean size of requests of every kind; 0 where there was none. Versions up to 11.5")
            {
                PerKiB = 2,
                Modern = ("areq-sz", 0.5),
                Operations = EveryKind,
            }
        );
        Add(new("areq-sz", "KiB", "Mean size of requests of every kind; 0 where there was none") { PerKiB = 1, Operations = EveryKind });
        Add(new("aqu-sz", null, "Mean number of requests outstanding, in queues and on the device"));
        Add(
            new("svctm", "ms", "Busy time divided by the number of requests: no service time where requests overlap. Gone since 12.1")
            {
                Operations = EveryKind,
            }
        );
        Add(
            new(
                "%util",
                "%",
                "Share of time with at least one request outstanding: no measure of load where the device serves many at once"
            )
        );
        foreach (
            (string middle, string what) in (ReadOnlySpan<(string, string)>)
                [("read", "read"), ("wrtn", "written"), ("dscd", "discarded"), ("w+d", "written and discarded")]
        )
        {
            Size($"{{0}}_{middle}/s", "/s", $"Data {what} in a second", $"kB_{middle}/s");
            Size($"{{0}}_{middle}", "", $"Data {what} since the report before, or since boot", $"kB_{middle}");
        }

        return all;

        // A size has a column in each unit: -k, -m, and 512-byte blocks by default up to version 10 and under POSIXLY_CORRECT.
        void Size(string name, string per, string meaning, string modern)
        {
            bool basic = modern.Contains('_', StringComparison.Ordinal);
            Add(new(modern, "KiB" + per, meaning) { PerKiB = 1 });
            Add(
                new(string.Format(System.Globalization.CultureInfo.InvariantCulture, name, "MB"), "MiB" + per, meaning)
                {
                    PerKiB = 1 / 1024.0,
                    Modern = (modern, 1024),
                }
            );
            Add(
                new(string.Format(System.Globalization.CultureInfo.InvariantCulture, name, basic ? "Blk" : "sec"), "sectors" + per, meaning)
                {
                    PerKiB = 2,
                    Modern = (modern, 0.5),
                }
            );
        }

        void Add(IostatColumn column)
        {
            Order.Add(column.Name, all.Count);
            all.Add(column);
        }
    }
}
