namespace NotebookKit.Data;

/// <summary>A column of text.</summary>
public sealed class StringDataFrameColumn : DataFrameColumn
{
    private readonly List<string?> _values;

    /// <summary>Creates a column of texts, null where absent.</summary>
    public StringDataFrameColumn(string name, IEnumerable<string?> values) : base(name) => _values = [.. values];

    /// <summary>Creates a column of a length, every value absent.</summary>
    public StringDataFrameColumn(string name, long length = 0) : base(name) => _values = [.. new string?[length]];

    /// <inheritdoc/>
    public override long Length => _values.Count;

    /// <inheritdoc/>
    public override long NullCount => _values.Count(value => value is null);

    /// <inheritdoc/>
    public override Type DataType => typeof(string);

    /// <summary>A text; null where absent.</summary>
    public new string? this[long row]
    {
        get => _values[checked((int)row)];
        set => _values[checked((int)row)] = value;
    }

    /// <inheritdoc/>
    public override bool IsNull(long row) => _values[checked((int)row)] is null;

    /// <summary>Adds a text at the end.</summary>
    public void Append(string? value) => _values.Add(value);

    /// <summary>True where a text equals another, letter by letter; false where it is absent.</summary>
    public BooleanDataFrameColumn ElementwiseEquals(string value) => new(Name, _values.Select(text => text == value));

    /// <summary>True where a text differs from another; false where it is absent.</summary>
    public BooleanDataFrameColumn ElementwiseNotEquals(string value) => new(Name, _values.Select(text => text is not null && text != value));

    internal override DataFrameColumn Take(ReadOnlySpan<int> rows)
    {
        StringDataFrameColumn taken = Described(new StringDataFrameColumn(Name));
        foreach (int row in rows)
        {
            taken.Append(row < 0 ? null : _values[row]);
        }

        return taken;
    }

    internal override int Compare(int left, int right) => string.CompareOrdinal(_values[left], _values[right]);

    internal override string? ToInvariantText(long row) => this[row];

    private protected override object? GetValue(long row) => this[row];
}
