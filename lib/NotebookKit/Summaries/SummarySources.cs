using NotebookKit.Blocks;
using NotebookKit.Formats;
using NotebookKit.Hosts;

namespace NotebookKit.Summaries;

/// <summary>Finds the captures behind paths and reads them.</summary>
internal sealed class SummarySources(IostatOptions iostat)
{
    // Documentation/admin-guide/devices.txt: the minor number is that of the device.
    private const int LoopMajor = 7;

    private readonly List<(string Name, BlockTrace Trace)> _traces = [];
    private readonly List<(string Name, TableCapture Table)> _tables = [];
    private readonly List<string> _notes = [];

    public IReadOnlyList<SummaryCapture> Captures { get; private set; } = [];

    public IReadOnlyList<(string Name, TableCapture Table)> Tables => _tables;

    public IReadOnlyList<string> Notes => _notes;

    public DeviceMap Devices { get; private set; } = DeviceMap.Of();

    public Dictionary<BlockDevice, QueueLimits> Queues { get; } = [];

    public static CaptureSummary Read(IReadOnlyList<string> paths, IostatOptions iostat)
    {
        ArgumentNullException.ThrowIfNull(paths);
        if (paths.Count == 0)
        {
            throw new ArgumentException("name a capture or the folder of a recording", nameof(paths));
        }

        var sources = new SummarySources(iostat);
        Recording? recording = null;
        if (paths.Any(Recording.IsIn))
        {
            recording = paths.Count == 1 ? Recording.Open(paths[0])
                : throw new ArgumentException($"{paths.First(Recording.IsIn)} is a recording, complete in itself: name it alone, and another with --against", nameof(paths));
            sources.Take(recording);
        }
        else
        {
            ILookup<bool, string> packed = paths.ToLookup(path => FileKind.IsRegular(path) && Packing.IsPacked(path));
            sources.Take(packed[false].Where(path => !IsPile(path)).Select(CaptureSource.Open));
            foreach (string pile in packed[false].Where(IsPile))
            {
                sources.Take(CapturePile.Of(pile), pile);
            }

            foreach (string archive in packed[true])
            {
                using var pile = UnpackedPile.Of(archive);
                sources._notes.AddRange(pile.Notes);
                if (paths.Count == 1 && pile.OnlyRecording is { } inside)
                {
                    recording = Recording.Open(inside);
                    sources.Take(recording);
                }
                else
                {
                    sources.Take(CapturePile.Of(pile.Folder), archive);
                }
            }
        }

        sources.Judge(recording);
        return new CaptureSummary(recording, sources);
    }

    public static CaptureSummary Read(Stream stream, string source)
    {
        var sources = new SummarySources(default);
        sources.Take([CaptureSource.Of(stream, source)]);
        sources.Judge(recording: null);
        return new CaptureSummary(null, sources);
    }

    // A folder of blktrace's files and nothing else stays what it was: one capture.
    private static bool IsPile(string path) => Directory.Exists(path) && !BlktraceFiles.Any(path);

    private void Take(CapturePile pile, string folder)
    {
        foreach (string[] files in pile.Blktrace)
        {
            string name = pile.NameOf(BlktraceFiles.StemOf(files[0]));
            Try(() => _traces.Add((name, BlockTrace.From(BlktraceBinary.Read(files)))));
        }

        foreach (string file in pile.Files)
        {
            TryTake(file, pile.NameOf(file));
        }

        foreach (string sysfs in pile.Sysfs)
        {
            Try(() => _tables.Add((pile.NameOf(sysfs), SysfsText.Read(sysfs))));
        }

        _notes.AddRange(pile.Notes);
        if (_traces.Count + _tables.Count == 0)
        {
            throw new CaptureFormatException($"{folder} holds no capture that is known here. {string.Join("; ", _notes.Take(5))}");
        }
    }

    // Most files of somebody's pile are none of ours: what they are is said, and nothing is wrong.
    private void TryTake(string file, string name)
    {
        try
        {
            using CaptureSource source = CaptureSource.Of(CaptureFile.OpenRead(file), name);
            string? dialect = TryDialect(source, out CaptureFormatException? unknown);
            if (dialect == BlktraceBinary.Dialect)
            {
                _traces.Add((name, BlockTrace.From(BlktraceBinary.Read([source]))));
            }
            else
            {
                Take(source.Stream!, unknown);
            }
        }
        catch (Exception fault) when (fault is CaptureFormatException or IOException or UnauthorizedAccessException)
        {
            _notes.Add($"{name}: not used: {Shortened(fault.Message, name)}");
        }
    }

