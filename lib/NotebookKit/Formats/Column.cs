using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace NotebookKit.Formats;

/// <summary>What all tables of columns do with one of them.</summary>
internal static unsafe partial class Column
{
    private const nuint Page = 4096;

    /// <summary>MADV_POPULATE_WRITE (linux/mman.h, kernel 5.14); an older kernel refuses it, and nothing is lost.</summary>
    private const int PopulateForWriting = 23;

    /// <summary>Makes a column longer and keeps what is used of it.</summary>
    /// <remarks>Not cleared: a row is written whole when it is added, and pages that no
    /// row reaches are never touched and cost no memory.</remarks>
    public static void Longer<T>(ref T[] column, int used, int length)
    {
        T[] longer = GC.AllocateUninitializedArray<T>(length);
        column.AsSpan(0, used).CopyTo(longer);
        column = longer;
    }

    /// <summary>Has the kernel give memory to rows that nobody wrote yet, on whatever
    /// thread asks for it: who writes them is not kept waiting.</summary>
    /// <param name="column">The column. What it holds stays as it is.</param>
    /// <param name="from">The first of the rows.</param>
    /// <param name="until">Behind the last of them; what lies behind the column is left out.</param>
    public static void Ready<T>(T[] column, int from, int until)
        where T : unmanaged
    {
        until = Math.Min(until, column.Length);
        if (from < until)
        {
            fixed (T* rows = column)
            {
                nuint begin = ((nuint)(rows + from) + Page - 1) & ~(Page - 1);
                nuint end = (nuint)(rows + until) & ~(Page - 1);
                if (begin < end)
                {
                    _ = Madvise((void*)begin, end - begin, PopulateForWriting);
                }
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Madvise(void* first, nuint bytes, int advice);

    /// <summary>Writes a row that there is room for: all columns of a table are of one
    /// length, so that one check for all of them is enough.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Set<T>(T[] column, int row, T value) => Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(column), row) = value;
}
