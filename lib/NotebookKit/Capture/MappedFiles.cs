using System.IO.MemoryMappedFiles;

namespace NotebookKit.Capture;

/// <summary>Whether files of a folder can be written through a mapping, as blktrace writes its
/// own: some file systems of a network or of a virtual machine's host refuse it.</summary>
internal static class MappedFiles
{
    private const int Bytes = 4096;

    /// <summary>True where they can; tried on a file that is gone when this returns.</summary>
    public static bool WorkIn(string folder)
    {
        try
        {
            using var file = new FileStream(
                Path.Combine(folder, $".{Guid.NewGuid():N}"),
                FileMode.CreateNew,
                FileAccess.ReadWrite,
                FileShare.None,
                1,
                FileOptions.DeleteOnClose
            );
            file.SetLength(Bytes);
            using var mapped = MemoryMappedFile.CreateFromFile(
                file,
                null,
                Bytes,
                MemoryMappedFileAccess.ReadWrite,
                HandleInheritability.None,
                leaveOpen: true
            );
            using MemoryMappedViewAccessor view = mapped.CreateViewAccessor();
            view.Write(0, (byte)1);
            return true;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return false;
        }
    }
}
