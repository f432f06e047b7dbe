using System.Globalization;
using System.IO.Compression;
using System.Text.RegularExpressions;

namespace NotebookKit.Tests.Training;

/// <summary>
/// A trainee who does what the lessons teach, in their order, and asks no rule of the kit: errors, silence, the kernel's own words, layers,
/// gaps, sizes, flushes, ceilings, peers. What is written here knows no case; it answers each from its captures.
/// </summary>
internal sealed class PerfectTrainee
{
    private const double Ms = 1e6;
    private const int FewestRequests = 20;
    private const long GapNs = 100_000_000;
    private readonly BlockTrace _trace;
    private readonly BlockDevice _drive;
    private readonly long[] _d2c;
    private readonly string _settings;
    private readonly string _layers;
    private readonly List<(string Cause, string Number, string Evidence, string RuledOut, string Remedy)> _found = [];

    private PerfectTrainee(string folder)
    {
        _trace = BlockTrace.Open(Path.Combine(folder, "btrace.txt.gz"));
        _drive = _trace.Devices.Drive!.Device;
        _d2c = [.. _trace.Phases.Values(Phase.D2C, Denominator.Request, _drive).ToArray().Order()];
        _settings = Text(folder, "sysfs.txt.gz");
        _layers = Text(folder, "dmsetup-table.txt.gz");
    }

    /// <summary>The answers to a case.</summary>
    public static Dictionary<string, string> Answers(string folder)
    {
        var mine = new PerfectTrainee(folder);
        mine.Look();
        string Joined(Func<(string Cause, string Number, string Evidence, string RuledOut, string Remedy), string> part, string between) =>
            string.Join(between, mine._found.Select(part));
        return new()
        {
            ["cause"] = Joined(one => one.Cause, " + "),
            ["number"] = mine._found[0].Number,
            ["evidence"] = Joined(one => one.Evidence, " And: "),
            ["ruled out"] = Joined(one => one.RuledOut, "; "),
            ["remedy"] = Joined(one => one.Remedy, "; "),
        };
    }

    private double MedianMs => _d2c.Length == 0 ? 0 : _d2c[_d2c.Length / 2] / Ms;

    private DeviceMerges Merges => _trace.Merges[_drive]!;

    private void Look()
    {
        if (_trace.Devices.Drive!.Requests < FewestRequests)
        {
            Add(
                "insufficient-evidence",
                $"{_trace.Devices.Drive.Requests} requests",
                $"the trace has only {_trace.Devices.Drive.Requests} requests: too few",
                "nothing: so few cannot rule anything out",
                "trace again, longer, all layers"
            );
            return;
        }

        Errors();
        Silence();
        bool throttled = Throttled();
        Delay();
        bool gaps = Gaps();
        Peers();
        bool copies = CopiesFirst();
        bool flushes = !copies && Flushes();
        bool small = copies || (!flushes && Sizes());
        if (!small && !gaps && !flushes && !throttled && _found.Count == 0)
        {
            Ceiling();
        }

        if (_found.Count == 0)
        {
            double busy = _trace.QueueDepth.Steps(_drive)?.BusyShare * 100 ?? 0;
            Add(
                "healthy",
                Told($"{busy:0.##} % busy"),
                Told(
                    $"{Merges.Requests} requests of {Merges.SizeAtD.P50} sectors, D2C {MedianMs:0.00} ms, the drive busy {busy:0} % of the time"
                ),
                "no errors, no stall, no ceiling, nothing merged too little",
                "nothing at the storage: look elsewhere"
            );
        }
    }

    private void Errors()
    {
        FailedOperation[] failed = [.. _trace.FailedIo.Rows.Where(row => row.Failed > 0)];
        if (failed.Any(row => row.Device == _drive))
        {
            Add(
                "io-errors",
                Told($"{failed.Where(row => row.Device == _drive).Sum(row => row.Failed)} failed"),
                "C events of the drive end in an error at a few sectors, again and again",
                "a layer above: the drive itself failed them",
                "secure the data, then the kernel log and the drive's own log"
            );
        }
        else if (failed.Length > 0)
        {
            Add(
                "dm-errors",
                Told($"{failed.Sum(row => row.Failed)} failed"),
                "C events of the dm layer end in an error, and those bios never reached the drive",
                "the drive: it failed none",
                "dmsetup table names the target"
            );
        }
    }

