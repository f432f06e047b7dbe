using System.Globalization;
using NotebookKit.Blocks;
using NotebookKit.Cases;
using NotebookKit.Hosts;
using NotebookKit.Stats;
using NotebookKit.Summaries;

namespace NotebookKit.Fleet;

/// <summary>Makes the rows of a fleet from a recording: what every later question is answered from.</summary>
internal sealed class FleetRecording
{
    /// <summary>Parts of a power of two, as a power of two, into which durations are counted.</summary>
    internal const int BitsOfBuckets = 4;

    private static readonly (Phase Phase, Denominator Denominator)[] KeptPhases =
    [
        (Phase.Q2G, Denominator.Bio),
        (Phase.I2D, Denominator.Request),
        (Phase.Q2D, Denominator.Request),
        (Phase.D2C, Denominator.Request),
        (Phase.Q2C, Denominator.Bio),
    ];

    private readonly Recording _recording;
    private readonly CaptureSummary _summary;
    private readonly FleetRows _rows;
    private readonly long? _dayNumber;

    private readonly int _requests;

    private FleetRecording(Recording recording, int requests)
    {
        _recording = recording;
        _requests = requests;
        _summary = CaptureSummary.Of(recording.Folder);
        DateOnly? day = DayOf(recording.Recorded);
        _dayNumber = day is { } known ? DayNumber(known) : null;
        _rows = new FleetRows(
            IdOf(recording),
            day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? FleetRows.Unknown,
            _summary.HostName ?? FleetRows.Unknown
        );
    }

    /// <summary>What a recording is known by: the seal of its record.</summary>
    public static string IdOf(Recording recording) =>
        recording.Seal ?? ContentHash.Of(File.ReadAllBytes(Path.Combine(recording.Folder, Recording.FileName)));

    /// <summary>Days since 1970-01-01.</summary>
    public static long DayNumber(DateOnly day) => day.DayNumber - new DateOnly(1970, 1, 1).DayNumber;

    /// <summary>The rows of a recording.</summary>
    /// <param name="recording">The recording.</param>
    /// <param name="requests">How many requests of each device are kept at most.</param>
    /// <exception cref="CaptureFormatException">A capture of it cannot be read.</exception>
    public static FleetRows RowsOf(Recording recording, int requests = 0)
    {
        var made = new FleetRecording(recording, requests);
        made.Make();
        return made._rows;
    }

    private void Make()
    {
        var investigation = Investigation.Of(_summary);
        DeviceVerdict? named = investigation.State == DeviceState.CauseNamed ? investigation.Devices[0] : null;
        _rows.Add(
            FleetSchema.Recordings,
            _recording.Name,
            _dayNumber,
            _summary.Kernel,
            _recording.Host.Distribution,
            Word(investigation.State),
            named?.Cause?.Kind,
            named?.Device,
            named?.Cause?.Statement,
            _summary.Captures.Sum(capture => (long)capture.Trace.EventCount),
            _summary.Captures.Sum(capture => capture.Trace.Account?.Lost ?? 0),
            (long)FleetSchema.Version
        );
        foreach (DeviceVerdict verdict in investigation.Devices)
        {
            SummaryCapture[] tell =
            [
                .. _summary.Captures.Where(capture => capture.Trace.Devices.All.Any(device => device.Name == verdict.Device)),
            ];
            SummaryCapture? capture = tell.MaxBy(one => (one.Trace.Evidence.Bios && one.Trace.Evidence.Requests, one.Trace.EventCount));
            Device(verdict, capture);
            Findings(verdict);
        }

        Settings();
        Iostat();
    }

    private void Device(DeviceVerdict verdict, SummaryCapture? capture)
    {
        TraceDevice? device = capture?.Trace.Devices.All.First(one => one.Name == verdict.Device);
        TraceWindow? whole =
            device is null || capture!.Trace.DurationNs == 0 ? null
            : capture.Trace.WindowsOf(TimeSpan.FromTicks((capture.Trace.DurationNs / 100) + 1), device.Device).All is [var first, ..]
                ? first
            : null;
        LatencyHistogram? d2c = device is null ? null : Durations(capture!.Trace, Phase.D2C, Denominator.Request, device.Device);
        _rows.Add(
            FleetSchema.Devices,
            verdict.Device,
            _dayNumber,
            _summary.Kernel,
            _recording.Host.Drive is { } drive && drive.Name == verdict.Device ? drive.Model : null,
            Word(verdict.State),
            verdict.Cause?.Kind,
            device?.Bios,
            device?.Requests,
            whole?.Iops,
            whole?.MiBPerSecond,
            whole?.ReadShare,
            whole?.SizeAtDP50,
            whole?.DepthMean,
            d2c?.Mean / NsIn.Us,
            d2c?.At(0.5) / NsIn.Us,
            d2c?.At(0.99) / NsIn.Us,
            whole?.Q2CP50Ms * 1e3,
            whole?.Errors
        );
        if (device is not null)
        {
            Phases(capture!.Trace, device);
            Merges(capture, device);
            Features(capture.Trace, device);
            Requests(capture.Trace, device);
        }
    }

