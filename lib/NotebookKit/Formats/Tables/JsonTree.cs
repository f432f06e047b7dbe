using System.Text;
using System.Text.Json;

namespace NotebookKit.Formats;

/// <summary>A JSON document as far as it is whole: a tool that was stopped leaves the end away.</summary>
internal sealed class JsonTree
{
    // iostat writes 3 KiB for ten devices a second: a day of it. lsblk of a thousand devices is 5 MiB.
    private const int LargestBytes = 256 << 20;

    private JsonTree(JsonItem root, string? problem, long line, long column) =>
        (Root, Problem, Line, Column) = (root, problem, line, column);

    /// <summary>The outermost value.</summary>
    public JsonItem Root { get; }

    /// <summary>What is wrong where reading ended; null where the document is whole.</summary>
    public string? Problem { get; }

    /// <summary>What kept the bytes from being read to their end; null where nothing did.</summary>
    public string? Damage { get; private init; }

    /// <summary>The line at which reading ended, from 1.</summary>
    public long Line { get; }

    /// <summary>The column at which reading ended, from 1, in bytes.</summary>
    public long Column { get; }

    /// <summary>Reads a stream, gzip-compressed or not, to its end and closes it.</summary>
    /// <exception cref="CaptureFormatException">It is empty, binary, larger than 256 MiB, or no JSON from its first byte.</exception>
    public static JsonTree Read(Stream stream, string source, string expected)
    {
        using CaptureStream capture = CaptureStream.Of(stream, source);
        byte[] bytes = All(capture, expected);
        if (bytes.Length == 0)
        {
            TableThrow.Empty(source, expected);
        }

        CaptureVerdict.RejectBinary(bytes, source, expected);
        JsonTree tree = Parse(bytes, capture.Damage);
        if (tree.Problem is not null && (BlankStrayCommas(bytes) | PointDecimalCommas(bytes)))
        {
            tree = Parse(bytes, capture.Damage);
        }

        if (tree.Problem is not null && tree.Root.Members.Count == 0 && tree.Root.Items.Count == 0)
        {
            throw new CaptureFormatException(source, tree.Line, tree.Column, $"expected {expected}: {tree.Problem}");
        }

        return tree;
    }

