using System.IO.Compression;
using System.Text;

namespace NotebookKit.Cli.Tests.Records;

/// <summary>Damages a pack in every way there is: bytes, its end, files of it, their order, what the zip keeps of them.</summary>
internal sealed class PackCorruption(string path, int seed)
{
    private const int TimeAt = 10; // of the local file header
    private readonly byte[] _whole = File.ReadAllBytes(path);
    private readonly (string Name, byte[] Bytes)[] _members = [.. ByteSearch.Members(path)];
    private readonly Random _random = new(seed);

    /// <summary>Writes one.</summary>
    /// <returns>The file that is to be named; null where any place will do.</returns>
    public string? Write(string to, int number)
    {
        byte[] bad = [.. _whole];
        int at = _random.Next(bad.Length);
        (string name, byte[] bytes) = _members[_random.Next(_members.Length - 1)]; // the last is the manifest
        switch (number % 13)
        {
            case 0:
                bad[at] ^= (byte)(1 << _random.Next(8));
                break;
            case 1:
                bad[at] = unchecked((byte)(bad[at] + 1 + _random.Next(255)));
                break;
            case 2:
                bad = [.. bad[..at], .. bad[(at + 1)..]];
                break;
            case 3:
                bad = [.. bad[..at], (byte)_random.Next(256), .. bad[at..]];
                break;
            case 4:
                bad = bad[..at];
                break;
            case 5:
                return Repacked(to, name, _members.Where(member => member.Name != name));
            case 6:
                return Repacked(
                    to,
                    "recordings/article-4.4/more.txt",
                    _members.Append(("recordings/article-4.4/more.txt", "more"u8.ToArray()))
                );
            case 7:
                return Repacked(to, name, _members.Select(member => member.Name == name ? (name + ".old", bytes) : member));
            case 8:
                return Repacked(to, null, _members.OrderBy(_ => _random.Next()));
            case 9:
                int head = _whole.AsSpan().IndexOf(Encoding.UTF8.GetBytes(name)) - 30;
                bad[head + TimeAt + _random.Next(4)] ^= (byte)(1 << _random.Next(8));
                File.WriteAllBytes(to, bad);
                return name;
            case 10:
                return Changed(to, "recordings/article-4.4/recording.json");
            case 11:
                return Changed(to, "notebooks/a.ipynb");
            default:
                Changed(to, "manifest.json");
                return null;
        }

        File.WriteAllBytes(to, bad);
        return null;
    }

    /// <summary>True where what was said names the file, or, where any place will do, some place.</summary>
    public bool IsNamed(string? target, string said) =>
        target is not null
            ? said.Contains(target, StringComparison.Ordinal)
            : _members.Any(member => said.Contains(member.Name, StringComparison.Ordinal))
                || said.Contains("the zip's list of its files", StringComparison.Ordinal)
                || said.Contains("seal at", StringComparison.Ordinal);

    private string Changed(string to, string name)
    {
        byte[] bytes = [.. _members.Single(member => member.Name == name).Bytes];
        int at = Enumerable
            .Range(_random.Next(bytes.Length), bytes.Length)
            .Select(i => i % bytes.Length)
            .First(i => char.IsAsciiDigit((char)bytes[i]));
        bytes[at] = (byte)('0' + ((bytes[at] - '0' + 1 + _random.Next(9)) % 10));
        return Repacked(to, name, _members.Select(member => member.Name == name ? (name, bytes) : member))!;
    }

    private string? Repacked(string to, string? target, IEnumerable<(string Name, byte[] Bytes)> members)
    {
        using ZipArchive zip = ZipFile.Open(to, ZipArchiveMode.Create);
        zip.Comment = Encoding.ASCII.GetString(_whole.AsSpan(_whole.Length - 64 - "notebookkit-sha256 ".Length));
        foreach ((string name, byte[] bytes) in members)
        {
            using Stream stream = zip.CreateEntry(name).Open();
            stream.Write(bytes);
        }

        return target;
    }
}
