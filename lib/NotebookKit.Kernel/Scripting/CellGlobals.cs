using System.Diagnostics.CodeAnalysis;
using NotebookKit.Kernel.Formatting;

namespace NotebookKit.Kernel.Scripting;

/// <summary>What every cell can call without a prefix: the names that .NET Interactive gives them.</summary>
[SuppressMessage("Style", "IDE1006", Justification = "display and HTML are the names that notebooks use.")]
[SuppressMessage("Naming", "CA1707", Justification = "display and HTML are the names that notebooks use.")]
[SuppressMessage("Performance", "CA1822", Justification = "Cells see the members of an instance.")]
public sealed class CellGlobals
{
    /// <summary>Shows a value at once, in the middle of a cell.</summary>
    /// <returns>The shown value, which can be replaced later.</returns>
    public DisplayedValue display(object? value) => CellOutputs.Current.Display(ValueFormatter.Format(value));

    /// <summary>Shows a value as one mime type.</summary>
    /// <returns>The shown value, which can be replaced later.</returns>
    public DisplayedValue display(object? value, string mimeType) => CellOutputs.Current.Display(ValueFormatter.Format(value, mimeType));

    /// <summary>Marks a text as HTML.</summary>
    public HtmlString HTML(string html) => new(html);
}
