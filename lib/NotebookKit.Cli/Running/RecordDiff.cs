using System.Globalization;
using System.IO.Compression;
using System.Text;
using NotebookKit.Blocks;
using NotebookKit.Cases;
using NotebookKit.Hosts;
using NotebookKit.Summaries;

namespace NotebookKit.Cli.Running;

/// <summary>Two cases beside each other: environment, settings, findings, figures.</summary>
internal sealed class RecordDiff
{
    /// <summary>Where the first is unpacked to, below the folder given.</summary>
    public const string FolderOfA = "a";

    /// <summary>Where the second is.</summary>
    public const string FolderOfB = "b";

    /// <summary>The parts of a comparison.</summary>
    public const string Setting = "setting",
        Finding = "finding",
        Figure = "figure",
        Environment = "environment";

    /// <summary>When it was captured, which makes no two cases differ.</summary>
    public const string Captured = "captured";

    private readonly List<DiffRow> _rows = [];

    private RecordDiff(string a, string b) => (A, B) = (a, b);

    public string A { get; }

    public string B { get; }

    /// <summary>The difference in a sentence.</summary>
    public string Sentence { get; private set; } = "";

    /// <summary>All that was compared.</summary>
    public IReadOnlyList<DiffRow> Rows => _rows;

    /// <summary>True where nothing differs.</summary>
    public bool IsSame => _rows.TrueForAll(row => (row.IsSame && !row.IsRounded) || row.What == Captured);

    /// <summary>What was lost or could not be read on one side, with its name: figures may differ for that alone.</summary>
    public IReadOnlyList<(string Side, string Note)> Notes { get; private set; } = [];

    /// <summary>How many are the same, and how many of these only as they are shown.</summary>
    public string SameInWords =>
        _rows.Count(row => row.IsSame) is var same && _rows.Count(row => row.IsRounded) is > 0 and var rounded
            ? $"{same} of {_rows.Count}, {rounded} of them to the three digits that are shown"
            : $"{same} of {_rows.Count}";

    /// <summary>The two by as much of their paths as tells them apart.</summary>
    public (string A, string B) Names => NamesOf(A, B);

    /// <summary>Compares.</summary>
    /// <param name="a">What was before: a case, a pack, or any capture that can be judged.</param>
    /// <param name="b">What is now.</param>
    /// <param name="folder">A folder to unpack to.</param>
    public static RecordDiff Of(string a, string b, string folder)
    {
        (Investigation before, Investigation now) = (Open(a, Path.Combine(folder, FolderOfA)), Open(b, Path.Combine(folder, FolderOfB)));
        var diff = new RecordDiff(a, b);
        InvestigationComparison comparison = now.Against(before, names: NamesOf(a, b));
        diff.Sentence = comparison.Sentence;
        diff.Notes =
        [
            .. before.Notes.Except(now.Notes).Select(note => (diff.Names.A, note)),
            .. now.Notes.Except(before.Notes).Select(note => (diff.Names.B, note)),
        ];
        diff.AddEnvironment(before.Summary, now.Summary);
        if (before.Devices is [{ Device: var old }] && now.Devices is [{ Device: var other }] && old != other)
        {
            diff._rows.Add(new(Environment, "only device, held against the other's", old, other));
        }

        foreach (SettingChange change in comparison.Settings)
        {
            diff._rows.Add(new(Setting, (change.Device is null ? "" : change.Device + " ") + change.Setting, change.Good, change.Here));
        }

        diff._rows.Add(new(Finding, "verdict", before.Sentence, now.Sentence));
        diff._rows.Add(new(Finding, "remedy", before.Remedy ?? DiffRow.None, now.Remedy ?? DiffRow.None));
        string[] devices = [.. before.Devices.Concat(now.Devices).Select(one => one.Device).Distinct().Order(StringComparer.Ordinal)];
        foreach (string device in devices.Length > 1 ? devices : []) // of one alone the verdict speaks
        {
            diff._rows.Add(new(Finding, device, Cause(before, device), Cause(now, device)));
        }

        foreach (DeviceComparison device in comparison.ByDevice)
        {
            string of = comparison.ByDevice.Count > 1 ? device.Device + " " : "";
            foreach (ComparisonRow row in device.Traces.Rows.Where(row => row.A is not null || row.B is not null))
            {
                double scale = row.IsShare ? 100 : 1;
                diff._rows.Add(
                    DiffRow.Of(
                        Figure,
                        $"{of}{row.Measure}{(row.Counts.Length > 0 ? $" ({row.Counts})" : "")}",
                        row.A * scale,
                        row.B * scale,
                        row.IsShare ? "%" : row.Unit
                    )
                );
            }
        }

        foreach (MeanChange mean in comparison.Means)
        {
            diff._rows.Add(DiffRow.Of(Figure, $"{mean.Device} {mean.Mean}", mean.Good, mean.Here, mean.Unit));
        }

        foreach (OneSided one in comparison.OneSided)
        {
            diff._rows.Add(DiffRow.Of(Figure, $"{one.Device} {one.What}", one.Good, one.Here, one.Unit));
        }

        return diff;
    }

