using System.Globalization;
using System.Text;
using NotebookKit.Blocks;
using NotebookKit.Formats;
using NotebookKit.Stats;

namespace NotebookKit.Summaries;

/// <summary>Writes the essentials of a summary as one screen of text.</summary>
internal sealed partial class SummaryText(CaptureSummary summary, bool colour, int? width = null, string? about = null)
{
    private const int Margin = 10;
    private const int WaysShown = 4;
    private static readonly (Phase Phase, Denominator Denominator)[] Shown =
    [
        (Phase.Q2Q, Denominator.Bio),
        (Phase.Q2Qdm, Denominator.Bio),
        (Phase.Q2G, Denominator.Bio),
        (Phase.Q2M, Denominator.Bio),
        (Phase.G2I, Denominator.Request),
        (Phase.I2D, Denominator.Request),
        (Phase.M2D, Denominator.Bio),
        (Phase.Q2D, Denominator.Request),
        (Phase.D2C, Denominator.Request),
        (Phase.Q2C, Denominator.Bio),
        (Phase.Q2Cdm, Denominator.Bio),
    ];

    private readonly StringBuilder _text = new();
    private bool _leftOut;

    public string Write()
    {
        Head();
        Captures();
        if (summary.Main is { Trace.EventCount: > 0 } main)
        {
            Line("events", $"{main.Trace.ActionCounts} {Dim($"of {Safe(main.Name)}")}");
            Devices(main);
            Failed();
            Phases(main);
            Operations(main);
            Merges(main);
            Layers(summary.Stack!);
            foreach (string sentence in new[] { main.Trace.Evidence.ToString(), main.Trace.Unmatched.ToString() })
            {
                Line(sentence == main.Trace.Unmatched.ToString() ? "unmatched" : "known", sentence);
            }

            Line(
                "",
                Dim("Sectors are 512 bytes. bios: each Q once; requests: each D once; flushes are left out of phases, merges and layers.")
            );
        }

        Counters();
        Comparison();
        foreach (string note in summary.Notes)
        {
            Line("note", Warn(Safe(note)));
        }

        if (_leftOut)
        {
            Line("", Dim(Invariant($"Columns are left out at a width of {width}: --json has all.")));
        }

        return _text.ToString();
    }

    private void Head()
    {
        if (summary.Recording is not { } recording)
        {
            return;
        }

        Line(
            "recording",
            Strong(Safe(recording.Name))
                + "  "
                + Safe(recording.Title)
                + (recording.Label is { } label ? Dim($"  label {Safe(label)}") : "")
        );
        string[] host =
        [
            .. recording
                .Host.Rows()
                .Where(row => row.Name is not ("uname" or "architecture" or "firmware" or "serial" or "distribution" or "virtualization"))
                .Select(row =>
                    row.Name is "kernel" or "drive" or "model" or "size" ? row.Value
                    : row.Name == "CPUs" ? row.Value + " CPUs"
                    : $"{row.Name} {row.Value}"
                ),
        ];
        if (host.Length > 0)
        {
            Line("host", Safe(string.Join(" · ", host)));
        }
    }

    private void Captures()
    {
        var rows = new List<string[]> { (string[])["", "dialect", "events", "span", "read", "recognised", "skipped", "lost"] };
        foreach (SummaryCapture capture in summary.Captures)
        {
            ReadAccount? account = capture.Trace.Account;
            rows.Add([
                Safe(capture.Name),
                account?.Dialect ?? "",
                Count(capture.Trace.EventCount),
                Span(capture.Trace.DurationNs),
                Count(account?.Read),
                Count(account?.Recognised),
                Count(account?.SkippedCount),
                Count(account?.Lost),
            ]);
        }

        if (summary.Captures.Count > 0)
        {
            Table("captures", rows, left: 2, warn: (row, column) => column >= 6 && rows[row][column] is not ("0" or "–"));
        }
        if (summary.Captures.Count + summary.Tables.Count == 0 && summary.Recording is { } recording)
        {
            Line(
                "captures",
                Warn(
                    $"none of block events, iostat, diskstats, sysfs, lsblk or dmsetup; recorded are: {Safe(string.Join(", ", recording.Steps.Select(step => step.Name).Take(4)))} and {Math.Max(0, recording.Steps.Count - 4)} more"
                )
            );
        }

        if (summary.Tables.Count > 0)
        {
            Line(
                summary.Captures.Count == 0 ? "captures" : "",
                string.Join(
                    ", ",
                    summary.Tables.Select(table =>
                        $"{Strong(Safe(table.Name))} {table.Table.Dialect} {Count(table.Table.Account.Read)}"
                        + (table.Table.Account.SkippedCount > 0 ? Warn($" ({Count(table.Table.Account.SkippedCount)} skipped)") : "")
                    )
                )
            );
        }

        foreach ((string name, TableCapture table) in summary.Tables)
        {
            foreach (SkippedKind kind in table.Account.Skipped)
            {
                Line("", Warn($"{Safe(name)}: skipped {Count(kind.Count)}: {Safe(kind.Kind)}, the first at line {kind.Examples[0].Place}"));
            }
        }

        foreach (SummaryCapture capture in summary.Captures)
        {
            foreach (SkippedKind kind in capture.Trace.Account?.Skipped ?? [])
            {
                Line("", Warn($"{Safe(capture.Name)}: skipped {Count(kind.Count)}: {Safe(kind.Kind)}"));
            }

            if (capture.Trace.Account is { TruncatedTail: true })
            {
                Line("", Warn($"{Safe(capture.Name)}: the end is cut off"));
            }
        }
    }

