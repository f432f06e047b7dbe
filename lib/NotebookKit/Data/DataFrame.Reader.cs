using System.Data.Common;

namespace NotebookKit.Data;

public sealed partial class DataFrame
{
    /// <summary>The frame as an ADO.NET reader: what databases, ML.NET and Microsoft.Data.Analysis take.</summary>
    public DbDataReader AsDataReader() => new DataFrameReader(this);

    /// <summary>Reads every row of an ADO.NET reader.</summary>
    public static DataFrame LoadFrom(DbDataReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        var cells = new List<object?>[reader.FieldCount];
        for (int i = 0; i < cells.Length; i++)
        {
            cells[i] = [];
        }

        while (reader.Read())
        {
            for (int i = 0; i < cells.Length; i++)
            {
                cells[i].Add(reader.IsDBNull(i) ? null : reader.GetValue(i));
            }
        }

        return new DataFrame(cells.Select((values, i) => ColumnBuilder.Create(reader.GetName(i), reader.GetFieldType(i), values)));
    }
}