    /// <summary>A line for what differs; what is the same is counted.</summary>
    public string ToText()
    {
        var text = new StringBuilder($"{A}  ->  {B}\n{Sentence}\n");
        foreach (DiffRow row in _rows.Where(row => !row.IsSame))
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"  {row.Part, -12} {row.What}: {row.A}  ->  {row.B}{(row.Change is { } change ? $"  ({change})" : "")}\n"
            );
        }

        foreach ((string side, string note) in Notes)
        {
            text.Append(CultureInfo.InvariantCulture, $"  note         {side}: {note}\n");
        }

        return text.Append(CultureInfo.InvariantCulture, $"  the same: {SameInWords}\n").ToString();
    }

    private void AddEnvironment(CaptureSummary a, CaptureSummary b)
    {
        string[] queue = [.. (a.Recording?.Host.Queue.Keys ?? []).Concat(b.Recording?.Host.Queue.Keys ?? [])];
        Dictionary<string, string> before = RowsOf(a),
            now = RowsOf(b);
        foreach (string name in before.Keys.Concat(now.Keys).Distinct().Where(name => !queue.Contains(name)))
        {
            _rows.Add(new(Environment, name, before.GetValueOrDefault(name) ?? DiffRow.None, now.GetValueOrDefault(name) ?? DiffRow.None));
        }
    }

    // Of loose captures what they tell of their host themselves.
    private static Dictionary<string, string> RowsOf(CaptureSummary captures)
    {
        Dictionary<string, string> rows = captures.Recording?.Host.Rows().ToDictionary(row => row.Name, row => row.Value) ?? [];
        foreach (
            (string name, string? value) in new[]
            {
                ("host", captures.HostName),
                ("kernel", captures.Kernel),
                (Captured, captures.Recording?.Recorded),
            }
        )
        {
            if (value is not null)
            {
                rows.TryAdd(name, value);
            }
        }

        return rows;
    }

    // By as much of their paths as tells them apart.
    private static (string A, string B) NamesOf(string a, string b)
    {
        string[] left = Parts(a),
            right = Parts(b);
        int most = Math.Max(left.Length, right.Length);
        int count = Enumerable.Range(1, most).FirstOrDefault(count => !left.TakeLast(count).SequenceEqual(right.TakeLast(count)), 1);
        return (string.Join('/', left.TakeLast(count)), string.Join('/', right.TakeLast(count)));

        static string[] Parts(string path) => Path.GetFullPath(path).Split('/', StringSplitOptions.RemoveEmptyEntries);
    }

    private static string Cause(Investigation judged, string device) =>
        judged.Devices.FirstOrDefault(one => one.Device == device) is { } found
            ? found.Cause?.Statement ?? found.State.ToString()
            : DiffRow.None;

    /// <summary>A recording in a pack, as <c>PACK.zip/recordings/NAME</c>, with its place there; null where a path is none.</summary>
    public static (string Pack, string Place)? InPack(string path)
    {
        const string Ending = ".zip/";
        for (
            int at = path.IndexOf(Ending, StringComparison.OrdinalIgnoreCase);
            at > 0;
            at = path.IndexOf(Ending, at + 1, StringComparison.OrdinalIgnoreCase)
        )
        {
            int length = at + Ending.Length - 1;
            if (length + 1 < path.Length && File.Exists(path[..length]))
            {
                return (path[..length], Path.TrimEndingDirectorySeparator(path[(length + 1)..]));
            }
        }

        return null;
    }

    // Of a pack and of a case the recordings that are in it.
    private static Investigation Open(string named, string folder)
    {
        (string path, string? chosen) = InPack(named) is var (pack, place) ? (pack, place) : (named, null);
        string shown = path;
        string[] inside;
        if (
            File.Exists(path)
            && Path.GetExtension(path).Equals(".zip", StringComparison.OrdinalIgnoreCase)
            && PackCheck.Of(path, Recording.UsualBytes) is { } check
            && (check.Seal is not null || check.Manifest is not null)
        )
        {
            if (check.Faults is [var fault, ..])
            {
                throw new UsageException($"{path} is not as it was packed, and is not compared: {fault}");
            }

            using ZipArchive zip = ZipFile.OpenRead(path);
            UnpackedCase.Recordings(zip, folder);
            path = folder;
            inside = [.. PackedRecordings.In(folder)];
        }
        else
        {
            string recordings = CaseFolder.RecordingsOf(path);
            inside =
                Recording.IsIn(recordings) || !Directory.Exists(recordings)
                    ? []
                    :
                    [
                        .. Directory
                            .GetDirectories(recordings)
                            .Where(Recording.IsIn)
                            .Select(one => Path.GetRelativePath(path, one))
                            .Order(StringComparer.Ordinal),
                    ];
        }

        string[] meant = chosen is null ? inside : [.. inside.Where(one => one == chosen)];
        return meant.Length switch
        {
            0 when chosen is null => Investigation.Open(path),
            1 => Investigation.Open(Path.Combine(path, meant[0])),
            _ => throw new UsageException(
                $"{named} {(chosen is null ? $"holds {inside.Length} recordings" : "is none of its recordings")}: name the one to compare, such as "
                    + $"{Path.Combine(shown, inside.FirstOrDefault() ?? "recordings/NAME")}. There are: {string.Join(", ", inside.Select(one => Path.Combine(shown, one)))}"
            ),
        };
    }
}
