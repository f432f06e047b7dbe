using System.Numerics;
using System.Runtime.CompilerServices;

namespace NotebookKit.Formats;

/// <summary>The fast path of blkparse text: lines whose fields stand in blkparse's own columns.</summary>
/// <remarks>
/// blkparse pads its fields, so that nearly every line has the same layout up to the process id (columns from 0):
/// <code>
/// 259,0    1       13     0.002545516  1579  A   R 280576 + 512 &lt;- (252,0) 278528
/// 0       8 10      19   25       35    41 44   49
/// </code>
/// Masks of digits and blanks check all of it at once. What differs (longer process ids are allowed for, carriage returns, messages, driver
/// commands, errors, summary lines) is left to the plain reader. Source of the widths: blkparse_fmt.c, 1.2.0.
/// </remarks>
internal sealed unsafe class BlkparseChunkParser : ChunkParser
{
    // Bits of the columns: CPU 8-9, sequence 11-18, seconds 20-24, nanoseconds 26-34, process id 36-40.
    private const ulong Fields = (0b11UL << 8) | (0xFFUL << 11) | (0x1FUL << 20) | (0x1FFUL << 26) | (0x1FUL << 36);
    private const ulong MustBeDigit = (1UL << 9) | (1UL << 18) | (1UL << 24) | (0x1FFUL << 26) | (1UL << 40);
    private const ulong MustBeBlank = (1UL << 7) | (1UL << 10) | (1UL << 19) | (1UL << 35);

    // A blank behind a digit inside a right-aligned field: the bit of the digit.
    private const ulong Inside = (1UL << 8) | (0x7FUL << 11) | (0x0FUL << 20) | (0x0FUL << 36);
    private const int LongestPidBeyond = 2;
    private const ulong DeviceBytes = 0x00FFFFFFFFFFFFFF;

    // From column 41: two blanks, the letter, a blank, rwbs, a blank.
    private const ulong AroundLetter = 0xFFFFFFFFFF00FFFF;
    private const ulong Blanks3 = 0x00000000FF00FFFF;
    private const ulong BlankText = 0x2020202020202020;

    // The shortest line of an event, P with a name of one letter, is longer; 64 bytes from here hold the end of nearly every line.
    private const int BehindAt = 32;

    // Where the digits of a line wait.
    private const int TimeWord = 0;
    private const int SectorsWord = DigitColumn.Rows;
    private const int PidWord = 2 * DigitColumn.Rows;

    // Two words each.
    private const int SectorWords = 3 * DigitColumn.Rows;
    private const int DetailWords = 5 * DigitColumn.Rows;
    private const int AllWords = 7 * DigitColumn.Rows;

    private readonly WordCache _devices = new();
    private readonly WordCache _names = new();
    private readonly WordCache _rwbs = new();

    protected override BlockLineReader CreatePlain(BlockEvents events, ReadAccount account) => new BlkparseLine(events, account);

    protected override void Learn(byte* line, int length, in BlockEvent e)
    {
        var text = new ReadOnlySpan<byte>(line, length);
        if (length > 8 && line[7] == ' ' && text[..7].TrimBlanks().IndexOf((byte)' ') < 0)
        {
            _devices.Learn(line, 7, e.Device);
        }

        int open = text.LastIndexOf((byte)'[');
        int arrow = text.IndexOf("<- ("u8);
        if (e.Action == BlockAction.Remap && arrow > 0)
        {
            var source = new LineCursor(text, arrow + 4);
            if (source.Device(out BlockDevice from) && source.Peek == (byte)')' && Devices[e.DetailDevice] == from)
            {
                LearnWord(_devices, line + arrow + 4, source.At - arrow - 4, e.DetailDevice);
            }
        }
        else if (open > 0 && e.Name > 0)
        {
            int close = text[open..].LastIndexOf((byte)']');
            byte[] name = Names.Bytes(e.Name);
            if (name.AsSpan().SequenceEqual(text.Slice(open + 1, Math.Max(close - 1, 0))))
            {
                LearnWord(_names, line + open + 1, name.Length, e.Name);
            }
        }

        LearnRwbs(text, e);
    }

