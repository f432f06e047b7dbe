using System.Globalization;
using NotebookKit.Blocks;
using NotebookKit.Display;
using NotebookKit.Stats;

namespace NotebookKit;

/// <summary>Pictures of a trace's results; each states what it counts.</summary>
public static partial class TracePictures
{
    /// <summary>The stack of devices, with what each layer did to the I/O; the layer at which sizes shrink is highlighted.</summary>
    /// <param name="trace">The trace.</param>
    /// <param name="map">What the host tells of the devices; null shows what the trace names.</param>
    public static Figure LayerPicture(this BlockTrace trace, DeviceMap? map = null) =>
        LayerPicture(trace, map is null ? null : trace.StackOf(map));

    internal static Figure LayerPicture(this BlockTrace trace, StackGraph? stack)
    {
        ArgumentNullException.ThrowIfNull(trace);
        Layers layers = trace.Layers;
        LayerBox[] boxes =
        [
            .. layers.All.Select(layer => new LayerBox(Name(trace, layer.Device, stack), Role(layer, stack), Text(layer), layer.Shrinks)),
        ];
        var known = boxes.Select(box => box.Device).ToHashSet();
        LayerEdge[] edges =
        [
            .. layers
                .Edges.Select(edge => new LayerEdge(
                    Name(trace, edge.From, stack),
                    Name(trace, edge.To, stack),
                    Invariant($"{edge.Remaps:N0} bios, {Bytes(edge.Sectors)}")
                ))
                .Where(edge => known.Contains(edge.From) && known.Contains(edge.To)),
        ];
        return Plot.Layers(boxes, edges)
            .Title(layers.Verdict.TrimEnd('.'))
            .Subtitle("median sizes in sectors of 512 bytes; in counts bios (Q), out counts requests (D) at a drive and bios (A) above")
            .Note(Account(trace));
    }

    // As large as it was: a few sectors are no "0 MiB".
    private static string Bytes(long sectors) =>
        sectors < 2048 ? Invariant($"{ThreeDigits.Text(sectors / 2.0)} KiB") : Invariant($"{ThreeDigits.Text(sectors / Sector.InMiB)} MiB");

    /// <summary>How the bios of a drive became requests: queued, split, merged, issued.</summary>
    /// <param name="trace">The trace.</param>
    /// <param name="missed">Why bios were not merged; null judges by the trace alone.</param>
    /// <param name="device">The drive; null for the one with the most requests.</param>
    /// <exception cref="ArgumentException">The device issued no requests, or its bios were not traced.</exception>
    public static Figure MergeWaterfall(this BlockTrace trace, MissedMerges? missed = null, BlockDevice? device = null)
    {
        ArgumentNullException.ThrowIfNull(trace);
        DeviceMerges merges =
            (device ?? trace.Devices.Drive?.Device) is { } drive && trace.Merges[drive] is { Requests: > 0, Bios: > 0 } found
                ? found
                : throw new ArgumentException($"no device with both bios and requests. {trace.Evidence}", nameof(trace));
        var changes = new List<(string, double)>();
        Change("X split off", merges.Splits);
        Change("M back merges", -merges.BackMerges);
        Change("F front merges", -merges.FrontMerges);
        Change("not matched", merges.Requests - merges.Bios - merges.Splits + merges.BackMerges + merges.FrontMerges);
        Figure figure = Plot.Waterfall(("Q bios", merges.Bios), "D requests", [.. changes]).YAxis("bios, then requests");
        DeviceMissedMerges? judged = (missed ?? trace.MissedMerges())[merges.Device];
        string apart =
            judged is null || judged.Missed == 0
                ? judged?.MainReason is { } reason
                    ? $"; adjacent bios kept apart by: {reason.Words}"
                    : ""
                : Invariant($"; {judged.Missed:N0} of {judged.Mergeable:N0} mergeable bios stayed apart: {judged.MainReason!.Words}");
        return figure
            .Title(Invariant($"{merges.Bios:N0} bios became {merges.Requests:N0} requests at {trace.NameOf(merges.Device)}"))
            .Subtitle($"flushes left out{apart}")
            .Note(Account(trace));

        void Change(string name, double change)
        {
            if (change != 0)
            {
                changes.Add((name, change));
            }
        }
    }

