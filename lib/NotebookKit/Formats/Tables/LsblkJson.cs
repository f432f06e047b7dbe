using System.Text;

namespace NotebookKit.Formats;

/// <summary>Reads what <c>lsblk -J</c> prints, with any columns (<c>-O</c>, <c>-o</c>) and with or without <c>-b</c>.</summary>
/// <remarks>
/// A device that is made of several others stands below each of them; it becomes one device with several parents. A record of the account
/// is a device as often as it is printed. Source: lsblk(8), util-linux 2.27 to 2.40; checked with 2.38.
/// </remarks>
internal static class LsblkJson
{
    /// <summary>The dialect's name in accounts.</summary>
    public const string Dialect = "lsblk JSON";

    private const string Expected = "lsblk JSON ({\"blockdevices\": [...]})";

    /// <summary>Reads a file, gzip-compressed or not.</summary>
    /// <exception cref="CaptureFormatException">The file is empty, binary, no JSON, or holds no device.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static LsblkCapture Read(string path) => Read(CaptureStream.Open(path), path);

    /// <summary>Reads a stream, gzip-compressed or not, to its end.</summary>
    /// <param name="stream">The bytes; closed at the end.</param>
    /// <param name="source">What errors and the account call the stream.</param>
    /// <exception cref="CaptureFormatException">The stream is empty, binary, no JSON, or holds no device.</exception>
    public static LsblkCapture Read(Stream stream, string source)
    {
        var account = new ReadAccount { Dialect = Dialect, Source = source };
        JsonTree tree = JsonTree.Read(stream, source, Expected);
        var devices = new List<LsblkDevice>();
        var known = new Dictionary<string, LsblkDevice>(StringComparer.Ordinal);
        LsblkDevice[] roots = [.. Read(tree.Root["blockdevices"], devices, known, account)];
        if ((tree.Damage ?? tree.Problem) is { } problem)
        {
            account.TruncatedTail = true;
            account.Read++;
            account.Skip(problem, tree.Line, default);
        }

        return devices.Count > 0
            ? new LsblkCapture([.. roots.Distinct()], devices, account)
            : throw new CaptureFormatException(
                source,
                tree.Line,
                1,
                $"expected {Expected}: {tree.Problem ?? "there is no block device in it"}"
            );
    }

    private static IEnumerable<LsblkDevice> Read(
        JsonItem? list,
        List<LsblkDevice> devices,
        Dictionary<string, LsblkDevice> known,
        ReadAccount account
    )
    {
        foreach (JsonItem item in list?.Items ?? [])
        {
            account.Read++;
            if (item["name"]?.Text is not { } name)
            {
                account.Skip(
                    item.Whole ? "device without a name" : "device is cut off",
                    item.Line,
                    Encoding.UTF8.GetBytes(item["name"]?.Text ?? "")
                );
                continue;
            }

            // A device whose children were cut off is known itself; its account says that the end is missing.
            account.Recognised++;
            string key = item["maj:min"]?.Text ?? item["kname"]?.Text ?? name;
            if (!known.TryGetValue(key, out LsblkDevice? device))
            {
                known.Add(key, device = new LsblkDevice());
                devices.Add(device);
            }

            foreach ((string column, JsonItem value) in item.Members)
            {
                if (column != "children")
                {
                    device.Set(column, value.Items.Count > 0 ? [.. value.Items.Select(entry => entry.Text)] : [value.Text]);
                }
            }

            foreach (LsblkDevice child in Read(item["children"], devices, known, account))
            {
                device.AddChild(child);
            }

            yield return device;
        }
    }
}
