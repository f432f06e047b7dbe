namespace NotebookKit.Tests.Formats;

/// <summary>Damages real captures in the ways in which captures are damaged, and in worse
/// ones. The same seed gives the same damage.</summary>
internal sealed class Mutator(int seed)
{
    private static readonly byte[][] Splinters =
    [
        [0],
        [0xFF, 0xFE],
        [0xC3, 0x28],
        "\r\n"u8.ToArray(),
        "\n\n"u8.ToArray(),
        "\t"u8.ToArray(),
        " "u8.ToArray(),
        "]"u8.ToArray(),
        "["u8.ToArray(),
        ":"u8.ToArray(),
        "."u8.ToArray(),
        ","u8.ToArray(),
        "("u8.ToArray(),
        ")"u8.ToArray(),
        " + "u8.ToArray(),
        " <- ("u8.ToArray(),
        " / "u8.ToArray(),
        "-1"u8.ToArray(),
        "0"u8.ToArray(),
        "99999999999999999999"u8.ToArray(),
        "18446744073709551615"u8.ToArray(),
        "9223372036854775800"u8.ToArray(),
        "4294967296"u8.ToArray(),
        "2147483648"u8.ToArray(),
        "1.5: "u8.ToArray(),
        "[0]"u8.ToArray(),
        "[65535]"u8.ToArray(),
        "block:block_rq_issue: "u8.ToArray(),
        "UT"u8.ToArray(),
    ];

    private readonly Random _random = new(seed);

    /// <summary>A damaged piece of one of the samples.</summary>
    /// <param name="samples">Real captures.</param>
    /// <param name="longest">The longest piece, in bytes.</param>
    /// <param name="whole">True to keep the start of the sample (formats with a header).</param>
    public byte[] Next(IReadOnlyList<byte[]> samples, int longest, bool whole = false)
    {
        byte[] sample = samples[_random.Next(samples.Count)];
        int length = Math.Min(sample.Length, whole ? longest : _random.Next(1, longest));
        int start = whole ? 0 : LineStart(sample, _random.Next(sample.Length - length + 1));
        length = Math.Min(length, sample.Length - start);
        var bytes = new List<byte>(sample.AsSpan(start, length).ToArray());
        for (int times = _random.Next(1, 6); times > 0 && bytes.Count > 0; times--)
        {
            Damage(bytes, samples);
        }

        return [.. bytes];
    }

    private void Damage(List<byte> bytes, IReadOnlyList<byte[]> samples)
    {
        int at = _random.Next(bytes.Count);
        switch (_random.Next(9))
        {
            case 0:
                bytes[at] ^= (byte)(1 << _random.Next(8));
                break;
            case 1:
                bytes[at] = (byte)_random.Next(256);
                break;
            case 2:
                bytes.RemoveRange(at, Math.Min(_random.Next(1, 20), bytes.Count - at));
                break;
            case 3:
                bytes.InsertRange(at, Splinters[_random.Next(Splinters.Length)]);
                break;
            case 4:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
            case 5:
                byte[] other = samples[_random.Next(samples.Count)];
                int from = _random.Next(other.Length);
                bytes.InsertRange(at, other.AsSpan(from, Math.Min(_random.Next(1, 100), other.Length - from)).ToArray());
                break;
            case 6:
                bytes.InsertRange(at, bytes.GetRange(at, Math.Min(_random.Next(1, 40), bytes.Count - at)));
                break;
            case 7:
                // A digit for a digit: the line stays whole, its meaning changes.
                int digit = bytes.FindIndex(at, b => b is >= (byte)'0' and <= (byte)'9');
                if (digit >= 0)
                {
                    bytes[digit] = (byte)('0' + _random.Next(10));
                }

                break;
            default:
                bytes.InsertRange(at, Enumerable.Repeat((byte)_random.Next(256), _random.Next(1, 200)));
                break;
        }
    }

    private static int LineStart(byte[] sample, int at)
    {
        int start = sample.AsSpan(0, at).LastIndexOf((byte)'\n');
        return start + 1;
    }
}
