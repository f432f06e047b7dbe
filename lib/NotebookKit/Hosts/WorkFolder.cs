using System.Runtime.InteropServices;

namespace NotebookKit.Hosts;

/// <summary>Folders for the time of a run, such as mount points: of this user alone (mode
/// 0700), under a name that nobody can guess.</summary>
internal static partial class WorkFolder
{
    private const uint OwnerOnly = 0x1C0; // 0700
    private const int Exists = 17; // EEXIST

    /// <summary>A path for a new folder: below <c>/run</c> for root, else below
    /// <c>$XDG_RUNTIME_DIR</c>, or where this user's state is kept.</summary>
    /// <param name="purpose">A word for what it is for.</param>
    public static string NewPath(string purpose) => Path.Combine(Parent(), $"notebookkit-{purpose}-{Guid.NewGuid():N}");

    /// <summary>Makes a folder that is not there.</summary>
    /// <exception cref="CommandException">Something is there under that name, it cannot be made, or others could change it.</exception>
    public static void Make(string path)
    {
        if (TrustedFolder.FaultOf(path) is { } before)
        {
            throw Refused(path, before);
        }

        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        MakeNew(path);
        if (TrustedFolder.FaultOf(path) is { } after)
        {
            throw Refused(path, after);
        }
    }

    /// <summary>Makes a folder that is not there in one that is, whoever may write into that one.</summary>
    /// <exception cref="CommandException">Something is there under that name, or it cannot be made.</exception>
    public static void MakeNew(string path)
    {
        if (MakeFolder(path, OwnerOnly) != 0)
        {
            int error = Marshal.GetLastPInvokeError();
            throw error == Exists
                ? Refused(path, "something is there under that name")
                : new CommandException(CommandFault.Failed, $"{path} cannot be made: {Marshal.GetPInvokeErrorMessage(error)}.");
        }
    }

    /// <summary>The error for a folder that is not this user's own.</summary>
    public static CommandException Refused(string path, string fault) =>
        new(
            CommandFault.Refused,
            $"{path} is not used: {fault}. Another user could send what is written there elsewhere.",
            "Name a folder that only you (or root) can change."
        );

    private static string Parent()
    {
        if (Environment.IsPrivilegedProcess && Directory.Exists("/run"))
        {
            return "/run";
        }

        return
            Environment.GetEnvironmentVariable("XDG_RUNTIME_DIR") is { Length: > 0 } own
            && Directory.Exists(own)
            && TrustedFolder.FaultOf(own) is null
            ? own
            : Path.GetDirectoryName(Journal.DefaultFolder)!;
    }

    [LibraryImport("libc", EntryPoint = "mkdir", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MakeFolder(string path, uint mode);
}
