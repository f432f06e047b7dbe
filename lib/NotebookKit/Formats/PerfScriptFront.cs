using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace NotebookKit.Formats;

/// <summary>The front of a perf script line, up to what the tracepoint prints.</summary>
/// <remarks>
/// <code>
///              cat  1447 [001]   277.760575:    block:block_rq_issue: 259,0 RA 262144 () 821248 + 512 [cat]
/// task                         seconds      event                     fields
/// </code>
/// Tasks and events repeat themselves, and the widths of the seconds, of what is behind their
/// point, and of the event stay the same for long: a front whose parts are all known by their
/// text takes three comparisons. Any other is read digit by digit, and its parts are then known.
/// </remarks>
/// <param name="comms">Comms, with their padding, that cannot be mistaken for a time.</param>
/// <param name="tracepoints">Events by the name behind <c>block:block_</c>.</param>
internal sealed unsafe class PerfScriptFront(WordCache comms, WordCache tracepoints)
{
    /// <summary>The comm is right-aligned to this many places. Source: tools/perf/builtin-script.c of kernel 6.1.</summary>
    public const int CommEnd = 16;

    private const int Slots = 128;
    private const int TextBytes = 32;
    private const int LongestSeconds = 7;

    private readonly Known[] _tasks = NoneKnown();
    private readonly Known[] _events = NoneKnown();
    private int _secondsWidth;
    private ulong _secondsText;
    private long _secondsNs;
    private bool _nanoseconds;
    private int _eventWidth = TextBytes;

    /// <summary>Process id of the line read last.</summary>
    public int Pid { get; private set; }

    /// <summary>CPU of the line read last.</summary>
    public int Cpu { get; private set; }

    /// <summary>Time of the line read last.</summary>
    public long TimeNs { get; private set; }

    /// <summary>What the event of the line read last was learnt as.</summary>
    public int Kind { get; private set; }

