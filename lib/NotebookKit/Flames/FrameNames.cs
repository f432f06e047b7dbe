using System.Text;

namespace NotebookKit.Flames;

/// <summary>The names of frames, each kept once, as the bytes that the capture held.</summary>
internal sealed class FrameNames
{
    private readonly List<byte[]> _bytes = [];
    private readonly List<FrameKind> _kinds = [];
    private readonly List<string?> _texts = [];
    private readonly Dictionary<byte[], int> _ids = new(ByteComparer.Instance);
    private readonly Dictionary<byte[], int>.AlternateLookup<ReadOnlySpan<byte>> _lookup;

    public FrameNames() => _lookup = _ids.GetAlternateLookup<ReadOnlySpan<byte>>();

    public int Count => _bytes.Count;

    public ReadOnlySpan<byte> Bytes(int id) => _bytes[id];

    public FrameKind Kind(int id) => _kinds[id];

    /// <summary>The name as text; bytes that are no UTF-8 become the replacement character.</summary>
    public string Text(int id) => _texts[id] ??= Encoding.UTF8.GetString(_bytes[id]);

    /// <summary>The number of a name; a new one is added.</summary>
    public int Id(ReadOnlySpan<byte> name, FrameKind kind)
    {
        if (!_lookup.TryGetValue(name, out int id))
        {
            id = _bytes.Count;
            byte[] kept = name.ToArray();
            _ids.Add(kept, id);
            _bytes.Add(kept);
            _kinds.Add(kind);
            _texts.Add(null);
        }
        else if (_kinds[id] == FrameKind.Unknown)
        {
            _kinds[id] = kind;
        }

        return id;
    }
}

/// <summary>Compares byte strings by content.</summary>
internal sealed class ByteComparer : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
{
    public static ByteComparer Instance { get; } = new();

    public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

    public int GetHashCode(byte[] obj) => GetHashCode(obj.AsSpan());

    public byte[] Create(ReadOnlySpan<byte> alternate) => alternate.ToArray();

    public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) => alternate.SequenceEqual(other);

    public int GetHashCode(ReadOnlySpan<byte> alternate) => unchecked((int)ByteHash.Of(alternate));
}
