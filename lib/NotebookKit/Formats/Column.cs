using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace NotebookKit.Formats;

/// <summary>What all tables of columns do with one of them.</summary>
internal static class Column
{
    /// <summary>Makes a column longer and keeps what is used of it.</summary>
    /// <remarks>Not cleared: a row is written whole when it is added, and pages that no
    /// row reaches are never touched and cost no memory.</remarks>
    public static void Longer<T>(ref T[] column, int used, int length)
    {
        T[] longer = GC.AllocateUninitializedArray<T>(length);
        column.AsSpan(0, used).CopyTo(longer);
        column = longer;
    }

    /// <summary>Writes a row that there is room for: all columns of a table are of one
    /// length, so that one check for all of them is enough.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Set<T>(T[] column, int row, T value) => Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(column), row) = value;
}