    protected override byte* Fast(byte* at, byte* end, BlockEvents events, ref long backwards)
    {
        unchecked
        {
            fixed (
                long* timeNs = events.TimeNsColumn,
                    sector = events.SectorColumn,
                    detail = events.DetailColumn
            )
            fixed (uint* sectors = events.SectorsColumn)
            fixed (
                int* pid = events.PidColumn,
                    detailRow = events.DetailRowColumn
            )
            fixed (
                ushort* device = events.DeviceColumn,
                    name = events.NameColumn,
                    cpu = events.CpuColumn,
                    detailDevice = events.DetailDeviceColumn
            )
            fixed (Rwbs* rwbs = events.RwbsColumn)
            fixed (BlockAction* action = events.ActionColumn)
            {
                // Digits wait in columns of their own, to be turned into numbers together.
                ulong* words = stackalloc ulong[AllWords];
                int i = events.Count;
                int d = events.DetailRow.Length;
                int turned = i;
                int turnedDetails = d;
                ulong deviceText = 0;
                int deviceIndex = WordCache.Unknown;
                TextMemo lastName = TextMemo.None;
                TextMemo lastSource = TextMemo.None;
                int sourceLength = 0;
                ulong aroundText = 0;
                int flags = 0;
                ulong secondsText = 0;
                long secondsNs = 0;
                while (at < end)
                {
                    // The line end is looked for at once, not behind the fields: the next line then need not wait for this one's.
                    var window = new Digits.LineWindow(at);
                    ulong ends = window.EqualBehind((byte)'\n');
                    byte* next = at + BehindAt + 1 + BitOperations.TrailingZeroCount(ends);
                    window.Digits(out ulong digits, out ulong digitsBehind);
                    ulong blanks = window.EqualFirst((byte)' ');
                    if (
                        ((digits | blanks) & Fields) != Fields
                        || (digits & MustBeDigit) != MustBeDigit
                        || (blanks & MustBeBlank) != MustBeBlank
                        || (digits & (blanks >> 1) & Inside) != 0
                        || at[25] != '.'
                        || ends == 0
                    )
                    {
                        break;
                    }

                    int beyond = BitOperations.TrailingZeroCount(~(digits >> 41));
                    byte* p = at + beyond;
                    if ((Digits.Load8(at) & DeviceBytes) != deviceText)
                    {
                        deviceText = Digits.Load8(at) & DeviceBytes;
                        deviceIndex = _devices.Find(at, 7);
                    }

                    if (beyond > LongestPidBeyond || deviceIndex < 0)
                    {
                        break;
                    }

                    // "  A   R ": around the letter of the action most lines are as the one before.
                    ulong around = Digits.Load8(p + 41);
                    byte letter = (byte)(around >> 16);
                    int extra = 0;
                    if ((around & AroundLetter) != aroundText)
                    {
                        // rwbs is padded to three letters and may be longer.
                        extra = BitOperations.TrailingZeroCount(blanks >> (48 + beyond));
                        flags =
                            extra <= 5 && (around & Blanks3) == (BlankText & Blanks3) ? _rwbs.Find(p + 45, 3 + extra) : WordCache.Unknown;
                        if (flags < 0)
                        {
                            break;
                        }

                        aroundText = extra == 0 ? around & AroundLetter : 0;
                    }

                    byte* q = p + 49 + extra;
                    digits = digitsBehind >> (49 - BehindAt + beyond + extra);
                    int length = (int)(next - q) - 1;
                    int nameIndex = 0;
                    ulong* word = words + (i - turned);
                    ulong countWord = 0;
                    int c = BitOperations.TrailingZeroCount(~digits);
                    int sectorDigits = c;
                    switch (letter)
                    {
                        case (byte)'D' or (byte)'I' or (byte)'Q' or (byte)'G' or (byte)'M' or (byte)'F' or (byte)'S' or (byte)'B':
                            int nameAt = 0;
                            if (c > 0)
                            {
                                int n = Count(q, c, digits);
                                if (n == 0)
                                {
                                    goto NotTaken;
                                }

                                countWord = Digits.Right(q + c + 3, n);
                                nameAt = c + 3 + n + 1;
                                if (q[nameAt - 1] != ' ')
                                {
                                    goto NotTaken;
                                }
                            }

                            nameIndex = Name(q + nameAt, length - nameAt, ref lastName);
                            break;
                        case (byte)'C' or (byte)'R':
                            if (c is 0 or > 16)
                            {
                                goto NotTaken;
                            }

                            int errorAt = c;
                            if (q[c + 1] == '+')
                            {
                                int n = Count(q, c, digits);
                                if (n == 0)
                                {
                                    goto NotTaken;
                                }

                                countWord = Digits.Right(q + c + 3, n);
                                errorAt = c + 3 + n;
                            }

                            // " [0]": an error number goes the plain way.
                            if (Digits.Load4(q + errorAt) != 0x5D305B20 || errorAt + 4 != length)
                            {
                                goto NotTaken;
                            }

                            break;
                        case (byte)'A':
                            int remapped = Count(q, c, digits);
                            if (remapped == 0)
                            {
                                goto NotTaken;
                            }

                            int arrow = c + 3 + remapped;
                            int from = lastSource.Value;
                            if (!lastSource.Is(q + arrow, sourceLength))
                            {
                                from = RemapDevice(q + arrow, out int width);
                                sourceLength = 7 + width;
                                lastSource = from < 0 ? TextMemo.None : new TextMemo(q + arrow, sourceLength, from);
                            }

                            int source = arrow + sourceLength;
                            int left = length - source;
                            if (from < 0 || left is < 1 or > 16 || BitOperations.TrailingZeroCount(~(digits >> source)) != left)
                            {
                                goto NotTaken;
                            }

                            countWord = Digits.Right(q + c + 3, remapped);
                            DigitColumn.Keep(q + length, left, words + DetailWords + (2 * (d - turnedDetails)));
                            detailRow[d] = i;
                            detail[d] = 0;
                            detailDevice[d++] = (ushort)from;
                            break;
                        case (byte)'P':
                            sectorDigits = 0;
                            nameIndex = Name(q, length, ref lastName);
                            break;
                        case (byte)'U':
                            int depth = BitOperations.LeadingZeroCount(~(digits << (64 - length)));
                            if (depth is 0 or > 8 || q[length - depth - 1] != ' ')
                            {
                                goto NotTaken;
                            }

                            nameIndex = Name(q, length - depth - 1, ref lastName);
                            if (nameIndex < 0)
                            {
                                goto NotTaken;
                            }

                            sectorDigits = 0;
                            DigitColumn.Keep(q + length, depth, words + DetailWords + (2 * (d - turnedDetails)));
                            detailRow[d] = i;
                            detail[d] = 0;
                            detailDevice[d++] = 0;
                            break;
                        case (byte)'X':
                            int split =
                                c is 0 or > 16 || (Digits.Load4(q + c) & 0xFFFFFF) != 0x202F20
                                    ? 0
                                    : BitOperations.TrailingZeroCount(~(digits >> (c + 3)));
                            if (split is 0 or > 16 || q[c + 3 + split] != ' ')
                            {
                                goto NotTaken;
                            }

                            nameIndex = Name(q + c + 4 + split, length - c - 4 - split, ref lastName);
                            if (nameIndex < 0)
                            {
                                goto NotTaken;
                            }

                            DigitColumn.Keep(q + c + 3 + split, split, words + DetailWords + (2 * (d - turnedDetails)));
                            detailRow[d] = i;
                            detail[d] = 0;
                            detailDevice[d++] = 0;
                            break;
                        default:
                            goto NotTaken;
                    }

                    if (nameIndex < 0)
                    {
                        break;
                    }

                    ulong seconds = Digits.Load8(at + 17) >> 24;
                    if (seconds != secondsText)
                    {
                        secondsText = seconds;
                        secondsNs = Digits.Eight(seconds << 24) * 1_000_000_000L;
                    }

                    timeNs[i] = secondsNs + ((at[26] & 15) * 100_000_000L);
                    sector[i] = sectorDigits == 0 ? BlockEvents.NoSector : 0;
                    DigitColumn.Keep(q + sectorDigits, sectorDigits, words + SectorWords + (2 * (i - turned)));
                    word[TimeWord] = Digits.Load8(at + 27);
                    word[SectorsWord] = countWord;
                    word[PidWord] = Digits.Right(at + 36, 5 + beyond);
                    device[i] = (ushort)deviceIndex;
                    name[i] = (ushort)nameIndex;
                    cpu[i] = (ushort)(((at[8] & 15) * 10) + (at[9] & 15));
                    rwbs[i] = (Rwbs)flags;
                    action[i] = (BlockAction)letter;

                    i++;
                    at = next;
                    if (i - turned == DigitColumn.Rows)
                    {
                        backwards += Turn(words, turned, i, timeNs, sector, sectors, pid);
                        DigitColumn.AddPairs(words + DetailWords, d - turnedDetails, detail + turnedDetails);
                        turned = i;
                        turnedDetails = d;
                    }

                    continue;
                    NotTaken:
                    break;
                }

                backwards += Turn(words, turned, i, timeNs, sector, sectors, pid);
                DigitColumn.AddPairs(words + DetailWords, d - turnedDetails, detail + turnedDetails);
                events.SetCounts(i, d);
            }

            return at;
        }
    }

