using System.IO.Compression;

namespace NotebookKit.Tests.Formats;

/// <summary>Every real capture at hand: the fixtures beside these tests and the recordings in <c>data/</c>.</summary>
internal static class Captures
{
    private static readonly string[] Roots = [Fixture.Folder, RepositoryFolder.Data];

    /// <summary>blkparse and btrace texts.</summary>
    public static IEnumerable<string> BlkparseTexts =>
        Files(name =>
            name.Contains(".txt", StringComparison.Ordinal)
            && (
                name.StartsWith("btrace", StringComparison.Ordinal)
                || name.StartsWith("blktrace-", StringComparison.Ordinal)
                || name == "article-btrace.txt"
            )
        );

    /// <summary>perf script texts of block events.</summary>
    public static IEnumerable<string> PerfScripts =>
        Files(name =>
            name.Contains(".txt", StringComparison.Ordinal)
            && !name.Contains("cpu", StringComparison.Ordinal)
            && !name.Contains("sched", StringComparison.Ordinal)
            && !name.Contains("time", StringComparison.Ordinal)
            && (name.StartsWith("perf-", StringComparison.Ordinal) || name == "article-perf-script.txt")
        );

    /// <summary>Folders of per-CPU blktrace files.</summary>
    public static IEnumerable<string> BlktraceFolders =>
        Roots
            .Where(Directory.Exists)
            .SelectMany(root => Directory.EnumerateFiles(root, "*.blktrace.0*", SearchOption.AllDirectories))
            .Select(file => Path.GetDirectoryName(file)!)
            .Distinct()
            .Order(StringComparer.Ordinal);

    /// <summary>Folders of per-CPU files, each with blkparse's text of it.</summary>
    public static IEnumerable<(string Folder, string Text)> BlktraceWithText =>
        from folder in BlktraceFolders
        let text = TextBeside(folder)
        where text is not null
        select (folder, text);

    /// <summary>The bytes of a file, unpacked where it is packed.</summary>
    public static byte[] Unpacked(string path)
    {
        using FileStream file = File.OpenRead(path);
        using Stream plain = path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionMode.Decompress) : file;
        using var bytes = new MemoryStream();
        plain.CopyTo(bytes);
        return bytes.ToArray();
    }

    private static string? TextBeside(string folder)
    {
        string parent = Path.GetDirectoryName(folder)!;
        string name = Path.GetFileName(folder);
        string[] candidates = [name + ".txt", name.Replace("blktrace", "btrace", StringComparison.Ordinal) + ".txt"];
        return candidates
            .SelectMany(candidate => new[] { candidate, candidate + ".gz" })
            .Select(candidate => Path.Combine(parent, candidate))
            .FirstOrDefault(File.Exists);
    }

    private static IEnumerable<string> Files(Func<string, bool> named) =>
        Roots
            .Where(Directory.Exists)
            .SelectMany(root => Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories))
            .Where(file => named(Path.GetFileName(file)))
            .Order(StringComparer.Ordinal);
}
