using NotebookKit.Cases;
using NotebookKit.Display;
using NotebookKit.Formats;
using NotebookKit.Summaries;

namespace NotebookKit;

/// <summary>A case beside a good one: which settings differ, and what changed in the I/O;
/// the good case is the first side of everything.</summary>
[TypeFormatterSource(typeof(ShownFormatterSource))]
public sealed class InvestigationComparison : IShown
{
    // Of iostat: what tells how much, how large, how long, how deep.
    private static readonly string[] Counters =
    [
        "r/s",
        "w/s",
        "rkB/s",
        "wkB/s",
        "rareq-sz",
        "wareq-sz",
        "r_await",
        "w_await",
        "aqu-sz",
        "%util",
    ];

    internal InvestigationComparison(
        Investigation here,
        Investigation good,
        IReadOnlyList<DeviceVerdict>? only,
        (string Good, string Here)? names
    )
    {
        (Here, Good) = (here, good);
        (GoodName, HereName) = names ?? (good.Name == here.Name ? (good.Name + " (good)", here.Name) : (good.Name, here.Name));
        (Pairs, Alone) = HostPair.Of(good, here);
        bool Wanted(HostPair pair, string? device) =>
            only is null || device is null || only.Any(one => one.Device == device && (one.Host is null || one.Host == pair.Here.Name));
        string[] order =
        [
            .. here.Devices.Select(device =>
                Pairs.FirstOrDefault(pair => pair.Here.Name == device.Host)?.Named(device.Device) ?? device.Device
            ),
        ];
        Settings =
        [
            .. Pairs.SelectMany(
                pair => CaseSettings.Changes(pair.Good, pair.Here).Where(change => Wanted(pair, change.Device)),
                (pair, change) => change with { Device = pair.Named(change.Device) }
            ),
        ];
        ByDevice =
        [
            .. Pairs
                .SelectMany(
                    pair => CaptureSummary.CompareEach(pair.Good, pair.Here, GoodName, HereName).Where(one => Wanted(pair, one.Device)),
                    (pair, one) => new DeviceComparison(pair.Named(one.Device)!, one.Traces)
                )
                .OrderBy(one => Array.IndexOf(order, one.Device) is var at and >= 0 ? at : int.MaxValue),
        ];
        var means = Pairs.Select(pair => (Pair: pair, Rows: AllMeans(pair).Where(row => Wanted(pair, row.Device)).ToArray())).ToArray();
        Means = [.. means.SelectMany(of => Both(of.Rows), (of, mean) => mean with { Device = of.Pair.Named(mean.Device)! })];
        OneSided =
        [
            .. means.SelectMany(
                of => TracesOfOne(of.Pair).Where(one => Wanted(of.Pair, one.Device)).Concat(One(of.Rows)),
                (of, one) => one with { Device = of.Pair.Named(one.Device)! }
            ),
        ];
    }

    /// <summary>The case itself.</summary>
    public Investigation Here { get; }

    /// <summary>The good case.</summary>
    public Investigation Good { get; }

    /// <summary>Hosts of the case, of several, that the good case has nothing of.</summary>
    public IReadOnlyList<string> Alone { get; }

    /// <summary>Settings that differ, those of the host first; devices of several hosts behind their host's name.</summary>
    internal IReadOnlyList<SettingChange> Settings { get; }

    /// <summary>What changed in the block traces, drive by drive in the order of the
    /// verdict; empty where one of the two has none.</summary>
    internal IReadOnlyList<DeviceComparison> ByDevice { get; }

    /// <summary>What changed on the drive that comes first in the verdict; null where one of the two has no block traces.</summary>
    public TraceComparison? Traces => ByDevice.Count == 0 ? null : ByDevice[0].Traces;

    /// <summary>iostat's means of the devices that both have; empty where one of the two has no iostat.</summary>
    internal IReadOnlyList<MeanChange> Means { get; }

    /// <summary>What one of the two tells and the other does not: block traces and iostat's means, device by device.</summary>
    internal IReadOnlyList<OneSided> OneSided { get; }

    /// <summary>The difference in a sentence.</summary>
    public string Sentence
    {
        get
        {
            if (Settings.Count == 0 && Traces is null && Means.Count == 0)
            {
                return $"{HereName} and {GoodName} hold nothing that can be compared: capture both in the same way.";
            }

            string more = Settings.Count > MostNamed ? $" and {Settings.Count - MostNamed} more" : "";
            string settings =
                Settings.Count > 0 ? $"Changed from {GoodName}: {string.Join("; ", Settings.Take(MostNamed))}{more}."
                : Pairs.Any(pair => CaseSettings.AreKnown(pair.Good, pair.Here)) ? "No setting differs that both have."
                : "Settings were not captured in both.";
            string alone = Alone.Count == 0 ? "" : $" {GoodName} has nothing of {string.Join(", ", Alone)}: not compared.";
            return settings + (ByDevice.Count == 0 ? MeansInWords : TracesInWords) + alone;
        }
    }

    private const int MostNamed = 4;

    private string GoodName { get; }

