using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text;

namespace NotebookKit.Scripting.Formatting;

/// <summary>Writes sequences, dictionaries and plain objects as HTML tables.</summary>
internal static class ObjectTable
{
    private const int Rows = 20;
    private const int Columns = 12;
    private const string Cell = "text-align:left;padding:2px 10px";

    /// <returns>Null for values that are better shown as text.</returns>
    public static string? TryWrite(object value) =>
        value switch
        {
            Exception or Task or byte[] or Delegate => null,
            _ when ValueFormatter.IsScalar(value) => null,
            IDictionary dictionary => WriteRows(["key", "value"], Pairs(dictionary), dictionary.Count),
            IEnumerable items => WriteSequence(items),
            _ => WriteObject(value),
        };

    private static string? WriteSequence(IEnumerable items)
    {
        List<object?> first = [];
        bool more = false;
        foreach (object? item in items)
        {
            if (first.Count == Rows)
            {
                more = true;
                break;
            }

            first.Add(item);
        }

        int? count =
            items is ICollection all ? all.Count
            : more ? null
            : first.Count;
        Type? type = first.FirstOrDefault(item => item is not null)?.GetType();
        PropertyInfo[] properties =
            type is null
            || ValueFormatter.IsScalar(first.First(item => item is not null)!)
            || first.Exists(item => item is not null && item.GetType() != type)
                ? []
                : Properties(type);
        return properties.Length > 0
            ? WriteRows(
                [.. properties.Select(property => property.Name)],
                first.Select(item => properties.Select(property => item is null ? null : Value(property, item))),
                count
            )
            : WriteRows(["index", "value"], first.Select((item, i) => (IEnumerable<object?>)[i, item]), count);
    }

    private static string? WriteObject(object value)
    {
        PropertyInfo[] properties = Properties(value.GetType());
        return properties.Length == 0
            ? null
            : WriteRows(
                ["property", "value"],
                properties.Select(property => (IEnumerable<object?>)[property.Name, Value(property, value)]),
                properties.Length
            );
    }

    private static IEnumerable<IEnumerable<object?>> Pairs(IDictionary dictionary)
    {
        foreach (DictionaryEntry entry in dictionary)
        {
            yield return [entry.Key, entry.Value];
        }
    }

    private static string WriteRows(string[] heads, IEnumerable<IEnumerable<object?>> rows, int? count)
    {
        var html = new StringBuilder("<table style=\"border-collapse:collapse\"><thead><tr>");
        foreach (string head in heads)
        {
            html.Append(
                CultureInfo.InvariantCulture,
                $"<th style=\"{Cell};border-bottom:1px solid rgba(127,127,127,0.35)\">{ValueFormatter.Escape(head)}</th>"
            );
        }

        html.Append("</tr></thead><tbody>\n");
        int shown = 0;
        foreach (IEnumerable<object?> row in rows.Take(Rows))
        {
            shown++;
            html.Append("<tr>");
            foreach (object? cell in row)
            {
                html.Append(CultureInfo.InvariantCulture, $"<td style=\"{Cell}\">{ValueFormatter.Escape(PlainText.Of(cell))}</td>");
            }

            html.Append("</tr>\n");
        }

        html.Append("</tbody></table>");
        if (count is null || count > shown)
        {
            html.Append(
                count is null ? "<p>… and more</p>" : string.Create(CultureInfo.InvariantCulture, $"<p>… and {count - shown:#,0} more</p>")
            );
        }

        return html.ToString();
    }

    private static PropertyInfo[] Properties(Type type) =>
        [
            .. type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
                .Where(property => property.GetIndexParameters().Length == 0 && property.CanRead)
                .Take(Columns),
        ];

    // A property that throws is shown as its error: the others are still worth seeing.
    private static object? Value(PropertyInfo property, object instance)
    {
        try
        {
            return property.GetValue(instance);
        }
        catch (TargetInvocationException error)
        {
            return $"({error.InnerException?.GetType().Name}: {error.InnerException?.Message})";
        }
    }
}
