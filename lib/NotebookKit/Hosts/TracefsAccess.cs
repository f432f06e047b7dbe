using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace NotebookKit.Hosts;

/// <summary>A way into the kernel's trace file system, mounted or not.</summary>
/// <remarks>
/// Its files are the kernel's own, whatever is mounted where: a setting stays changed when tracefs is unmounted. Where it is not at its
/// place, it is opened without a place (fsopen(2), Linux 5.2), which nobody else sees and which ends with this process.
/// </remarks>
internal sealed partial class TracefsAccess : IDisposable
{
    /// <summary>Where it is mounted on every host of today.</summary>
    public const string MountPoint = "/sys/kernel/tracing";

    /// <summary>Where it may be mounted; the second place is that of old kernels.</summary>
    public static IReadOnlyList<string> Places { get; } = [MountPoint, "/sys/kernel/debug/tracing"];

    private const nint Type = 0x74726163; // TRACEFS_MAGIC

    // Alike on every architecture, as all system calls since 5.0.
    private const nint FsOpen = 430;
    private const nint FsConfig = 431;
    private const nint FsMount = 432;
    private const nint CloseOnExec = 1; // FSOPEN_CLOEXEC, FSMOUNT_CLOEXEC
    private const nint Create = 6; // FSCONFIG_CMD_CREATE
    private readonly SafeFileHandle? _file;
    private readonly string _place;
    private readonly string _folder;

    private TracefsAccess(string place, SafeFileHandle? file)
    {
        (_place, _file) = (place, file);
        _folder = file is null ? place : string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{file.DangerousGetHandle()}");
    }

    /// <summary>True where it is mounted at a place, whole.</summary>
    public static bool IsAt(string place)
    {
        // Asked for first, as the kernel mounts it at its old place when somebody looks there.
        return File.Exists(place + "/current_tracer") && TypeOf(place) == Type && MountTable.At(place) is { Type: "tracefs", Root: "/" };
    }

    /// <summary>The place in whose folder a file is; null where it is none of tracefs.</summary>
    public static string? PlaceOf(string path) => Places.FirstOrDefault(place => path.StartsWith(place + "/", StringComparison.Ordinal));

    /// <summary>Opens the way to a file of tracefs.</summary>
    /// <param name="path">The file, as it is called where tracefs is mounted.</param>
    /// <exception cref="CommandException">tracefs is not mounted there, and cannot be opened without.</exception>
    public static TracefsAccess Open(string path)
    {
        string place = PlaceOf(path) ?? throw new ArgumentException($"{path} is no file of tracefs", nameof(path));
        if (IsAt(place))
        {
            return new TracefsAccess(place, null);
        }

        SafeFileHandle? file = OpenPrivately(out int error);
        return file is not null
            ? new TracefsAccess(place, file)
            : throw new CommandException(
                CommandFault.Denied,
                $"tracefs is not mounted at {place}, and this kernel gives it in no other way ({Marshal.GetPInvokeErrorMessage(error)})",
                $"Mount it (`mount -t tracefs nodev {place}`) and try again."
            );
    }

    /// <summary>The path by which a file of tracefs is reached.</summary>
    /// <param name="path">The file, as it is called where tracefs is mounted.</param>
    public string Reach(string path) => _folder + path[_place.Length..];

    public void Dispose() => _file?.Dispose();

    private static unsafe SafeFileHandle? OpenPrivately(out int error)
    {
        nint made;
        fixed (byte* type = "tracefs\0"u8)
        {
            made = OperatingSystem.IsLinux() ? Call(FsOpen, (nint)type, CloseOnExec, 0, 0, 0) : -1;
        }

        error = Marshal.GetLastPInvokeError();
        if (made < 0)
        {
            return null;
        }

        using var context = new SafeFileHandle(made, ownsHandle: true);
        nint mount = Call(FsConfig, made, Create, 0, 0, 0) < 0 ? -1 : Call(FsMount, made, CloseOnExec, 0, 0, 0);
        error = Marshal.GetLastPInvokeError();
        return mount < 0 ? null : new SafeFileHandle(mount, ownsHandle: true);
    }

    private static unsafe nint TypeOf(string path)
    {
        // struct statfs begins with the type, one machine word, and is shorter than 256 bytes.
        nint* about = stackalloc nint[256 / sizeof(nint)];
        return Describe(path, about) == 0 ? about[0] : 0;
    }

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint Call(nint number, nint first, nint second, nint third, nint fourth, nint fifth);

    [LibraryImport("libc", EntryPoint = "statfs", StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int Describe(string path, nint* about);
}
