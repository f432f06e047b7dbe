using NotebookKit.Kernel.Files;

namespace NotebookKit.Kernel.Pages;

/// <summary>Reads pictures that prose names by a path, as <c>![the rack](rack.png)</c> does.</summary>
public static class LocalPicture
{
    /// <summary>The largest that is shown, in bytes.</summary>
    public const long Largest = 8 << 20;

    /// <summary>Reads one.</summary>
    /// <param name="folder">The notebook's folder.</param>
    /// <param name="path">The path that the prose names, from that folder on.</param>
    /// <returns>Null where nothing of at most <see cref="Largest"/> bytes is there that
    /// may be read, or it lies elsewhere: a page is made to be given away.</returns>
    public static byte[]? Read(string folder, string path)
    {
        string file = Path.GetFullPath(Path.Combine(folder, path));
        try
        {
            return RealPath.IsInside(file, folder) ? RegularFile.Read(file, Largest) : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