    // Turns the digits of some lines into numbers.
    private static long Turn(ulong* words, int from, int to, long* timeNs, long* sector, uint* sectors, int* pid)
    {
        DigitColumn.Add(words + TimeWord, to - from, timeNs + from);
        DigitColumn.AddPairs(words + SectorWords, to - from, sector + from);
        DigitColumn.Set(words + SectorsWord, to - from, sectors + from);
        DigitColumn.Set(words + PidWord, to - from, (uint*)pid + from);
        return TimeOrder.CountBackwards(new ReadOnlySpan<long>(timeNs + from, to - from), from > 0 ? timeNs[from - 1] : long.MinValue);
    }

    // " + sectors" behind the sector: the number of digits, 0 where it is something else.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Count(byte* q, int c, ulong digits)
    {
        unchecked
        {
            int n = BitOperations.TrailingZeroCount(~(digits >> (c + 3)));
            return c is > 0 and <= 16 && n <= 8 && (Digits.Load4(q + c) & 0xFFFFFF) == 0x202B20 ? n : 0;
        }
    }

    // "[name]" from here to the end of the line: most often that of the line before.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Name(byte* at, int length, ref TextMemo last) => last.Is(at, length) ? last.Value : NameAnew(at, length, out last);

    private int NameAnew(byte* at, int length, out TextMemo last)
    {
        int name = unchecked(length - 2);
        int found =
            name is < 0 or > WordCache.Longest || at[0] != '[' || at[length - 1] != ']' ? WordCache.Unknown
            : name == 0 ? 0
            : _names.Find(at + 1, name);
        last = found >= 0 ? new TextMemo(at, length, found) : TextMemo.None;
        return found;
    }

