using System.Runtime.InteropServices;

namespace NotebookKit.Files;

/// <summary>What the kernel keeps of a file (statx(2)).</summary>
internal static partial class Statx
{
    /// <summary>The size of <c>struct statx</c>, which is laid out alike on every architecture.</summary>
    public const int Bytes = 256;

    /// <summary>Where in it the owner's number stands.</summary>
    public const int User = 20;

    /// <summary>Where the group's number stands.</summary>
    public const int Group = 24;

    /// <summary>Where the mode stands, of two bytes: kind and permissions.</summary>
    public const int Mode = 28;

    /// <summary>Where the inode's number stands.</summary>
    public const int Inode = 32;

    /// <summary>Where the length stands.</summary>
    public const int Length = 40;

    /// <summary>Where the time of the last change of the file or of what is kept of it stands: seconds, and ns.</summary>
    private const int Changed = 96;

    /// <summary>Where the device that a node names stands, major and minor.</summary>
    public const int NamedDevice = 128;

    /// <summary>Where the device that the file system lies on stands, major and minor.</summary>
    public const int Device = 136;

    /// <summary>The kind of file within its mode (S_IFMT).</summary>
    public const int Kinds = 0xF000;

    /// <summary>Who may do what within its mode.</summary>
    public const int Permissions = 0xFFF;

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
        OperatingSystem.IsLinux() && Read(CurrentFolder, path, AsCached | (throughLinks ? 0 : NotThroughLinks), BasicFields, about) == 0;

    /// <summary>When a file, or what is kept of it, was changed last, in ns since 1970: nobody can set it.</summary>
    /// <param name="about">What <see cref="TryRead"/> read.</param>
    public static unsafe long ChangedNs(byte* about) =>
        unchecked((*(long*)(about + Changed) * 1_000_000_000) + *(uint*)(about + Changed + sizeof(long)));

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int Read(int folder, string path, int flags, uint fields, byte* about);
}
