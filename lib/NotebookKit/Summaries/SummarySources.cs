using NotebookKit.Formats;
using NotebookKit.Hosts;

namespace NotebookKit.Summaries;

/// <summary>Finds the captures behind paths and reads them.</summary>
internal sealed class SummarySources(IostatOptions iostat, LargeCaptures large)
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

    public Dictionary<BlockDevice, DeviceQueue> Queues { get; } = [];

    /// <summary>Reads what paths lead to, one summary for each host and each recording.</summary>
    public static IReadOnlyList<CaptureSummary> Read(IReadOnlyList<string> paths, IostatOptions iostat)
    {
        using OpenedPile pile = OpenedPile.Of(paths);
        var large = new LargeCaptures(pile.Stays);
        var summaries = new List<CaptureSummary>();
        CaptureFormatException? nothing = null;
        foreach (PilePart part in pile.Parts)
        {
            try
            {
                summaries.Add(part.Recording is { } folder ? Read(Recording.Open(folder), iostat, large) : Read(part, iostat, large));
            }
            catch (RecordingException fault)
            {
                throw pile.Named(fault);
            }
            catch (CaptureFormatException fault) when (part.Recording is null && part.Named.Count == 0)
            {
                nothing ??= fault;
            }
        }

        if (summaries.Count == 0)
        {
            string[] names = [.. paths.Select(OpenedPile.NameOf)];
            throw nothing is null || nothing.Message.Length == 0
                ? new CaptureFormatException(
                    $"{string.Join(", ", names)} holds no capture that is known here. {string.Join("; ", pile.Notes.Take(5))}"
                )
                : nothing;
        }

        summaries[0].Add([.. pile.Apart, .. pile.Notes]);
        return summaries;
    }

    private static CaptureSummary Read(Recording recording, IostatOptions iostat, LargeCaptures large)
    {
        var sources = new SummarySources(iostat, large);
        sources.Take(recording);
        sources.Judge(recording);
        return new CaptureSummary(recording, sources, recording.Name);
    }

    private static CaptureSummary Read(PilePart part, IostatOptions iostat, LargeCaptures large)
    {
        var sources = new SummarySources(iostat, large);
        sources.Take(part.Named.Select(Open));
        if (!part.IsNamed)
        {
            sources.Take(part);
        }

        sources.Judge(recording: null);
        return new CaptureSummary(
            null,
            sources,
            part.IsNamed
                ? string.Join(", ", part.Named.Select(file => Path.GetFileName(Path.TrimEndingDirectorySeparator(file.Name))))
                : part.Name,
            part.Host
        );
    }

    private static CaptureSource Open(PileFile file) =>
        file.Path == file.Name ? CaptureSource.Open(file.Path) : CaptureSource.Of(CaptureFile.OpenRead(file.Path), file.Name);

    public static CaptureSummary Read(Stream stream, string source)
    {
        var sources = new SummarySources(default, new LargeCaptures(_ => false));
        sources.Take([CaptureSource.Of(stream, source)]);
        sources.Judge(recording: null);
        return new CaptureSummary(null, sources, source);
    }

    private void Take(PilePart part)
    {
        foreach (IGrouping<string, PileFile[]> folder in part.Blktrace.GroupBy(capture => Path.GetDirectoryName(capture[0].Path) ?? ""))
        {
            foreach ((string name, PileFile[] files) in BlktraceRuns.Of([.. folder]))
            {
                Try(() => _traces.Add((name, Load([.. files.Select(file => file.Path)]))));
            }
        }

        foreach (PileFile file in part.Files.Where(file => file.Used is null))
        {
            TryTake(file);
        }

        foreach (PileFile sysfs in part.Sysfs)
        {
            Try(() => _tables.Add((sysfs.Name, SysfsText.Read(sysfs.Path))));
        }

        if (_traces.Count + _tables.Count == 0)
        {
            throw new CaptureFormatException($"{part.Name} holds no capture that is known here. {string.Join("; ", _notes.Take(5))}");
        }
    }

    // Most files of somebody's pile are none of ours: what they are is said, and nothing is wrong.
    private void TryTake(PileFile file)
    {
        ReadingNow.What = file.Name;
        try
        {
            using CaptureSource source = CaptureSource.Of(CaptureFile.OpenRead(file.Path), file.Name);
            string? dialect = TryDialect(source, out CaptureFormatException? unknown);
            if (unknown is null && large.TryOpen([file.Path], file.Name) is { } trace)
            {
                _traces.Add((file.Name, trace));
            }
            else if (dialect == BlktraceBinary.Dialect)
            {
                _traces.Add((file.Name, BlockTrace.From(BlktraceBinary.Read([source]))));
            }
            else
            {
                Take(source.Stream!, unknown, file.Argv is { } argv ? IostatOptions.Of([.. argv]) : iostat);
            }
        }
        catch (Exception fault) when (fault is CaptureFormatException or IOException or UnauthorizedAccessException)
        {
            _notes.Add($"{file.Name}: not used: {Shortened(fault.Message, file.Name)}");
        }
    }

    // The sentence that says what it is, where there is one; else the first.
    private static string Shortened(string message, string name)
    {
        string rest = message.StartsWith(name, StringComparison.Ordinal) ? message[name.Length..].TrimStart(' ', ':') : message;
        int looks = Math.Max(rest.IndexOf("It looks like ", StringComparison.Ordinal), rest.IndexOf("It is ", StringComparison.Ordinal));
        rest = looks > 0 ? rest[looks..] : rest;
        int end = rest.IndexOf(". ", StringComparison.Ordinal) is >= 0 and int sentence
            ? sentence
            : rest.IndexOf('\n', StringComparison.Ordinal);
        return end > 0 ? rest[..end] : rest.TrimEnd('.');
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
                    if (unknown is null && source.Path is { } path && large.TryOpen([path]) is { } trace)
                    {
                        _traces.Add((source.Name, trace));
                        continue;
                    }

                    Take(source.Stream!, unknown, iostat);
                }
            }

            if (binary.Count > 0)
            {
                string?[] paths = [.. binary.Select(source => source.Path)];
                BlockTrace? trace = paths.Contains(null) ? null : large.TryOpen(paths!);
                _traces.Insert(
                    0,
                    (string.Join(", ", binary.Select(source => source.Name)), trace ?? BlockTrace.From(BlktraceBinary.Read(binary)))
                );
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
    private void Take(CaptureStream stream, CaptureFormatException? unknown, IostatOptions options)
    {
        if (unknown is null)
        {
            _traces.Add((stream.Source, BlockTrace.From(CaptureReader.Read(stream, stream.Source))));
            return;
        }

        TableCapture table = TableReader.TryDetect(stream.Ahead().ToArray()) is { TellsOfDevices: true } dialect
            ? TableReader.Read(stream, dialect, options)
            : throw unknown;

        // JSON that says what it is is that, however little of it is whole; lines may be of a table by chance.
        if (dialect.JsonKey is null && table.Account.SkippedCount * 2 >= table.Account.Read)
        {
            throw new CaptureFormatException(
                stream.Source,
                1,
                1,
                FormattableString.Invariant(
                    $"it looks like {dialect.Shown}, but {table.Account.SkippedCount:N0} of its {table.Account.Read:N0} lines cannot be read as that"
                )
            );
        }

        _tables.Add((stream.Source, table));
    }

    private void Take(Recording recording)
    {
        if (recording.Kind == RecordingKind.Imported)
        {
            Take(ImportedCaptures.Of(recording));
            return;
        }

        _notes.AddRange(recording.NotSealed().Select(fault => $"not used: {fault}"));
        _notes.AddRange(
            recording.Steps.Where(step => step.Stopped is not null).Select(step => $"{step.Name}: ended early: {step.Stopped}")
        );
        foreach ((string name, string[] files) in RecordedCaptures.Events(recording))
        {
            Try(() => _traces.Add((name, Load([.. files.Select(recording.PathOf)]))));
        }

        foreach ((string file, Func<string, TableCapture> read) in RecordedCaptures.Tables(recording))
        {
            Try(() => _tables.Add((file, read(recording.PathOf(file)))));
        }
    }

    // Where a shell gathered them: a recording's tables are those whose commands are known.
    private List<SysfsCapture> Settings(Recording recording)
    {
        var found = new List<SysfsCapture>();
        foreach (
            string file in recording
                .Steps.Select(step => step.Stdout)
                .OfType<string>()
                .Where(file => file.Contains("sysfs", StringComparison.Ordinal) && _tables.TrueForAll(table => table.Name != file))
                .Distinct()
        )
        {
            Try(() => found.Add(SysfsText.Read(recording.PathOf(file))));
        }

        return found;
    }

    private BlockTrace Load(string[] files) => large.TryOpen(files) ?? BlockTrace.Open(files);

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
        var settings = new QueueSettings();
        foreach (
            (string place, SysfsCapture sysfs) in _tables
                .Where(table => table.Table is SysfsCapture)
                .Select(table => (table.Name, (SysfsCapture)table.Table))
                .Concat(recording is null ? [] : Settings(recording).Select(sysfs => ("", sysfs)))
        )
        {
            foreach (SysfsDevice device in sysfs.Devices)
            {
                if (Devices.Find(device.Name)?.Number is { } number)
                {
                    settings.Add(place, number, device.Name, device.Queue);
                }
            }
        }

        _notes.AddRange(settings.Differences());
        foreach ((BlockDevice device, DeviceQueue queue) in settings.Agreed())
        {
            Queues[device] = queue;
        }

        var captures = new List<SummaryCapture>();
        foreach ((string name, BlockTrace trace) in _traces)
        {
            trace.NameDevices(
                Enumerable
                    .Range(0, trace.Head.Devices.Count)
                    .Select(index => trace.Head.Devices[index])
                    .Where(device => device.Major == LoopMajor)
                    .Select(device => KeyValuePair.Create(device, FormattableString.Invariant($"loop{device.Minor}")))
            );
            trace.NameDevices(
                Devices
                    .Devices.Where(device => device.Number is not null)
                    .Select(device => KeyValuePair.Create(device.Number!.Value, device.TracedName))
            );
            // A recording keeps the settings of the drive that it names; of several drives the busiest may be another.
            if (
                recording?.Host.Queue.Count > 0
                && trace.Devices.Drive is { } drive
                && !Queues.ContainsKey(drive.Device)
                && (recording.Host.Drive?.Name is not { } kept || kept == drive.Name || trace.Devices.All.All(one => one.Name != kept))
            )
            {
                Queues[drive.Device] = recording.Host.Queue;
            }

            if (trace.FarEvents is { } far)
            {
                _notes.Add($"{name}: {far}: the span, and rates and shares over it, count the time between");
            }

            Dictionary<BlockDevice, DeviceQueue> queues = new(Queues);
            foreach ((BlockDevice device, DeviceQueue queue) in settings.For(name))
            {
                queues[device] = queue;
            }

            captures.Add(new SummaryCapture(ShownBytes.Of(name), trace, queues, Devices));
        }

        Captures = [.. captures.OrderByDescending(capture => capture.Worth)];
    }
}
