// Linux 6.1.0-56-amd64 (lab) 	11/22/26 	_x86_64_	(2 CPU)
//
// 18:31:15          DEV       tps     rkB/s     wkB/s     dkB/s   areq-sz    aqu-sz     await     %util
// 18:31:16      nvme0n1     35.21   6855.79      0.00      0.00    194.72      0.23      0.23      4.80
// 06:31:15 PM       DEV ...                    the same where the locale has a 12-hour clock
// 18:31:15          tps     rkB/s ... DEV      -h: the device last
// 18:40:02     LINUX RESTART	(2 CPU)
// Average:          DEV ...                    in the host's language
// Spec: sar(1), pr_stats.c and sar.c of sysstat; seen with 12.6.1. The head stands above each interval, or once for a terminal's height.
using System.Text;

namespace NotebookKit.Formats;

/// <summary>Reads the lines of sar, of which those of devices count.</summary>
internal sealed class SarTextReader(IostatBuilder builder, ReadAccount account) : TableLineReader(account)
{
    private const string Misfit = "device row does not fit its head";
    private const int MostWords = 100;
    private readonly List<Range> _words = [];
    private readonly HashSet<string> _inReport = new(StringComparer.Ordinal);
    private IostatField[] _fields = [];
    private Table _table = Table.None;
    private bool _deviceLast;
    private string? _time;
    private string? _began;

    private enum Table
    {
        None,
        Devices,
        Others,
        Means,
    }

    public override string Expected => "sar text (a line \"12:00:01 DEV tps rkB/s ...\" above numbers)";

    /// <summary>The rows of devices that were read.</summary>
    public long Devices { get; private set; }

    protected override string? Read(ReadOnlySpan<byte> line, bool cut, out int column)
    {
        column = 0;
        ReadOnlySpan<byte> text = line.TrimBlanks();
        if (text.IsEmpty)
        {
            _table = Table.None;
            return null;
        }

        if (SysstatHost.Of(text) is { } host)
        {
            builder.Host(host);
            (_table, _time) = (Table.None, null);
            return null;
        }

        int clock = ClockLength(text);
        if (clock == 0)
        {
            // "Average:" in the language of the host.
            int end = text.IndexOfAny(" \t"u8);
            _table = end > 0 && text[end - 1] == (byte)':' ? Table.Means : _table;
            return _table == Table.Means ? null : "not a line of sar";
        }

        string time = Encoding.UTF8.GetString(text[..clock]);
        text = text[clock..].TrimBlanks();
        if (text.StartsWith("LINUX RESTART"u8) || text.StartsWith("COM "u8))
        {
            return null;
        }

        if (Head(text, time))
        {
            return null;
        }

        if (_table != Table.Devices)
        {
            return _table == Table.Others ? null : "numbers of sar without a head";
        }

        int before = line.Length - text.Length;
        string? problem = cut ? "last line has no line end and may be cut off" : Row(text, time, out column);
        column += before;
        return problem;
    }

    private bool Head(ReadOnlySpan<byte> text, string time)
    {
        if (!IsHead(text))
        {
            return false;
        }

        text.Words(_words, MostWords);
        string[] words = new string[_words.Count];
        for (int i = 0; i < words.Length; i++)
        {
            words[i] = Encoding.UTF8.GetString(text[_words[i]]);
        }

        bool devices = words.Length > 2 && (words[0] == "DEV" || words[^1] == "DEV") && words.Any(word => word is "tps");
        _table = devices ? Table.Devices : Table.Others;
        if (devices)
        {
            _deviceLast = words[0] != "DEV";
            string[] names =
            [
                .. (_deviceLast ? words.SkipLast(1) : words.Skip(1)).Select(name =>
                    name switch
                    {
                        "rd_sec/s" => "rsec/s",
                        "wr_sec/s" => "wsec/s",
                        _ => name,
                    }
                ),
            ];
            _fields = [.. names.Select(builder.Field)];
            Sure++;
        }
        else if (text.IndexOf("%iowait"u8) is > 0 and var waits && text[(waits + 7)..].TrimStart(" "u8).StartsWith("%steal"u8))
        {
            // The processors come first with -A, and there may be more of them than a sample holds. mpstat has them in another order.
            Sure++;
        }

        _began = devices ? time : _began;
        return true;
    }

    private string? Row(ReadOnlySpan<byte> text, string time, out int column)
    {
        text.Words(_words, MostWords);
        column = 0;
        if (_words.Count != _fields.Length + 1)
        {
            column = text.Length;
            return Misfit;
        }

        int first = _deviceLast ? 0 : 1;
        for (int i = 0; i < _fields.Length; i++)
        {
            if (!IostatNumber.TryParse(text[_words[first + i]], _fields[i].Column?.PerKiB ?? 1, out _))
            {
                column = _words[first + i].Start.Value;
                return Misfit;
            }
        }

        string name = Encoding.UTF8.GetString(text[_words[_deviceLast ? ^1 : 0]]);
        if (time != _time || !_inReport.Add(name))
        {
            _inReport.Clear();
            _inReport.Add(name);
            IostatReport report = builder.Begin();
            (report.TimeText, report.BeganText) = (time, _began);
            (_time, _began) = (time, null);
        }

        IostatRow row = builder.AddRow(name, isGroup: false);
        for (int i = 0; i < _fields.Length; i++)
        {
            IostatNumber.TryParse(text[_words[first + i]], _fields[i].Column?.PerKiB ?? 1, out double value);
            _fields[i].Set(row, value);
        }

        Devices++;
        Sure++;
        return null;
    }

    // A head has names of columns: a word with / or % in front or behind letters, and no number but in a name.
    private static bool IsHead(ReadOnlySpan<byte> text)
    {
        bool named = false;
        foreach (Range range in text.SplitAny(" \t"u8))
        {
            ReadOnlySpan<byte> word = text[range];
            if (!word.IsEmpty && IostatNumber.TryParse(word, 1, out _))
            {
                return false;
            }

            named |= word.ContainsAnyInRange((byte)'a', (byte)'z');
        }

        return named;
    }

    // "18:31:15" or "06:31:15 PM"; the number of bytes of it, 0 where there is none.
    private static int ClockLength(ReadOnlySpan<byte> text)
    {
        if (
            text.Length < 9
            || text[2] != (byte)':'
            || text[5] != (byte)':'
            || text[8] is not ((byte)' ' or (byte)'\t')
            || text[..8].ContainsAnyExceptInRange((byte)'0', (byte)':')
        )
        {
            return 0;
        }

        return
            text.Length > 12
            && text[8] == (byte)' '
            && text[9] is (byte)'A' or (byte)'P'
            && text[10] == (byte)'M'
            && text[11] is (byte)' ' or (byte)'\t'
            ? 11
            : 8;
    }
}
