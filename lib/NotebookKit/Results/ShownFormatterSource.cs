using System.Diagnostics.CodeAnalysis;
using NotebookKit.Display;

namespace NotebookKit;

/// <summary>Shows every value of the library in a notebook, as the value says itself: an <see cref="IShown"/>, or a
/// result by its table.</summary>
/// <remarks>The one class to which <see cref="TypeFormatterSourceAttribute"/> and <see cref="ShowsAttribute"/> point.</remarks>
internal sealed class ShownFormatterSource
{
    /// <summary>Creates the formatters; called by the notebook engine. Which of them a type has, its attribute says.</summary>
    [SuppressMessage("Performance", "CA1822", Justification = "The convention asks for an instance method.")]
    public IEnumerable<object> CreateTypeFormatters() =>
        MimeTypes.All.Select(mime => new MimeFormatter(mime, (value, writer) => Show(value, mime, writer)));

    private static bool Show(object value, string mime, TextWriter writer)
    {
        IShown? shown = value as IShown ?? ForeignDisplays.Of(value);
        ResultTable? table = shown is null ? (value as ITabled)?.ToTable() : null;
        return mime switch
        {
            MimeTypes.Html => writer.Wrote(shown is null ? table?.ToHtml() : shown.ToHtml()),
            MimeTypes.Text => writer.Wrote(shown is null ? table?.ToText() : shown.ToText()),
            _ => shown?.Show(mime, writer) ?? false,
        };
    }
}
