using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using NotebookKit.Files;
using NotebookKit.Jupyter.Transport;

namespace NotebookKit.Jupyter.Messages;

// Frames: identities..., "<IDS|MSG>", signature, header, parent header, metadata, content, buffers...
// Source: "The wire protocol", Messaging in Jupyter, version 5.4.

/// <summary>A request as it came.</summary>
internal sealed class JupyterMessage
{
    /// <summary>The version of the messaging protocol.</summary>
    public const string Protocol = "5.4";

    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = 256 };
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 512 };
    private static readonly ReadOnlyMemory<byte> Delimiter = "<IDS|MSG>"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> Empty = "{}"u8.ToArray();

    private JupyterMessage(ZmtpPeer peer, byte[][] route, byte[] header, string type, JsonElement content)
    {
        Peer = peer;
        Route = route;
        Header = header;
        Type = type;
        Content = content;
    }

    /// <summary>Where it came from.</summary>
    public ZmtpPeer Peer { get; }

    /// <summary>Identities that stand before the message; the reply carries them too.</summary>
    public byte[][] Route { get; }

    /// <summary>Its header, which becomes the parent of every answer.</summary>
    public byte[] Header { get; }

    public string Type { get; }

    public JsonElement Content { get; }

    /// <summary>Reads a message.</summary>
    /// <returns>Null where it must be dropped; <paramref name="refusal"/> says why.</returns>
    public static JupyterMessage? Read(ZmtpPeer peer, List<byte[]> frames, MessageSigner signer, out string? refusal)
    {
        int at = frames.FindIndex(frame => frame.AsSpan().SequenceEqual(Delimiter.Span));
        if (at < 0 || frames.Count < at + 6)
        {
            refusal = "no Jupyter message";
            return null;
        }

        refusal = signer.Refuse(frames[at + 1], frames[at + 2], frames[at + 3], frames[at + 4], frames[at + 5]);
        if (refusal is not null)
        {
            return null;
        }

        try
        {
            using var header = JsonDocument.Parse(frames[at + 2], Deep);
            string type = header.RootElement.GetProperty("msg_type").GetString() ?? throw new JsonException("msg_type is null");
            JsonElement content = JsonDocument.Parse(frames[at + 5], Deep).RootElement;
            return content.ValueKind == JsonValueKind.Object
                ? new JupyterMessage(peer, [.. frames.Take(at)], frames[at + 2], type, content)
                : throw new JsonException("the content is no object");
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            refusal = "not readable: " + JsonFault.Of(error);
            return null;
        }
    }

    /// <summary>Writes a message as frames.</summary>
    public static List<ReadOnlyMemory<byte>> Write(
        MessageSigner signer,
        string session,
        IEnumerable<byte[]> route,
        ReadOnlyMemory<byte> parent,
        string type,
        JsonObject content
    )
    {
        var header = new JsonObject
        {
            ["msg_id"] = Guid.NewGuid().ToString("N"),
            ["session"] = session,
            ["username"] = "kernel",
            ["date"] = DateTimeOffset.UtcNow.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture),
            ["msg_type"] = type,
            ["version"] = Protocol,
        };
        byte[] head = Bytes(header);
        byte[] body = Bytes(content);
        ReadOnlyMemory<byte> above = parent.Length > 0 ? parent : Empty;
        return
        [
            .. route.Select(one => (ReadOnlyMemory<byte>)one),
            Delimiter,
            signer.Sign(head, above.Span, Empty.Span, body),
            head,
            above,
            Empty,
            body,
        ];
    }

    /// <summary>A text of the content.</summary>
    public string Text(string name, string otherwise = "") =>
        Content.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : otherwise;

    /// <summary>A truth of the content.</summary>
    public bool Flag(string name, bool otherwise) =>
        Content.TryGetProperty(name, out JsonElement value)
            ? value.ValueKind switch
            {
                JsonValueKind.True => true,
                JsonValueKind.False => false,
                _ => otherwise,
            }
            : otherwise;

    /// <summary>A whole number of the content.</summary>
    public int? Number(string name) =>
        Content.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int number)
            ? number
            : null;

    private static byte[] Bytes(JsonObject json)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var writer = new Utf8JsonWriter(buffer, Plain))
        {
            json.WriteTo(writer);
        }

        return buffer.WrittenSpan.ToArray();
    }
}
