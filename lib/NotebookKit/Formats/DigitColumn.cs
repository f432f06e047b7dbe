using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace NotebookKit.Formats;

/// <summary>Turns columns of digits into numbers: four lines at a time where the
/// processor can, with constants that are loaded once.</summary>
/// <remarks>A word is eight digits, the first the highest, as <see cref="Digits.Eight"/> takes it: blanks and NULs count as zero.</remarks>
internal static unsafe class DigitColumn
{
    /// <summary>Lines whose digits are kept before they are turned: few enough for the nearest cache.</summary>
    public const int Rows = 64;

    /// <summary>Keeps up to sixteen digits as two words.</summary>
    /// <param name="end">Behind the last digit; sixteen bytes in front of it can be read.</param>
    /// <param name="count">Number of digits, 0 to 16.</param>
    /// <param name="words">Gets the upper and the lower eight.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Keep(byte* end, int count, ulong* words) =>
        Vector128
            .AndNot(Vector128.Load(unchecked(end - Vector128<byte>.Count)), FirstBytes.OfSixteen(unchecked(Vector128<byte>.Count - count)))
            .Store((byte*)words);

    /// <summary>Adds the number of each two words to a column.</summary>
    public static void AddPairs(ulong* words, int count, long* to)
    {
        unchecked
        {
            int i = 0;
            if (Avx2.IsSupported)
            {
                for (; i <= count - Vector256<long>.Count; i += Vector256<long>.Count)
                {
                    Vector256<long> front = Four(words + (2 * i));
                    Vector256<long> back = Four(words + (2 * i) + 4);

                    // 0 2 1 3, as two vectors of pairs are taken apart.
                    Vector256<long> upper = Avx2.UnpackLow(front, back);
                    Vector256<long> lower = Avx2.UnpackHigh(front, back);
                    Vector256<long> value = Avx2.Multiply(upper.AsUInt32(), Vector256.Create(100_000_000L).AsUInt32()).AsInt64() + lower;
                    (Avx2.Permute4x64(value, 0b11_01_10_00) + Vector256.Load(to + i)).Store(to + i);
                }
            }

            for (; i < count; i++)
            {
                to[i] += (Digits.Eight(words[2 * i]) * 100_000_000L) + Digits.Eight(words[(2 * i) + 1]);
            }
        }
    }

    /// <summary>Adds the number of each word to a column.</summary>
    public static void Add(ulong* words, int count, long* to)
    {
        unchecked
        {
            int i = 0;
            if (Avx2.IsSupported)
            {
                for (; i <= count - Vector256<long>.Count; i += Vector256<long>.Count)
                {
                    (Four(words + i) + Vector256.Load(to + i)).Store(to + i);
                }
            }

            for (; i < count; i++)
            {
                to[i] += Digits.Eight(words[i]);
            }
        }
    }

    /// <summary>Writes the number of each word to a column.</summary>
    public static void Set(ulong* words, int count, uint* to)
    {
        int i = 0;
        if (Avx2.IsSupported)
        {
            for (; i <= count - Vector256<long>.Count; i += Vector256<long>.Count)
            {
                Avx2.PermuteVar8x32(Four(words + i).AsUInt32(), Vector256.Create(0U, 2, 4, 6, 0, 0, 0, 0)).GetLower().Store(to + i);
            }
        }

        for (; i < count; i++)
        {
            to[i] = Digits.Eight(words[i]);
        }
    }

    // Digits to pairs, pairs to fours, fours to eight.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<long> Four(ulong* words)
    {
        Vector256<byte> digits = Vector256.Load(words).AsByte() & Vector256.Create((byte)0x0F);
        Vector256<short> pairs = Avx2.MultiplyAddAdjacent(digits, Vector256.Create((short)0x010A).AsSByte());
        Vector256<int> fours = Avx2.MultiplyAddAdjacent(pairs, Vector256.Create(0x00010064).AsInt16());
        return Avx2.Multiply(fours.AsUInt32(), Vector256.Create(10_000U)).AsInt64() + (fours.AsInt64() >>> 32);
    }
}
