using NotebookKit.Scripting.Formatting;

namespace NotebookKit.Scripting.Cells;

/// <summary>Shows any value from where it stands: <c>value.Display()</c>.</summary>
public static class DisplayExtensions
{
    /// <summary>Shows a value.</summary>
    /// <returns>The shown value, which can be replaced later.</returns>
    public static DisplayedValue Display(this object? value) => CellOutputs.Current.Display(ValueFormatter.Format(value));

    /// <summary>Shows a text as one mime type.</summary>
    /// <returns>The shown value, which can be replaced later.</returns>
    public static DisplayedValue DisplayAs(this string value, string mimeType) =>
        CellOutputs.Current.Display(new MimeBundle(mimeType, value));
}
