using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Data.Analysis;
using NotebookKit.Tables;

namespace NotebookKit.Sql;

/// <summary>What a frame held when it was loaded. Frames can be changed in place: a query must see the values that are there now.</summary>
internal sealed class FrameState
{
    private readonly long _rows;
    private readonly UInt128 _hash;

    // The texts themselves, which cannot be changed: comparing references is faster than reading letters.
    private readonly List<string?[]> _texts = [];

    private FrameState(DataFrame frame)
    {
        _rows = frame.Rows.Count;
        _hash = Hash(frame);
        foreach (DataFrameColumn column in frame.Columns)
        {
            if (column.NullSafe() is TextColumn texts)
            {
                _texts.Add([.. texts]);
            }
        }
    }

    public static FrameState Of(DataFrame frame) => new(frame);

    /// <summary>True where a frame holds what this one held.</summary>
    public bool Is(DataFrame frame)
    {
        TextColumn[] texts = [.. frame.Columns.Select(ColumnUnits.NullSafe).OfType<TextColumn>()];
        return frame.Rows.Count == _rows && texts.Length == _texts.Count && Hash(frame) == _hash
            && _texts.Zip(texts).All(pair => Same(pair.First, pair.Second));
    }

    private static bool Same(string?[] before, TextColumn now)
    {
        int row = 0;
        foreach (string? text in now)
        {
            if (!ReferenceEquals(text, before[row++]))
            {
                return false;
            }
        }

        return true;
    }

    private static UInt128 Hash(DataFrame frame)
    {
        var hash = new XxHash128();
        foreach (DataFrameColumn column in frame.Columns)
        {
            hash.Append(Encoding.Unicode.GetBytes($"{column.Name}\0{column.DataType}\0"));
            switch (column.NullSafe())
            {
                case RealColumn numbers:
                    Append(hash, numbers);
                    break;
                case CountColumn numbers:
                    Append(hash, numbers);
                    break;
                case TruthColumn truths:
                    Append(hash, truths);
                    break;
                case TimeColumn times:
                    Append(hash, times);
                    break;
                default:
                    break;
            }
        }

        return hash.GetCurrentHashAsUInt128();
    }

    private static void Append<T>(XxHash128 hash, PrimitiveDataFrameColumn<T> column)
        where T : unmanaged
    {
        var all = new ColumnSpan<T>(column);
        hash.Append(MemoryMarshal.AsBytes(all.Values));
        hash.Append(all.Present);
    }
}
