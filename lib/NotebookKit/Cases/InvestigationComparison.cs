using NotebookKit.Blocks;
using NotebookKit.Display;
using NotebookKit.Formats;
using NotebookKit.Results;
using NotebookKit.Summaries;

namespace NotebookKit.Cases;

/// <summary>A case beside a good one: which settings differ, and what changed in the I/O; the good case is the first side of everything.</summary>
[TypeFormatterSource(typeof(InvestigationComparisonFormatterSource), PreferredMimeTypes = ["text/html", "text/plain"])]
public sealed class InvestigationComparison
{
    // Of iostat: what tells how much, how large, how long, how deep.
    private static readonly string[] Counters = ["r/s", "w/s", "rkB/s", "wkB/s", "rareq-sz", "wareq-sz", "r_await", "w_await", "aqu-sz", "%util"];

    internal InvestigationComparison(Investigation here, Investigation good, IReadOnlyList<DeviceVerdict>? only)
    {
        bool Wanted(string? device) => only is null || device is null || only.Any(one => one.Device == device);
        (Here, Good) = (here, good);
        (GoodName, HereName) = good.Name == here.Name ? (good.Name + " (good)", here.Name) : (good.Name, here.Name);
        Settings = [.. CaseSettings.Changes(good.Summary, here.Summary).Where(change => Wanted(change.Device))];
        string[] order = [.. here.Devices.Select(device => device.Device)];
        ByDevice = [.. CaptureSummary.CompareEach(good.Summary, here.Summary, GoodName, HereName).Where(pair => Wanted(pair.Device))
            .OrderBy(pair => Array.IndexOf(order, pair.Device) is var at and >= 0 ? at : int.MaxValue).Select(pair => new DeviceComparison(pair.Device, pair.Traces))];
        Means = [.. Averages().Where(mean => Wanted(mean.Device))];
    }

    /// <summary>The case itself.</summary>
    public Investigation Here { get; }

    /// <summary>The good case.</summary>
    public Investigation Good { get; }

    /// <summary>Settings that differ, those of the host first.</summary>
    public IReadOnlyList<SettingChange> Settings { get; }

    /// <summary>What changed in the block traces, drive by drive in the order of the verdict; empty where one of the two has none.</summary>
    public IReadOnlyList<DeviceComparison> ByDevice { get; }

    /// <summary>What changed on the drive that comes first in the verdict; null where one of the two has no block traces.</summary>
    public TraceComparison? Traces => ByDevice.Count == 0 ? null : ByDevice[0].Traces;

    /// <summary>iostat's means of the devices that both have; empty where one of the two has no iostat.</summary>
    public IReadOnlyList<MeanChange> Means { get; }

    /// <summary>The difference in a sentence.</summary>
    public string Sentence => Settings.Count == 0 && Traces is null && Means.Count == 0
        ? $"{HereName} and {GoodName} hold nothing that can be compared: capture both in the same way."
        : (Settings.Count > 0 ? $"Other than in {GoodName}: {string.Join("; ", Settings.Take(MostNamed))}{(Settings.Count > MostNamed ? $" and {Settings.Count - MostNamed} more" : "")}." : CaseSettings.AreKnown(Good.Summary, Here.Summary) ? "No setting differs that both have." : "Settings were not captured in both.")
            + (ByDevice.Count == 0 ? MeansInWords : string.Concat(ByDevice.Take(MostNamed).Select(one => " " + (ByDevice.Count > 1 ? one.ToString() : one.Traces.Verdict)))
            + (ByDevice.Count > MostNamed ? $" {ByDevice.Count - MostNamed} more drives below." : ""));

    private const int MostNamed = 4;

    private string GoodName { get; }

    private string HereName { get; }

    /// <summary>The sentence, and below it every number.</summary>
    public string ToText() => InvestigationComparisonText.Write(this);

    /// <inheritdoc/>
    public override string ToString() => ToText();

    /// <summary>iostat's means as a table; null where there are none.</summary>
    public ResultTable? MeansToTable() => Means.Count == 0 ? null : new ResultTable()
        .Text("device", Means.Select(row => row.Device)).Text("mean", Means.Select(row => row.Mean)).Text("unit", Means.Select(row => row.Unit))
        .Real(GoodName, Means.Select(row => (double?)row.Good)).Real(HereName, Means.Select(row => (double?)row.Here)).Real("times", Means.Select(row => row.Times))
        .Titled("iostat's means beside each other", "Of the intervals in which the device did anything; waits and sizes weighted by their operations.");

    // Of the device that comes first in the verdict, what the eye looks for.
    private string MeansInWords => Means.Where(row => row.IsOther && row.Mean is "r_await" or "w_await" or "rareq-sz" or "wareq-sz" or "aqu-sz")
        .GroupBy(row => row.Device).OrderByDescending(rows => Here.Devices.Count > 0 && rows.Key == Here.Devices[0].Device).FirstOrDefault() is { } first
        ? $" {first.Key}: {string.Join("; ", first.Take(MostNamed))}." : "";

    private IEnumerable<MeanChange> Averages() =>
        from device in CaseMeans.Devices(Good.Summary).Intersect(CaseMeans.Devices(Here.Summary))
        from column in Counters
        let pair = (Good: CaseMeans.Of(Good.Summary, device, column), Here: CaseMeans.Of(Here.Summary, device, column))
        where pair.Good is not null && pair.Here is not null
        select new MeanChange(device, column, IostatColumn.Find(column)?.Unit, pair.Good!.Value, pair.Here!.Value);
}
