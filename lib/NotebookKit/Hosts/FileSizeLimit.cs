using System.Runtime.InteropServices;

namespace NotebookKit.Hosts;

/// <summary>The limit of a file's size (<c>ulimit -f</c>), which .NET tells of by an exception about arguments where every other fault of a
/// disk is an <see cref="IOException"/>.</summary>
internal static class FileSizeLimit
{
    private const int Signal = 25; // SIGXFSZ (signal(7)): by itself it ends the process

    /// <summary>Until what it gives is disposed, a write beyond the limit fails as one on
    /// a full disk does; programs that are started meet the limit as ever.</summary>
    public static PosixSignalRegistration? Hold() =>
        OperatingSystem.IsLinux() ? PosixSignalRegistration.Create((PosixSignal)Signal, static context => context.Cancel = true) : null;

    /// <summary>True where a write failed because a file would grow beyond the limit (EFBIG).</summary>
    /// <param name="fault">What a write threw.</param>
    public static bool IsMet(Exception fault) =>
        fault is ArgumentOutOfRangeException { ParamName: "value" }
        && fault.Message.StartsWith("Specified file length was too large", StringComparison.Ordinal);

    /// <summary>The same as a fault of the disk, in words for whoever set the limit.</summary>
    /// <param name="fault">What a write threw.</param>
    /// <param name="path">The file; null where it is not known.</param>
    public static IOException Told(Exception fault, string? path = null) =>
        new((path is null ? "a file" : path) + " would grow beyond the limit of a file's size that is set here (ulimit -f)", fault);

    /// <summary>Writes, and tells of the limit as of any other fault of a disk.</summary>
    internal static void Within(string path, Action write)
    {
        try
        {
            write();
        }
        catch (ArgumentOutOfRangeException fault) when (IsMet(fault))
        {
            throw Told(fault, path);
        }
    }
}
