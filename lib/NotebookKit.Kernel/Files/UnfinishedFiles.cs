using System.Globalization;
using System.Text;
using NotebookKit.Files;

namespace NotebookKit.Kernel.Files;

/// <summary>The files under which one file is being written, and those that killed writers of it left.</summary>
/// <param name="target">The file, in its real folder.</param>
internal sealed class UnfinishedFiles(string target)
{
    private const string Ending = ".writing";
    private const int LongestName = 100; // of the 255 bytes that a name may have
    private readonly string _folder = Path.GetDirectoryName(target)!;
    private readonly string _start = "." + Short(Path.GetFileName(target)) + ".";

    // The kernel's random numbers, as those of System.Security.Cryptography, for which a file of machine code would need another library.
    /// <summary>A name that nobody has and nobody can guess.</summary>
    public string NewName() => Path.Combine(_folder, _start + Guid.NewGuid().ToString("N") + Ending);

    /// <summary>Removes what is left of writers that are gone: one that still writes holds its file locked.</summary>
    public void Sweep()
    {
        var options = new EnumerationOptions { MatchType = MatchType.Simple, AttributesToSkip = 0 };
        foreach (
            string path in Directory
                .EnumerateFiles(_folder, "*" + Ending, options)
                .Where(path => Path.GetFileName(path).StartsWith(_start, StringComparison.Ordinal))
        )
        {
            try
            {
                if (FileStatus.OfItself(path) is { Kind: PathKind.File })
                {
                    using var left = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
                    File.Delete(path);
                }
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                // It is being written, gone already, or another user's.
            }
        }
    }

    // Two long names of one hash would sweep each other's files, and only those that nobody writes any more.
    private static string Short(string name) =>
        Encoding.UTF8.GetByteCount(name) <= LongestName
            ? name
            : Fnv1a.Hash64(Encoding.UTF8.GetBytes(name)).ToString("x16", CultureInfo.InvariantCulture);
}