    // " <- (254,1) " behind the sectors.
    private int RemapDevice(byte* at, out int width)
    {
        unchecked
        {
            ulong close = Digits.Load8(at + 5) ^ 0x2929292929292929;
            close = (close - 0x0101010101010101) & ~close & 0x8080808080808080;
            width = BitOperations.TrailingZeroCount(close) >> 3;
            return (Digits.Load8(at) & 0xFFFFFFFFFF) == 0x28202D3C20 && width < 8 && at[6 + width] == ' '
                ? _devices.Find(at + 5, width)
                : WordCache.Unknown;
        }
    }

    private static void LearnWord(WordCache cache, byte* word, int length, int value)
    {
        if (length is > 0 and <= WordCache.Longest)
        {
            cache.Learn(word, length, value);
        }
    }

    // The letters with their padding, as they stand in the line: "  R", " RA", "FWFS".
    private void LearnRwbs(ReadOnlySpan<byte> text, in BlockEvent e)
    {
        if (text.Length < 64 - 16 || text[25] != (byte)'.')
        {
            return;
        }

        int pid = text[35..].IndexOfAnyExcept((byte)' ');
        int beyond = pid < 0 ? -1 : Math.Max(0, 35 + pid + text[(35 + pid)..].IndexOf((byte)' ') - 41);
        int letters = 45 + beyond;
        int blank = beyond < 0 || letters + 3 >= text.Length ? -1 : text[(letters + 3)..].IndexOf((byte)' ');
        if (blank is >= 0 and <= 5 && RwbsLetters.Parse(text.Slice(letters, 3 + blank).TrimBlanks()) == e.Rwbs)
        {
            fixed (byte* start = text)
            {
                _rwbs.Learn(start + letters, 3 + blank, (int)e.Rwbs);
            }
        }
    }
}
