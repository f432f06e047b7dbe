using System.Collections;

namespace NotebookKit.Scripting.Formatting;

/// <summary>One value in several forms, best first: mime type and text (base64 for pictures of bytes).</summary>
public sealed class MimeBundle : IEnumerable<KeyValuePair<string, string>>
{
    private readonly List<KeyValuePair<string, string>> _forms = [];

    /// <summary>Creates an empty bundle.</summary>
    public MimeBundle()
    {
    }

    /// <summary>Creates a bundle of one form.</summary>
    public MimeBundle(string mimeType, string content) => Add(mimeType, content);

    /// <summary>Number of forms.</summary>
    public int Count => _forms.Count;

    /// <summary>The form of a mime type.</summary>
    /// <returns>Null where there is none.</returns>
    public string? this[string mimeType] => _forms.Where(form => form.Key == mimeType).Select(form => form.Value).FirstOrDefault();

    /// <summary>Adds a form; one of the same mime type stays as it is.</summary>
    public void Add(string mimeType, string content)
    {
        if (this[mimeType] is null)
        {
            _forms.Add(new(mimeType, content));
        }
    }

    /// <summary>True for the mime types whose text is JSON.</summary>
    internal static bool IsJson(string mimeType) => mimeType == "application/json" || mimeType.EndsWith("+json", StringComparison.Ordinal);

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, string>> GetEnumerator() => _forms.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