    private string HereName { get; }

    private IReadOnlyList<HostPair> Pairs { get; }

    /// <summary>The sentence, and below it every number.</summary>
    public string ToText() => InvestigationComparisonText.Write(this);

    /// <inheritdoc/>
    public override string ToString() => ToText();

    string IShown.ToHtml() =>
        $"<p><b>{HtmlText.Escape(Sentence)}</b></p>"
        + $"<p>{HtmlText.Escape($"{Good.Name} itself: {Good.Sentence}")}</p>"
        + (
            Settings.Count == 0
                ? ""
                : new ResultTable()
                    .Text("device", Settings.Select(change => change.Device))
                    .Text("setting", Settings.Select(change => change.Setting))
                    .Text("good", Settings.Select(change => change.Good))
                    .Text("here", Settings.Select(change => change.Here))
                    .Titled("Settings that differ", "Of sysfs, and of the recordings' own notes.")
                    .ToHtml()
        )
        + string.Concat(
            ByDevice.Select(one =>
                (ByDevice.Count > 1 ? $"<p><b>{HtmlText.Escape(one.Device)}</b></p>" : "") + one.Traces.ToTable().ToHtml()
            )
        )
        + (MeansToTable() is { } means ? means.ToHtml() : "");

    /// <summary>iostat's means as a table; null where there are none.</summary>
    public ResultTable? MeansToTable() =>
        Means.Count == 0
            ? null
            : new ResultTable()
                .Text("device", Means.Select(row => row.Device))
                .Text("mean", Means.Select(row => row.Mean))
                .Text("unit", Means.Select(row => row.Unit))
                .Real(GoodName, Means.Select(row => (double?)row.Good))
                .Real(HereName, Means.Select(row => (double?)row.Here))
                .Real("times", Means.Select(row => row.Times))
                .Titled(
                    "iostat's means beside each other",
                    "Of the intervals in which the device did anything; waits and sizes weighted by their operations."
                );

    // The two are named once.
    private string TracesInWords =>
        (Settings.Count > 0 ? " In the I/O:" : "")
        + string.Concat(
            ByDevice
                .Take(MostNamed)
                .Select(one =>
                    $" {(ByDevice.Count > 1 ? one.Device + ": " : "")}{(Settings.Count > 0 ? one.Traces.Changes + "." : one.Traces.Verdict)}"
                )
        )
        + (ByDevice.Count > MostNamed ? $" {ByDevice.Count - MostNamed} more drives below." : "");

    // Of the device that comes first in the verdict, what the eye looks for.
    private string MeansInWords =>
        Means
            .Where(row => row.IsOther && row.Mean is "r_await" or "w_await" or "rareq-sz" or "wareq-sz" or "aqu-sz")
            .GroupBy(row => row.Device)
            .OrderByDescending(rows => Here.Devices.Count > 0 && rows.Key == Here.Devices[0].Device)
            .FirstOrDefault()
            is { } first
            ? $" {first.Key}: {string.Join("; ", first.Take(MostNamed))}."
            : "";

    private static IEnumerable<MeanChange> Both(IEnumerable<(string Device, string Column, double? Good, double? Here)> rows) =>
        from row in rows
        where row.Good is not null && row.Here is not null
        select new MeanChange(row.Device, row.Column, IostatColumn.Find(row.Column)?.Unit, row.Good!.Value, row.Here!.Value);

    private static IEnumerable<OneSided> One(IEnumerable<(string Device, string Column, double? Good, double? Here)> rows) =>
        from row in rows
        where row.Good is null != row.Here is null
        select new OneSided(row.Device, row.Column, IostatColumn.Find(row.Column)?.Unit, row.Good, row.Here);

    private static IEnumerable<(string Device, string Column, double? Good, double? Here)> AllMeans(HostPair pair) =>
        from device in CaseMeans.Devices(pair.Good).Union(CaseMeans.Devices(pair.Here))
        from column in Counters
        select (device, column, CaseMeans.Of(pair.Good, device, column), CaseMeans.Of(pair.Here, device, column));

    private static IEnumerable<OneSided> TracesOfOne(HostPair pair)
    {
        (Dictionary<string, long> good, Dictionary<string, long> here) = (Traced(pair.Good), Traced(pair.Here));

        // The one drive of each goes with the other's, whatever its name.
        IEnumerable<string> drives =
            good.Count == 1 && here.Count == 1
                ? []
                : good.Keys.Union(here.Keys).Where(device => good.ContainsKey(device) != here.ContainsKey(device));
        return drives.Select(device => new OneSided(device, "block trace", "requests", Requests(good, device), Requests(here, device)));

        static Dictionary<string, long> Traced(CaptureSummary summary) =>
            summary
                .Main?.Trace.Devices.All.Where(device => device.IsDrive && device.Requests > 0)
                .ToDictionary(device => device.Name, device => (long)device.Requests)
            ?? [];
        static double? Requests(Dictionary<string, long> traced, string device) =>
            traced.TryGetValue(device, out long count) ? count : null;
    }
}
