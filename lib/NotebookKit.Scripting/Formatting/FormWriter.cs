using System.Globalization;

namespace NotebookKit.Scripting.Formatting;

/// <summary>Takes what a formatter writes; one that knows it may hand over a task that
/// makes the text, and the cell goes on meanwhile.</summary>
/// <remarks>The library that hands it over knows no type of this assembly, only that the
/// writer is an <see cref="IProgress{T}"/> of such tasks.</remarks>
internal sealed class FormWriter() : StringWriter(CultureInfo.InvariantCulture), IProgress<Task<string>>
{
    private Task<string>? _later;

    void IProgress<Task<string>>.Report(Task<string> value) => _later = value;

    /// <summary>Adds what was written, or will be.</summary>
    public void AddTo(MimeBundle bundle, string mimeType)
    {
        if (_later is { } task)
        {
            bundle.Add(mimeType, task);
        }
        else
        {
            bundle.Add(mimeType, ToString());
        }
    }
}
