using System.Text.Json;

namespace NotebookKit.Hosts;

/// <summary>A signature on a drive: of a file system, a partition table, LVM, swap.</summary>
/// <param name="Type">Its type, such as <c>ext4</c>.</param>
/// <param name="Offset">Where it stands, as wipefs(8) writes it: <c>0x438</c>.</param>
/// <param name="Uuid">Its UUID; null where it has none.</param>
internal sealed record DriveSignature(string Type, string Offset, string? Uuid)
{
    /// <summary>The command that tells a device's signatures and wipes none.</summary>
    public static IReadOnlyList<string> Look(string path) => ["wipefs", "--no-act", "--json", path];

    /// <summary>Reads what that command wrote; it writes nothing where there is no signature.</summary>
    /// <exception cref="JsonException">It is something else.</exception>
    public static IReadOnlyList<DriveSignature> Parse(string json)
    {
        if (string.IsNullOrWhiteSpace(json))
        {
            return [];
        }

        using JsonDocument document = JsonDocument.Parse(json);
        return
        [
            .. document
                .RootElement.GetProperty("signatures")
                .EnumerateArray()
                .Select(one => new DriveSignature(
                    one.GetProperty("type").GetString() ?? "unknown",
                    one.GetProperty("offset").GetString() ?? "unknown",
                    one.TryGetProperty("uuid", out JsonElement uuid) ? uuid.GetString() : null
                )),
        ];
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Type} {Uuid ?? "without a UUID"} at offset {Offset}";
}
