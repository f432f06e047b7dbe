using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace NotebookKit.Formats;

/// <summary>The last text of a field, of up to sixteen bytes, and what it meant: a trace
/// repeats itself, and to compare is cheaper than to look up.</summary>
internal readonly unsafe struct TextMemo
{
    private const int Longest = 16;
    private readonly Vector128<byte> _text;
    private readonly Vector128<byte> _mask;
    private readonly int _length;

    /// <summary>Keeps a text; one that is too long is kept as <see cref="None"/>.</summary>
    public TextMemo(byte* at, int length, int value)
    {
        this = None;
        if (length is > 0 and <= Longest)
        {
            _mask = FirstBytes.OfSixteen(length);
            _text = Vector128.Load(at) & _mask;
            _length = length;
            Value = value;
        }
    }

    private TextMemo(int length) => _length = length;

    /// <summary>No text: nothing equals it.</summary>
    public static TextMemo None => new(int.MinValue);

    /// <summary>What the text meant.</summary>
    public int Value { get; }

    /// <summary>True where the text of this length is the one kept; sixteen bytes can be read from its start.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Is(byte* at, int length) => length == _length && (Vector128.Load(at) & _mask) == _text;
}
