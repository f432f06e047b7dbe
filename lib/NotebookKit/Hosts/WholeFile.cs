using System.Text;

namespace NotebookKit.Hosts;

/// <summary>
/// Files that are there whole or not at all: written beside their place under a name that nobody has, then moved. What is there is
/// replaced; nothing is written through a link that somebody put there.
/// </summary>
internal static class WholeFile
{
    /// <summary>Writes text as UTF-8, without a mark in front.</summary>
    public static void Write(string path, string text) => Write(path, file => file.Write(Encoding.UTF8.GetBytes(text)));

    /// <summary>Writes what a writer of streams writes.</summary>
    public static void Write(string path, Action<Stream> write) =>
        Make(
            path,
            part =>
            {
                using var file = new FileStream(part, FileMode.CreateNew, FileAccess.Write);
                write(file);
            }
        );

    /// <summary>Moves into place what is made under another name.</summary>
    /// <param name="path">The file.</param>
    /// <param name="make">Makes the file of the name it is given.</param>
    public static void Make(string path, Action<string> make)
    {
        string part = $"{path}.{Guid.NewGuid():N}.part";
        try
        {
            make(part);
            File.Move(part, path, overwrite: true);
        }
        catch
        {
            File.Delete(part);
            throw;
        }
    }
}