    private static string Shortened(string message, string name)
    {
        string rest = message.StartsWith(name, StringComparison.Ordinal) ? message[name.Length..].TrimStart(' ', ':') : message;
        int line = rest.IndexOfAny('.', '\n');
        return line > 0 ? rest[..line] : rest;
    }

    private void Take(IEnumerable<CaptureSource> sources)
    {
        var binary = new List<CaptureSource>();
        try
        {
            foreach (CaptureSource source in sources)
            {
                if (TryDialect(source, out CaptureFormatException? unknown) == BlktraceBinary.Dialect)
                {
                    binary.Add(source);
                    continue;
                }

                using (source)
                {
                    Take(source.Stream!, unknown);
                }
            }

            if (binary.Count > 0)
            {
                _traces.Insert(0, (string.Join(", ", binary.Select(source => source.Name)), BlockTrace.From(BlktraceBinary.Read(binary))));
            }
        }
        finally
        {
            binary.ForEach(source => source.Dispose());
        }
    }

    private static string? TryDialect(CaptureSource source, out CaptureFormatException? unknown)
    {
        try
        {
            unknown = null;
            return source.Detect();
        }
        catch (CaptureFormatException fault)
        {
            unknown = fault;
            return null;
        }
    }

    // The dialect of tables is found out from the same first bytes; what time prints is none that a summary shows.
    private void Take(CaptureStream stream, CaptureFormatException? unknown)
    {
        if (unknown is null)
        {
            _traces.Add((stream.Source, BlockTrace.From(CaptureReader.Read(stream, stream.Source))));
            return;
        }

        TableCapture table = TableReader.TryDetect(stream.Ahead().ToArray()) is { } dialect and not TableDialect.Time ? TableReader.Read(stream, dialect, iostat) : throw unknown;
        if (table.Account.SkippedCount * 2 >= table.Account.Read)
        {
            throw unknown;
        }

        _tables.Add((stream.Source, table));
    }

    private void Take(Recording recording)
    {
        foreach ((string name, string[] files) in RecordedCaptures.Events(recording))
        {
            Try(() => _traces.Add((name, BlockTrace.Load([.. files.Select(recording.PathOf)]))));
        }

        foreach ((string file, Func<string, TableCapture> read) in RecordedCaptures.Tables(recording))
        {
            Try(() => _tables.Add((file, read(recording.PathOf(file)))));
        }
    }

    private void Try(Action read)
    {
        try
        {
            read();
        }
        catch (CaptureFormatException fault)
        {
            _notes.Add(fault.Message);
        }
    }

    private void Judge(Recording? recording)
    {
        Devices = DeviceMap.Of(_tables.Select(table => table.Table));
        foreach (SysfsCapture sysfs in _tables.Select(table => table.Table).OfType<SysfsCapture>())
        {
            foreach (SysfsDevice device in sysfs.Devices)
            {
                if (Devices.Find(device.Name)?.Number is { } number)
                {
                    Queues[number] = QueueLimits.From(sysfs, device.Name);
                }
            }
        }

        var captures = new List<SummaryCapture>();
        foreach ((string name, BlockTrace trace) in _traces)
        {
            trace.NameDevices(Enumerable.Range(0, trace.Events.Devices.Count).Select(index => trace.Events.Devices[index]).Where(device => device.Major == LoopMajor)
                .Select(device => KeyValuePair.Create(device, FormattableString.Invariant($"loop{device.Minor}"))));
            trace.NameDevices(Devices.Devices.Where(device => device.Number is not null).Select(device => KeyValuePair.Create(device.Number!.Value, device.TracedName)));
            if (recording?.Host.Queue.Count > 0 && trace.Devices.Drive is { } drive && !Queues.ContainsKey(drive.Device))
            {
                Queues[drive.Device] = QueueLimits.From(recording.Host.Queue);
            }

            if (trace.FarEvents is { } far)
            {
                _notes.Add($"{name}: {far}: the span, and rates and shares over it, count the time between");
            }

            captures.Add(new SummaryCapture(name, trace, trace.MissedMerges(Queues), Devices));
        }

        Captures = [.. captures.OrderByDescending(capture => capture.Worth)];
    }
}
