using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace NotebookKit.Formats;

/// <summary>Decimal digits eight at a time, and bit masks of sixty-four bytes: what the fast readers are made of.</summary>
/// <remarks>
/// The callers keep <see cref="Padding"/> readable bytes behind the text. Arithmetic is unchecked: the eight-digit trick multiplies
/// digits into the upper bytes of a word and lets what overflows fall away.
/// </remarks>
internal static unsafe class Digits
{
    /// <summary>Bytes behind the text that may be read (and mean nothing).</summary>
    public const int Padding = 512;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Load8(byte* at) => Unsafe.ReadUnaligned<ulong>(at);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Load4(byte* at) => Unsafe.ReadUnaligned<uint>(at);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ushort Load2(byte* at) => Unsafe.ReadUnaligned<ushort>(at);

    /// <summary>The value of eight bytes, the first the highest; blanks and NULs count as zero.</summary>
    /// <remarks>Three multiplications: digits to pairs, pairs to fours, fours to eight.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Eight(ulong text)
    {
        unchecked
        {
            text = ((text & 0x0F0F0F0F0F0F0F0F) * 2561) >> 8;
            text = ((text & 0x00FF00FF00FF00FF) * 6553601) >> 16;
            return (uint)(((text & 0x0000FFFF0000FFFF) * 42949672960001) >> 32);
        }
    }

    /// <summary>Up to eight digits, moved to the right of eight.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Right(byte* at, int count) => unchecked(Load8(at) << ((8 - count) << 3));

    /// <summary>The value of up to eight digits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint UpToEight(byte* at, int count) => Eight(Right(at, count));

    /// <summary>The value of one to sixteen digits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long UpToSixteen(byte* at, int count) =>
        count <= 8 ? UpToEight(at, count) : unchecked((UpToEight(at, count - 8) * 100_000_000L) + Eight(Load8(at + count - 8)));

    // Moved so that the digits are the ten smallest of signed bytes: one comparison tells them.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint DigitsOf(Vector256<byte> text) =>
        Vector256
            .LessThan((text + Vector256.Create((byte)(0x80 - '0'))).AsSByte(), Vector256.Create((sbyte)(sbyte.MinValue + 10)))
            .ExtractMostSignificantBits();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint EqualOf(Vector256<byte> text, byte value) =>
        Vector256.Equals(text, Vector256.Create(value)).ExtractMostSignificantBits();

    /// <summary>Sixty-four bytes of text, and masks of them: bit i is set where byte i is of the kind.</summary>
    /// <remarks>Not of 512 bits, which are no faster here: code for those cannot be
    /// compiled ahead of time for processors that may lack them.</remarks>
    public readonly ref struct Window
    {
        private readonly Vector256<byte> _low;
        private readonly Vector256<byte> _high;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Window(byte* at)
        {
            _low = Vector256.Load(at);
            _high = Vector256.Load(at + 32);
        }

        /// <summary>Where the digits are.</summary>
        public ulong Digits
        {
            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            get => DigitsOf(_low) | ((ulong)DigitsOf(_high) << 32);
        }

        /// <summary>Where a byte is the one given.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public ulong Equal(byte value) => EqualOf(_low, value) | ((ulong)EqualOf(_high, value) << 32);
    }

    /// <summary>Ninety-six bytes of text, and masks of them: a line of most dialects.</summary>
    public readonly ref struct LineWindow
    {
        private readonly Vector256<byte> _first;
        private readonly Vector256<byte> _second;
        private readonly Vector256<byte> _third;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public LineWindow(byte* at)
        {
            _first = Vector256.Load(at);
            _second = Vector256.Load(at + 32);
            _third = Vector256.Load(at + 64);
        }

        /// <summary>Where the digits are: bit i of the first mask is byte i, of the second byte 32 + i.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Digits(out ulong first, out ulong behind)
        {
            ulong middle = DigitsOf(_second);
            first = DigitsOf(_first) | (middle << 32);
            behind = middle | ((ulong)DigitsOf(_third) << 32);
        }

        /// <summary>Where a byte of the first sixty-four is the one given.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public ulong EqualFirst(byte value) => EqualOf(_first, value) | ((ulong)EqualOf(_second, value) << 32);

        /// <summary>Where a byte of the sixty-four from the thirty-third on is the one given.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public ulong EqualBehind(byte value) => EqualOf(_second, value) | ((ulong)EqualOf(_third, value) << 32);
    }
}
