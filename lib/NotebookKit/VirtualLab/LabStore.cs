using System.Security.Cryptography;
using NotebookKit.Files;

namespace NotebookKit.VirtualLab;

/// <summary>Where packages and images of the virtual lab are kept:
/// <c>$XDG_CACHE_HOME/notebookkit/lab</c>, else below <c>~/.cache</c>.</summary>
/// <param name="path">The folder; null for the usual one.</param>
internal sealed class LabStore(string? path = null)
{
    /// <summary>The folder, absolute.</summary>
    public string Path { get; } = System.IO.Path.GetFullPath(path ?? System.IO.Path.Combine(UserCache.Folder, "lab"));

    /// <summary>Where packages lie as they were fetched.</summary>
    internal string Packages => System.IO.Path.Combine(Path, "packages");

    /// <summary>Where the package lists of a release lie.</summary>
    internal string ListsOf(string suite) => System.IO.Path.Combine(Path, "lists", suite);

    /// <summary>What one kernel is booted from.</summary>
    internal GuestImage ImageOf(GuestKernel kernel) => new(System.IO.Path.Combine(Path, "kernels", kernel.Name));
}

/// <summary>What a guest is booted from: a kernel and an image of its first file system, with a word on what they were made of.</summary>
/// <param name="folder">The folder that holds them.</param>
internal sealed class GuestImage(string folder)
{
    private const string MadeOfName = "made-of";

    public string Folder => folder;

    public string Kernel => Path.Combine(folder, "vmlinuz");

    public string Initrd => Path.Combine(folder, "initrd");

    /// <summary>The kernel's version, as <c>uname -r</c> tells it; null where nothing was
    /// prepared, or by another version of this program.</summary>
    public string? Version =>
        Stamp is [var version, _, var contents, _] && contents == GuestContents.Hash && File.Exists(Kernel) && File.Exists(Initrd)
            ? version
            : null;

    /// <summary>True where it was made of these packages by this program, and is as it was then.</summary>
    public bool IsMadeOf(string hash) => Version is not null && Stamp![1] == hash && IsWhole();

    /// <summary>True where both files are as they were when they were made: one that was
    /// damaged since boots into a fault that is none of its scenario's.</summary>
    public bool IsWhole() => Stamp is [_, _, _, var files] && files == FilesHash();

    /// <summary>Notes what it was made of; written last, so an image without it is none.</summary>
    public void Note(string version, string hash) =>
        File.WriteAllLines(Path.Combine(folder, MadeOfName), [version, hash, GuestContents.Hash, FilesHash()]);

    public void Forget() => File.Delete(Path.Combine(folder, MadeOfName));

    private string FilesHash() =>
        string.Concat(
            new[] { Kernel, Initrd }.Select(path =>
            {
                using FileStream file = File.OpenRead(path);
                return Convert.ToHexStringLower(SHA256.HashData(file));
            })
        );

    private string[]? Stamp => Path.Combine(folder, MadeOfName) is var path && File.Exists(path) ? File.ReadAllLines(path) : null;
}
