using System.Text;

namespace NotebookKit.Files;

/// <summary>
/// Files that are there whole or not at all: written beside their place under a name that nobody has, then moved. What is there is
/// replaced; nothing is written through a link that somebody put there.
/// </summary>
/// <remarks>
/// The engine's <c>ReplacedFile</c> is another, and stays one: it writes what a user named, so a link of the user's is followed, mode and
/// owner are kept, the disk has the file before it is moved, and what a killed run left is swept. This one writes what the kit makes anew,
/// into folders that may be anybody's (cases, archives, classifiers, a cache): a link at its place becomes the file.
/// </remarks>
internal static class FileAtOnce
{
    /// <summary>Writes text as UTF-8, without a mark in front.</summary>
    public static void Write(string path, string text) => Write(path, file => file.Write(Encoding.UTF8.GetBytes(text)));

    /// <summary>Writes what a writer of streams writes.</summary>
    /// <param name="path">The file.</param>
    /// <param name="write">Writes all of it.</param>
    /// <param name="mode">Who may do what with it; null for what is usual here.</param>
    public static void Write(string path, Action<Stream> write, UnixFileMode? mode = null) =>
        Make(
            path,
            part =>
            {
                var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
                if (mode is not null && !OperatingSystem.IsWindows())
                {
                    options.UnixCreateMode = mode;
                }

                using var file = new FileStream(part, options);
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
