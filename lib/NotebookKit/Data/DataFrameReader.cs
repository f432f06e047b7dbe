using System.Collections;
using System.Data;
using System.Data.Common;
using System.Globalization;

namespace NotebookKit.Data;

/// <summary>A frame as an ADO.NET reader: forward only, one result, nulls as <see cref="DBNull"/>.</summary>
internal sealed class DataFrameReader(DataFrame frame) : DbDataReader, IDbColumnSchemaGenerator
{
    private long _row = -1;
    private bool _closed;

    public override int FieldCount => frame.Columns.Count;

    public override bool HasRows => frame.Rows.Count > 0;

    public override bool IsClosed => _closed;

    public override int Depth => 0;

    public override int RecordsAffected => -1;

    public override object this[int ordinal] => GetValue(ordinal);

    public override object this[string name] => GetValue(GetOrdinal(name));

    public override bool Read()
    {
        _row = Math.Min(_row + 1, frame.Rows.Count);
        return _row < frame.Rows.Count;
    }

    public override bool NextResult() => false;

    public override void Close() => _closed = true;

    public override string GetName(int ordinal) => frame.Columns[ordinal].Name;

    public override int GetOrdinal(string name) => frame.Columns.IndexOf(name) is >= 0 and var index
        ? index
        : throw new ArgumentException($"there is no column '{name}'", nameof(name));

    public override Type GetFieldType(int ordinal) => frame.Columns[ordinal].DataType;

    public override string GetDataTypeName(int ordinal) => GetFieldType(ordinal).Name;

    public override bool IsDBNull(int ordinal) => frame.Columns[ordinal].IsNull(_row);

    public override object GetValue(int ordinal) => frame.Columns[ordinal][_row] ?? DBNull.Value;

    public override int GetValues(object[] values)
    {
        int count = Math.Min(values.Length, FieldCount);
        for (int i = 0; i < count; i++)
        {
            values[i] = GetValue(i);
        }

        return count;
    }

    public override bool GetBoolean(int ordinal) => Typed<bool>(ordinal);

    public override byte GetByte(int ordinal) => Typed<byte>(ordinal);

    public override char GetChar(int ordinal) => Typed<char>(ordinal);

    public override DateTime GetDateTime(int ordinal) => Typed<DateTime>(ordinal);

    public override decimal GetDecimal(int ordinal) => Typed<decimal>(ordinal);

    public override double GetDouble(int ordinal) => Typed<double>(ordinal);

    public override float GetFloat(int ordinal) => Typed<float>(ordinal);

    public override Guid GetGuid(int ordinal) => Typed<Guid>(ordinal);

    public override short GetInt16(int ordinal) => Typed<short>(ordinal);

    public override int GetInt32(int ordinal) => Typed<int>(ordinal);

    public override long GetInt64(int ordinal) => Typed<long>(ordinal);

    public override string GetString(int ordinal) =>
        frame.Columns[ordinal] is StringDataFrameColumn column && column[_row] is { } text ? text : throw Absent(ordinal, typeof(string));

    public override long GetBytes(int ordinal, long dataOffset, byte[]? buffer, int bufferOffset, int length) =>
        throw new NotSupportedException("a frame holds no binary columns");

    public override long GetChars(int ordinal, long dataOffset, char[]? buffer, int bufferOffset, int length) =>
        throw new NotSupportedException("read texts with GetString");

    public override IEnumerator GetEnumerator() => new DbEnumerator(this);

    public override DataTable GetSchemaTable()
    {
        var schema = new DataTable("SchemaTable") { Locale = CultureInfo.InvariantCulture };
        (string Name, Type Type)[] columns =
        [
            (SchemaTableColumn.ColumnName, typeof(string)), (SchemaTableColumn.ColumnOrdinal, typeof(int)), (SchemaTableColumn.ColumnSize, typeof(int)),
            (SchemaTableColumn.DataType, typeof(Type)), (SchemaTableColumn.ProviderType, typeof(int)), (SchemaTableColumn.AllowDBNull, typeof(bool)),
            (SchemaTableColumn.IsKey, typeof(bool)), (SchemaTableColumn.IsUnique, typeof(bool)), (SchemaTableColumn.IsLong, typeof(bool)),
        ];
        schema.Columns.AddRange([.. columns.Select(column => new DataColumn(column.Name, column.Type))]);
        for (int i = 0; i < FieldCount; i++)
        {
            schema.Rows.Add(GetName(i), i, -1, GetFieldType(i), 0, true, false, false, false);
        }

        return schema;
    }

    public System.Collections.ObjectModel.ReadOnlyCollection<DbColumn> GetColumnSchema() =>
        new([.. frame.Columns.Select((column, i) => (DbColumn)new Field(column, i))]);

    private T Typed<T>(int ordinal)
        where T : unmanaged => frame.Columns[ordinal] is PrimitiveDataFrameColumn<T> column && column[_row] is { } value ? value : throw Absent(ordinal, typeof(T));

    private InvalidCastException Absent(int ordinal, Type wanted) => new(IsDBNull(ordinal)
        ? $"column '{GetName(ordinal)}' is null in row {_row}: ask IsDBNull first"
        : $"column '{GetName(ordinal)}' holds {GetDataTypeName(ordinal)}, not {wanted.Name}");

    private sealed class Field : DbColumn
    {
        public Field(DataFrameColumn column, int ordinal)
        {
            ColumnName = column.Name;
            ColumnOrdinal = ordinal;
            DataType = column.DataType;
            DataTypeName = column.DataType.Name;
            AllowDBNull = true;
        }
    }
}
