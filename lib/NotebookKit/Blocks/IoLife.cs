using NotebookKit.Display;
using NotebookKit.Stats;

namespace NotebookKit;

/// <summary>The life of one I/O at one device, as blkparse prints it: passed down (A),
/// asked for (Q), merged (M) or given a request (G), issued (D), completed (C).</summary>
[TypeFormatterSource(typeof(ShownFormatterSource))]
public sealed class IoLife : ITabled
{
    private static readonly Dictionary<BlockAction, string> Words = new()
    {
        [BlockAction.Remap] = "passed down from the layer above",
        [BlockAction.Queue] = "asked for: a bio arrives",
        [BlockAction.Split] = "cut in two",
        [BlockAction.GetRequest] = "gets a request of its own",
        [BlockAction.BackMerge] = "merged behind a waiting request",
        [BlockAction.FrontMerge] = "merged before a waiting request",
        [BlockAction.Insert] = "put into the scheduler's queue",
        [BlockAction.Issue] = "given to the driver",
        [BlockAction.Requeue] = "put back",
        [BlockAction.Complete] = "completed by the drive",
    };

    private IoLife(IReadOnlyList<Row> rows) => Rows = rows;

    /// <summary>Its events, oldest first.</summary>
    public IReadOnlyList<Row> Rows { get; }

    /// <summary>The life of a request of the drive: the events of its sectors at its device, from the first A or Q to its C.</summary>
    /// <param name="trace">The trace.</param>
    /// <param name="request">The request's row in <see cref="BlockTrace.Requests"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such request.</exception>
    public static IoLife Of(BlockTrace trace, int request)
    {
        ArgumentNullException.ThrowIfNull(trace);
        Requests requests = trace.Requests;
        ArgumentOutOfRangeException.ThrowIfNegative(request);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(request, requests.Count);
        (long from, long to) = (requests.Sector[request], requests.Sector[request] + requests.Sectors[request]);
        long end = requests.CompleteNs[request] < 0 ? trace.EndNs : requests.CompleteNs[request];
        var rows = new List<int>();
        for (int i = 0; i < trace.Events.Count && trace.Events.TimeNs[i] <= end; i++)
        {
            if (
                trace.Events.Device[i] == requests.Device[request]
                && Words.ContainsKey(trace.Events.Action[i])
                && trace.Events.Sector[i] >= from
                && trace.Events.Sector[i] + trace.Events.Sectors[i] <= to
            )
            {
                rows.Add(i);
            }
        }

        // The same sectors may have been read before: the life begins behind the last completion of them.
        int before = rows.FindLastIndex(row => trace.Events.Action[row] == BlockAction.Complete && trace.Events.TimeNs[row] < end);
        return Of(trace.Events, rows[(before + 1)..]);
    }

    /// <summary>The life of a request of the drive that is as large as half of them: the third of that size, when the load runs.</summary>
    /// <param name="trace">The trace.</param>
    /// <returns>Null where no request of the drive is traced from its first bio to its completion.</returns>
    public static IoLife? Typical(BlockTrace trace)
    {
        ArgumentNullException.ThrowIfNull(trace);
        if (trace.Devices.Drive is not { } drive)
        {
            return null;
        }

        Requests requests = trace.Requests;
        double size = trace.Merges[drive.Device]?.SizeAtD.P50 ?? 0;
        int[] followed =
        [
            .. Enumerable
                .Range(0, requests.Count)
                .Where(row =>
                    requests.CompleteNs[row] > 0 && requests.QueueNs[row] > 0 && trace.Events.Devices[requests.Device[row]] == drive.Device
                )
                .OrderBy(row => Math.Abs(requests.Sectors[row] - size))
                .ThenBy(row => row)
                .Skip(2)
                .Take(1),
        ];
        return followed is [var typical] ? Of(trace, typical) : null;
    }

    /// <summary>Every event of a short trace or excerpt, as one life.</summary>
    /// <param name="trace">The trace.</param>
    public static IoLife OfAll(BlockTrace trace)
    {
        ArgumentNullException.ThrowIfNull(trace);
        return Of(trace.Events, [.. Enumerable.Range(0, trace.Events.Count).Where(row => Words.ContainsKey(trace.Events.Action[row]))]);
    }

    /// <summary>What an action means, in plain words.</summary>
    public static string Meaning(BlockAction action) => Words.GetValueOrDefault(action, action.ToString());

    /// <summary>One row an event.</summary>
    public ResultTable ToTable() =>
        ResultTable
            .Of(Rows)
            .Text("event", row => ActionCounts.Letters(row.Action) + (row.Times > 1 ? FormattableString.Invariant($" × {row.Times}") : ""))
            .Text("meaning", row => Meaning(row.Action))
            .Real("since the first", row => row.SinceStartNs / NsIn.Ms, "ms")
            .Count("sector", row => row.Sector)
            .Count("size", row => row.Sectors, "sectors")
            .Text("by", row => row.Process)
            .Titled(
                "One I/O",
                "Events of one request's sectors at one device. × n: n in a row, each behind the one before; the time is the first one's."
            );

    /// <inheritdoc/>
    public override string ToString() => ToTable().ToText();

    // A bio that is merged leaves A, Q and M, 63 times over: the triple is folded, as are single events.
    private static IoLife Of(BlockEvents events, IReadOnlyList<int> rows)
    {
        long start = rows.Count == 0 ? 0 : events.TimeNs[rows[0]];
        Row[] all =
        [
            .. rows.Select(row => new Row(
                events.Action[row],
                1,
                events.TimeNs[row] - start,
                events.Sector[row],
                events.Sectors[row],
                Name(events, row)
            )),
        ];
        var folded = new List<Row>();
        for (int at = 0; at < all.Length; )
        {
            int period = Enumerable.Range(1, 4).FirstOrDefault(length => Repeats(all, at, length) > 1);
            int times = period == 0 ? 1 : Repeats(all, at, period);
            folded.AddRange(all[at..(at + Math.Max(period, 1))].Select(row => row with { Times = times }));
            at += Math.Max(period, 1) * times;
        }

        return new IoLife(folded);
    }

    private static int Repeats(Row[] rows, int at, int length)
    {
        int times = 1;
        while (
            at + ((times + 1) * length) <= rows.Length
            && Enumerable.Range(0, length).All(i => Same(rows[at + i], rows[at + (times * length) + i]))
        )
        {
            times++;
        }

        return times;
    }

    private static bool Same(Row one, Row other) =>
        one.Action == other.Action && one.Sectors == other.Sectors && one.Process == other.Process;

    private static string? Name(BlockEvents events, int row) => events.Names[events.Name[row]] is { Length: > 0 } name ? name : null;

    /// <summary>One line of an I/O's life; lines that differ in the sector alone are one, with their number.</summary>
    /// <param name="Action">What happened.</param>
    /// <param name="Times">How often in a row.</param>
    /// <param name="SinceStartNs">When, since the life began, in ns: of several, the first.</param>
    /// <param name="Sector">The first sector.</param>
    /// <param name="Sectors">How many sectors each has.</param>
    /// <param name="Process">Who did it, as far as the trace tells.</param>
    public sealed record Row(BlockAction Action, int Times, long SinceStartNs, long Sector, long Sectors, string? Process);
}
