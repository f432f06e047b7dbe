using System.Runtime.InteropServices;

namespace NotebookKit.Hosts;

/// <summary>What the kernel keeps of a file (statx(2)).</summary>
internal static partial class FileStatus
{
    /// <summary>The size of <c>struct statx</c>, which is laid out alike on every architecture.</summary>
    public const int Bytes = 256;

    private const int CurrentFolder = -100; // AT_FDCWD
    private const int NotThroughLinks = 0x100; // AT_SYMLINK_NOFOLLOW
    private const int AsCached = 0x4000; // AT_STATX_DONT_SYNC: a server that does not answer keeps nobody waiting
    private const uint BasicFields = 0x7FF; // STATX_BASIC_STATS

    /// <summary>Reads a file's <c>struct statx</c>.</summary>
    /// <param name="path">The file.</param>
    /// <param name="throughLinks">True for the file that a link leads to, false for the link itself.</param>
    /// <param name="about">Takes <see cref="Bytes"/> bytes.</param>
    /// <returns>False where nothing is there, or it may not be looked at.</returns>
    public static unsafe bool TryRead(string path, bool throughLinks, byte* about) =>
        OperatingSystem.IsLinux() && Statx(CurrentFolder, path, AsCached | (throughLinks ? 0 : NotThroughLinks), BasicFields, about) == 0;

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int Statx(int folder, string path, int flags, uint fields, byte* about);
}