    // A D without C, and from some time on no C at all though requests were issued.
    private void Silence()
    {
        Requests requests = _trace.Requests;
        int[] rows = [.. Enumerable.Range(0, requests.Count).Where(row => _trace.Events.Devices[requests.Device[row]] == _drive)];
        long last = rows.Max(row => requests.CompleteNs[row]);
        int waiting = rows.Count(row => requests.CompleteNs[row] < 0);
        if (waiting >= 2 && _trace.EndNs - last >= 10 * GapNs)
        {
            Add(
                "hung-drive",
                $"{waiting} requests",
                Told(
                    $"after the last C, {waiting} requests are without a C: nothing completes for {(_trace.EndNs - last) / 1e9:0.0} s while they wait"
                ),
                "lost events: not one comes after the last",
                "the kernel log, then link and controller"
            );
        }
    }

    private bool Throttled()
    {
        int notices = _trace.Events.Messages.Count(message => Regex.IsMatch(message, "throtl .*iops=.*queued=(?!0/0)"));
        if (notices * 20 > Merges.Bios)
        {
            Add(
                "throttled",
                $"{notices} notices",
                Told(
                    $"{notices} messages of the kernel's throttle (throtl) tell of I/O queued for a limit, while the drive has D2C {MedianMs:0.0} ms"
                ),
                "a slow drive: D2C is short",
                "io.max of the cgroup"
            );
            return true;
        }

        double[] wait = [.. _trace.Phases.ValuesMs(Phase.Q2D, Denominator.Bio, _drive).Order()];
        if (
            wait.Length > 0
            && wait[wait.Length / 2] > 5
            && wait[wait.Length / 2] > 3 * MedianMs
            && (_trace.QueueDepth.Steps(_drive)?.Mean ?? 0) < 8
            && !_settings.Contains("/queue/nomerges:2", StringComparison.Ordinal)
        )
        {
            Add(
                "held-above-drive",
                Told($"{wait[wait.Length / 2]:0.##} ms"),
                Told($"Q2D is {wait[wait.Length / 2]:0.0} ms, D2C {MedianMs:0.0} ms: requests wait above the drive"),
                "a slow drive: its D2C is short",
                "read scheduler, nr_requests, wbt_lat_usec; try none"
            );
            return true;
        }

        // Writes that are let through one by one wait before they get a request at all.
        double[] gets = [.. WaitsForRequests().Order()];
        if (gets.Length >= FewestRequests && gets[gets.Length * 9 / 10] >= Math.Max(2, 2 * MedianMs))
        {
            Add(
                "held-above-drive",
                Told($"{gets[gets.Length * 9 / 10]:0.##} ms"),
                Told(
                    $"Q2G of writes is {gets[gets.Length * 9 / 10]:0.0} ms and more for one in ten: they wait above the drive, whose D2C is {MedianMs:0.0} ms"
                ),
                "a slow drive: its D2C is shorter",
                "read wbt_lat_usec, scheduler, nr_requests; try none"
            );
            return true;
        }

        return false;
    }

    private IEnumerable<double> WaitsForRequests()
    {
        BlockEvents events = _trace.Events;
        var queued = new Dictionary<long, long>();
        for (int row = 0; row < events.Count; row++)
        {
            if (events.Devices[events.Device[row]] != _drive || (events.Rwbs[row] & Rwbs.OperationMask) != Rwbs.Write)
            {
                continue;
            }

            if (events.Action[row] == BlockAction.Queue)
            {
                queued[events.Sector[row]] = events.TimeNs[row];
            }
            else if (events.Action[row] == BlockAction.GetRequest && queued.Remove(events.Sector[row], out long since))
            {
                yield return (events.TimeNs[row] - since) / Ms;
            }
        }
    }

    // A write whose sectors were read just before: somebody keeps what was there.
    private bool CopiesFirst()
    {
        if (!_layers.Contains("snapshot-origin", StringComparison.Ordinal))
        {
            return false;
        }

        BlockEvents events = _trace.Events;
        var read = new HashSet<long>();
        int writes = 0,
            copied = 0;
        for (int row = 0; row < events.Count; row++)
        {
            if (events.Action[row] != BlockAction.Issue || events.Devices[events.Device[row]] != _drive || events.Sectors[row] == 0)
            {
                continue;
            }

            if ((events.Rwbs[row] & Rwbs.OperationMask) == Rwbs.Read)
            {
                read.Add(events.Sector[row]);
            }
            else
            {
                writes++;
                copied += read.Contains(events.Sector[row]) ? 1 : 0;
            }
        }

        if (copied < FewestRequests || copied * 5 < writes)
        {
            return false;
        }

        Add(
            "snapshot-cow",
            $"{writes} writes",
            $"each chunk is read and copied before the write: {copied} writes on sectors that were read just before, several requests a write",
            "merging; a database that reads, modifies, writes",
            "delete the snapshot, or larger chunks"
        );
        return true;
    }

