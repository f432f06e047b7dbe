using System.Runtime.InteropServices;

namespace NotebookKit.Sql;

// A text in a vector of DuckDB, 16 bytes:
//   length (u32) | up to 12 bytes of UTF-8                        where it has no more
//   length (u32) | its first 4 bytes | where its bytes lie (u64)  else
// Spec: duckdb_string_t of duckdb.h, DuckDB 1.5.

/// <summary>A text as DuckDB keeps it in a vector.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly struct TextEntry
{
    /// <summary>The most bytes that stand in the entry itself.</summary>
    public const int Inlined = 12;

    private readonly uint _length;
    private readonly uint _prefix;
    private readonly ulong _rest;

    private TextEntry(uint length, uint prefix, ulong rest)
    {
        _length = length;
        _prefix = prefix;
        _rest = rest;
    }

    /// <summary>The entry of a text.</summary>
    /// <param name="bytes">Its bytes.</param>
    /// <param name="at">Where these stay for as long as the entry is used; not read where they stand in the entry itself.</param>
    public static TextEntry Of(ReadOnlySpan<byte> bytes, nint at)
    {
        Span<byte> own = stackalloc byte[Inlined];
        own.Clear();
        bytes[..Math.Min(bytes.Length, bytes.Length > Inlined ? sizeof(uint) : Inlined)].CopyTo(own);
        ulong rest = bytes.Length > Inlined ? (ulong)at : MemoryMarshal.Read<ulong>(own[sizeof(uint)..]);
        return new TextEntry((uint)bytes.Length, MemoryMarshal.Read<uint>(own), rest);
    }
}
