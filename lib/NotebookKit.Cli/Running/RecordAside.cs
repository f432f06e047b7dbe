using System.Security.Cryptography;
using NotebookKit.Kernel.Notebooks;

namespace NotebookKit.Cli.Running;

/// <summary>Keeps a record that cannot be written where it belongs: what a run of an hour found must not go with a folder.</summary>
internal static class RecordAside
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    // The first of these may be what is full or missing.
    private static IEnumerable<string> Places =>
        ((string[])[Path.GetTempPath(), "/var/tmp", "/tmp", Environment.GetFolderPath(Environment.SpecialFolder.UserProfile)])
            .Where(Path.IsPathRooted)
            .Distinct();

    /// <summary>Writes it into a new folder of its own, which only this user can read.</summary>
    /// <returns>Its path; null where no place takes it.</returns>
    public static string? Save(NotebookDocument document, string name)
    {
        foreach (string place in Places.Where(Directory.Exists))
        {
            string folder = Path.Combine(place, "notebookkit-record-" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8)));
            try
            {
                Make(folder);
                string path = Path.Combine(folder, name);
                document.Save(path);
                return path;
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                Remove(folder);
            }
        }

        return null;
    }

    private static void Make(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, Private);
        }
    }

    private static void Remove(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // It was not made.
        }
    }
}
