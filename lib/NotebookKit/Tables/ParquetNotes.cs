using Microsoft.Data.Analysis;

namespace NotebookKit.Tables;

/// <summary>What a table says of itself, as the metadata of a Parquet file.</summary>
internal static class ParquetNotes
{
    public static Dictionary<string, string> Of(DataFrame frame)
    {
        var notes = new Dictionary<string, string>();
        Add("caption", frame.Caption);
        Add("note", frame.Note);
        foreach (DataFrameColumn column in frame.Columns)
        {
            Add("unit." + column.Name, column.Unit);
        }

        return notes;

        void Add(string key, string? text)
        {
            if (text is not null)
            {
                notes[key] = text;
            }
        }
    }

    public static DataFrame Read(IReadOnlyDictionary<string, string> notes, IEnumerable<DataFrameColumn> columns)
    {
        var frame = new DataFrame(
            columns.Select(column => notes.TryGetValue("unit." + column.Name, out string? unit) ? column.In(unit) : column)
        );
        string? caption = notes.GetValueOrDefault("caption");
        string? note = notes.GetValueOrDefault("note");
        return caption is null && note is null ? frame : frame.Titled(caption, note);
    }
}
