using System.Globalization;
using System.IO.Compression;
using System.Text;
using NotebookKit.Blocks;
using NotebookKit.Cases;
using NotebookKit.Display;
using NotebookKit.Hosts;
using NotebookKit.Kernel.Pages;
using NotebookKit.Summaries;

namespace NotebookKit.Cli.Running;

/// <summary>Two cases beside each other: environment, settings, findings, figures.</summary>
internal sealed class RecordDiff
{
    /// <summary>Where the first is unpacked to, below the folder given.</summary>
    public const string FolderOfA = "a";

    /// <summary>Where the second is.</summary>
    public const string FolderOfB = "b";

    private const string None = "(none)";

    // What somebody asks first comes first: hosts are mostly the same.
    private static readonly (string Part, string Head)[] Parts = [("setting", "Settings"), ("finding", "Findings"), ("figure", "Figures"), ("environment", "Environment")];
    private readonly List<(string Part, string What, string A, string B)> _rows = [];

    private RecordDiff(string a, string b) => (A, B) = (a, b);

    public string A { get; }

    public string B { get; }

    /// <summary>The difference in a sentence.</summary>
    public string Sentence { get; private set; } = "";

    /// <summary>True where nothing differs.</summary>
    public bool IsSame => _rows.TrueForAll(row => row.A == row.B);

    /// <summary>Compares.</summary>
    /// <param name="a">What was before: a case, a pack, or any capture that can be judged.</param>
    /// <param name="b">What is now.</param>
    /// <param name="folder">A folder to unpack to.</param>
    public static RecordDiff Of(string a, string b, string folder)
    {
        (Investigation before, Investigation now) = (Open(a, Path.Combine(folder, FolderOfA)), Open(b, Path.Combine(folder, FolderOfB)));
        var diff = new RecordDiff(a, b);
        InvestigationComparison comparison = now.Against(before, names: Names(a, b));
        diff.Sentence = comparison.Sentence;
        diff.Environment(before.Summary, now.Summary);
        foreach (SettingChange change in comparison.Settings)
        {
            diff._rows.Add(("setting", (change.Device is null ? "" : change.Device + " ") + change.Setting, change.Good, change.Here));
        }

        diff._rows.Add(("finding", "verdict", before.Sentence, now.Sentence));
        diff._rows.Add(("finding", "remedy", before.Remedy ?? None, now.Remedy ?? None));
        foreach (string device in before.Devices.Concat(now.Devices).Select(one => one.Device).Distinct().Order(StringComparer.Ordinal))
        {
            diff._rows.Add(("finding", device, Cause(before, device), Cause(now, device)));
        }

        foreach (DeviceComparison device in comparison.ByDevice)
        {
            string of = comparison.ByDevice.Count > 1 ? device.Device + " " : "";
            foreach (ComparisonRow row in device.Traces.Rows.Where(row => row.A is not null || row.B is not null))
            {
                diff._rows.Add(("figure", $"{of}{row.Measure}{(row.Counts.Length > 0 ? $" ({row.Counts})" : "")}", Shown(row, row.A), Shown(row, row.B)));
            }
        }

        foreach (MeanChange mean in comparison.Means)
        {
            diff._rows.Add(("figure", $"{mean.Device} {mean.Mean}", Number(mean.Good, mean.Unit), Number(mean.Here, mean.Unit)));
        }

        foreach (OneSided one in comparison.OneSided)
        {
            diff._rows.Add(("figure", $"{one.Device} {one.What}", Number(one.Good, one.Unit), Number(one.Here, one.Unit)));
        }

        return diff;
    }

    /// <summary>A line for what differs; what is the same is counted.</summary>
    public string ToText()
    {
        var text = new StringBuilder($"{A}  ->  {B}\n{Sentence}\n");
        foreach ((string part, string what, string a, string b) in _rows.Where(row => row.A != row.B))
        {
            text.Append(CultureInfo.InvariantCulture, $"  {part,-12} {what}: {a}  ->  {b}\n");
        }

        int same = _rows.Count(row => row.A == row.B);
        return text.Append(CultureInfo.InvariantCulture, $"  the same: {same} of {_rows.Count}\n").ToString();
    }

    /// <summary>The page: all of it, what differs in bold.</summary>
    public string ToPage()
    {
        var html = new StringBuilder("<main class=\"records\">\n<header class=\"head\"><h1>What changed</h1>\n");
        html.Append(CultureInfo.InvariantCulture, $"<div class=\"answer open\"><p class=\"sentence\">{PageFrame.Escape(Sentence.Replace(" %", "\u00A0%", StringComparison.Ordinal))}</p></div></header>\n<section class=\"prose\">\n");
        foreach ((string part, string head) in Parts)
        {
            (string, string What, string A, string B)[] rows = [.. _rows.Where(row => row.Part == part)];
            (string, string What, string A, string B)[] same = [.. rows.Where(row => row.A == row.B)];
            if (rows.Length > 0)
            {
                html.Append(CultureInfo.InvariantCulture, $"<h2>{head}</h2>\n").Append(same.Length == rows.Length ? "<p>Nothing differs.</p>\n" : Beside(rows.Where(row => row.A != row.B)));
                html.Append(same.Length == 0 ? "" : $"<details><summary class=\"note\">The same: {same.Length} of {rows.Length}</summary>\n{Beside(same)}</details>\n");
            }
        }

        return PageFrame.Write("What changed", html.Append("</section>\n</main>\n").ToString());
    }

