using System.Text.Json.Nodes;

namespace NotebookKit.Kernel.Notebooks;

/// <summary>Holds the fields of a notebook outside its cells against nbformat, so that what reads them later meets no surprise.</summary>
/// <remarks>A field that is not there is no fault; one of a wrong kind is. Source:
/// nbformat 4.5, <c>nbformat.v4.5.schema.json</c>.</remarks>
internal sealed class NotebookFields(string source)
{
    private readonly FieldValue _value = new(source);

    /// <exception cref="NotebookFormatException">A field holds what it must not; the message names it.</exception>
    public void Check(JsonObject notebook)
    {
        _value.Number(notebook, "nbformat_minor", "nbformat_minor", orNull: false);
        if (_value.Object(notebook, "metadata", "metadata") is not { } metadata)
        {
            return;
        }

        _value.OneText(metadata, "title", "metadata.title");
        _value.List(metadata, "authors", "metadata.authors");
        Names(metadata, "kernelspec", "name", "display_name");
        Names(metadata, "language_info", "name", "version", "mimetype", "file_extension", "pygments_lexer");
        if (_value.Object(metadata, "notebookkit", "metadata.notebookkit") is { } own)
        {
            _value.ListOfTexts(own, "requires", "metadata.notebookkit.requires");
            _value.Object(own, "run", "metadata.notebookkit.run");
        }
    }

    private void Names(JsonObject metadata, string name, params string[] texts)
    {
        if (_value.Object(metadata, name, "metadata." + name) is { } described)
        {
            foreach (string text in texts)
            {
                _value.OneText(described, text, $"metadata.{name}.{text}");
            }
        }
    }
}
