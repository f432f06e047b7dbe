using System.Numerics;
using System.Runtime.CompilerServices;

namespace NotebookKit.Formats;

/// <summary>What a tracepoint prints, behind the event's name in a perf script line.</summary>
/// <remarks>
/// Positions only grow, and each is checked by the byte that must stand there; one beyond
/// the window is caught at the end, before anything is kept.
/// </remarks>
internal readonly unsafe ref struct PerfScriptFields
{
    // What a word of the event cache says: the action, and how its fields are printed.
    public const int ActionBits = 0xFF;
    public const int PrintsBytes = 1 << 8;
    public const int PrintsParentheses = 1 << 9;

    // What a word of the target cache, "259,0 RA", says.
    public const int LettersShift = 16;

    public readonly bool Taken;
    public readonly bool HasDetail;
    public readonly ushort Device;
    public readonly ushort DetailDevice;
    public readonly int Name;
    public readonly Rwbs Rwbs;
    public readonly uint Sectors;
    public readonly long Sector;
    public readonly long Detail;

    /// <summary>Reads the fields.</summary>
    /// <param name="q">Where they start.</param>
    /// <param name="length">Bytes up to the line end.</param>
    /// <param name="kind">The event, from the event cache.</param>
    /// <param name="targets">Devices with letters.</param>
    /// <param name="lastTarget">The last one of those.</param>
    /// <param name="devices">Devices alone.</param>
    /// <param name="names">Process names.</param>
    /// <param name="lastName">The last one of those.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public PerfScriptFields(
        byte* q,
        int length,
        int kind,
        WordCache targets,
        ref TextMemo lastTarget,
        WordCache devices,
        WordCache names,
        ref TextMemo lastName
    )
    {
        unchecked
        {
            var action = (BlockAction)(kind & ActionBits);
            var window = new Digits.Window(q);
            ulong digits = window.Digits;
            ulong blanks = window.Equal((byte)' ');

            // Up to the second blank. A plug names no device and its third word is no number.
            int at = BitOperations.TrailingZeroCount(blanks & (blanks - 1));
            int target = lastTarget.Is(q, at) ? lastTarget.Value : Find(targets, q, at, out lastTarget);
            if (target < 0)
            {
                return;
            }

            Device = (ushort)target;
            Rwbs = (Rwbs)(target >> LettersShift);
            at++;
            if ((kind & PrintsBytes) != 0)
            {
                int bytes = BitOperations.TrailingZeroCount(~(digits >> at));
                if (bytes is 0 or > 16 || Digits.Load4(q + at + bytes) != 0x20292820) // " () "
                {
                    return;
                }

                at += bytes + 4;
            }
            else if ((kind & PrintsParentheses) != 0)
            {
                if ((Digits.Load4(q + at) & 0xFFFFFF) != 0x202928) // "() "
                {
                    return;
                }

                at += 3;
            }

            int c = BitOperations.TrailingZeroCount(~(digits >> at));
            if (c is 0 or > 16)
            {
                return;
            }

            Sector = Digits.UpToSixteen(q + at, c);
            uint sign = Digits.Load4(q + at + c) & 0xFFFFFF;
            at += c + 3;
            int n = BitOperations.TrailingZeroCount(~(digits >> at));
            if (action == BlockAction.Split)
            {
                if (sign != 0x202F20 || n is 0 or > 16) // " / "
                {
                    return;
                }

                Detail = Digits.UpToSixteen(q + at, n);
                HasDetail = true;
                at += n;
            }
            else
            {
                if (sign != 0x202B20 || n is 0 or > 8) // " + "
                {
                    return;
                }

                Sectors = Digits.UpToEight(q + at, n);
                at += n;
                Sector = Sectors == 0 && (Rwbs & Rwbs.OperationMask) == Rwbs.Flush ? BlockEvents.NoSector : Sector;
            }

            if (action == BlockAction.Remap)
            {
                int close = BitOperations.TrailingZeroCount(window.Equal((byte)')'));
                int width = close - at - 5;
                int from =
                    width is > 0 and <= 7 && (Digits.Load8(q + at) & 0xFFFFFFFFFF) == 0x28202D3C20
                        ? devices.Find(q + at + 5, width)
                        : WordCache.Unknown; // " <- ("
                int source = close + 2;
                int left = BitOperations.TrailingZeroCount(~(digits >> source));
                Detail = left is > 0 and <= 16 ? Digits.UpToSixteen(q + source, left) : 0;
                HasDetail = true;
                DetailDevice = (ushort)from;
                Taken = source < 48 && left is > 0 and <= 16 && from >= 0 && q[close + 1] == ' ' && source + left == length;
                return;
            }

            // The I/O priority of newer kernels: "be,0,4".
            if (q[at] == ' ' && q[at + 1] != '[' && action != BlockAction.Split)
            {
                at += 1 + BitOperations.TrailingZeroCount(blanks >> (at + 1));
            }

            if (action is BlockAction.Complete or BlockAction.Requeue or BlockAction.RequestError)
            {
                // The error 0 takes no detail.
                Taken = at < 60 && action != BlockAction.RequestError && Digits.Load4(q + at) == 0x5D305B20 && at + 4 == length; // " [0]"
                return;
            }

            int nameLength = length - at - 3;
            if (nameLength < 0 || at > 60 || Digits.Load2(q + at) != 0x5B20 || q[length - 1] != ']')
            {
                return;
            }

            Name =
                nameLength == 0 ? 0
                : lastName.Is(q + at + 2, nameLength) ? lastName.Value
                : Find(names, q + at + 2, nameLength, out lastName);
            Taken = Name >= 0;
        }
    }

    private static int Find(WordCache words, byte* word, int length, out TextMemo memo)
    {
        int found = length <= WordCache.Longest ? words.Find(word, length) : WordCache.Unknown;
        memo = found >= 0 ? new TextMemo(word, length, found) : TextMemo.None;
        return found;
    }
}