    private void Devices(SummaryCapture main)
    {
        foreach (TraceDevice device in main.Trace.Devices.All.Where(device => device.Events > 0 && device.Device != BlockDevice.Unknown))
        {
            DepthSteps? depth = main.Trace.QueueDepth.Steps(device.Device, device.IssuesRequests ? DepthOf.Issued : DepthOf.Queued);
            (double? atQ, double? atD) = (
                main.Trace.SequentialShare(device.Device, SeekPoint.Q2Q),
                main.Trace.SequentialShare(device.Device, SeekPoint.D2D)
            );
            Line(
                "device",
                $"{Strong(Safe(device.Name))} {Kind(main, device)}: {Count(device.Bios)} bios, {Count(device.Requests)} requests, {Count(device.Completions)} completions"
                    + (
                        depth is null
                            ? device.Bios + device.Requests > 0
                                ? ", no completion was traced: depth and busy are unknown"
                                : ""
                            : Invariant(
                                $", depth mean {depth.Mean ?? 0:0.0} max {depth.Max} {(depth.Of == DepthOf.Issued ? "requests" : "bios")}"
                            )
                    )
                    + ((atQ ?? atD) is { } share ? Invariant($", {share * 100:0} % sequential at {(atQ is null ? "D" : "Q")}") : "")
            );
        }
    }

    // lsblk and dmsetup know what a number alone does not tell.
    private static string Kind(SummaryCapture main, TraceDevice device) =>
        device.Kind != "unknown" ? device.Kind
        : main.Devices.Devices.FirstOrDefault(one => one.Number == device.Device) is not { } known ? "of unknown kind"
        : known.Below.Count > 0 && known.Kind != "part" ? "mapping"
        : known.Kind is "disk" or "loop" ? "drive"
        : "of unknown kind";

    private void Failed()
    {
        foreach (
            SummaryCapture capture in summary.Captures.Where(capture =>
                capture == summary.Main || capture.Trace.FailedIo.Count > summary.Main!.Trace.FailedIo.Count
            )
        )
        {
            foreach (string sentence in capture.Trace.FailedIo.Sentences(capture.Trace.NameOf))
            {
                Line("failed", Alarm(Safe(sentence)) + (capture == summary.Main ? "" : Dim($" by {Safe(capture.Name)}")));
            }
        }

        if (!summary.Main!.Trace.FailedIo.Recorded)
        {
            Line("failed", Warn("errors were not recorded: unknown"));
        }
    }

    // One operation alone is what the phases tell already.
    private void Operations(SummaryCapture main)
    {
        OperationLatency[] shown =
        [
            .. main.Trace.Operations.Where(row => main.Trace.Operations.Count(other => other.Device == row.Device) > 1),
        ];
        var rows = new List<string[]> { (string[])["D2C, ms", "of", "N", "min", "avg", "p50", "p99", "p99.9", "max"] };
        rows.AddRange(
            shown.Select(row =>
                (string[])
                    [
                        row.Operation,
                        Safe(main.Trace.NameOf(row.Device)),
                        Count(row.D2C.N),
                        .. new[] { row.D2C.MinNs, row.D2C.AvgNs, row.D2C.P50Ns, row.D2C.P99Ns, row.D2C.P999Ns, row.D2C.MaxNs }.Select(Ms),
                    ]
            )
        );
        if (shown.Length > 0)
        {
            Table("requests", rows, left: 2);
        }
    }