    /// <summary>What kept adjacent bios apart, one bar a reason.</summary>
    /// <param name="missed">The missed merges.</param>
    /// <param name="trace">The trace that they are of.</param>
    /// <param name="device">The drive; null for the one with the most requests.</param>
    public static Figure MissedMergesPicture(this BlockTrace trace, MissedMerges missed, BlockDevice? device = null)
    {
        ArgumentNullException.ThrowIfNull(trace);
        ArgumentNullException.ThrowIfNull(missed);
        DeviceMissedMerges? judged = (device ?? trace.Devices.Drive?.Device) is { } drive ? missed[drive] : null;
        (string Label, double Bios)[] bars = judged is null
            ? []
            : [("merged", judged.Merged), .. judged.Misses.Select(miss => (miss.Words, (double)miss.Bios))];
        string share = judged?.MissedShare is { } part
            ? Invariant($"{part * 100:0.#} % of mergeable bios were missed")
            : "No bio was mergeable";
        return Plot.Bar(bars.Select(bar => bar.Label), bars.Select(bar => bar.Bios), horizontal: true)
            .XAxis("bios")
            .Title(share)
            .Subtitle(Invariant($"reads and writes that continue another bio, n = {judged?.Adjacent ?? 0:N0} of {judged?.Bios ?? 0:N0}"))
            .Note(Account(trace));
    }

    /// <summary>Latency over time, one panel a layer from the top: Q2C of bios, and D2C of the drive's requests.</summary>
    /// <param name="trace">The trace.</param>
    public static Figure LatencyHeatmap(this BlockTrace trace)
    {
        ArgumentNullException.ThrowIfNull(trace);
        var panels = new List<Figure>();
        foreach (Layer layer in trace.Layers.All)
        {
            int device = trace.Head.Devices.Find(layer.Device);
            Add(
                $"{trace.NameOf(layer.Device)}: Q2C of bios",
                device,
                trace.Bios.Device,
                trace.Bios.TimeNs,
                trace.Bios.CompleteNs,
                trace.Bios.Sectors
            );
            Add(
                $"{trace.NameOf(layer.Device)}: D2C of requests",
                device,
                trace.Requests.Device,
                trace.Requests.IssueNs,
                trace.Requests.CompleteNs,
                trace.Requests.Sectors
            );
        }

        return panels.Count == 0
            ? Plot.Heatmap([], []).Title("No latency is known")
            : Plot.Panels(panels, columns: 1, shareX: true, shareY: true)
                .Title("Where the time goes, from the top of the stack down")
                .Subtitle("each bio, or request, at its start; colour counts them")
                .XAxis("time", "s")
                .YAxis("latency", "ms", log: true)
                .Size(880, Math.Clamp(110 + (panels.Count * 200), 300, 1400))
                .Note(Account(trace));

        void Add(
            string title,
            int device,
            ReadOnlySpan<ushort> devices,
            ReadOnlySpan<long> from,
            ReadOnlySpan<long> to,
            ReadOnlySpan<uint> sectors
        )
        {
            var x = new List<double>();
            var y = new List<double>();
            for (int row = 0; row < devices.Length; row++)
            {
                if (devices[row] == device && to[row] > from[row] && sectors[row] > 0)
                {
                    x.Add((from[row] - trace.StartNs) / NsIn.Second);
                    y.Add((to[row] - from[row]) / NsIn.Ms);
                }
            }

            if (x.Count > 0)
            {
                panels.Add(Plot.Heatmap(x, y, xBins: 100, yBins: 30, colorTitle: "count").Title(Invariant($"{title}, n = {x.Count:N0}")));
            }
        }
    }

