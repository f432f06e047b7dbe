using Microsoft.ML;
using Microsoft.ML.Data;

namespace NotebookKit.Diagnosis;

/// <summary>Rows of the training as ML.NET walks them: the features, the class, the weight, and the class as a key.</summary>
/// <remarks>
/// The same columns as ML.NET's own <c>LoadFromEnumerable</c> with a <c>MapValueToKey</c> behind it. Those compile code for every column of
/// every table that is made of rows, which is many times as long as fitting a model to some hundred of them.
/// </remarks>
internal sealed class TrainingView : IDataView
{
    private readonly IReadOnlyList<MaximumEntropy.Row> _rows;
    private readonly uint[] _keys;

    /// <summary>A view of rows.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="features">How many features a row has.</param>
    /// <param name="classes">The classes, in the order of their keys; a row of another class has no key.</param>
    public TrainingView(IReadOnlyList<MaximumEntropy.Row> rows, int features, IReadOnlyList<string> classes)
    {
        _rows = rows;
        Dictionary<string, uint> keys = classes
            .Index()
            .ToDictionary(entry => entry.Item, entry => (uint)entry.Index + 1, StringComparer.Ordinal);
        _keys = [.. rows.Select(row => keys.GetValueOrDefault(row.Class))];
        ReadOnlyMemory<char>[] names = [.. classes.Select(name => name.AsMemory())];
        var annotations = new DataViewSchema.Annotations.Builder();
        annotations.Add(
            "KeyValues",
            new VectorDataViewType(TextDataViewType.Instance, names.Length),
            (ref VBuffer<ReadOnlyMemory<char>> of) => Copy(names, ref of)
        );
        var schema = new DataViewSchema.Builder();
        schema.AddColumn(MaximumEntropy.Features, new VectorDataViewType(NumberDataViewType.Single, features));
        schema.AddColumn(MaximumEntropy.Class, TextDataViewType.Instance);
        schema.AddColumn(MaximumEntropy.Weight, NumberDataViewType.Single);
        schema.AddColumn(MaximumEntropy.Label, new KeyDataViewType(typeof(uint), names.Length), annotations.ToAnnotations());
        Schema = schema.ToSchema();
    }

    /// <inheritdoc/>
    public bool CanShuffle => false;

    /// <inheritdoc/>
    public DataViewSchema Schema { get; }

    /// <inheritdoc/>
    public long? GetRowCount() => _rows.Count;

    /// <inheritdoc/>
    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) =>
        new Cursor(this, [.. columnsNeeded.Select(column => column.Index)]);

    /// <inheritdoc/>
    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];

    private static void Copy<T>(T[] from, ref VBuffer<T> to)
    {
        VBufferEditor<T> editor = VBufferEditor.Create(ref to, from.Length);
        from.CopyTo(editor.Values);
        to = editor.Commit();
    }

    private sealed class Cursor(TrainingView view, HashSet<int> active) : DataViewRowCursor
    {
        private int _at = -1;

        public override long Position => _at;

        public override long Batch => 0;

        public override DataViewSchema Schema => view.Schema;

        private MaximumEntropy.Row Row => view._rows[_at];

        public override bool MoveNext()
        {
            _at = _at + 1 < view._rows.Count && _at != -2 ? _at + 1 : -2;
            return _at >= 0;
        }

        public override bool IsColumnActive(DataViewSchema.Column column) => active.Contains(column.Index);

        public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) => id = new DataViewRowId((ulong)_at, 0);

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            Delegate getter = column.Index switch
            {
                0 => (ValueGetter<VBuffer<float>>)((ref VBuffer<float> to) => Copy(Row.Features, ref to)),
                1 => (ValueGetter<ReadOnlyMemory<char>>)((ref ReadOnlyMemory<char> to) => to = Row.Class.AsMemory()),
                2 => (ValueGetter<float>)((ref float to) => to = Row.Weight),
                _ => (ValueGetter<uint>)((ref uint to) => to = view._keys[_at]),
            };
            return getter as ValueGetter<TValue>
                ?? throw new InvalidOperationException(
                    $"the column {column.Name} holds {column.Type.RawType}, and was asked for {typeof(TValue)}"
                );
        }
    }
}
