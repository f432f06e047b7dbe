// RA   WS   FWFSM   FN   FF   DS   DE   WZS   ZAS   WFSU
// [F] operation {F A S M U B}; the operation is R, W, D, DE, F, N, WZ, ZA or ZR.
// Spec: blk_fill_rwbs in kernel/trace/blktrace.c (tracepoints), fill_rwbs in blkparse_fmt.c (blkparse prints W for WZ, N for a flush).
// An F in front of an operation is a preflush, an F after it is FUA; blkparse's FN and the kernel's FF are a flush request.
using System.Text;

namespace NotebookKit.Formats;

/// <summary>The <c>rwbs</c> letters of blkparse and the kernel's tracepoints, read and written.</summary>
internal static class RwbsLetters
{
    /// <summary>Reads a word of rwbs letters.</summary>
    /// <returns>The operation and flags, with <see cref="Rwbs.Unknown"/> where a letter
    /// is not known; <see cref="Rwbs.None"/> for no letters.</returns>
    public static Rwbs Parse(ReadOnlySpan<byte> letters)
    {
        int at = 0;
        Rwbs value = Rwbs.None;
        if (letters.Length > 1 && letters[0] == (byte)'F' && "WRNDFZ"u8.Contains(letters[1]))
        {
            value = Rwbs.Preflush;
            at = 1;
        }

        if (at < letters.Length)
        {
            Rwbs operation = Operation(letters[at..], out int used);
            value |= operation;
            at += used;
        }

        for (; at < letters.Length; at++)
        {
            value |= letters[at] switch
            {
                (byte)'F' => Rwbs.Fua,
                (byte)'A' => Rwbs.ReadAhead,
                (byte)'S' => Rwbs.Sync,
                (byte)'M' => Rwbs.Metadata,
                (byte)'U' => Rwbs.Atomic,
                (byte)'B' => Rwbs.Barrier,
                _ => Rwbs.Unknown,
            };
        }

        return value;
    }

    /// <summary>Writes the letters as the kernel does.</summary>
    /// <returns>The letters; empty for <see cref="Rwbs.None"/>, with a trailing <c>?</c> where <see cref="Rwbs.Unknown"/> is set.</returns>
    public static string Format(Rwbs value)
    {
        var text = new StringBuilder(8);
        Append(Rwbs.Preflush, 'F');
        text.Append(
            (value & Rwbs.OperationMask) switch
            {
                Rwbs.Read => "R",
                Rwbs.Write => "W",
                Rwbs.Discard => "D",
                Rwbs.SecureErase => "DE",
                Rwbs.Flush => "F",
                Rwbs.NoData => "N",
                Rwbs.WriteZeroes => "WZ",
                Rwbs.ZoneAppend => "ZA",
                Rwbs.ZoneReset => "ZR",
                _ => "",
            }
        );
        Append(Rwbs.Fua, 'F');
        Append(Rwbs.ReadAhead, 'A');
        Append(Rwbs.Sync, 'S');
        Append(Rwbs.Metadata, 'M');
        Append(Rwbs.Atomic, 'U');
        Append(Rwbs.Barrier, 'B');
        Append(Rwbs.Unknown, '?');
        return text.ToString();

        void Append(Rwbs flag, char letter)
        {
            if ((value & flag) != 0)
            {
                text.Append(letter);
            }
        }
    }

    private static Rwbs Operation(ReadOnlySpan<byte> letters, out int used)
    {
        byte second = letters.Length > 1 ? letters[1] : (byte)0;
        (Rwbs operation, used) = (letters[0], second) switch
        {
            ((byte)'W', (byte)'Z') => (Rwbs.WriteZeroes, 2),
            ((byte)'D', (byte)'E') => (Rwbs.SecureErase, 2),
            ((byte)'Z', (byte)'A') => (Rwbs.ZoneAppend, 2),
            ((byte)'Z', (byte)'R') => (Rwbs.ZoneReset, 2),
            ((byte)'R', _) => (Rwbs.Read, 1),
            ((byte)'W', _) => (Rwbs.Write, 1),
            ((byte)'D', _) => (Rwbs.Discard, 1),
            ((byte)'F', _) => (Rwbs.Flush, 1),
            ((byte)'N', _) => (Rwbs.NoData, 1),
            _ => (Rwbs.Unknown, 1),
        };
        return operation;
    }
}
