using NotebookKit.Kernel.Pages;

namespace NotebookKit.Cli.Running;

/// <summary>The pictures in a pack that the prose of its notebooks names: each lies
/// beside its notebook, as it did where it was packed.</summary>
internal sealed class PackedPictures
{
    private static readonly string Root = "/" + PackedNotebooks.Folder;
    private readonly Dictionary<string, (string Place, byte[] Bytes)> _all = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Takes one.</summary>
    /// <param name="folder">The notebook's folder.</param>
    /// <param name="path">The path that the prose names.</param>
    /// <param name="by">The notebook.</param>
    /// <param name="complain">Hears of what is not packed.</param>
    /// <returns>Its place in the pack, and what it holds; null where it is not packed.</returns>
    /// <exception cref="UsageException">Another notebook shows another picture of that name.</exception>
    public (string Place, byte[] Bytes)? Add(string folder, string path, string by, Action<string> complain)
    {
        if (PlaceOf(path) is not { } place || LocalPicture.Read(folder, path) is not { } bytes)
        {
            complain(
                $"{by}: its picture {path} is not packed: it is not there, lies outside of the notebook's folder, or is larger than {LocalPicture.Largest >> 20} MiB"
            );
            return null;
        }

        if (
            _all.TryGetValue(place, out (string Place, byte[] Bytes) known)
            && !(known.Place == place && known.Bytes.AsSpan().SequenceEqual(bytes))
        )
        {
            throw new UsageException($"{by} and another notebook show two pictures called {path}: pack them apart");
        }

        return _all[place] = (place, bytes);
    }

    /// <summary>True where a file of a pack lies where pictures do.</summary>
    public static bool IsPlace(string file) =>
        file.StartsWith(PackedNotebooks.Folder, StringComparison.Ordinal) && !file.EndsWith(".ipynb", StringComparison.OrdinalIgnoreCase);

    /// <summary>The place of a picture in a pack by the path that a notebook names; null where that leads out of it.</summary>
    public static string? PlaceOf(string path) =>
        Path.GetFullPath(Path.Combine(Root, path)) is var full
        && full.StartsWith(Root, StringComparison.Ordinal)
        && PackCheck.IsInside(full[1..])
        && IsPlace(full[1..])
            ? full[1..]
            : null;
}
