using Apache.Arrow;
using Apache.Arrow.Ipc;
using Microsoft.Data.Analysis;

namespace NotebookKit;

/// <content>Frames as Arrow, for DuckDB, pandas, Polars and all that reads it.</content>
public static partial class Frames
{
    /// <summary>The frame as Arrow batches; a unit stands in the metadata of its field, under <c>unit</c>.</summary>
    public static IReadOnlyList<RecordBatch> ToArrow(this DataFrame frame)
    {
        ArgumentNullException.ThrowIfNull(frame);
        return [.. frame.NullSafe().ToArrowRecordBatches()];
    }

    /// <summary>Writes the frame as an Arrow file (Feather 2).</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void ToArrow(this DataFrame frame, string path)
    {
        IReadOnlyList<RecordBatch> batches = frame.ToArrow();
        using FileStream file = File.Create(path);
        using var writer = new ArrowFileWriter(file, batches[0].Schema);
        foreach (RecordBatch batch in batches)
        {
            writer.WriteRecordBatch(batch);
        }

        writer.WriteEnd();
    }
}
