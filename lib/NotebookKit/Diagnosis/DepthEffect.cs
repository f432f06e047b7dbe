using NotebookKit.Blocks;
using NotebookKit.Stats;

namespace NotebookKit.Diagnosis;

/// <summary>What a drive's D2C does as more requests are outstanding: a queue inside it
/// makes D2C rise with depth, a slow drive takes its time at any.</summary>
/// <param name="LowDepth">Median number outstanding where few are, the request itself included.</param>
/// <param name="LowMs">Median D2C there.</param>
/// <param name="HighDepth">Median number outstanding where many are.</param>
/// <param name="HighMs">Median D2C there.</param>
/// <remarks>Little's law: a server that does one thing after another makes D2C = depth x
/// service time. J. D. C. Little, "A Proof for the Queuing Formula L = λW", 1961.</remarks>
internal sealed record DepthEffect(double LowDepth, double LowMs, double HighDepth, double HighMs)
{
    /// <summary>What was measured: <c>read</c> or <c>write</c>.</summary>
    public required string Operation { get; init; }

    private const int Fewest = 10;
    private const float NotCounted = -1;

    /// <summary>True where D2C is the same at twice the depth and more.</summary>
    public bool IsFlat => HighMs < 1.3 * LowMs && LowMs < 1.3 * HighMs;

    /// <summary>True where D2C is longer with more outstanding.</summary>
    public bool Rises => HighMs >= 1.3 * LowMs;

    /// <summary>False where too few requests take so long for a drive that is flat at
    /// this D2C or a longer one: at the usual depth and above lie half of them.</summary>
    /// <param name="at">The drive.</param>
    /// <param name="lowMs">D2C where few are outstanding.</param>
    public static bool MayBeFlat(DriveFacts at, double lowMs)
    {
        Requests requests = at.Trace.Requests;
        RowSet rows = at.Trace.RequestRows[at.Index];
        Rwbs of = OperationOf(at);
        long all = 0;
        long slow = 0;
        for (int place = 0; place < rows.Count; place++)
        {
            int row = rows[place];
            if (Counts(requests, row, of))
            {
                all++;
                slow += (requests.CompleteColumn[row] - requests.FirstIssueColumn[row]) / NsIn.Ms * 1.3 >= lowMs ? 1 : 0;
            }
        }

        return 4 * slow >= all - 4;
    }

    /// <summary>Compares the requests that met half the usual depth or less with those at the usual depth.</summary>
    /// <returns>Null where the depth does not vary enough to tell.</returns>
    public static DepthEffect? Of(DriveFacts at)
    {
        if (at.Trace.QueueDepth.Steps(at.Device) is not { } steps)
        {
            return null;
        }

        // Of one operation: reads among few and writes among many would tell of reads and writes.
        Requests requests = at.Trace.Requests;
        float[] met = steps.Times!.TellsRows ? Walked(requests.Count, steps.Times) : LookedUp(requests, steps);
        RowSet rows = at.Trace.RequestRows[at.Index];
        Rwbs of = OperationOf(at);
        KeepOnly(met, requests, rows, of);
        var all = new CountedDepths();
        EachOf(met, rows, 0, float.MaxValue, (row, depth) => all.Add(depth));
        all.LookAgain();
        EachOf(met, rows, 0, float.MaxValue, (row, depth) => all.Look(depth));
        if (all.Median() is not { } usual)
        {
            return null;
        }

        (float few, float many) = ((float)(usual / 2), (float)usual);
        (double DepthP50, double NsP50)? low = null;
        (double DepthP50, double NsP50)? high = null;
        SideBySide.Do(rows.Count, () => low = Measure(0, few), () => high = Measure(many, float.MaxValue));
        return low is { } fewer && high is { } more
            ? new DepthEffect(fewer.DepthP50, fewer.NsP50 / NsIn.Ms, more.DepthP50, more.NsP50 / NsIn.Ms)
            {
                Operation = of == Rwbs.Read ? "read" : "write",
            }
            : null;

        (double DepthP50, double NsP50)? Measure(float least, float most)
        {
            (CountedDepths depths, CountedDurations ns) = (new(), new());
            Each(
                (row, depth) =>
                {
                    depths.Add(depth);
                    ns.Add(Took(row));
                }
            );
            if (depths.Count < Fewest)
            {
                return null;
            }

            depths.LookAgain();
            ns.LookAgain();
            Each(
                (row, depth) =>
                {
                    depths.Look(depth);
                    ns.Look(Took(row));
                }
            );
            return (depths.Median()!.Value, ns.At(0.5));

            void Each(Action<int, float> take) => EachOf(met, rows, least, most, take);
        }

        // Of damaged times one may end before it begins.
        long Took(int row) => Math.Max(0, requests.CompleteColumn[row] - requests.FirstIssueColumn[row]);
    }