    private static JsonTree Parse(byte[] bytes, string? damage)
    {
        ReadOnlySpan<byte> text = bytes.AsSpan().StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]) ? bytes.AsSpan(3) : bytes;

        // As if more were to come: the end of the text is then no error of the JSON, and the two can be told apart.
        var reader = new Utf8JsonReader(text, isFinalBlock: false, state: default);
        var open = new Stack<JsonItem>();
        var root = new JsonItem(1);
        string? name = null;
        long line = 1;
        int counted = 0;
        try
        {
            while (reader.Read())
            {
                line += text[counted..(int)reader.TokenStartIndex].Count((byte)'\n');
                counted = (int)reader.TokenStartIndex;
                switch (reader.TokenType)
                {
                    case JsonTokenType.PropertyName:
                        name = reader.GetString();
                        continue;
                    case JsonTokenType.EndObject or JsonTokenType.EndArray:
                        open.Pop().Whole = true;
                        continue;
                }

                JsonItem item = open.Count == 0 ? root : new JsonItem(line);
                if (open.TryPeek(out JsonItem? parent))
                {
                    parent.Add(name, item);
                }

                name = null;
                if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
                {
                    open.Push(item);
                    continue;
                }

                item.Whole = true;
                item.Text =
                    reader.TokenType is JsonTokenType.String ? reader.GetString()
                    : reader.TokenType is JsonTokenType.Null ? null
                    : Encoding.UTF8.GetString(reader.ValueSpan);
                item.IsText = reader.TokenType is JsonTokenType.String;
            }

            bool whole =
                reader.CurrentDepth == 0 && reader.BytesConsumed > 0 && !text[(int)reader.BytesConsumed..].ContainsAnyExcept(" \t\r\n"u8);
            return whole
                ? new JsonTree(root, null, line, 1) { Damage = damage }
                : new JsonTree(
                    root,
                    "the JSON ends before it is complete",
                    1 + text.Count((byte)'\n'),
                    text.Length - text.LastIndexOf((byte)'\n')
                )
                {
                    Damage = damage,
                };
        }
        catch (Exception cause) when (cause is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a text that is no UTF-8.
            var place = cause as JsonException;
            return new JsonTree(
                root,
                "the JSON is damaged from here on",
                (place?.LineNumber ?? line - 1) + 1,
                (place?.BytePositionInLine ?? 0) + 1
            )
            {
                Damage = damage,
            };
        }
    }

    // iostat of sysstat 11.6 to 12.1 puts a comma in front of the first report where -y left out the one before it; who cuts a report out
    // by hand leaves one behind or doubles it. A comma that parts nothing says nothing.
    private static bool BlankStrayCommas(Span<byte> text)
    {
        bool any = false;
        bool quoted = false;
        byte last = 0;
        int comma = -1;
        for (int at = 0; at < text.Length; at++)
        {
            byte letter = text[at];
            if (quoted)
            {
                // What is behind a backslash is no end of the text.
                at += letter == (byte)'\\' ? 1 : 0;
                quoted = letter != (byte)'"';
                continue;
            }

            if (letter is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
            {
                continue;
            }

            if (letter == (byte)',' && last is (byte)'[' or (byte)'{' or (byte)',')
            {
                text[at] = (byte)' ';
                any = true;
                continue;
            }

            if (letter is (byte)']' or (byte)'}' && last == (byte)',')
            {
                text[comma] = (byte)' ';
                any = true;
            }

            quoted = letter == (byte)'"';
            (last, comma) = (letter, letter == (byte)',' ? at : comma);
        }

        return any;
    }

    // Under a locale with decimal commas sysstat writes "r/s": 1,50. Behind a member's number a comma leads to a name, never to a digit.
    private static bool PointDecimalCommas(Span<byte> text)
    {
        bool any = false;
        bool quoted = false;
        for (int at = 0; at < text.Length; at++)
        {
            quoted ^= text[at] == (byte)'"' && (at == 0 || text[at - 1] != (byte)'\\');
            if (quoted || text[at] != (byte)':')
            {
                continue;
            }

            int digit = at + 1;
            while (digit < text.Length && text[digit] is (byte)' ' or (byte)'-')
            {
                digit++;
            }

            int comma = digit;
            while (comma < text.Length && text[comma] is >= (byte)'0' and <= (byte)'9')
            {
                comma++;
            }

            if (comma > digit && comma + 1 < text.Length && text[comma] == (byte)',' && text[comma + 1] is >= (byte)'0' and <= (byte)'9')
            {
                text[comma] = (byte)'.';
                any = true;
            }
        }

        return any;
    }

    private static byte[] All(CaptureStream capture, string expected)
    {
        var all = new MemoryStream();
        byte[] block = new byte[CaptureStream.SampleBytes];
        for (int read; (read = capture.Read(block)) > 0; )
        {
            all.Write(block, 0, read);
            if (all.Length > LargestBytes)
            {
                TableThrow.TooLarge(capture.Source, expected, LargestBytes);
            }
        }

        return all.ToArray();
    }
}

/// <summary>A value in a <see cref="JsonTree"/>.</summary>
/// <param name="line">The line at which it begins.</param>
internal sealed class JsonItem(long line)
{
    /// <summary>The line at which it begins, from 1.</summary>
    public long Line { get; } = line;

    /// <summary>False where its end was not read.</summary>
    public bool Whole { get; set; }

    /// <summary>A text, or a number, true or false as written; null for null, objects and arrays.</summary>
    public string? Text { get; set; }

    /// <summary>True where <see cref="Text"/> stood in quotation marks.</summary>
    public bool IsText { get; set; }

    /// <summary>Members of an object.</summary>
    public List<KeyValuePair<string, JsonItem>> Members { get; } = [];

    /// <summary>Items of an array.</summary>
    public List<JsonItem> Items { get; } = [];

    /// <summary>A member by name.</summary>
    public JsonItem? this[string name] => Members.Find(member => member.Key == name).Value;

    /// <summary>Adds a member, or an item where there is no name.</summary>
    public void Add(string? name, JsonItem item)
    {
        if (name is null)
        {
            Items.Add(item);
        }
        else
        {
            Members.Add(new(name, item));
        }
    }
}
