using System.Text;

namespace NotebookKit.Formats;

// The rows of a device table.
internal sealed partial class IostatTextReader
{
    private const string Misfit = "device row does not fit its head";
    private readonly List<Range> _words = [];
    private readonly Dictionary<(string Name, int Time), IostatRow> _rows = [];

    private string? Row(ReadOnlySpan<byte> line, out int column)
    {
        column = 0;
        if (_wrapped)
        {
            return "device row under a wrapped head";
        }

        line.Words(_words, most: 4 * (_fields.Length + 1));
        bool last = _head!.DeviceLast;
        int spare = _words.Count - _fields.Length;
        if (spare <= 0 && !last && !AnyNumber(line))
        {
            // Versions 10 and 11 with -h: a name too long for its column, its numbers on the next line.
            DropName();
            _name = (LineNumber, line.ToArray());
            return null;
        }

        bool named = spare == 0 && !last && _name is not null && line[0] is (byte)' ' or (byte)'\t';
        int first = last || named ? 0 : spare;
        if (spare < 0 || (spare == 0 && !named))
        {
            DropName();
            column = line.Length;
            return Misfit;
        }

        for (int i = 0; i < _fields.Length; i++)
        {
            if (!IostatNumber.TryParse(line[_words[first + i]], _fields[i].Column?.PerKiB ?? 1, out _))
            {
                DropName();
                column = _words[first + i].Start.Value;
                return Misfit;
            }
        }

        ReadOnlySpan<byte> name =
            named ? _name!.Value.Text
            : last ? line[_words[_fields.Length - 1].End..]
            : line[.._words[first].Start];
        bool isGroup = last ? name.StartsWith("  "u8) : name[0] == (byte)' ';
        IostatRow row = RowOf(Encoding.UTF8.GetString(name.TrimBlanks()), isGroup);
        for (int i = 0; i < _fields.Length; i++)
        {
            IostatNumber.TryParse(line[_words[first + i]], _fields[i].Column?.PerKiB ?? 1, out double value);
            _fields[i].Set(row, value);
        }

        if (named)
        {
            _name = null;
        }

        DropName();
        Sure++;
        return null;
    }

    // The second table of a report adds columns to the rows of the first. A name that comes twice in a table is two rows.
    private IostatRow RowOf(string name, bool isGroup)
    {
        int seen = _rowsOfName.GetValueOrDefault(name);
        _rowsOfName[name] = seen + 1;
        if (!_rows.TryGetValue((name, seen), out IostatRow? row))
        {
            _rows.Add((name, seen), row = builder.AddRow(name, isGroup));
        }

        return row;
    }

    private void DropName()
    {
        if (_name is { } name)
        {
            _name = null;
            Unrecognise("device name without numbers", name.Number, name.Text);
        }
    }

    private bool AnyNumber(ReadOnlySpan<byte> line)
    {
        foreach (Range word in _words)
        {
            if (IostatNumber.TryParse(line[word], 1, out _))
            {
                return true;
            }
        }

        return false;
    }
}
