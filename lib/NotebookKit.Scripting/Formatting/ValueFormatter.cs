using System.Collections;
using System.Globalization;
using System.Net;

namespace NotebookKit.Scripting.Formatting;

/// <summary>Turns any value into the forms that a notebook shows.</summary>
/// <remarks>Everything is escaped but what <see cref="HtmlString"/> marks as HTML. Long sequences are cut, and say so.</remarks>
public static class ValueFormatter
{
    /// <summary>Shows a value.</summary>
    /// <returns>At least text/plain.</returns>
    /// <exception cref="InvalidOperationException">The value's own formatter failed.</exception>
    public static MimeBundle Format(object? value)
    {
        switch (value)
        {
            case null:
                return new MimeBundle("text/plain", "<null>");
            case HtmlString html:
                return new MimeBundle { { "text/html", html.Html }, { "text/plain", html.Html } };
            case string text:
                return new MimeBundle("text/plain", text);
        }

        if (ConventionFormatter.TryFormat(value) is { } own)
        {
            own.Add("text/plain", PlainText.Of(value));
            return own;
        }

        var bundle = new MimeBundle();
        if (ObjectTable.TryWrite(value) is { } table)
        {
            bundle.Add("text/html", table);
        }

        bundle.Add("text/plain", PlainText.Of(value));
        return bundle;
    }

    /// <summary>Shows a value as one mime type, as its own text.</summary>
    public static MimeBundle Format(object? value, string mimeType) =>
        mimeType is "text/html" && value is not string
            ? Format(value)
            : new MimeBundle(mimeType, value is string text ? text : PlainText.Of(value));

    internal static string Escape(string text) => WebUtility.HtmlEncode(text);

    internal static bool IsScalar(object value) =>
        value is string or bool or char or Guid or Enum or Type or Uri or Version
        || value is IFormattable
        || (value is not IEnumerable && value.GetType().IsPrimitive);

    internal static string Scalar(object? value) =>
        value switch
        {
            null => "<null>",
            string text => text,
            DateTime time => time.ToString("O", CultureInfo.InvariantCulture),
            DateTimeOffset time => time.ToString("O", CultureInfo.InvariantCulture),
            IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
            _ => value.ToString() ?? "",
        };
}