    private void Delay()
    {
        foreach (Layer layer in _trace.Layers.All.Where(layer => !layer.IssuesRequests && layer.OwnP50Ns / Ms >= Math.Max(3, 5 * MedianMs)))
        {
            Add(
                "dm-delay",
                Told($"{layer.OwnP50Ns / Ms:0.##} ms"),
                Told($"the dm layer {layer.Device} holds each bio {layer.OwnP50Ns / Ms:0.0} ms before it goes down"),
                Told($"the drive: D2C {MedianMs:0.00} ms"),
                "dmsetup table: take the target out of the layer"
            );
            return;
        }
    }

    // Of several drives each: the busiest one may be the one that does not stall.
    private bool Gaps() =>
        _trace
            .Devices.All.Where(device => device.IsDrive && device.Requests >= FewestRequests)
            .OrderByDescending(device => device.Device == _drive)
            .Any(device => Gaps(device.Device));

    private bool Gaps(BlockDevice drive)
    {
        Requests requests = _trace.Requests;
        (long Issue, long Done)[] all =
        [
            .. Enumerable
                .Range(0, requests.Count)
                .Where(row => _trace.Events.Devices[requests.Device[row]] == drive && requests.CompleteNs[row] >= 0)
                .Select(row => (requests.FirstIssueNs[row], requests.CompleteNs[row]))
                .OrderBy(one => one.Item2),
        ];
        double[] gaps =
        [
            .. Enumerable
                .Range(1, Math.Max(0, all.Length - 1))
                .Select(i => (all[i].Done - Math.Max(all[i - 1].Done, all[i..Math.Min(all.Length, i + 512)].Min(one => one.Issue))) / Ms)
                .Where(ms => ms >= GapNs / Ms),
        ];
        double median = all.Select(one => (one.Done - one.Issue) / Ms).Order().ElementAtOrDefault(all.Length / 2);
        if (gaps.Length < 2 || median > 20)
        {
            return false;
        }

        Add(
            "stalls",
            Told($"{gaps.Max():0} ms"),
            Told($"no C for up to {gaps.Max():0} ms, {gaps.Length} times: nothing completes while requests are outstanding"),
            Told($"a slow drive: the median is {median:0.0} ms"),
            "the kernel log and the drive's own log (smart-log) at these times"
        );
        return true;
    }

    private void Peers()
    {
        (BlockDevice Device, double Ms)[] drives =
        [
            .. _trace
                .Devices.All.Where(device =>
                    device.IsDrive
                    && device.Requests >= FewestRequests
                    && _trace.Phases.Values(Phase.D2C, Denominator.Request, device.Device).Length >= FewestRequests
                )
                .Select(device =>
                    (
                        device.Device,
                        _trace.Phases.Values(Phase.D2C, Denominator.Request, device.Device).ToArray().Order().ToArray() is var sorted
                            ? sorted[sorted.Length / 2] / Ms
                            : 0
                    )
                )
                .OrderBy(one => one.Item2),
        ];
        if (drives.Length >= 2 && drives[^1].Ms >= 3 * drives[^2].Ms)
        {
            Add(
                "slow-member",
                Told($"{drives[^1].Ms:0.##} ms"),
                Told(
                    $"{drives[^1].Device} has a median D2C of {drives[^1].Ms:0.0} ms, its peers {drives[^2].Ms:0.0} ms beside it: times slower"
                ),
                "the load: its peers get the same",
                "examine or replace it: its log, firmware, link"
            );
        }
    }

    private bool Sizes()
    {
        double atD = Merges.SizeAtD.P50 ?? 0,
            atQ = (double)Merges.SizeAtQ.TotalSectors / Math.Max(1, Merges.SizeAtQ.Count),
            depth = _trace.QueueDepth.Steps(_drive)?.Mean ?? 0;
        if (
            Merges.Splits > Merges.Bios / 2
            && atD < atQ
            && Limit("max_hw_sectors_kb") > atD / 2
            && _settings.Contains(Told($"max_sectors_kb:{atD / 2:0}\n"), StringComparison.Ordinal)
        )
        {
            Add(
                "max-sectors",
                Told($"{atD:0} sectors"),
                Told(
                    $"{Merges.Splits} X events: bios of {atQ:0} sectors are split to {atD / 2:0} KiB, max_sectors_kb = {atD / 2:0}; 8 sectors would be 4 KiB"
                ),
                "merging off and the application: bios came large",
                "raise max_sectors_kb"
            );
            return true;
        }

        if (atD > 32 || atD > 2 * atQ || !IsSequential())
        {
            return false;
        }

        if (_settings.Contains("/queue/nomerges:2\n", StringComparison.Ordinal) && depth > 1.5)
        {
            Add(
                "merge-disabled",
                $"{Merges.Requests} requests",
                Told($"nomerges = 2: no M, {Merges.Requests} requests of {atD:0} sectors side by side"),
                "a size limit: no X at the drive; read-ahead",
                "echo 0 > nomerges"
            );
            return true;
        }

        // Who writes little at a time has no read-ahead to look for.
        if (depth <= 1.5 && IsRead())
        {
            bool off =
                Regex.IsMatch(_settings, "/sys/block/dm-\\d+/queue/read_ahead_kb:0\n")
                || _settings.Contains("/queue/read_ahead_kb:0\n", StringComparison.Ordinal);
            Add(
                off ? "no-readahead" : "app-small",
                Told($"{atD:0} sectors"),
                Told($"one at a time, 8 sectors (4 KiB) each{(off ? ": read_ahead_kb is 0" : ", though read-ahead is on")}"),
                off ? "nomerges: nothing waits that could merge" : "nomerges, read-ahead",
                off ? "set read_ahead_kb of the device (blockdev --setra)" : "let the application read larger pieces, several at once"
            );
            return true;
        }

        return false;
    }