    /// <summary>Reads the front of a line.</summary>
    /// <returns>What stands behind it; null where it is for the plain reader.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public byte* Read(byte* at)
    {
        unchecked
        {
            ref Known task = ref TaskSlot(at);
            byte* point = at + task.Length + _secondsWidth;
            if (!task.Is(at) || Digits.Load8(point - LongestSeconds) != _secondsText)
            {
                return Anew(at);
            }

            byte* text = point + 8;
            ulong behind = Digits.Load8(point + 1);
            long fraction;
            if (!_nanoseconds)
            {
                // Six digits, a colon and a blank.
                behind ^= 0x203A303030303030;
                fraction = Digits.Eight(behind << 16) * 1000L;
                if ((((behind + 0x0000060606060606) | behind) & 0xFFFFF0F0F0F0F0F0) != 0)
                {
                    return Anew(at);
                }
            }
            else
            {
                behind ^= 0x3030303030303030;
                int last = point[9] - '0';
                fraction = (Digits.Eight(behind) * 10L) + last;
                text += 3;
                if (
                    (((behind + 0x0606060606060606) | behind) & 0xF0F0F0F0F0F0F0F0) != 0
                    || (uint)last > 9
                    || Digits.Load2(point + 10) != 0x203A
                ) // ": "
                {
                    return Anew(at);
                }
            }

            ref Known known = ref EventSlot(text + _eventWidth);
            if (!known.Is(text))
            {
                return Anew(at);
            }

            Pid = task.Value;
            Cpu = task.More;
            TimeNs = _secondsNs + fraction;
            Kind = known.Value;
            return text + _eventWidth;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private byte* Anew(byte* at)
    {
        unchecked
        {
            var window = new Digits.Window(at);
            ulong digits = window.Digits;
            ulong blanks = window.Equal((byte)' ');
            int pidAt = CommEnd + BitOperations.TrailingZeroCount(~(blanks >> CommEnd));
            int pidLength = BitOperations.TrailingZeroCount(~(digits >> pidAt));
            int afterPid = pidAt + pidLength;
            int taskLength = afterPid + 7;
            int secondsAt = taskLength + BitOperations.TrailingZeroCount(~(blanks >> taskLength));
            int secondsLength = BitOperations.TrailingZeroCount(~(digits >> secondsAt));
            int point = secondsAt + secondsLength;
            int fraction = BitOperations.TrailingZeroCount(~(digits >> (point + 1)));
            int colon = point + 1 + fraction;
            int eventAt = colon + 1 + BitOperations.TrailingZeroCount(~(blanks >> (colon + 1)));
            byte* tracepoint = at + eventAt;
            if (
                at[0] != ' '
                || pidAt <= CommEnd
                || pidLength is 0 or > 7
                || Digits.Load2(at + afterPid) != 0x5B20
                || ((digits >> (afterPid + 2)) & 0b111) != 0b111
                || Digits.Load2(at + afterPid + 5) != 0x205D // " [", "] "
                || secondsLength is 0 or > 8
                || at[point] != '.'
                || fraction is not (6 or 9)
                || at[colon] != ':'
                || eventAt > 63
                || eventAt == colon + 1
                || Digits.Load8(tracepoint) != 0x6C623A6B636F6C62
                || Digits.Load4(tracepoint + 8) != 0x5F6B636F // "block:block_"
                || comms.Find(at + 1, CommEnd - 1) < 0
            )
            {
                return null;
            }

            tracepoint += 12;
            int nameLength = BitOperations.TrailingZeroCount(
                Vector128.Equals(Vector128.Load(tracepoint), Vector128.Create((byte)':')).ExtractMostSignificantBits() | 0x10000
            );
            int kind = nameLength > WordCache.Longest ? WordCache.Unknown : tracepoints.Find(tracepoint, nameLength);
            byte* fields = tracepoint + nameLength + 2;
            if (kind < 0 || fields[-1] != ' ')
            {
                return null;
            }

            Pid = (int)Digits.UpToEight(at + pidAt, pidLength);
            Cpu = (int)Digits.UpToEight(at + afterPid + 2, 3);
            long secondsNs = Digits.UpToEight(at + secondsAt, secondsLength) * 1_000_000_000L;
            TimeNs = secondsNs + (Digits.UpToEight(at + point + 1, 6) * 1000L) + (fraction == 9 ? Digits.UpToEight(at + point + 7, 3) : 0);
            Kind = kind;
            Learn(at, taskLength, point, secondsNs, fraction == 9, (int)(fields - at) - colon - 1);
            return fields;
        }
    }

    // Parts that are wider than what is compared stay unknown.
    private void Learn(byte* at, int taskLength, int point, long secondsNs, bool nanoseconds, int eventWidth)
    {
        unchecked
        {
            if (taskLength > TextBytes || point - taskLength > LongestSeconds || eventWidth > TextBytes)
            {
                return;
            }

            TaskSlot(at) = new Known(at, taskLength, Pid, Cpu);
            _secondsWidth = point - taskLength;
            _secondsText = Digits.Load8(at + point - LongestSeconds);
            _secondsNs = secondsNs;
            _nanoseconds = nanoseconds;
            if (eventWidth != _eventWidth)
            {
                _eventWidth = eventWidth;
                NoneKnown().CopyTo(_events, 0);
            }

            byte* text = at + point + (nanoseconds ? 11 : 8);
            EventSlot(text + eventWidth) = new Known(text, eventWidth, Kind, 0);
        }
    }

    // The end of the comm, and the process id with the CPU.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref Known TaskSlot(byte* at) =>
        ref Slot(_tasks, unchecked((Digits.Load8(at + 8) * 0x9E3779B97F4A7C15) ^ (Digits.Load8(at + 19) * 0xC2B2AE3D27D4EB4F)));

    // "_insert: ": the end of the name tells events apart.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref Known EventSlot(byte* end) => ref Slot(_events, unchecked(Digits.Load8(end - 10) * 0x9E3779B97F4A7C15));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ref Known Slot(Known[] known, ulong mixed) =>
        ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(known), (nint)(mixed >> 57));

    private static Known[] NoneKnown()
    {
        var none = new Known[Slots];
        Array.Fill(none, Known.Nothing);
        return none;
    }

    /// <summary>A text and what it means.</summary>
    private readonly struct Known
    {
        private readonly Vector256<byte> _text;
        private readonly Vector256<byte> _mask;
        public readonly int Length;
        public readonly int Value;
        public readonly int More;

        public Known(byte* at, int length, int value, int more)
        {
            _mask = FirstBytes.OfThirtyTwo(length);
            _text = Vector256.Load(at) & _mask;
            (Length, Value, More) = (length, value, more);
        }

        private Known(Vector256<byte> text) => _text = text;

        /// <summary>No text: nothing equals it, because its mask leaves nothing to be equal.</summary>
        public static Known Nothing => new(Vector256<byte>.AllBitsSet);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public bool Is(byte* at) => (Vector256.Load(at) & _mask) == _text;
    }
}
