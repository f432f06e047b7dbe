using System.IO.Compression;
using System.Text;

namespace NotebookKit.Cli.Running;

/// <summary>
/// Writes a pack anew of the files in it, all of which are as the manifest says, and tells where it differs: what no file holds, such as a
/// time or a name that the zip keeps twice, has a place too.
/// </summary>
internal static class PackRebuild
{
    private const int BlockBytes = 1 << 16;
    private const int ListedBytes = 46; // PKWARE, APPNOTE.TXT 4.3.12: an entry of the central directory without its name

    /// <summary>Says where the first byte lies that is not as it was sealed; of a manifest that was changed, or of a pack that this version
    /// writes otherwise, no more than that.</summary>
    /// <param name="zip">The pack.</param>
    /// <param name="file">Its bytes.</param>
    /// <param name="seal">The seal in it.</param>
    public static string Where(ZipArchive zip, FileStream file, string seal)
    {
        using FileStream whole = TemporaryFolder.NamelessFile();
        List<(long From, string Place)> places = Write(zip, whole);
        bool same = whole.Length > CasePack.SealLength && CasePack.SealOf(whole, whole.Length) == seal;
        long at = FirstDifference(file, whole, whole.Length - CasePack.SealLength);
        return at < 0 && file.Length == whole.Length ? $"{CasePack.ManifestName}, or the seal at the zip's end,"
            : same ? places.Last(place => place.From <= Math.Max(at, 0)).Place
            : $"{CasePack.ManifestName}, or what the zip keeps of its files,";
    }

    private static List<(long From, string Place)> Write(ZipArchive zip, FileStream whole)
    {
        var places = new List<(long, string)>();
        ZipArchiveEntry[] entries =
        [
            .. zip.Entries.Where(entry => entry.FullName != CasePack.ManifestName).OrderBy(entry => entry.FullName, StringComparer.Ordinal),
            .. zip.Entries.Where(entry => entry.FullName == CasePack.ManifestName),
        ];
        using (var other = new ZipArchive(whole, ZipArchiveMode.Create, leaveOpen: true))
        {
            other.Comment = CasePack.SealMark + new string('0', CasePack.SealLength);
            foreach (ZipArchiveEntry entry in entries)
            {
                places.Add((whole.Position, $"{entry.FullName}, in what the zip keeps of it"));
                using Stream from = entry.Open(),
                    to = CasePack.Entry(other, entry.FullName);
                from.CopyTo(to);
            }

            places.Add((whole.Position, ""));
        }

        long listed = places[^1].Item1;
        places.RemoveAt(places.Count - 1);
        foreach (ZipArchiveEntry entry in entries)
        {
            places.Add((listed, $"{entry.FullName}, in the zip's list of its files"));
            listed += ListedBytes + Encoding.UTF8.GetByteCount(entry.FullName);
        }

        places.Add((listed, "the end of the zip's list of its files"));
        return places;
    }

    private static long FirstDifference(Stream a, Stream b, long most)
    {
        a.Position = b.Position = 0;
        byte[] left = new byte[BlockBytes],
            right = new byte[BlockBytes];
        for (long at = 0; at < most; at += BlockBytes)
        {
            int wanted = (int)Math.Min(BlockBytes, most - at);
            int one = a.ReadAtLeast(left.AsSpan(0, wanted), wanted, throwOnEndOfStream: false),
                two = b.ReadAtLeast(right.AsSpan(0, wanted), wanted, throwOnEndOfStream: false);
            int alike = left.AsSpan(0, one).CommonPrefixLength(right.AsSpan(0, two));
            if (alike < wanted)
            {
                return at + alike;
            }
        }

        return -1;
    }
}
