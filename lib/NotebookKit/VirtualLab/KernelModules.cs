// kernel/fs/ext4/ext4.ko.xz: kernel/lib/crc16.ko.xz kernel/fs/mbcache.ko.xz kernel/fs/jbd2/jbd2.ko.xz
// Spec: depmod(8), modules.dep(5): a module, and all that it needs, with those that they need in turn.
namespace NotebookKit.VirtualLab;

/// <summary>The modules of an unpacked kernel.</summary>
/// <param name="folder">Its folder, <c>lib/modules/VERSION</c>, after depmod.</param>
internal sealed class KernelModules(string folder)
{
    // What depmod wrote for modprobe to read.
    private static readonly string[] Lists =
    [
        "modules.dep",
        "modules.dep.bin",
        "modules.alias",
        "modules.alias.bin",
        "modules.softdep",
        "modules.builtin",
        "modules.builtin.bin",
        "modules.builtin.alias.bin",
        "modules.builtin.modinfo",
        "modules.order",
        "modules.symbols",
        "modules.symbols.bin",
        "modules.devname",
    ];

    /// <summary>The files of modules and of all that they need, relative to the folder;
    /// one that the kernel does not have is left out.</summary>
    public IReadOnlyList<string> FilesOf(IEnumerable<string> modules)
    {
        var files = new SortedSet<string>(StringComparer.Ordinal);
        Dictionary<string, string[]> known = File.ReadLines(Path.Combine(folder, "modules.dep"))
            .Select(line => line.Split(':', 2))
            .Where(parts => parts.Length == 2)
            .GroupBy(parts => NameOf(parts[0]))
            .ToDictionary(
                group => group.Key,
                group => (string[])[group.First()[0], .. group.First()[1].Split(' ', StringSplitOptions.RemoveEmptyEntries)]
            );
        foreach (string module in modules)
        {
            files.UnionWith(known.GetValueOrDefault(module.Replace('-', '_')) ?? []);
        }

        return [.. files];
    }

    /// <summary>Adds modules, and what modprobe reads.</summary>
    public void Take(IEnumerable<string> modules, string version, CpioWriter into)
    {
        foreach (string file in FilesOf(modules).Concat(Lists.Where(list => File.Exists(Path.Combine(folder, list)))))
        {
            into.File($"usr/lib/modules/{version}/{file}", File.ReadAllBytes(Path.Combine(folder, file)));
        }
    }

    // Names and files differ in - and _, and files may be compressed.
    private static string NameOf(string file) => Path.GetFileName(file).Split('.')[0].Replace('-', '_');
}
