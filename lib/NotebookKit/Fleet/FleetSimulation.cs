using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using NotebookKit.Fleet;
using NotebookKit.Stats;

namespace NotebookKit;

/// <summary>A drive that a made fleet slows down.</summary>
/// <param name="Host">Its host.</param>
/// <param name="Device">Its name.</param>
/// <param name="Times">How many times as slow it is.</param>
/// <param name="FirstDay">The first day, from 0.</param>
public sealed record PlantedSlowdown(string Host, string Device, double Times, int FirstDay);

/// <summary>A made fleet: hosts and days with the rows of real recordings, changed by model, load, chance and planted faults.</summary>
/// <remarks>
/// Each host has a drive model and a kind of work, which is one of the real recordings. On each day the load
/// differs by a lognormal factor, and with it the latency as in an M/M/1 queue (1 / (1 - utilisation)); 8 %
/// of noise is left. Some drives are slowed down from some day on; on some hosts merging is switched off
/// with a new kernel, and their rows are those of the recordings where it was. One seed gives one fleet.
/// </remarks>
public sealed class FleetSimulation
{
    private const double SlowShare = 0.02;
    private const double MergingOffShare = 0.03;
    private const double Noise = 0.08;
    private const double MeanUtilisation = 0.3;
    private const double MostUtilisation = 0.9;
    private const string OldKernel = "6.1.0-55-amd64";
    private const string NewKernel = "6.1.0-56-amd64";

    private static readonly (string Name, double Times)[] Models =
    [
        ("Model A 960 GB", 1),
        ("Model B 1.9 TB", 0.6),
        ("Model C 3.8 TB", 1.7),
        ("Model D 7.7 TB", 2.4),
    ];

    private readonly int _seed;
    private readonly DateOnly _firstDay;
    private readonly FleetRows[] _healthy;
    private readonly FleetRows[] _mergingOff;
    private readonly MadeHost[] _hosts;
    private readonly Dictionary<long, (double Low, double High)> _edges = [];

