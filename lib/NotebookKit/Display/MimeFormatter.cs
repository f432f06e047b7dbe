namespace NotebookKit.Display;

/// <summary>Writes a value as one mime type: the shape that a notebook engine expects of a formatter.</summary>
/// <param name="mimeType">The mime type written, such as <c>text/html</c>.</param>
/// <param name="write">Writes the value, which the engine hands over untyped; false where it has no such form.</param>
internal sealed class MimeFormatter(string mimeType, Func<object, TextWriter, bool> write)
{
    /// <summary>The mime type written.</summary>
    public string MimeType { get; } = mimeType;

    /// <summary>Writes the value.</summary>
    /// <param name="value">The value; typed <see cref="object"/> because .NET Interactive rejects any other first parameter.</param>
    /// <param name="writer">Receives the text; binary mime types are written as base64.</param>
    /// <returns>False where the value has no such form, and nothing was written.</returns>
    public bool Format(object value, TextWriter writer) => write(value, writer);
}
