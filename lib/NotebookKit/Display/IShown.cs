namespace NotebookKit.Display;

/// <summary>A value that says how it is shown in a notebook.</summary>
/// <remarks>Its type is marked with <see cref="TypeFormatterSourceAttribute"/>, which names the mime types of the bundle.</remarks>
internal interface IShown
{
    /// <summary>The value as HTML, safe to show; null where it has no such form.</summary>
    string? ToHtml() => null;

    /// <summary>The value as text.</summary>
    string? ToText() => ToString();

    /// <summary>Writes the value as any other mime type.</summary>
    /// <returns>False where it has no such form, and nothing was written.</returns>
    bool Show(string mimeType, TextWriter writer) => false;
}

/// <summary>What an <see cref="IShown"/> says to a writer.</summary>
internal static class ShownWriter
{
    /// <summary>Writes a form that there is.</summary>
    /// <returns>False for null: there is none.</returns>
    public static bool Wrote(this TextWriter writer, string? form)
    {
        writer.Write(form);
        return form is not null;
    }
}
