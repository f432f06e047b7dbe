//      usecs               : count     distribution                     bcc's biolatency.py, -D: "disk = xvda1", -F: "flags = Sync-Read"
//          0 -> 1          : 0        |                                        |
//        128 -> 255        : 12       |****                                    |
// avg = 154 usecs, total: 1848 usecs, count: 12                         -e
// @usecs[nvme0n1]:                                                      bpftrace's biolatency.bt
// [128, 256)            12 |@@@@                                   |
// [1K, 2K)               3 |@                                      |
// [0] 2, (..., 0) 1, [64M, ...) 1                                       bounds of one value, and without an end
// {'ts': '...', 'val_type': 'usecs', 'data': [{'interval-start': 0, 'interval-end': 1, 'count': 3}]}     -j, as Python prints it
// disk = nvme0n1\tflags = ReadAhead-Read                                 libbpf's, with both
// Spec: the man pages biolatency(8) of bcc and bpftrace, bpftrace(8) "hist"; a bound of bcc's is the last value that is counted.
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace NotebookKit.Formats;

/// <summary>Reads the lines of a histogram of <c>biolatency</c>.</summary>
internal sealed partial class HistogramLineReader(ReadAccount account) : TableLineReader(account)
{
    private readonly List<HistogramBucket> _buckets = [];
    private string? _of;
    private string? _unit;
    private bool _bpftrace;

    public override string Expected => "biolatency (\"usecs : count distribution\", or bpftrace's \"@usecs:\" and \"[128, 256) 12 |@@@|\")";

    /// <summary>The buckets, in the order of the file.</summary>
    public IReadOnlyList<HistogramBucket> Buckets => _buckets;

    protected override string? Read(ReadOnlySpan<byte> line, bool cut, out int column)
    {
        column = 0;
        string text = Encoding.UTF8.GetString(line).Trim();
        if (text.Length == 0 || text is "^C" || Said().IsMatch(text))
        {
            return null;
        }

        if (LostLine.Of(text.Split(' ', StringSplitOptions.RemoveEmptyEntries)) is { } lost)
        {
            Account.Lost += lost;
            return null;
        }

        if (text[0] == '{')
        {
            return cut && text[^1] != '}' ? "last line has no line end and may be cut off" : Json(text);
        }

        if (Head().Match(text) is { Success: true } head)
        {
            (_unit, _bpftrace) = (head.Groups["unit"].Value, false);
            Sure++;
            return null;
        }

        if (Section().Match(text) is { Success: true } section)
        {
            _of = string.Join(' ', section.Groups["of"].Captures.Select(of => of.Value.Trim()));
            return null;
        }

        if (Map().Match(text) is { Success: true } map)
        {
            string name = map.Groups["name"].Value;
            (_unit, _of, _bpftrace) = (name.Length == 0 ? null : name, map.Groups["key"] is { Success: true } key ? key.Value : null, true);
            return null;
        }

        return cut && !text.EndsWith('|') ? "last line has no line end and may be cut off" : Row(text);
    }

    private string? Row(string text)
    {
        Match row = _bpftrace ? BpftraceRow().Match(text) : BccRow().Match(text);
        if (!row.Success || (!_bpftrace && _unit is null))
        {
            return "not a row of a histogram";
        }

        if (!long.TryParse(row.Groups["count"].Value, NumberStyles.None, CultureInfo.InvariantCulture, out long count))
        {
            return "count is no number";
        }

        double? from = Bound(row.Groups["from"].Value);
        double? to = row.Groups["to"].Success ? Bound(row.Groups["to"].Value) : from + 1;

        // bcc prints the last value that a bucket counts.
        _buckets.Add(new HistogramBucket(_of, _unit, from, _bpftrace ? to : to + 1, count));
        Sure++;
        return null;
    }

    private string? Json(string text)
    {
        (MatchCollection rows, Match unit, Match of) = (JsonRow().Matches(text), JsonUnit().Match(text), JsonOf().Match(text));
        if (rows.Count == 0 || !unit.Success || text.Count(letter => letter == '{') != rows.Count + 1)
        {
            return "not a histogram of biolatency -j";
        }

        var buckets = new List<HistogramBucket>();
        foreach (Match row in rows)
        {
            if (!long.TryParse(row.Groups["count"].Value, NumberStyles.None, CultureInfo.InvariantCulture, out long count))
            {
                return "count is no number";
            }

            buckets.Add(
                new HistogramBucket(
                    of.Success ? of.Groups["of"].Value : null,
                    unit.Groups["unit"].Value,
                    Bound(row.Groups["from"].Value),
                    Bound(row.Groups["to"].Value) + 1,
                    count
                )
            );
        }

        _buckets.AddRange(buckets);
        Sure += rows.Count;
        return null;
    }

    private static double? Bound(string text)
    {
        double times =
            text.Length == 0
                ? 1
                : text[^1] switch
                {
                    'K' => 1024,
                    'M' => 1 << 20,
                    'G' => 1 << 30,
                    'T' => 1L << 40,
                    _ => 1,
                };
        return double.TryParse(
            text.TrimEnd('K', 'M', 'G', 'T'),
            NumberStyles.AllowLeadingSign,
            CultureInfo.InvariantCulture,
            out double value
        )
            ? value * times
            : null;
    }

    [GeneratedRegex(
        @"^(Attaching \d+ probes?\.\.\.|Tracing block .*|\d\d:\d\d:\d\d|(avg|average) = \d+ .*, total: .*)$",
        RegexOptions.None,
        1000
    )]
    private static partial Regex Said();

    [GeneratedRegex(@"^(?<unit>[A-Za-z()]+)\s+:\s+count\s+distribution$", RegexOptions.None, 1000)]
    private static partial Regex Head();

    [GeneratedRegex(@"^(disk|flags|operation|cgroup) = (b')?(?<of>[^']*?)'?(\s+flags = (?<of>.*))?$", RegexOptions.None, 1000)]
    private static partial Regex Section();

    // Python's own quotes, or those of JSON.
    [GeneratedRegex(
        @"\{\s*[""']interval-start[""']\s*:\s*(?<from>\d+)\s*,\s*[""']interval-end[""']\s*:\s*(?<to>\d+)\s*,\s*[""']count[""']\s*:\s*(?<count>\d+)\s*\}",
        RegexOptions.None,
        1000
    )]
    private static partial Regex JsonRow();

    [GeneratedRegex(@"[""']val_type[""']\s*:\s*[""'](?<unit>\w+)[""']", RegexOptions.None, 1000)]
    private static partial Regex JsonUnit();

    [GeneratedRegex(@"[""'](disk|flags|bucket_value)[""']\s*:\s*b?[""'](?<of>[^""']*)[""']", RegexOptions.None, 1000)]
    private static partial Regex JsonOf();

    [GeneratedRegex(@"^@(?<name>\w*)(\[(?<key>.*)\])?:\s*$", RegexOptions.None, 1000)]
    private static partial Regex Map();

    [GeneratedRegex(@"^(?<from>\d+) -> (?<to>\d+)\s+:\s+(?<count>\d+)\s+\|", RegexOptions.None, 1000)]
    private static partial Regex BccRow();

    [GeneratedRegex(
        @"^[\[(](?<from>-?\d+[KMGT]?|\.\.\.)(,\s*(?<to>-?\d+[KMGT]?|\.\.\.))?[\])]\s+(?<count>\d+)\s+\|",
        RegexOptions.None,
        1000
    )]
    private static partial Regex BpftraceRow();
}
