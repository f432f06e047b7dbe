using System.Text;

namespace NotebookKit.Formats;

// The parts of a report: processors, then one table of devices, or with -xh one for each kind of request.
internal sealed partial class IostatTextReader
{
    private readonly HashSet<string> _sections = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _rowsOfName = new(StringComparer.Ordinal);
    private (long Number, byte[] Text)? _name;
    private bool _ended = true;

    private void Begin()
    {
        if (_blanksBehindHost >= 2)
        {
            builder.FirstOmitted();
        }

        _blanksBehindHost = -1;
        _sections.Clear();
        _rows.Clear();
        _ended = false;
        builder.Begin();
    }

    private bool CpuHead(ReadOnlySpan<byte> text)
    {
        if (!text.StartsWith("avg-cpu:"u8))
        {
            return false;
        }

        _head = null;
        _cpu = Encoding.UTF8.GetString(text["avg-cpu:"u8.Length..]).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (_ended || _sections.Count > 0)
        {
            Begin();
        }

        _sections.Add("avg-cpu");
        Sure++;
        return true;
    }

    private bool DeviceHead(ReadOnlySpan<byte> text)
    {
        if (IostatHead.TryRead(text) is not { } head)
        {
            return false;
        }

        // A column that the report has already belongs to the next one.
        if (_ended || head.Names.Any(_sections.Contains))
        {
            Begin();
        }

        (_head, _wrapped) = (head, false);
        _fields = [.. head.Names.Select(builder.Field)];
        _sections.UnionWith(head.Names);
        _rowsOfName.Clear();
        Sure++;
        return true;
    }

    private string? CpuRow(ReadOnlySpan<byte> text)
    {
        string[] names = _cpu!;
        _cpu = null;
        var values = new Dictionary<string, double>(StringComparer.Ordinal);
        int i = 0;
        text.Words(_words, most: names.Length + 1);
        foreach (Range range in _words)
        {
            if (i >= names.Length || !IostatNumber.TryParse(text[range], 0, out double value))
            {
                return "avg-cpu row does not fit its head";
            }

            values[names[i++]] = value;
        }

        if (i != names.Length)
        {
            return "avg-cpu row does not fit its head";
        }

        builder.Current!.Cpu = IostatCpuNames.Create(name => values.TryGetValue("%" + name, out double value) ? value : null);
        return null;
    }
}