    /// <summary>Plans a fleet.</summary>
    /// <param name="recordings">A folder of labelled recordings, such as <c>data</c>: those
    /// labelled <c>healthy</c> are the work, those labelled <c>nomerge</c> one fault.</param>
    /// <param name="hosts">How many hosts.</param>
    /// <param name="days">How many days, a recording of each host on each.</param>
    /// <param name="seed">Where chance begins.</param>
    /// <exception cref="ArgumentException">There are no recordings of those two labels.</exception>
    public FleetSimulation(string recordings, int hosts = 500, int days = 30, int seed = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(hosts, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(days, 1);
        (_seed, Days, _firstDay) = (seed, days, new DateOnly(2026, 11, 1));
        Recording[] real =
        [
            .. Directory.EnumerateDirectories(recordings).Order(StringComparer.Ordinal).Where(Recording.IsIn).Select(Recording.Open),
        ];
        _healthy = Bases(real, "healthy");
        _mergingOff = Bases(real, "nomerge");
        if (_healthy.Length == 0 || _mergingOff.Length == 0)
        {
            throw new ArgumentException($"{recordings} holds no recordings labelled healthy, or none labelled nomerge", nameof(recordings));
        }

        _hosts = [.. Enumerable.Range(0, hosts).Select(Host)];
        Planted = [.. _hosts.Where(host => host.Slow is not null).Select(host => host.Slow!)];
    }

    /// <summary>How many days.</summary>
    public int Days { get; }

    /// <summary>The drives that were slowed down.</summary>
    public IReadOnlyList<PlantedSlowdown> Planted { get; }

    /// <summary>The hosts on which merging is off from their kernel's change on.</summary>
    public IReadOnlyList<string> MergingOff => [.. _hosts.Where(host => host.LosesMerges).Select(host => host.Name)];

    /// <summary>The recordings of a day.</summary>
    /// <param name="day">The day, from 0.</param>
    /// <param name="tables">The tables that are made; null for all.</param>
    internal IReadOnlyList<FleetRows> Day(int day, IReadOnlyCollection<FleetTable>? tables = null) =>
        [.. _hosts.Select((host, i) => Made(host, i, day, tables ?? FleetSchema.Tables))];

    /// <summary>Writes the fleet as an archive, a file for each table and day.</summary>
    /// <param name="folder">The archive.</param>
    /// <param name="progress">Told how many days are written.</param>
    /// <param name="tables">The names of the tables that are made, such as <c>recordings</c> and <c>merges</c>; null for all.</param>
    /// <exception cref="ArgumentException">There is no such table; the message lists those there are.</exception>
    public void Write(string folder, Action<int>? progress = null, IReadOnlyCollection<string>? tables = null)
    {
        FleetTable[]? made = tables is null ? null : [.. tables.Select(FleetSchema.Find)];
        for (int day = 0; day < Days; day++)
        {
            IReadOnlyList<FleetRows> recordings = Day(day, made);
            FleetArchive.Write(folder, recordings[0].Day, "all", recordings);
            progress?.Invoke(day + 1);
        }
    }

    // The drive that did most; a recording in which nothing completed is no work.
    private static FleetRows[] Bases(Recording[] real, string label) =>
        [
            .. real.Where(recording => recording.Label == label)
                .Select(FleetRecording.RowsOf)
                .Where(rows => rows[FleetSchema.Devices].Any(row => Value(row, FleetSchema.Devices, "d2c_mean_us") is double)),
        ];

    private static object? Value(object?[] row, FleetTable table, string column) => row[At(table, column)];

    private static int At(FleetTable table, string column) => table.Columns.Index().First(one => one.Item.Name == column).Index;

    private MadeHost Host(int number)
    {
        var random = new Random(HashCode(_seed, number));
        string name = string.Create(CultureInfo.InvariantCulture, $"host{number:0000}");
        (string model, double times) = Models[random.Next(Models.Length)];
        int work = random.Next(_healthy.Length);
        double load = Math.Exp(0.4 * Normal(random));
        int upgrade = random.Next(Days / 6, Math.Max((Days / 6) + 1, Days * 5 / 6));
        double chance = random.NextDouble();
        double severity = 1.3 + (1.7 * random.NextDouble());
        int from = random.Next(Days / 4, Math.Max((Days / 4) + 1, Days * 3 / 4));
        return new MadeHost(
            name,
            model,
            times,
            work,
            load,
            upgrade,
            chance < SlowShare ? new PlantedSlowdown(name, "nvme0n1", severity, from) : null,
            chance >= SlowShare && chance < SlowShare + MergingOffShare
        );
    }

    private FleetRows Made(MadeHost host, int number, int day, IEnumerable<FleetTable> tables)
    {
        var random = new Random(HashCode(_seed + 1, (number * 100_003) + day));
        bool off = host.LosesMerges && day >= host.Upgrade;
        FleetRows real = off ? _mergingOff[host.Work % _mergingOff.Length] : _healthy[host.Work];
        double load = host.Load * Math.Exp(0.2 * Normal(random));
        double utilisation = Math.Min(MostUtilisation, MeanUtilisation * load);
        double queueing = (1 - MeanUtilisation) / (1 - utilisation);
        double slow = host.Slow is { } planted && day >= planted.FirstDay ? planted.Times : 1;
        double latency = host.Times * queueing * slow * Math.Exp(Noise * Normal(random));
        DateOnly date = _firstDay.AddDays(day);
        string id = Convert.ToHexStringLower(
            SHA256.HashData(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"made fleet {_seed} {number} {day}")))
        );
        var rows = new FleetRows(id, date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), host.Name);
        var change = new Changed(
            this,
            rows,
            host,
            load,
            latency,
            FleetRecording.DayNumber(date),
            day >= host.Upgrade ? NewKernel : OldKernel
        );
        foreach (FleetTable table in tables)
        {
            foreach (object?[] row in real[table])
            {
                change.Add(table, row);
            }
        }

        return rows;
    }

    private (double Low, double High) Edges(double microseconds)
    {
        long ns = (long)(microseconds * NsIn.Us);
        if (!_edges.TryGetValue(ns, out (double, double) edges))
        {
            var one = new LatencyHistogram(FleetRecording.BitsOfBuckets);
            one.Add(ns);
            edges = (one.Bins[0].Low / NsIn.Us, one.Bins[0].High / NsIn.Us);
            _edges[ns] = edges;
        }

        return edges;
    }

    private static int HashCode(int seed, int number) => unchecked((seed * 1_000_003) ^ (number * 7_919));

    // Box and Muller.
    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    private sealed record MadeHost(
        string Name,
        string Model,
        double Times,
        int Work,
        double Load,
        int Upgrade,
        PlantedSlowdown? Slow,
        bool LosesMerges
    );

    /// <summary>Real rows, changed for one host and day.</summary>
    private sealed class Changed(
        FleetSimulation fleet,
        FleetRows rows,
        MadeHost host,
        double load,
        double latency,
        long dayNumber,
        string kernel
    )
    {
        public void Add(FleetTable table, object?[] real)
        {
            object?[] row = [rows.RecordingId, rows.Day, rows.Host, .. real.AsSpan(FleetTable.SharedColumns)];
            if (table == FleetSchema.Recordings)
            {
                Set(row, table, "name", $"{host.Name}-{rows.Day}");
            }

            if (table == FleetSchema.Recordings || table == FleetSchema.Devices)
            {
                Set(row, table, "day_number", dayNumber);
                Set(row, table, "kernel", kernel);
            }

            if (table == FleetSchema.Devices)
            {
                Set(row, table, "model", host.Model);
                Scale(row, table, load, "requests_per_s", "mib_per_s");
                Scale(row, table, latency, "d2c_mean_us", "d2c_p50_us", "d2c_p99_us", "q2c_p50_us");
                Scale(row, table, load * latency, "depth_mean");
            }
            else if (table == FleetSchema.Phases)
            {
                double middle = ((double)Value(row, table, "low_us")! + (double)Value(row, table, "high_us")!) / 2 * latency;
                (double low, double high) = fleet.Edges(middle);
                Set(row, table, "low_us", low);
                Set(row, table, "high_us", high);
            }
            else if (table == FleetSchema.IostatIntervals)
            {
                Scale(row, table, load, "reads_per_s", "writes_per_s", "read_kib_per_s", "write_kib_per_s");
                Scale(row, table, latency, "r_await_ms", "w_await_ms");
                Scale(row, table, load * latency, "aqu_sz");
            }

            rows.AddWhole(table, row);
        }

        private static void Set(object?[] row, FleetTable table, string column, object value) => row[At(table, column)] = value;

        private static void Scale(object?[] row, FleetTable table, double times, params ReadOnlySpan<string> columns)
        {
            foreach (string column in columns)
            {
                int at = At(table, column);
                row[at] = row[at] is double value ? value * times : row[at];
            }
        }
    }
}