    // One of each stretch of as many requests as a row stands for, at a place in it that is the same whenever the recording is added.
    private void Requests(BlockTrace trace, TraceDevice device)
    {
        Requests requests = trace.Requests;
        int[] own =
        [
            .. Enumerable
                .Range(0, _requests > 0 ? requests.Count : 0)
                .Where(row => trace.Head.Devices[requests.Device[row]] == device.Device && requests.IssueNs[row] >= 0),
        ];
        int stretch = own.Length == 0 ? 1 : ((own.Length - 1) / _requests) + 1;
        var places = new Random(stretch);
        for (int from = 0; from < own.Length; from += stretch)
        {
            int standsFor = Math.Min(stretch, own.Length - from);
            int row = own[from + places.Next(standsFor)];
            _rows.Add(
                FleetSchema.Requests,
                device.Name,
                (requests.IssueNs[row] - trace.StartNs) / NsIn.Second,
                requests.Rwbs[row].ToString(),
                requests.Sector[row],
                (long)requests.Sectors[row],
                requests.CompleteNs[row] < 0 ? null : (requests.CompleteNs[row] - requests.IssueNs[row]) / NsIn.Us,
                trace.Labels.Process(requests.Name[row]),
                (long)standsFor
            );
        }
    }

    private void Phases(BlockTrace trace, TraceDevice device)
    {
        foreach ((Phase phase, Denominator denominator) in KeptPhases)
        {
            foreach (HistogramBin bucket in Durations(trace, phase, denominator, device.Device)?.Bins ?? [])
            {
                _rows.Add(
                    FleetSchema.Phases,
                    device.Name,
                    phase.ToString(),
                    denominator == Denominator.Bio ? "bio" : "request",
                    bucket.Low / NsIn.Us,
                    bucket.High / NsIn.Us,
                    bucket.Count
                );
            }
        }
    }

    private static LatencyHistogram? Durations(BlockTrace trace, Phase phase, Denominator denominator, BlockDevice device)
    {
        ReadOnlySpan<long> values = trace.Phases.Values(phase, denominator, device);
        if (values.IsEmpty)
        {
            return null;
        }

        var histogram = new LatencyHistogram(BitsOfBuckets);
        histogram.AddRange(values);
        return histogram;
    }

    private void Merges(SummaryCapture capture, TraceDevice device)
    {
        if (capture.Missed[device.Device] is { } missed)
        {
            _rows.Add(
                FleetSchema.Merges,
                device.Name,
                missed.Bios,
                missed.Merged,
                missed.Missed,
                missed.MissedShare,
                (long?)missed.Queue.NoMerges
            );
        }
    }

    private void Features(BlockTrace trace, TraceDevice device)
    {
        IReadOnlyList<FeatureRow> stretches = NotebookKit.Features.Of(trace, device: device.Device).Rows;
        for (int i = 0; i < NotebookKit.Features.All.Count; i++)
        {
            double[] values = [.. stretches.Select(stretch => stretch.Values[i]).OfType<double>().Where(double.IsFinite).Order()];
            if (values.Length > 0)
            {
                _rows.Add(FleetSchema.Features, device.Name, NotebookKit.Features.All[i].Name, values[values.Length / 2]);
            }
        }
    }

    private void Findings(DeviceVerdict verdict)
    {
        foreach (Finding finding in verdict.Findings)
        {
            _rows.Add(
                FleetSchema.Findings,
                verdict.Device,
                finding.Kind,
                finding.Severity.ToString().ToLowerInvariant(),
                finding.Confidence?.Level.ToString().ToLowerInvariant(),
                finding.Value,
                finding.Unit,
                finding.Statement
            );
        }
    }

    private void Settings()
    {
        if (_recording.Host.Drive is { } drive)
        {
            foreach ((string setting, string value) in _recording.Host.Queue.OrderBy(entry => entry.Key, StringComparer.Ordinal))
            {
                _rows.Add(FleetSchema.QueueSettings, drive.Name, setting, value);
            }
        }
    }

    private void Iostat()
    {
        foreach ((_, IostatCapture table) in CaseMeans.Counters(_summary).Take(1))
        {
            foreach (IostatReport report in table.Reports.Where(report => report.SinceBoot != true))
            {
                foreach (IostatRow row in report.Rows.Where(row => !row.IsGroup))
                {
                    _rows.Add(
                        FleetSchema.IostatIntervals,
                        row.Device,
                        (long)report.Number,
                        report.IntervalSeconds,
                        row.ReadsPerSec,
                        row.WritesPerSec,
                        row.ReadKiBPerSec,
                        row.WriteKiBPerSec,
                        row.RAwaitMs,
                        row.WAwaitMs,
                        row.AquSz,
                        row.UtilPercent
                    );
                }
            }
        }
    }

    /// <summary>The word for a state in a table.</summary>
    internal static string Word(DeviceState state) =>
        state switch
        {
            DeviceState.CauseNamed => "cause-named",
            DeviceState.Healthy => "healthy",
            _ => "undecided",
        };

    private static DateOnly? DayOf(string? recorded) =>
        recorded is { Length: >= 10 }
        && DateOnly.TryParseExact(recorded[..10], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly day)
            ? day
            : null;
}
