using System.Globalization;

namespace NotebookKit.Formats;

/// <summary>Finds the per-CPU files of blktrace captures: <c>NAME.blktrace.0</c>, <c>NAME.blktrace.1</c>, ...</summary>
internal static class BlktraceFiles
{
    private const string Infix = ".blktrace.";

    /// <summary>All files of the captures named, device by device, each in the order of its CPUs.</summary>
    /// <param name="paths">Folders, names as given to <c>blkparse -i</c>, per-CPU files
    /// (each stands for all of its name), or single binary files.</param>
    /// <exception cref="FileNotFoundException">Nothing is there.</exception>
    public static List<string> Resolve(IEnumerable<string> paths)
    {
        var files = new List<string>();
        foreach (string path in paths)
        {
            foreach (string file in Resolve(path))
            {
                if (!files.Contains(file))
                {
                    files.Add(file);
                }
            }
        }

        return files;
    }

    /// <summary>True where a file is called as blktrace calls its per-CPU files.</summary>
    public static bool IsPerCpu(string path) => Cpu(Path.GetFileName(path)) >= 0;

    /// <summary>The NAME of a per-CPU file, which all files of one capture share.</summary>
    public static string StemOf(string name) => name[..name.LastIndexOf(Infix, StringComparison.Ordinal)];

    /// <summary>True where a folder holds per-CPU files.</summary>
    public static bool Any(string folder) => Directory.EnumerateFiles(folder, "*" + Infix + "*").Any(IsPerCpu);

    private static List<string> Resolve(string path)
    {
        if (Directory.Exists(path))
        {
            List<string> all = [.. Directory.EnumerateFiles(path, "*" + Infix + "*").Where(IsPerCpu)];
            return all.Count > 0 ? Sort(all) : throw new FileNotFoundException($"{path} holds no NAME.blktrace.N file", path);
        }

        string name = Path.GetFileName(path);
        int infix = name.LastIndexOf(Infix, StringComparison.Ordinal);
        bool perCpu = Cpu(name) >= 0;
        if (File.Exists(path) && !perCpu)
        {
            return [path];
        }

        string stem = perCpu ? name[..infix] : name;
        string folder = Path.GetDirectoryName(path) is { Length: > 0 } parent ? parent : ".";
        List<string> siblings = Directory.Exists(folder)
            ?
            [
                .. Directory
                    .EnumerateFiles(folder)
                    .Where(file => IsPerCpu(file) && Path.GetFileName(file).StartsWith(stem + Infix, StringComparison.Ordinal)),
            ]
            : [];
        return siblings.Count > 0
            ? Sort(siblings)
            : throw new FileNotFoundException($"no file {path}, and no {stem}{Infix}N beside it", path);
    }

    private static List<string> Sort(List<string> files) =>
        [.. files.OrderBy(file => StemOf(Path.GetFileName(file)), StringComparer.Ordinal).ThenBy(file => Cpu(Path.GetFileName(file)))];

    private static int Cpu(string name)
    {
        int infix = name.AsSpan().LastIndexOf(Infix);
        if (infix < 0)
        {
            return -1;
        }

        ReadOnlySpan<char> number = name.AsSpan(infix + Infix.Length);
        number = number.EndsWith(".gz") ? number[..^3] : number;
        return int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int cpu) ? cpu : -1;
    }
}
