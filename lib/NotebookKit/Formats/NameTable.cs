using System.Text;
using NotebookKit.Files;

namespace NotebookKit.Formats;

/// <summary>The process names of a capture, each kept once. Index 0 is the empty name.</summary>
internal sealed class NameTable
{
    /// <summary>What a name becomes once 65,535 others are known.</summary>
    public const string Overflow = "(more names)";

    private readonly List<string> _names = [""];
    private readonly List<byte[]> _bytes =
    [
        [],
    ];
    private readonly Dictionary<ulong, List<int>> _byHash = [];
    private readonly Dictionary<int, ushort> _firstOfProcess = [];
    private readonly List<(int Pid, ushort Name)> _noted = [];

    /// <summary>Number of names, the empty one included.</summary>
    public int Count => _names.Count;

    /// <summary>The name of an index.</summary>
    public string this[int index] => _names[index];

    /// <summary>The name of an index as UTF-8.</summary>
    internal byte[] Bytes(int index) => _bytes[index];

    /// <summary>The first name that the capture itself gives a process; the empty name where it gives none.</summary>
    /// <remarks>blktrace notes each process once; completions carry the id of whoever was interrupted and no name.</remarks>
    internal ushort FirstOf(int pid) => _firstOfProcess.GetValueOrDefault(pid);

    /// <summary>Notes the name that the capture gives a process.</summary>
    internal void Note(int pid, ushort name)
    {
        if (_firstOfProcess.TryAdd(pid, name))
        {
            _noted.Add((pid, name));
        }
    }

    /// <summary>The processes that were given a name, in that order.</summary>
    internal IReadOnlyList<(int Pid, ushort Name)> Noted => _noted;

    /// <summary>The index of a name given as UTF-8; a new one is added.</summary>
    public ushort IndexOf(ReadOnlySpan<byte> name)
    {
        if (name.IsEmpty)
        {
            return 0;
        }

        ulong hash = Fnv1a.Hash64(name);
        if (_byHash.TryGetValue(hash, out List<int>? candidates))
        {
            foreach (int candidate in candidates)
            {
                if (name.SequenceEqual(_bytes[candidate]))
                {
                    return (ushort)candidate;
                }
            }
        }
        else
        {
            _byHash.Add(hash, candidates = []);
        }

        if (_names.Count > ushort.MaxValue)
        {
            return ushort.MaxValue;
        }

        bool last = _names.Count == ushort.MaxValue;
        var index = (ushort)_names.Count;
        _names.Add(last ? Overflow : Encoding.UTF8.GetString(name));
        _bytes.Add(last ? [] : name.ToArray());
        if (!last)
        {
            candidates.Add(index);
        }

        return index;
    }
}
