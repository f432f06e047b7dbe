using NotebookKit.Stats;

namespace NotebookKit.Formats;

/// <summary>Walks along one line of text, token by token.</summary>
/// <remarks>Numbers are plain ASCII digits in every locale; a number too large for its type is no number.</remarks>
internal ref struct LineCursor(ReadOnlySpan<byte> line, int at = 0)
{
    public readonly ReadOnlySpan<byte> Line = line;

    /// <summary>Offset of the next byte, from 0.</summary>
    public int At = at;

    public readonly bool End => At >= Line.Length;

    public readonly byte Peek => At < Line.Length ? Line[At] : (byte)0;

    public readonly ReadOnlySpan<byte> Rest => Line[At..];

    public void SkipBlanks()
    {
        while (At < Line.Length && Line[At] is (byte)' ' or (byte)'\t')
        {
            At++;
        }
    }

    public bool Take(byte expected)
    {
        if (Peek != expected || End)
        {
            return false;
        }

        At++;
        return true;
    }

    public bool Take(ReadOnlySpan<byte> expected)
    {
        if (!Rest.StartsWith(expected))
        {
            return false;
        }

        At += expected.Length;
        return true;
    }

    /// <summary>The bytes up to the next blank or the end.</summary>
    public ReadOnlySpan<byte> Word()
    {
        int start = At;
        while (At < Line.Length && Line[At] is not ((byte)' ' or (byte)'\t'))
        {
            At++;
        }

        return Line[start..At];
    }

    public bool Number(out ulong value)
    {
        value = 0;
        int start = At;
        while (At < Line.Length)
        {
            uint digit = unchecked((uint)Line[At] - '0'); // below '0' wraps to a large number, which is no digit either
            if (digit > 9)
            {
                break;
            }

            if (value > (ulong.MaxValue - digit) / 10)
            {
                At = start;
                return false;
            }

            value = (value * 10) + digit;
            At++;
        }

        return At > start;
    }

    public bool Number(out uint value)
    {
        int start = At;
        bool fits = Number(out ulong wide) && wide <= uint.MaxValue;
        At = fits ? At : start;
        value = fits ? (uint)wide : 0;
        return fits;
    }

    public bool Number(out int value)
    {
        int start = At;
        bool fits = Number(out ulong wide) && wide <= int.MaxValue;
        At = fits ? At : start;
        value = fits ? (int)wide : 0;
        return fits;
    }

    /// <summary>A number with an optional minus sign.</summary>
    public bool Signed(out long value)
    {
        int start = At;
        bool negative = Take((byte)'-');
        if (!Number(out ulong wide) || wide > long.MaxValue)
        {
            At = start;
            value = 0;
            return false;
        }

        value = negative ? -(long)wide : (long)wide;
        return true;
    }

    /// <summary>A device, <c>259,0</c>.</summary>
    public bool Device(out BlockDevice device)
    {
        device = default;
        if (!Number(out int major) || !Take((byte)',') || !Number(out int minor))
        {
            return false;
        }

        device = new BlockDevice(major, minor);
        return true;
    }

    /// <summary>A time in seconds with a decimal point and up to nine digits after it.</summary>
    /// <remarks>Some tools print the point in the locale of the host: a comma is taken too.</remarks>
    public bool Seconds(out long timeNs)
    {
        int start = At;
        timeNs = 0;
        if (Number(out ulong seconds) && seconds < BlockEvent.NoTimeNs / NsIn.WholeSecond && (Take((byte)'.') || Take((byte)',')))
        {
            int first = At;
            if (Number(out ulong fraction) && At - first <= 9)
            {
                for (int digits = At - first; digits < 9; digits++)
                {
                    fraction *= 10;
                }

                timeNs = ((long)seconds * NsIn.WholeSecond) + (long)fraction;
                return true;
            }
        }

        At = start;
        return false;
    }
}
