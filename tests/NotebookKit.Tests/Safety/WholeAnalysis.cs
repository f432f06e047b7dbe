using NotebookKit.Cases;
using NotebookKit.Diagnosis;
using NotebookKit.Summaries;

namespace NotebookKit.Tests.Safety;

/// <summary>Everything that is ever said of a trace: each result, table, chart and finding.</summary>
internal static class WholeAnalysis
{
    private static readonly TimeSpan Width = TimeSpan.FromMilliseconds(250);

    /// <summary>Takes it all; whatever a trace holds, nothing may throw.</summary>
    public static void Of(BlockTrace trace)
    {
        var queues = new Dictionary<BlockDevice, DeviceQueue>();
        if (trace.Devices.Drive is { } drive)
        {
            queues[drive.Device] = new DeviceQueue
            {
                NoMerges = 0,
                MaxSectorsKiB = 128,
                MaxHwSectorsKiB = 128,
                MaxSegments = 64,
                Scheduler = "none",
            };
        }

        var capture = new SummaryCapture("capture", trace, queues, DeviceMap.Of());
        foreach ((string name, var table) in capture.Tables)
        {
            Assert.NotEmpty(name);
            Assert.NotNull(table.ToText());
        }

        Assert.NotEmpty(trace.Btt.ToText());
        Dictionary<BlockDevice, Finding> slow = PeerRule
            .Of(trace, "capture", queues.GetValueOrDefault, capture.Devices)
            .GroupBy(one => one.Device)
            .ToDictionary(group => group.Key, group => group.First().Finding);
        foreach (TraceDevice device in trace.Devices.All.Where(device => device.IssuesRequests))
        {
            var evidence = DeviceEvidence.Of(
                capture,
                device,
                queues.GetValueOrDefault(device.Device),
                "capture",
                slow.GetValueOrDefault(device.Device),
                null
            );
            Assert.NotEmpty(evidence.Findings.ToText());
            Assert.True(evidence.State != DeviceState.Undecided || evidence.Missing.Count > 0);
        }

        Results(trace);
        Findings(trace);
    }

    private static void Results(BlockTrace trace)
    {
        Assert.NotNull(trace.Bios.ToDataFrame().ToText());
        Assert.NotNull(trace.Requests.ToDataFrame().ToText());
        Assert.NotNull(trace.ThroughputOf(Width).ToDataFrame().ToText());
        Assert.NotNull(trace.RatesOf(Width).ToDataFrame().ToText());
        Assert.NotNull(trace.WindowsOf(Width).ToDataFrame().ToText());
        Assert.NotNull(trace.ToolViewsOf().ToDataFrame().ToText());
        Assert.NotNull(trace.Compare(trace).ToDataFrame().ToText());
        Assert.NotNull(trace.ArticleLatency.ToDataFrame().ToText());
        Assert.NotNull(trace.Merges.ChainsToTable().ToDataFrame().ToText());
        Assert.NotNull(trace.Phases.ProcessesToTable().ToDataFrame().ToText());
        Assert.NotNull(trace.Window(TimeSpan.Zero, TimeSpan.FromSeconds(1)).Phases.All);
        foreach (
            BlockDevice device in Enumerable.Range(0, Math.Min(3, trace.Events.Devices.Count)).Select(index => trace.Events.Devices[index])
        )
        {
            Assert.NotNull(trace.RatesOf(Width, device).ToDataFrame().ToText());
            Assert.NotNull(trace.WindowsOf(Width, device).ToDataFrame().ToText());
            Assert.NotNull(trace.QueueDepth.StepsToTable(device).ToDataFrame().ToText());
        }
    }

    private static void Findings(BlockTrace trace)
    {
        Findings findings = Diagnose.Of(trace, new DeviceQueue { NoMerges = 2, MaxSectorsKiB = 4 });
        Assert.NotEmpty(findings.ToText());
        Assert.NotEmpty(findings.ToJson());
        Assert.NotEmpty(Diagnose.Of(trace).ToText());
        Assert.NotNull(Conservation.Of(trace).ToDataFrame().ToText());
        Assert.NotNull(IfMerged.Of(trace)?.ToDataFrame().ToText() ?? "");
        Assert.NotNull(Ceiling.Find(trace)?.Text ?? "");
        WindowFeatures features = Features.Of(trace);
        Assert.NotNull(features.ToDataFrame().ToText());
        Assert.NotNull(features.Outliers().ToText());
        Assert.NotNull(StretchAlarms.Of(features).ToDataFrame().ToText());
    }
}