    private bool IsRead()
    {
        Requests requests = _trace.Requests;
        int[] rows =
        [
            .. Enumerable
                .Range(0, requests.Count)
                .Where(row => _trace.Events.Devices[requests.Device[row]] == _drive && requests.Sectors[row] > 0),
        ];
        return rows.Count(row => (requests.Rwbs[row] & Rwbs.OperationMask) == Rwbs.Read) * 2 > rows.Length;
    }

    private double Limit(string attribute) =>
        Regex
            .Matches(_settings, $"/sys/block/(?!dm-)[a-z0-9]+/queue/{attribute}:(\\d+)")
            .Select(found => double.Parse(found.Groups[1].Value, CultureInfo.InvariantCulture))
            .DefaultIfEmpty(0)
            .Max();

    private bool IsSequential()
    {
        long[] sectors = [.. _trace.Bios.Sector.ToArray()];
        HashSet<long> starts = [.. sectors];
        uint[] lengths = [.. _trace.Bios.Sectors.ToArray()];
        return sectors.Zip(lengths).Count(one => starts.Contains(one.First + one.Second)) > sectors.Length / 2;
    }

    private bool Flushes()
    {
        BlockEvents events = _trace.Events;
        int flushes = 0,
            writes = 0;
        for (int row = 0; row < events.Count; row++)
        {
            if (events.Action[row] == BlockAction.Issue && events.Devices[events.Device[row]] == _drive)
            {
                flushes += events.Sectors[row] == 0 && (events.Rwbs[row] & (Rwbs.Preflush | Rwbs.Flush)) != 0 ? 1 : 0;
                writes += (events.Rwbs[row] & Rwbs.OperationMask) == Rwbs.Write && events.Sectors[row] > 0 ? 1 : 0;
            }
        }

        if (flushes < 20 || flushes * 5 < writes)
        {
            return false;
        }

        Add(
            "flush-storm",
            $"{flushes} flushes",
            $"{flushes} flushes (FN) for {writes} writes: nearly each write waits for its own",
            "merging and a slow drive: no flush is slow",
            "group the commits; power-loss protection"
        );
        return true;
    }

    // Flat while requests wait.
    private void Ceiling()
    {
        double depth = _trace.QueueDepth.Steps(_drive)?.Mean ?? 0;
        if (depth < 2 || MedianMs < 1)
        {
            return;
        }

        double seconds = (_trace.EndNs - _trace.StartNs) / 1e9,
            mib = Merges.SizeAtD.TotalSectors / 2048.0 / seconds,
            iops = Merges.Requests / seconds;
        bool large = Merges.SizeAtD.P50 >= 128;
        string remedy = "look whether a limit is imposed (io.max, a cloud volume's); fewer, or spread it";
        Add(
            large ? "bandwidth-cap"
                : IsSequential() ? "iops-cap"
                : "saturated",
            large ? Told($"{mib:0.#} MiB/s") : Told($"{iops:0} IOPS"),
            Told($"{mib:0.#} MiB/s, {iops:0} IOPS, flat, with {depth:0.#} requests waiting in a standing queue"),
            "a paced application: more was asked for; merging",
            remedy
        );
    }

    private void Add(string cause, string number, string evidence, string ruledOut, string remedy) =>
        _found.Add((cause, number, evidence, ruledOut, remedy));

    private static string Told(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static string Text(string folder, string file)
    {
        using var text = new StreamReader(new GZipStream(File.OpenRead(Path.Combine(folder, file)), CompressionMode.Decompress));
        return text.ReadToEnd();
    }
}
