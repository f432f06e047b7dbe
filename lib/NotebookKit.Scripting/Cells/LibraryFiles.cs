namespace NotebookKit.Scripting.Cells;

/// <summary>Names of library files by which each session gets code that was compiled ahead.</summary>
/// <remarks>
/// The runtime knows a mapped file by the letters of its path, and lets one assembly alone use the machine code in a mapping: in the second
/// session of a process, and in the first where this program itself uses the library, all of it would be compiled again, method by method.
/// Each further session names the file with one more slash before its last part, which is the same file, the same folder and the same name.
/// </remarks>
internal static class LibraryFiles
{
    private static readonly Dictionary<string, int> Named = new(StringComparer.Ordinal);

    /// <summary>The path, in letters that no assembly of this process was loaded by.</summary>
    public static string OwnName(string path)
    {
        int before;
        lock (Named)
        {
            before = Named.GetValueOrDefault(path);
            Named[path] = before + 1;
        }

        return path.Insert(path.LastIndexOf('/') + 1, new string('/', before + 1));
    }
}
