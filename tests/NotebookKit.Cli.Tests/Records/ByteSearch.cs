using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;

namespace NotebookKit.Cli.Tests.Records;

/// <summary>All bytes that somebody finds who unpacks what is packed: members of zip, gzip, base64.</summary>
internal static partial class ByteSearch
{
    /// <summary>The bytes of a file, or of all files of a folder, and of everything packed in them.</summary>
    public static IReadOnlyList<byte[]> Everything(string path) =>
        Directory.Exists(path)
            ?
            [
                .. Directory
                    .GetFiles(path, "*", SearchOption.AllDirectories)
                    .SelectMany(file =>
                        Everything(File.ReadAllBytes(file))
                            .Append(Encoding.UTF8.GetBytes(Path.GetRelativePath(Path.GetDirectoryName(path)!, file)))
                    ),
            ]
            : [.. Everything(File.ReadAllBytes(path))];

    /// <summary>The members of a zip.</summary>
    public static IReadOnlyList<(string Name, byte[] Bytes)> Members(string path)
    {
        using ZipArchive zip = ZipFile.OpenRead(path);
        return [.. zip.Entries.Select(entry => (entry.FullName, Bytes(entry.Open())))];
    }

    public static IEnumerable<byte[]> Everything(byte[] bytes)
    {
        yield return bytes;
        if (bytes is [(byte)'P', (byte)'K', 3, 4, ..])
        {
            using var zip = new ZipArchive(new MemoryStream(bytes));
            foreach (
                byte[] inner in zip.Entries.SelectMany(entry =>
                    Everything(Bytes(entry.Open())).Append(Encoding.UTF8.GetBytes(entry.FullName))
                )
            )
            {
                yield return inner;
            }
        }
        else if (bytes is [0x1F, 0x8B, ..])
        {
            foreach (byte[] inner in Everything(Bytes(new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress))))
            {
                yield return inner;
            }
        }
        else
        {
            foreach (Match run in Base64().Matches(Encoding.Latin1.GetString(bytes)))
            {
                byte[] decoded = new byte[run.Length];
                if (Convert.TryFromBase64String(run.Value[..(run.Length - (run.Length % 4))], decoded, out int length))
                {
                    foreach (byte[] inner in Everything(decoded[..length]))
                    {
                        yield return inner;
                    }
                }
            }
        }
    }

    private static byte[] Bytes(Stream from)
    {
        using (from)
        using (var to = new MemoryStream())
        {
            from.CopyTo(to);
            return to.ToArray();
        }
    }

    [GeneratedRegex("[A-Za-z0-9+/]{16,}={0,2}")]
    private static partial Regex Base64();
}
