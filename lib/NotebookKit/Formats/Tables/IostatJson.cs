using System.Globalization;
using System.Text;

namespace NotebookKit.Formats;

/// <summary>Reads what <c>iostat -o JSON</c> prints, and the devices of <c>sadf -j FILE -- -d</c>, which is sar's data as JSON.</summary>
/// <remarks>
/// Gives the same shape as <see cref="IostatText"/>. A record of the account is a device or an avg-cpu of a report. Output that was cut
/// off is read as far as it is whole. Source: iostat(1), sysstat 11.5 to 12.7; checked with 12.6.1.
/// </remarks>
internal static class IostatJson
{
    /// <summary>The dialect's name in accounts.</summary>
    public const string Dialect = "iostat JSON";

    // What iostat calls the columns of sadf; a mean in two units counts once.
    private static readonly Dictionary<string, string> OfSadf = new(StringComparer.Ordinal)
    {
        ["tps"] = "tps",
        ["rkB"] = "rkB/s",
        ["wkB"] = "wkB/s",
        ["dkB"] = "dkB/s",
        ["areq-sz"] = "areq-sz",
        ["aqu-sz"] = "aqu-sz",
        ["await"] = "await",
        ["svctm"] = "svctm",
        ["util-percent"] = "%util",
    };

    // Up to version 11.5 these alone.
    private static readonly (string Old, string New, string Column)[] OfOldSadf =
    [
        ("rd_sec", "rkB", "rsec/s"),
        ("wr_sec", "wkB", "wsec/s"),
        ("avgrq-sz", "areq-sz", "avgrq-sz"),
        ("avgqu-sz", "aqu-sz", "aqu-sz"),
    ];

    private const string Expected = "iostat JSON ({\"sysstat\": {\"hosts\": [...]}})";

    /// <summary>Reads a file, gzip-compressed or not.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">What the command line tells and the output does not; see <see cref="IostatOptions.Of"/>.</param>
    /// <exception cref="CaptureFormatException">The file is empty, binary, no JSON, or holds no report of iostat.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static IostatCapture Read(string path, IostatOptions options = default) => Read(CaptureStream.Open(path), path, options);

    /// <summary>Reads a stream, gzip-compressed or not, to its end.</summary>
    /// <param name="stream">The bytes; closed at the end.</param>
    /// <param name="source">What errors and the account call the stream.</param>
    /// <param name="options">What the command line tells and the output does not.</param>
    /// <exception cref="CaptureFormatException">The stream is empty, binary, no JSON, or holds no report of iostat.</exception>
    public static IostatCapture Read(Stream stream, string source, IostatOptions options = default)
    {
        var account = new ReadAccount { Dialect = Dialect, Source = source };
        var builder = new IostatBuilder(options);
        JsonTree tree = JsonTree.Read(stream, source, Expected);
        int reports = 0;
        foreach (JsonItem host in tree.Root["sysstat"]?["hosts"]?.Items ?? [])
        {
            reports += Host(host, builder, account);
        }

        if ((tree.Damage ?? tree.Problem) is { } problem)
        {
            account.TruncatedTail = true;
            account.Read++;
            account.Skip(problem, tree.Line, default);
        }

        return reports > 0
            ? builder.Finish(account)
            : throw new CaptureFormatException(
                source,
                tree.Line,
                1,
                $"expected {Expected}: {tree.Problem ?? "there is no report of devices or processors in it"}"
            );
    }

    private static int Host(JsonItem host, IostatBuilder builder, ReadAccount account)
    {
        int? cpus = int.TryParse(host["number-of-cpus"]?.Text, NumberStyles.None, CultureInfo.InvariantCulture, out int count)
            ? count
            : null;
        builder.Host(
            new IostatHost(host["release"]?.Text ?? "", host["nodename"]?.Text ?? "", host["date"]?.Text, host["machine"]?.Text, cpus)
        );
        JsonItem? statistics = host["statistics"];
        if (host["file-date"] is not null)
        {
            builder.FirstOmitted(); // sar's data are of intervals alone
        }

        int reports = 0;
        foreach (JsonItem report in statistics?.Items ?? [])
        {
            if (reports == 0 && report.Line >= statistics!.Line + 2)
            {
                // Where -y leaves the first report out, an empty line stands in its place.
                builder.FirstOmitted();
            }

            if (report["avg-cpu"] is not null || report["disk"] is not null)
            {
                reports++;
                Report(report, builder, account);
            }
        }

        return reports;
    }

    private static void Report(JsonItem item, IostatBuilder builder, ReadAccount account)
    {
        IostatReport report = builder.Begin();
        report.TimeText =
            item["timestamp"] is { } at && at["date"]?.Text is { } date ? $"{date}T{at["time"]?.Text}" : item["timestamp"]?.Text;
        report.IntervalSeconds = Number(item["timestamp"]?["interval"]);
        if (item["avg-cpu"] is { } cpu && Whole(cpu, "avg-cpu is cut off", account))
        {
            report.Cpu = IostatCpuNames.Create(name => Number(cpu[name]));
        }

        foreach (JsonItem device in item["disk"]?.Items ?? [])
        {
            if (Whole(device, "device is cut off", account))
            {
                Device(device, builder, account);
            }
        }
    }

    private static bool Whole(JsonItem item, string problem, ReadAccount account)
    {
        account.Read++;
        if (item.Whole)
        {
            account.Recognised++;
            return true;
        }

        account.Skip(problem, item.Line, Encoding.UTF8.GetBytes(item["disk_device"]?.Text ?? ""));
        return false;
    }

    private static void Device(JsonItem item, IostatBuilder builder, ReadAccount account)
    {
        if (item["disk-device"]?.Text is { } kept)
        {
            Kept(kept, item, builder, account);
            return;
        }

        if (
            item["disk_device"]?.Text is not { } name
            || item.Members.Any(member => member.Key != "disk_device" && Number(member.Value) is null)
        )
        {
            account.Recognised--;
            account.Skip(
                "device without a name, or a value that is no number",
                item.Line,
                Encoding.UTF8.GetBytes(item["disk_device"]?.Text ?? "")
            );
            return;
        }

        // A group's name has one blank in front, as in the text.
        IostatRow row = builder.AddRow(name.Trim(), name.StartsWith(' '));
        foreach ((string column, JsonItem value) in item.Members)
        {
            if (column != "disk_device")
            {
                builder.Field(column).Set(row, Number(value)!.Value);
            }
        }
    }

    private static void Kept(string device, JsonItem item, IostatBuilder builder, ReadAccount account)
    {
        (string Column, JsonItem Value)[] values =
        [
            .. item.Members.Where(member => OfSadf.ContainsKey(member.Key)).Select(member => (OfSadf[member.Key], member.Value)),
            .. OfOldSadf.Where(old => item[old.Old] is not null && item[old.New] is null).Select(old => (old.Column, item[old.Old]!)),
        ];
        if (values.Length == 0 || Array.Exists(values, value => Number(value.Value) is null))
        {
            account.Recognised--;
            account.Skip("device without values, or a value that is no number", item.Line, Encoding.UTF8.GetBytes(device));
            return;
        }

        IostatRow row = builder.AddRow(device, isGroup: false);
        foreach ((string column, JsonItem value) in values)
        {
            builder.Field(column).Set(row, Number(value)!.Value);
        }
    }

    private static double? Number(JsonItem? item) =>
        item is { Text: { } text }
        && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
        && double.IsFinite(value)
            ? value
            : null;
}