    // Four walks follow: what does not count in them is told by its depth alone.
    private static void KeepOnly(float[] met, Requests requests, RowSet rows, Rwbs of)
    {
        for (int place = 0; place < rows.Count; place++)
        {
            int row = rows[place];
            met[row] = Counts(requests, row, of) ? met[row] : NotCounted;
        }
    }

    private static void EachOf(float[] met, RowSet rows, float least, float most, Action<int, float> take)
    {
        for (int place = 0; place < rows.Count; place++)
        {
            int row = rows[place];
            float depth = met[row];
            if (depth >= least && depth <= most)
            {
                take(row, depth);
            }
        }
    }

    // The mean depth that each request met over its whole time in the drive: what is
    // issued first of a batch shares it with the rest. By row.
    internal static float[] Walked(int rows, IoTimes times)
    {
        float[] met = GC.AllocateUninitializedArray<float>(rows);
        var areas = new OpenAreas();
        double area = 0;
        int depth = 0;
        long last = 0;
        IoTimes.Walk walk = times.Begin();
        for (long now = Math.Min(walk.Start, walk.End); now != long.MaxValue; now = Math.Min(walk.Start, walk.End))
        {
            area += depth * (double)(now - last);
            last = now;
            int from = walk.Start == now ? walk.StartRow : -1;
            for (; walk.Start == now; depth++)
            {
                if (times.Ends(walk.StartRow))
                {
                    areas.Begin(walk.StartRow, area);
                }

                walk.TakeStart();
            }

            int ended = 0;
            for (; walk.End == now; depth--, ended++)
            {
                int row = walk.EndRow;
                long took = now - times.From(row);
                double before = areas.End(row);
                met[row] = took > 0 ? (float)((area - before) / took) : float.NaN;
                walk.TakeEnd();
            }

            // What ends as it begins meets what is left then.
            for (int row = from; row >= 0 && ended > 0 && row < rows && times.From(row) == now; row++)
            {
                met[row] = float.IsNaN(met[row]) ? depth : met[row];
            }
        }

        return met;
    }

    internal static float[] LookedUp(Requests requests, DepthSteps steps)
    {
        double[] areas = Areas(steps);
        var met = new float[requests.Count];
        for (int row = 0; row < met.Length; row++)
        {
            (long from, long to) = (requests.FirstIssueColumn[row], requests.CompleteColumn[row]);
            met[row] = to > from ? (float)((Area(steps, areas, to) - Area(steps, areas, from)) / (to - from)) : steps.At(from);
        }

        return met;
    }

    private static Rwbs OperationOf(DriveFacts at) => at.Whole["read_share"] >= 0.5 ? Rwbs.Read : Rwbs.Write;

    private static bool Counts(Requests requests, int row, Rwbs operation) =>
        requests.SectorsColumn[row] > 0
        && requests.CompleteColumn[row] >= 0
        && (requests.RwbsColumn[row] & Rwbs.OperationMask) == operation;

    // The depth summed over time, up to each step.
    private static double[] Areas(DepthSteps steps)
    {
        var areas = new double[steps.TimeNs.Length];
        for (int i = 1; i < areas.Length; i++)
        {
            areas[i] = areas[i - 1] + (steps.Depth[i - 1] * (double)(steps.TimeNs[i] - steps.TimeNs[i - 1]));
        }

        return areas;
    }

    private static double Area(DepthSteps steps, double[] areas, long timeNs)
    {
        int at = Array.BinarySearch(steps.TimeNs, timeNs);
        at = at < 0 ? ~at - 1 : at;
        return at < 0 ? 0 : areas[at] + (steps.Depth[at] * (double)(timeNs - steps.TimeNs[at]));
    }

    // The depth summed up to the start of each request under way: of all requests at once it would be a column of its own.
    private sealed class OpenAreas
    {
        private int[] _rows = [-1];
        private double[] _areas = [0];

        public void Begin(int row, double area)
        {
            // Rows begin in order: two that are under way meet in one place only where there are too few.
            while (_rows[Place(row)] >= 0)
            {
                Grow();
            }

            (_rows[Place(row)], _areas[Place(row)]) = (row, area);
        }

        public double End(int row)
        {
            _rows[Place(row)] = -1;
            return _areas[Place(row)];
        }

        private int Place(int row) => row & (_rows.Length - 1);

        private void Grow()
        {
            (int[] rows, double[] areas) = (_rows, _areas);
            _rows = new int[rows.Length * 2];
            _areas = new double[rows.Length * 2];
            Array.Fill(_rows, -1);
            for (int at = 0; at < rows.Length; at++)
            {
                if (rows[at] >= 0)
                {
                    (_rows[Place(rows[at])], _areas[Place(rows[at])]) = (rows[at], areas[at]);
                }
            }
        }
    }
}
