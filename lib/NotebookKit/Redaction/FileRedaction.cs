using System.Buffers;
using System.IO.Compression;
using System.Text;
using System.Text.Json;

namespace NotebookKit.Redaction;

/// <summary>Redacts one captured file, whatever it is: text, JSON, blktrace, perf.data, each packed by gzip or not.</summary>
/// <param name="redactor">What replaces.</param>
internal sealed class FileRedaction(Redactor redactor)
{
    private const int ShortestSwept = 5;
    private const long MostBytes = 1L << 30;

    /// <summary>Learns the names that a file gives by their place.</summary>
    public void Learn(byte[] bytes)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        bytes = Unpacked(bytes) ?? bytes;
        if (BlktraceStrings.IsOne(bytes))
        {
            BlktraceStrings.Walk(bytes, process => redactor.LearnName(Read(process)), static _ => { }, static _ => { });
        }
        else if (PerfDataStrings.IsOne(bytes))
        {
            PerfDataStrings.Walk(
                bytes,
                (kind, slot) =>
                {
                    if (kind == SlotKind.Name)
                    {
                        redactor.LearnName(Read(slot));
                    }
                }
            );
        }
        else if (NativeText.Of(bytes) is { } text)
        {
            redactor.Learn(text.Text);
            LearnJson(text.Text);
        }
    }

    /// <summary>Redacts a file.</summary>
    /// <returns>The bytes; null and why where what it holds cannot be looked through: it is to be left out.</returns>
    public (byte[]? Bytes, string? LeftOut) Redact(byte[] bytes)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        if (bytes is [0x1F, 0x8B, ..])
        {
            if (Unpacked(bytes) is not { } plain)
            {
                return (null, $"it cannot be unpacked, or to more than {MostBytes >> 20:#,0} MiB");
            }

            (byte[]? inner, string? why) = Redact(plain);
            return inner is null ? (null, why) : (Packed(inner), null);
        }

        if (BlktraceStrings.IsOne(bytes))
        {
            byte[] other = [.. bytes];
            bool whole = BlktraceStrings.Walk(
                other,
                slot => Write(slot, redactor.RedactName),
                slot => Write(slot, redactor.Redact),
                slot => slot.Span.Clear()
            );
            return whole
                ? (Swept(other, 0), null)
                : (null, "its records are damaged or cut off, and what follows cannot be looked through");
        }

        if (PerfDataStrings.IsOne(bytes))
        {
            return OfPerf(bytes);
        }

        return NativeText.Of(bytes) is { } text
            ? (text.Bytes(OfText(text.Text)), null)
            : (null, "it is of no kind that is known here, and what it holds cannot be looked through");
    }

    private (byte[]? Bytes, string? LeftOut) OfPerf(byte[] bytes)
    {
        byte[] other = [.. bytes];
        try
        {
            string? fault = PerfDataStrings.Walk(
                other,
                (kind, slot) =>
                {
                    switch (kind)
                    {
                        case SlotKind.Name:
                            Write(slot, redactor.RedactName);
                            break;
                        case SlotKind.Text:
                            Write(slot, redactor.Redact);
                            break;
                        case SlotKind.BuildId:
                            Convert.FromHexString(redactor.Identifier(Convert.ToHexStringLower(slot.Span))).CopyTo(slot.Span);
                            break;
                        default:
                            slot.Span.Clear();
                            break;
                    }
                }
            );
            return fault is null ? (Swept(other, 104), null) : (null, fault);
        }
        catch (CaptureFormatException error)
        {
            return (null, error.Message);
        }
    }

    private string OfText(string text) => text.AsSpan().TrimStart() is ['{' or '[', ..] ? redactor.RedactJson(text) : redactor.Redact(text);

    private void LearnJson(string text)
    {
        if (text.AsSpan().TrimStart() is not ['{' or '[', ..])
        {
            return;
        }

        try
        {
            using JsonDocument json = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 512 });
            LearnJson("", json.RootElement, captured: true);
        }
        catch (JsonException)
        {
            // Cut off, or none: its words are looked up all the same.
        }
    }

    /// <summary>Learns the values of fields that name something.</summary>
    /// <param name="field">The field.</param>
    /// <param name="value">Its value.</param>
    /// <param name="captured">True for what a tool wrote, where a name is a device's.</param>
    public void LearnJson(string field, JsonElement value, bool captured)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (JsonProperty inner in value.EnumerateObject())
                {
                    LearnJson(inner.Name, inner.Value, captured);
                }

                break;
            case JsonValueKind.Array:
                foreach (JsonElement inner in value.EnumerateArray())
                {
                    LearnJson(field, inner, captured);
                }

                break;
            case JsonValueKind.String:
                if (captured && field is ("name" or "kname" or "dm_name"))
                {
                    redactor.LearnName(value.GetString()!);
                }
                else if (captured || field is not "label")
                {
                    redactor.LearnField(field, value.GetString()!);
                }

                break;
        }
    }

    // A text that stands in a place of fixed length: as long, or shorter and filled up.
    private static void Write(Memory<byte> slot, Func<string, string> other)
    {
        byte[] text = Encoding.UTF8.GetBytes(other(Read(slot)));
        slot.Span.Clear();
        text.AsSpan(0, Math.Min(text.Length, slot.Length)).CopyTo(slot.Span);
    }

    private static string Read(Memory<byte> slot) => Encoding.UTF8.GetString(PerfDataStrings.ToNul(slot).Span);

    // Whatever was replaced somewhere and still stands in these bytes, where no text was looked for.
    private byte[] Swept(byte[] bytes, int from)
    {
        string[] words =
        [
            .. redactor.Words.Keys.Where(word => word.Length >= ShortestSwept && word.All(char.IsAscii) && !redactor.IsVocabulary(word)),
        ];
        if (words.Length == 0)
        {
            return bytes;
        }

        string text = Encoding.Latin1.GetString(bytes);
        var search = SearchValues.Create(words, StringComparison.OrdinalIgnoreCase);
        for (int at = from, found; (found = text.AsSpan(at).IndexOfAny(search)) >= 0; at += found + 1)
        {
            int start = at + found;
            string word = words
                .Where(one => text.AsSpan(start).StartsWith(one, StringComparison.OrdinalIgnoreCase))
                .MaxBy(one => one.Length)!;
            if (
                !IsOfKernel(text, start, word.Length)
                && (start == 0 || !char.IsAsciiLetterOrDigit(text[start - 1]))
                && (start + word.Length == text.Length || !char.IsAsciiLetterOrDigit(text[start + word.Length]))
            )
            {
                Encoding.Latin1.GetBytes(redactor.Words[word].AsSpan(0, word.Length), bytes.AsSpan(start));
            }
        }

        return bytes;
    }

    // addrconf in ipv6_addrconf, a thread of the kernel, though ADDRCONF was replaced somewhere.
    private bool IsOfKernel(string text, int at, int length)
    {
        int from = at,
            to = at + length;
        while (from > 0 && (char.IsAsciiLetterOrDigit(text[from - 1]) || text[from - 1] == '_'))
        {
            from--;
        }

        while (to < text.Length && (char.IsAsciiLetterOrDigit(text[to]) || text[to] == '_'))
        {
            to++;
        }

        return to - from > length && redactor.IsVocabulary(text[from..to]);
    }

    /// <summary>What gzip packed; null where it is damaged or unpacks to more than is taken.</summary>
    internal static byte[]? Unpacked(byte[] bytes)
    {
        if (bytes is not [0x1F, 0x8B, ..])
        {
            return null;
        }

        try
        {
            using var from = new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress);
            using var to = new MemoryStream();
            byte[] block = new byte[1 << 16];
            for (int read; (read = from.Read(block)) > 0; )
            {
                to.Write(block, 0, read);
                if (to.Length > MostBytes)
                {
                    return null;
                }
            }

            return to.ToArray();
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    private static byte[] Packed(byte[] bytes)
    {
        using var to = new MemoryStream();
        using (var zip = new GZipStream(to, CompressionLevel.Optimal))
        {
            zip.Write(bytes);
        }

        return to.ToArray();
    }
}
