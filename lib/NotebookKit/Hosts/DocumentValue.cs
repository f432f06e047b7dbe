using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace NotebookKit.Hosts;

/// <summary>One value of <c>recording.json</c>: a text, a number, true, false, null, or an empty list or object.</summary>
/// <param name="Field">Its place in the document, such as <c>steps[2].exitCode</c> or <c>files["time.txt"].bytes</c>.</param>
/// <param name="Kind">The same without the places in lists, which shift where an item goes: <c>steps[].exitCode</c>.</param>
/// <param name="Text">The value as JSON has it, a text without its escapes.</param>
/// <param name="Line">The line of the file, from 1.</param>
internal readonly record struct DocumentValue(string Field, string Kind, string Text, int Line)
{
    private static readonly SearchValues<char> Plain = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_"
    );

    /// <summary>Takes a document apart into its values, in the order in which they stand there.</summary>
    /// <exception cref="JsonException">It is no JSON.</exception>
    /// <exception cref="RecordingException">A text in it is not Unicode.</exception>
    public static List<DocumentValue> Of(byte[] json, string path)
    {
        var values = new List<DocumentValue>();
        var open = new Stack<Container>();
        var reader = new Utf8JsonReader(json);
        int line = 1;
        int counted = 0;
        try
        {
            while (reader.Read())
            {
                int start = (int)reader.TokenStartIndex;
                line += json.AsSpan(counted, start - counted).Count((byte)'\n');
                counted = start;
                Take(ref reader, values, open, line);
            }
        }
        catch (InvalidOperationException fault)
        {
            string inside = open.TryPeek(out Container? container) && container.Field.Length > 0 ? $", in {container.Field}" : "";
            throw new RecordingException($"{path} line {line}{inside}: a text that is not Unicode; the file was damaged.", fault);
        }

        return values;
    }

    /// <summary>How the property of an object is named.</summary>
    public static string FieldOf(string parent, string name) =>
        name.Length == 0 || name.AsSpan().ContainsAnyExcept(Plain) ? $"{parent}[\"{name}\"]"
        : parent.Length == 0 ? name
        : $"{parent}.{name}";

    private static void Take(ref Utf8JsonReader reader, List<DocumentValue> values, Stack<Container> open, int line)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.PropertyName:
                open.Peek().Name = reader.GetString();
                break;
            case JsonTokenType.StartObject or JsonTokenType.StartArray:
                (string field, string kind) = Next(open);
                open.Push(new Container(field, kind));
                break;
            case JsonTokenType.EndObject or JsonTokenType.EndArray:
                Container closed = open.Pop();
                if (closed.Count == 0)
                {
                    values.Add(
                        new DocumentValue(closed.Field, closed.Kind, reader.TokenType == JsonTokenType.EndArray ? "[]" : "{}", line)
                    );
                }

                break;
            default:
                (field, kind) = Next(open);
                string text =
                    reader.TokenType == JsonTokenType.String ? $"\"{reader.GetString()}\"" : Encoding.ASCII.GetString(reader.ValueSpan);
                values.Add(new DocumentValue(field, kind, text, line));
                break;
        }
    }

    private static (string Field, string Kind) Next(Stack<Container> open) =>
        open.TryPeek(out Container? container) ? container.Next() : ("", "");

    /// <summary>An object or a list that is not closed yet.</summary>
    private sealed class Container(string field, string kind)
    {
        public string Field { get; } = field;

        public string Kind { get; } = kind;

        public int Count { get; private set; }

        /// <summary>The name of the property that follows; null in a list.</summary>
        public string? Name { get; set; }

        public (string Field, string Kind) Next()
        {
            string index = string.Create(CultureInfo.InvariantCulture, $"[{Count++}]");
            return Name is null ? (Field + index, Kind + "[]") : (FieldOf(Field, Name), FieldOf(Kind, Name));
        }
    }
}
