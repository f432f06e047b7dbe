using System.Collections;
using System.Diagnostics;

namespace NotebookKit;

/// <summary>A column of a <see cref="ResultTable"/>.</summary>
/// <param name="name">Its head.</param>
/// <param name="unit">The unit of its values; null where they have none.</param>
[DebuggerDisplay("{Name} [{Unit}], {Length} rows")]
internal abstract class ResultColumn(string name, string? unit)
{
    /// <summary>Its head.</summary>
    public string Name { get; } = name;

    /// <summary>The unit of the values, such as <c>ms</c> or <c>sectors</c>; null where they have none.</summary>
    public string? Unit { get; } = unit;

    /// <summary>How many rows.</summary>
    public abstract long Length { get; }

    /// <summary>Whether it holds numbers.</summary>
    public abstract bool IsNumber { get; }

    /// <summary>Whether its numbers have decimals.</summary>
    internal abstract bool IsReal { get; }

    /// <summary>The value of a row: a <see cref="string"/>, <see cref="long"/>, <see cref="double"/>, <see cref="bool"/> or
    /// <see cref="DateTime"/>; null where it is absent.</summary>
    public abstract object? this[long row] { get; }
}

/// <summary>A column of text.</summary>
internal sealed class TextResult(string name, IEnumerable<string?> values) : ResultColumn(name, unit: null)
{
    public string?[] Values { get; } = [.. values];

    public override long Length => Values.Length;

    public override bool IsNumber => false;

    internal override bool IsReal => false;

    public override object? this[long row] => Values[row];
}

/// <summary>A column of values of one type, kept as they are and beside it which of them are absent.</summary>
internal sealed class ValueResult<T> : ResultColumn
    where T : unmanaged
{
    public ValueResult(string name, string? unit, IEnumerable<T> values)
        : base(name, unit) => Values = [.. values];

    public ValueResult(string name, string? unit, IEnumerable<T?> values)
        : base(name, unit)
    {
        ReadOnlySpan<T?> all = values is T?[] array ? array : [.. values];
        Values = new T[all.Length];
        for (int row = 0; row < all.Length; row++)
        {
            Values[row] = all[row].GetValueOrDefault();
            if (all[row] is null)
            {
                (Absent ??= new BitArray(all.Length))[row] = true;
            }
        }
    }

    public T[] Values { get; }

    /// <summary>The rows without a value; null where each has one.</summary>
    public BitArray? Absent { get; }

    public override long Length => Values.Length;

    public override bool IsNumber => typeof(T) == typeof(long) || IsReal;

    internal override bool IsReal => typeof(T) == typeof(double);

    public override object? this[long row] => Absent is not null && Absent[(int)row] ? null : Values[row];
}
