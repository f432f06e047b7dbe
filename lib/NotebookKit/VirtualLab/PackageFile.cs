using System.Globalization;
using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace NotebookKit.VirtualLab;

// 'http://HOST/debian/pool/main/b/bash/bash_5.2.37-2+b10_amd64.deb' bash_5.2.37-2+b10_amd64.deb 1500792 SHA256:4f2c...
// Spec: apt-get(8), --print-uris: URI in quotes, name of the file, bytes, hash; the hash is SHA256 where Acquire::ForceHash asks for it.

/// <summary>A package as a signed list of the archive names it.</summary>
/// <param name="Uri">Where it is.</param>
/// <param name="FileName">The file's name, <c>NAME_VERSION_ARCHITECTURE.deb</c>; <c>%3a</c> stands for the colon of an epoch.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Sha256">Its hash, in small hexadecimal digits.</param>
internal sealed partial record PackageFile(string Uri, string FileName, long Bytes, string Sha256)
{
    /// <summary>The package's name.</summary>
    public string Name => FileName[..FileName.IndexOf('_', StringComparison.Ordinal)];

    /// <summary>The package's version.</summary>
    public string Version => FileName.Split('_')[1].Replace("%3a", ":", StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads what apt-get prints.</summary>
    /// <exception cref="InvalidDataException">A line tells no package, or one without the hash that is asked for.</exception>
    public static IReadOnlyList<PackageFile> Read(string printed)
    {
        ArgumentNullException.ThrowIfNull(printed);
        var files = new List<PackageFile>();
        int number = 0;
        foreach (string line in printed.Split('\n'))
        {
            number++;
            if (line.Trim().Length == 0)
            {
                continue;
            }

            Match match = Line().Match(line.Trim());
            files.Add(
                match.Success && long.TryParse(match.Groups["bytes"].ValueSpan, CultureInfo.InvariantCulture, out long bytes)
                    ? new PackageFile(
                        match.Groups["uri"].Value,
                        match.Groups["file"].Value,
                        bytes,
                        match.Groups["hash"].Value.ToLowerInvariant()
                    )
                    : throw new InvalidDataException(
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"apt-get --print-uris line {number}: expected 'URI' FILE BYTES SHA256:HASH, found \"{line.Trim()}\""
                        )
                    )
            );
        }

        return files;
    }

    /// <summary>True where a folder holds the file, whole and with its hash.</summary>
    public bool IsIn(string folder)
    {
        string path = Path.Combine(folder, FileName);
        if (!File.Exists(path) || new FileInfo(path).Length != Bytes)
        {
            return false;
        }

        using FileStream file = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(file)) == Sha256;
    }

    [GeneratedRegex(
        "^'(?<uri>[^']+)' (?<file>[A-Za-z0-9.+-]+_[A-Za-z0-9.+~%-]+_[a-z0-9]+\\.deb) (?<bytes>[0-9]+) SHA256:(?<hash>[0-9a-fA-F]{64})$",
        RegexOptions.ExplicitCapture
    )]
    private static partial Regex Line();
}