    private void Phases(SummaryCapture main)
    {
        var rows = new List<string[]> { (string[])["ms", "counts", "N", "min", "avg", "p50", "p90", "p95", "p99", "p99.9", "max"] };
        // The device that is to blame, where this capture tells of it: of an array it is seldom the one with most requests.
        TraceDevice? shown = main.Trace.Devices.All.FirstOrDefault(one => one.Name == about && one.Requests > 0) ?? main.Device;
        BlockDevice? device = shown?.Device;
        foreach ((Phase phase, Denominator denominator) in Shown)
        {
            if (main.Trace.Phases.Get(phase, denominator, device) is { } row)
            {
                rows.Add([
                    phase.ToString(),
                    denominator == Denominator.Bio ? "bios" : "requests",
                    Count(row.N),
                    .. new[] { row.MinNs, row.AvgNs, row.P50Ns, row.P90Ns, row.P95Ns, row.P99Ns, row.P999Ns, row.MaxNs }.Select(Ms),
                ]);
            }
        }

        if (rows.Count > 1)
        {
            Table("phases", rows, left: 2, of: shown?.Name);
        }
        else
        {
            Line("phases", Warn("none can be known"));
        }
    }

    private void Merges(SummaryCapture main)
    {
        foreach (DeviceMerges merges in main.Trace.Merges.Devices.Where(merges => merges.Requests > 0))
        {
            string bios =
                merges.Bios == 0
                    ? "bios were not traced"
                    : Invariant(
                        $"{merges.Bios:N0} bios made {merges.Requests:N0} requests, {merges.Ratio:0.0##} a request, {merges.MergedShare * 100:0.#} % merged"
                    );
            Line(
                "merges",
                $"{Strong(Name(main, merges.Device))}: {bios}; sectors p50 {(merges.SizeAtQ.P50 is { } before ? $"{before} at Q, " : "")}{merges.SizeAtD.P50} at D{(merges.Splits > 0 ? $"; {Count(merges.Splits)} splits" : "")}"
            );
            if (main.Missed[merges.Device] is { } missed)
            {
                string share = missed.MissedShare is { } part
                    ? Invariant($"{missed.Missed:N0} of {missed.Mergeable:N0} mergeable bios missed ({part * 100:0.#} %)")
                    : "no bio was mergeable";
                string reasons = string.Join(", ", missed.Misses.Take(3).Select(miss => $"{miss.Words} {Count(miss.Bios)}"));
                Line(
                    "",
                    (missed.MissedShare > 0.5 ? Alarm(share) : share)
                        + (reasons.Length == 0 ? "" : $"; adjacent bios kept apart by: {reasons}")
                );
            }
        }
    }

    private void Layers(SummaryCapture stack)
    {
        if (stack.Trace.Layers.All.Count < 2)
        {
            return;
        }

        foreach (Layer layer in stack.Trace.Layers.All)
        {
            string change = layer.Effect;
            string counts =
                $"in {(layer.SizeIn.Count == 0 ? "–" : Count(layer.SizeIn.Count))}, out {(layer.SizeOut.Count == 0 ? "–" : Count(layer.SizeOut.Count))}, splits {Count(layer.Splits)}, merges {Count(layer.Merges)}";
            string name = new string(' ', layer.Depth * 2) + Name(stack, layer.Device);
            string time =
                layer.DeviceLatency is { } device ? $", D2C p50 {Ms(device.P50Ns)} ms"
                : layer.OwnP50Ns is { } own ? $", own time p50 {Ms(own)} ms"
                : "";
            Line(
                layer.Depth == 0 && layer == stack.Trace.Layers.All[0] ? "layers" : "",
                $"{Strong(name.PadRight(12))} {counts}: {(layer.Shrinks ? Alarm(change) : change)}{time}"
            );
        }

        IReadOnlyList<string> all = stack.Trace.StackOf(summary.Devices).Paths;
        string ways = string.Join("; ", all.Take(WaysShown)) + (all.Count > WaysShown ? $"; and {Count(all.Count - WaysShown)} more" : "");
        Line("", $"{stack.Trace.Layers.Verdict} {(ways.Length > 0 ? $"Ways: {Safe(ways)}. " : "")}{Dim($"by {Safe(stack.Name)}")}");
    }

