using System.Collections;
using System.Globalization;
using System.Text;

namespace NotebookKit.Scripting.Formatting;

/// <summary>Writes any value as bounded plain text.</summary>
internal static class PlainText
{
    private const int Items = 20;
    private const int Depth = 3;
    private const int Bytes = 64;

    public static string Of(object? value)
    {
        var text = new StringBuilder();
        Write(text, value, 0);
        return text.ToString();
    }

    private static void Write(StringBuilder text, object? value, int depth)
    {
        switch (value)
        {
            case null:
                text.Append("<null>");
                break;
            case byte[] bytes:
                text.Append(
                    CultureInfo.InvariantCulture,
                    $"byte[{bytes.Length}] {Convert.ToHexStringLower(bytes.AsSpan(0, Math.Min(bytes.Length, Bytes)))}{(bytes.Length > Bytes ? "…" : "")}"
                );
                break;
            case Exception error:
                text.Append(CultureInfo.InvariantCulture, $"{error.GetType().FullName}: {ExceptionMessage.Of(error)}");
                break;
            case Task task:
                WriteTask(text, task, depth);
                break;
            case var scalar when ValueFormatter.IsScalar(scalar):
                text.Append(ValueFormatter.Scalar(scalar));
                break;
            case IEnumerable items when depth < Depth && !HasOwnText(items):
                WriteItems(text, items, depth);
                break;
            default:
                text.Append(value);
                break;
        }
    }

    // A task is never waited for: showing one must not hold up a cell.
    private static void WriteTask(StringBuilder text, Task task, int depth)
    {
        text.Append(CultureInfo.InvariantCulture, $"Task ({task.Status})");
        if (task.Exception is { } error)
        {
            Write(text.Append(": "), error.InnerExceptions.Count == 1 ? error.InnerException : error, depth);
        }
        else if (task.IsCompletedSuccessfully && task.GetType().GetProperty("Result") is { PropertyType.IsVisible: true } result)
        {
            // A task without a result holds one all the same, of a type that nobody may see.
            Write(text.Append(": "), result.GetValue(task), depth);
        }
    }

    private static bool HasOwnText(object value) =>
        value.GetType().GetMethod("ToString", [])?.DeclaringType is { } type && type != typeof(object) && type != typeof(ValueType);

    private static void WriteItems(StringBuilder text, IEnumerable items, int depth)
    {
        text.Append("[ ");
        int count = 0;
        foreach (object? item in items)
        {
            if (count == Items)
            {
                text.Append(
                    items is ICollection all
                        ? string.Create(CultureInfo.InvariantCulture, $", … and {all.Count - Items} more")
                        : ", … and more"
                );
                break;
            }

            text.Append(count++ > 0 ? ", " : "");
            Write(text, item, depth + 1);
        }

        text.Append(" ]");
    }
}
