using System.Runtime.InteropServices;

namespace NotebookKit.Formats;

/// <summary>Asks the kernel for pages of 2 MiB where a long column lies: of small ones, each gigabyte costs a quarter of a million page faults.</summary>
/// <remarks>madvise(2), MADV_HUGEPAGE; a kernel that has none, or a host that forbids it, goes on with small pages.</remarks>
internal static partial class HugePages
{
    private const long PageBytes = 2 << 20;
    private const int HugePageAdvice = 14; // MADV_HUGEPAGE, include/uapi/asm-generic/mman-common.h

    // Of shorter ones the last page alone could be more than the column.
    private const long WorthBytes = 16 * PageBytes;

    /// <summary>Asks for them where an array is long enough.</summary>
    public static unsafe void Ask<T>(T[] array)
        where T : unmanaged
    {
        long bytes = (long)array.Length * sizeof(T);
        if (bytes < WorthBytes || !OperatingSystem.IsLinux())
        {
            return;
        }

        fixed (T* first = array)
        {
            long from = ((long)first + PageBytes - 1) & -PageBytes;
            _ = Advise((nint)from, (nuint)(((long)first + bytes - from) & -PageBytes), HugePageAdvice);
        }
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(nint from, nuint length, int advice);
}