    private void Comparison()
    {
        if (summary.Comparison is not { } comparison)
        {
            return;
        }

        var rows = new List<string[]>
        {
            (string[])
                [
                    "measure",
                    "counts",
                    Of(comparison.NameA, comparison.DeviceA),
                    Of(comparison.NameB, comparison.DeviceB),
                    "ratio",
                    "95 % interval",
                    "effect",
                    "changed",
                ],
        };
        foreach (ComparisonRow row in comparison.Rows.Where(row => row.Effect is > 0).Take(14))
        {
            string unit = row.Unit.Length > 0 ? " " + row.Unit : "";
            string interval = row.Low is { } low && row.High is { } high ? Invariant($"{low:0.###} to {high:0.###}") : "–";
            rows.Add([
                row.Measure,
                row.Counts,
                Shown(row.A, row.IsShare) + unit,
                Shown(row.B, row.IsShare) + unit,
                row.IsShare || row.Ratio is null ? "–" : Invariant($"{row.Ratio:0.###}"),
                interval,
                Invariant($"{row.Effect:0.00}"),
                row.Changed switch
                {
                    true => "yes",
                    false => "not surely",
                    _ => "no interval",
                },
            ]);
        }

        Table("against", rows, left: 2);
        Line("", comparison.Verdict);

        string Of(string name, BlockDevice? device) =>
            Safe(name) + (device is { } known && summary.Main is { } main ? " " + Name(main, known) : "");

        static string Shown(double? value, bool share) =>
            value is not { } known ? "–"
            : share ? Invariant($"{known * 100:0.#} %")
            : known.ToString("#,0.###", CultureInfo.InvariantCulture);
    }

    private void Table(string label, List<string[]> rows, int left, Func<int, int, bool>? warn = null, string? of = null)
    {
        rows = Narrowed(rows);
        int[] widths = [.. Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length))];
        for (int row = 0; row < rows.Count; row++)
        {
            IEnumerable<string> cells = rows[row]
                .Select(
                    (cell, column) =>
                    {
                        string padded = column < left ? cell.PadRight(widths[column]) : cell.PadLeft(widths[column]);
                        return row == 0 ? Dim(padded)
                            : column == 0 ? Strong(padded)
                            : warn?.Invoke(row, column) == true ? Warn(padded)
                            : padded;
                    }
                );
            Line(row == 0 ? label : "", string.Join("  ", cells) + (row == 0 && of is not null ? Dim("  of " + Safe(of)) : ""));
        }
    }

    // What is least missed goes first; the JSON has it all.
    private List<string[]> Narrowed(List<string[]> rows)
    {
        foreach (string name in (ReadOnlySpan<string>)["p99.9", "p95", "p90", "min", "recognised", "read"])
        {
            int[] widths = [.. Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length))];
            if (width is null || Margin + widths.Sum() + (2 * (widths.Length - 1)) <= width)
            {
                break;
            }

            if (Array.IndexOf(rows[0], name) is >= 0 and var gone)
            {
                rows = [.. rows.Select(row => row.Where((_, column) => column != gone).ToArray())];
                _leftOut = true;
            }
        }

        return rows;
    }

    private void Line(string label, string text) => _text.Append(Paint(label.PadRight(Margin), "36")).Append(text).Append('\n');

    private static string Name(SummaryCapture capture, BlockDevice device) => Safe(capture.Trace.NameOf(device));

    private string Strong(string text) => Paint(text, "1");

    private string Dim(string text) => Paint(text, "2");

    private string Warn(string text) => Paint(text, "33");

    private string Alarm(string text) => Paint(text, "31");

    private string Paint(string text, string code) => colour && text.Length > 0 ? $"\e[{code}m{text}\e[0m" : text;

    // Captured text may hold escape sequences, which a terminal would obey.
    private static string Safe(string text) => string.Concat(text.Select(letter => char.IsControl(letter) ? '?' : letter));

    private static string Count(long? number) => number is { } known ? known.ToString("#,0", CultureInfo.InvariantCulture) : "–";

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);

    private static string Span(long ns) => Invariant($"{ns / NsIn.Second:0.000} s");

    private static string Ms(double ns) =>
        (ns / NsIn.Ms).ToString(
            ns >= 1e8 ? "0.0"
                : ns >= NsIn.Ms ? "0.000"
                : "0.0000",
            CultureInfo.InvariantCulture
        );
}
