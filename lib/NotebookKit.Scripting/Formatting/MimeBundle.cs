using System.Collections;

namespace NotebookKit.Scripting.Formatting;

/// <summary>One value in several forms, best first: mime type and text (base64 for pictures of bytes).</summary>
public sealed class MimeBundle : IEnumerable<KeyValuePair<string, string>>
{
    private readonly List<KeyValuePair<string, string>> _forms = [];
    private readonly Dictionary<string, Task<string>> _later = [];

    /// <summary>Creates an empty bundle.</summary>
    public MimeBundle() { }

    /// <summary>Creates a bundle of one form.</summary>
    public MimeBundle(string mimeType, string content) => Add(mimeType, content);

    /// <summary>Number of forms.</summary>
    public int Count => _forms.Count;

    /// <summary>The form of a mime type.</summary>
    /// <returns>Null where there is none.</returns>
    public string? this[string mimeType] => Whole().Where(form => form.Key == mimeType).Select(form => form.Value).FirstOrDefault();

    /// <summary>True while one of its forms is being made: who asks for any waits for all.</summary>
    internal bool IsBeingMade
    {
        get
        {
            lock (_later)
            {
                return _later.Values.Any(task => !task.IsCompleted);
            }
        }
    }

    /// <summary>Adds a form; one of the same mime type stays as it is.</summary>
    public void Add(string mimeType, string content)
    {
        if (!_forms.Exists(form => form.Key == mimeType))
        {
            _forms.Add(new(mimeType, content));
        }
    }

    /// <summary>Adds a form that is being made.</summary>
    internal void Add(string mimeType, Task<string> content)
    {
        if (!_forms.Exists(form => form.Key == mimeType))
        {
            _forms.Add(new(mimeType, ""));
            _later.Add(mimeType, content);
        }
    }

    /// <summary>True for the mime types whose text is JSON.</summary>
    internal static bool IsJson(string mimeType) => mimeType == "application/json" || mimeType.EndsWith("+json", StringComparison.Ordinal);

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, string>> GetEnumerator() => Whole().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    // A form that could not be made is left out, and the text says so.
    private List<KeyValuePair<string, string>> Whole()
    {
        lock (_later)
        {
            foreach ((string mimeType, Task<string> task) in _later)
            {
                int at = _forms.FindIndex(form => form.Key == mimeType);
                try
                {
                    _forms[at] = new(mimeType, task.GetAwaiter().GetResult());
                }
                catch (Exception error) when (task.IsFaulted)
                {
                    _forms.RemoveAt(at);
                    int text = _forms.FindIndex(form => form.Key == "text/plain");
                    string own = text < 0 ? "" : _forms[text].Value + "\n";
                    _forms.RemoveAll(form => form.Key == "text/plain");
                    _forms.Add(new("text/plain", $"{own}… {mimeType} could not be made: {error.Message}"));
                }
            }

            _later.Clear();
        }

        return _forms;
    }
}
