using System.Runtime.InteropServices;

namespace NotebookKit.Kernel.Files;

/// <summary>Finds where a path really leads: every link on the way followed, as the kernel does.</summary>
public static partial class RealPath
{
    /// <summary>The path without any link in it.</summary>
    /// <returns>Null where nothing is there, or this user may not look.</returns>
    public static string? Of(string path)
    {
        nint found = Realpath(path, 0);
        try
        {
            return Marshal.PtrToStringUTF8(found);
        }
        finally
        {
            Free(found);
        }
    }

    /// <summary>True where a path leads into a folder, or is that folder.</summary>
    /// <param name="path">A path that is there.</param>
    /// <param name="folder">A folder that is there.</param>
    public static bool IsInside(string path, string folder) =>
        Of(folder) is { } root
        && Of(path) is { } real
        && (real == root || real.StartsWith(root.TrimEnd('/') + "/", StringComparison.Ordinal));

    [LibraryImport("libc", EntryPoint = "realpath", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint Realpath(string path, nint into);

    [LibraryImport("libc", EntryPoint = "free")]
    private static partial void Free(nint memory);
}