    /// <summary>The number of I/Os outstanding over time: bios at each layer, and requests at the drive.</summary>
    /// <param name="trace">The trace.</param>
    public static Figure DepthPicture(this BlockTrace trace)
    {
        ArgumentNullException.ThrowIfNull(trace);
        DepthSteps[] steps =
        [
            .. trace
                .Layers.All.SelectMany(layer =>
                    new[] { trace.QueueDepth.Steps(layer.Device, DepthOf.Queued), trace.QueueDepth.Steps(layer.Device) }
                )
                .OfType<DepthSteps>(),
        ];
        DepthSteps? most = steps.MaxBy(step => step.Mean ?? 0);
        Figure[] panels =
        [
            .. steps
                .GroupBy(step => step.Device)
                .Select(device =>
                    Plot.Step([
                            .. device.Select(step =>
                                (
                                    step.Of == DepthOf.Issued ? "requests" : "bios",
                                    step.TimeNs.Select(time => (time - trace.StartNs) / NsIn.Second),
                                    step.Depth.Select(depth => (double)depth)
                                )
                            ),
                        ])
                        .Title(
                            Invariant(
                                $"{trace.NameOf(device.Key)}: {string.Join(", ", device.Select(step => Invariant($"{(step.Of == DepthOf.Issued ? "requests" : "bios")} {step.Mean ?? 0:0.#} on average, at most {step.Max:N0}")))}"
                            )
                        )
                ),
        ];
        return (panels.Length == 0 ? Plot.Step([], []) : Plot.Panels(panels, columns: 1, shareX: true))
            .Title(
                most is null
                    ? "Nothing was outstanding"
                    : Invariant(
                        $"Up to {most.Max:N0} {(most.Of == DepthOf.Issued ? "requests" : "bios")} outstanding at {trace.NameOf(most.Device)}, {most.Mean:0.#} on average"
                    )
            )
            .Subtitle("bios from Q to C, requests from D to C; flushes count")
            .XAxis("time", "s")
            .YAxis("outstanding")
            .Note(Account(trace));
    }

    /// <summary>Where on the device each I/O lies over time, as queued and as issued.</summary>
    /// <param name="trace">The trace.</param>
    /// <param name="device">The device; null for the drive with the most requests.</param>
    public static Figure SeekPicture(this BlockTrace trace, BlockDevice? device = null)
    {
        ArgumentNullException.ThrowIfNull(trace);
        BlockDevice? at = device ?? trace.Devices.Drive?.Device;
        int index = at is { } found ? trace.Head.Devices.Find(found) : -1;
        Figure[] panels =
        [
            .. new (BlockAction Action, SeekPoint Point, string Name)[]
            {
                (BlockAction.Queue, SeekPoint.Q2Q, "Q, bios"),
                (BlockAction.Issue, SeekPoint.D2D, "D, requests"),
            }
                .Where(panel => index >= 0 && trace.ActionCounts[panel.Action, at!.Value] > 0)
                .Select(panel =>
                {
                    DeviceSeeks? seeks = trace.SeekDistances.Get(at!.Value, panel.Point);
                    return Plot.Scatter([.. Positions(trace, index, panel.Action)])
                        .Title(Invariant($"{panel.Name}: {seeks?.SequentialShare * 100 ?? 0:0.#} % in sequence"));
                }),
        ];
        return panels.Length == 0
            ? Plot.Scatter([], []).Title("No I/O with a place on the device")
            : Plot.Panels(panels, shareX: true, shareY: true)
                .Title(Invariant($"Where the I/O lies on {trace.NameOf(at!.Value)}"))
                .Subtitle(
                    "first sector of each I/O; in sequence: it touches the one before. Within a plug requests are issued in descending order"
                )
                .XAxis("time", "s")
                .YAxis("place", "GiB")
                .Note(Account(trace));
    }

    private static IEnumerable<(string Name, IEnumerable<double> X, IEnumerable<double> Y)> Positions(
        BlockTrace trace,
        int device,
        BlockAction action
    )
    {
        var points = new SortedDictionary<string, (List<double> X, List<double> Y)>(StringComparer.Ordinal);
        BlockEvents events = trace.Events;
        for (int row = 0; row < events.Count; row++)
        {
            if (events.Action[row] == action && events.Device[row] == device && events.Sectors[row] > 0)
            {
                string name = (events.Rwbs[row] & Rwbs.OperationMask) switch
                {
                    Rwbs.Read => "read",
                    Rwbs.Write => "write",
                    Rwbs.Discard => "discard",
                    _ => "other",
                };
                if (!points.TryGetValue(name, out (List<double> X, List<double> Y) series))
                {
                    points.Add(name, series = ([], []));
                }

                series.X.Add((events.TimeNs[row] - trace.StartNs) / NsIn.Second);
                series.Y.Add(events.Sector[row] / 2097152.0);
            }
        }

        return points.Select(series => (series.Key, (IEnumerable<double>)series.Value.X, (IEnumerable<double>)series.Value.Y));
    }

    private static string Role(Layer layer, StackGraph? stack)
    {
        StackNode? node = stack?[layer.Device];
        return string.Join(", ", new[] { node?.Label, node?.Kind ?? (layer.IssuesRequests ? "drive" : "mapping") }.OfType<string>());
    }

    private static string Text(Layer layer)
    {
        var said = new List<string> { layer.Effect };
        if (layer.SizeIn.Count > 0)
        {
            said.Add(Invariant($"in {layer.SizeIn.Count:N0}"));
        }

        if (layer.SizeOut.Count > 0)
        {
            said.Add(Invariant($"out {layer.SizeOut.Count:N0}"));
        }

        if (layer.DeviceLatency is { } device)
        {
            said.Add(Invariant($"D2C p50 {ThreeDigits.Text(device.P50Ns / NsIn.Ms)} ms"));
        }
        else if (layer.OwnP50Ns is { } own)
        {
            said.Add(Invariant($"own {ThreeDigits.Text(own / NsIn.Ms)} ms"));
        }

        return string.Join(" · ", said);
    }

    private static string Name(BlockTrace trace, BlockDevice device, StackGraph? stack) => stack?[device]?.Name ?? trace.NameOf(device);

    private static string Account(BlockTrace trace) =>
        trace.Account is { } account
            ? $"{account.Dialect}, {trace.EventCount.ToString("#,0", CultureInfo.InvariantCulture)} events, {account.Lost.ToString("#,0", CultureInfo.InvariantCulture)} lost. {trace.Unmatched}"
            : trace.Unmatched.ToString();

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
