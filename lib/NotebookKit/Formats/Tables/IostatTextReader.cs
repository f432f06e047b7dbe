// Linux 6.1.0-56-amd64 (lab) 	11/22/26 	_x86_64_	(2 CPU)
//
// 11/22/26 18:31:15                                       with -t
// avg-cpu:  %user   %nice %system %iowait  %steal   %idle
//            9.47    0.00   27.90    0.68    0.00   61.95
//
// Device            r/s     rkB/s   rrqm/s  %rrqm r_await rareq-sz ...  aqu-sz  %util
// nvme0n1         35.21   6855.79     9.16  20.65    0.23   194.72 ...    0.23   4.80
//  ALL            35.21 ...                               a group (-g): one blank in front
// r/s rkB/s ... Device --pretty, -h: the device last; -xh: a table each for reads, writes, discards, the rest Spec: iostat(1) and iostat.c
// of sysstat; seen with 12.6.1. "Device:" up to version 11; with -h of versions 10 and 11 a long name has a line of its own. The decimal
// point is that of the locale, and so is the date. With -y two empty lines follow the first line (12.x).
using System.Text;

namespace NotebookKit.Formats;

/// <summary>Reads the lines of iostat.</summary>
internal sealed partial class IostatTextReader(IostatBuilder builder, ReadAccount account) : TableLineReader(account)
{
    private const string Cut = "last line has no line end and may be cut off";
    private IostatHead? _head;
    private IostatField[] _fields = [];
    private string[]? _cpu;
    private bool _wrapped;
    private int _blanksBehindHost = -1;

    public override string Expected => "iostat text (a line \"Device r/s rkB/s ...\" or \"avg-cpu: %user ...\" above numbers)";

    protected override string? Read(ReadOnlySpan<byte> line, bool cut, out int column)
    {
        column = 0;
        ReadOnlySpan<byte> text = line.TrimBlanks();
        if (text.IsEmpty)
        {
            DropName();
            _head = null;
            _cpu = null;
            _blanksBehindHost += _blanksBehindHost >= 0 ? 1 : 0;
            return null;
        }

        if (cut && !IsWhole(text))
        {
            column = line.Length;
            return Cut;
        }

        if (_cpu is not null)
        {
            return CpuRow(text);
        }

        if (_head is not null && !_wrapped && IostatHead.IsRest(text))
        {
            // Sorting values by a head of which half is missing would give wrong numbers.
            _wrapped = true;
            return "the head is wrapped onto a second line";
        }

        if (Host(text) || CpuHead(text) || DeviceHead(text))
        {
            DropName();
            return null;
        }

        if (_head is not null)
        {
            return Row(line, out column);
        }

        if (IostatClock.IsTime(text))
        {
            Begin();
            builder.Current!.TimeText = Encoding.UTF8.GetString(text);
            return null;
        }

        return "not a line of iostat";
    }

    protected override void Finish() => DropName();

    // All numbers of a line have the same number of decimals: a last one that has them too is whole.
    private static bool IsWhole(ReadOnlySpan<byte> text)
    {
        int last = text.LastIndexOfAny(" \t"u8);
        int before = last < 0 ? -1 : text[..last].TrimEnd(" \t"u8).LastIndexOfAny(" \t"u8);
        int decimals = Decimals(text[(last + 1)..]);
        return decimals > 0 && decimals == Decimals(text[(before + 1)..Math.Max(last, 0)].TrimEnd(" \t"u8));
    }

    private static int Decimals(ReadOnlySpan<byte> number) =>
        DecimalText.TryDouble(number, out _) && number.LastIndexOfAny(".,"u8) is >= 0 and var point ? number.Length - point - 1 : 0;

    private bool Host(ReadOnlySpan<byte> text)
    {
        if (SysstatHost.Of(text) is not { } host)
        {
            return false;
        }

        builder.Host(host);
        (_blanksBehindHost, _head, _ended) = (0, null, true);
        return true;
    }
}
