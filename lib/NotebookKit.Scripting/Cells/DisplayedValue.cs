using NotebookKit.Scripting.Formatting;

namespace NotebookKit.Scripting.Cells;

/// <summary>A value that was shown and can be replaced, from the same cell or a later one.</summary>
public sealed class DisplayedValue
{
    private readonly CellOutputs _outputs;

    internal DisplayedValue(CellOutputs outputs, string id)
    {
        _outputs = outputs;
        Id = id;
    }

    /// <summary>The id by which clients know the output.</summary>
    public string Id { get; }

    /// <summary>Shows another value in its place.</summary>
    public void Update(object? value) => _outputs.Update(Id, ValueFormatter.Format(value));
}
