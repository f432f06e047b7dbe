namespace NotebookKit.Tests.Cases;

/// <summary>Two traces of two drives: the recorded reads with merges on both, and on the second drive without. Gone at the end.</summary>
internal sealed class TwoDrives : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("two-drives-").FullName;

    public TwoDrives()
    {
        Good = Path.Combine(_root, "good.txt");
        Bad = Path.Combine(_root, "bad.txt");
        string merged = RepositoryFolder.File("snapshot-nomerges0", "btrace.txt.gz"),
            small = RepositoryFolder.File("snapshot-nomerges2", "btrace.txt.gz");
        File.WriteAllLines(Good, InOrder(merged, merged));
        File.WriteAllLines(Bad, InOrder(merged, small));
    }

    public string Good { get; }

    public string Bad { get; }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    // Lines of blkparse: the device stands first, the time fourth.
    private static IEnumerable<string> InOrder(string first, string second) =>
        Lines(first, "259,0")
            .Concat(Lines(second, "259,1"))
            .OrderBy(line => double.Parse(Fields(line)[3], System.Globalization.CultureInfo.InvariantCulture));

    private static IEnumerable<string> Lines(string path, string device) =>
        Read(path)
            .Where(line => Fields(line) is [var one, _, _, _, ..] && one.Contains(',', StringComparison.Ordinal))
            .Select(line => device + line[(line.IndexOf(Fields(line)[0], StringComparison.Ordinal) + Fields(line)[0].Length)..]);

    private static List<string> Read(string path)
    {
        using var text = new StreamReader(
            new System.IO.Compression.GZipStream(File.OpenRead(path), System.IO.Compression.CompressionMode.Decompress)
        );
        return [.. text.ReadToEnd().Split('\n')];
    }

    private static string[] Fields(string line) => line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