    private string Beside(IEnumerable<(string Part, string What, string A, string B)> rows)
    {
        var html = new StringBuilder();
        (string nameOfA, string nameOfB) = Names(A, B);
        string heads = $"<th></th><th>{PageFrame.Escape(nameOfA)}</th><th>{PageFrame.Escape(nameOfB)}</th>";
        html.Append(CultureInfo.InvariantCulture, $"<table class=\"beside\"><thead><tr>{heads}</tr></thead>\n<tbody>\n");
        foreach ((_, string what, string a, string b) in rows)
        {
            string now = a == b ? PageFrame.Escape(b) : $"<strong>{PageFrame.Escape(b)}</strong>";
            html.Append(CultureInfo.InvariantCulture, $"<tr><td>{PageFrame.Escape(what)}</td><td>{PageFrame.Escape(a)}</td><td>{now}</td></tr>\n");
        }

        return html.Append("</tbody></table>\n").ToString();
    }

    private void Environment(CaptureSummary a, CaptureSummary b)
    {
        string[] queue = [.. (a.Recording?.Host.Queue.Keys ?? []).Concat(b.Recording?.Host.Queue.Keys ?? [])];
        Dictionary<string, string> before = Rows(a), now = Rows(b);
        foreach (string name in before.Keys.Concat(now.Keys).Distinct().Where(name => !queue.Contains(name)))
        {
            _rows.Add(("environment", name, before.GetValueOrDefault(name) ?? None, now.GetValueOrDefault(name) ?? None));
        }
    }

    // Of loose captures what they tell of their host themselves.
    private static Dictionary<string, string> Rows(CaptureSummary captures)
    {
        Dictionary<string, string> rows = captures.Recording?.Host.Rows().ToDictionary(row => row.Name, row => row.Value) ?? [];
        foreach ((string name, string? value) in new[] { ("host", captures.HostName), ("kernel", captures.Kernel) })
        {
            if (value is not null)
            {
                rows.TryAdd(name, value);
            }
        }

        return rows;
    }

    // By as much of their paths as tells them apart.
    private static (string A, string B) Names(string a, string b)
    {
        string[] left = Parts(a), right = Parts(b);
        int most = Math.Max(left.Length, right.Length);
        int count = Enumerable.Range(1, most).FirstOrDefault(count => !left.TakeLast(count).SequenceEqual(right.TakeLast(count)), 1);
        return (string.Join('/', left.TakeLast(count)), string.Join('/', right.TakeLast(count)));

        static string[] Parts(string path) => Path.GetFullPath(path).Split('/', StringSplitOptions.RemoveEmptyEntries);
    }

    private static string Cause(Investigation judged, string device) => judged.Devices.FirstOrDefault(one => one.Device == device) is { } found ? found.Cause?.Statement ?? found.State.ToString() : None;

    private static string Shown(ComparisonRow row, double? value) => row.IsShare ? Number(value * 100, "%") : Number(value, row.Unit);

    private static string Number(double? measured, string? unit) => measured is not { } value ? None
        : ThreeDigits.Text(value) + (string.IsNullOrEmpty(unit) ? "" : unit.StartsWith("1/", StringComparison.Ordinal) ? unit[1..] : " " + unit);

    /// <summary>A recording in a pack, as <c>PACK.zip/recordings/NAME</c>, with its place there; null where a path is none.</summary>
    public static (string Pack, string Place)? InPack(string path)
    {
        const string Ending = ".zip/";
        for (int at = path.IndexOf(Ending, StringComparison.OrdinalIgnoreCase); at > 0; at = path.IndexOf(Ending, at + 1, StringComparison.OrdinalIgnoreCase))
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
        if (File.Exists(path) && Path.GetExtension(path).Equals(".zip", StringComparison.OrdinalIgnoreCase)
            && PackCheck.Of(path, Recording.UsualBytes) is { } check && (check.Seal is not null || check.Manifest is not null))
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
            inside = Recording.IsIn(recordings) || !Directory.Exists(recordings) ? []
                : [.. Directory.GetDirectories(recordings).Where(Recording.IsIn).Select(one => Path.GetRelativePath(path, one)).Order(StringComparer.Ordinal)];
        }

        string[] meant = chosen is null ? inside : [.. inside.Where(one => one == chosen)];
        return meant.Length switch
        {
            0 when chosen is null => Investigation.Open(path),
            1 => Investigation.Open(Path.Combine(path, meant[0])),
            _ => throw new UsageException($"{named} {(chosen is null ? $"holds {inside.Length} recordings" : "is none of its recordings")}: name the one to compare, such as "
                + $"{Path.Combine(shown, inside.FirstOrDefault() ?? "recordings/NAME")}. There are: {string.Join(", ", inside.Select(one => Path.Combine(shown, one)))}"),
        };
    }
}
