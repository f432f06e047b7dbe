using NotebookKit.Formats;

namespace NotebookKit.Blocks;

/// <summary>What btt keeps of one process: of all processes of one name.</summary>
internal sealed class BttProcess(string name)
{
    public readonly string Name = name;
    public readonly BttSummary[] Phases = new BttSummary[(int)Phase.I2C + 1];
    public readonly BttActivity QueueActivity = new();
    public readonly BttActivity CompleteActivity = new();
    public long LastQ = Bios.None;
}

/// <summary>Finds processes as btt does: by process id; ids of one name, as far as its first slash, are one process.</summary>
internal sealed class BttProcesses
{
    private readonly Dictionary<int, int> _byPid = [];
    private readonly Dictionary<string, int> _byName = new(StringComparer.Ordinal);
    private readonly List<BttProcess> _all = [];
    private int _lastPid = int.MinValue;
    private int _last;

    // btt knows process 0 before it reads the first event.
    public BttProcesses() => _byPid.Add(0, Named("kernel"));

    public BttProcess this[int index] => _all[index];

    public IEnumerable<BttProcess> ByName => _all.OrderBy(process => process.Name, StringComparer.Ordinal);

    public int Find(int pid, ushort name, NameTable names)
    {
        if (pid == _lastPid)
        {
            return _last;
        }

        if (!_byPid.TryGetValue(pid, out int index))
        {
            string whole = names[name == 0 ? names.FirstOf(pid) : name];
            int slash = whole.IndexOf('/', StringComparison.Ordinal);
            index = Named(
                whole.Length == 0 ? FormattableString.Invariant($"pid{pid:D9}")
                : slash < 0 ? whole
                : whole[..slash]
            );
            _byPid.Add(pid, index);
        }

        (_lastPid, _last) = (pid, index);
        return index;
    }

    private int Named(string name)
    {
        if (!_byName.TryGetValue(name, out int index))
        {
            _byName.Add(name, index = _all.Count);
            _all.Add(new BttProcess(name));
        }

        return index;
    }
}
