using System.Text;

namespace NotebookKit.Flames;

/// <summary>Adds up the time that threads run, from the switches of all CPUs; what they
/// wait is never added up here, so that it can be checked by it.</summary>
internal sealed class ThreadClocks
{
    private readonly Dictionary<int, Clock> _clocks = [];

    /// <summary>Takes one switch.</summary>
    public void Switch(ReadOnlySpan<byte> name, int from, int to, long atNs, bool runnable)
    {
        if (from != 0)
        {
            Clock clock = Of(from, atNs);
            clock.Name = Encoding.UTF8.GetString(name).Trim();
            clock.OnCpuNs += clock.InAtNs is { } since ? atNs - since : 0;
            (clock.InAtNs, clock.LastNs, clock.ReadyAtNs) = (null, atNs, runnable ? atNs : null);
        }

        if (to != 0)
        {
            Clock clock = Of(to, atNs);
            clock.PreemptedNs += clock.ReadyAtNs is { } since ? atNs - since : 0;
            (clock.InAtNs, clock.LastNs, clock.ReadyAtNs) = (atNs, atNs, null);
        }
    }

    /// <summary>The threads of a process.</summary>
    public IReadOnlyList<ThreadTime> Of(string process) =>
        [
            .. _clocks
                .Where(one => one.Value.Name == process)
                .OrderBy(one => one.Value.FirstNs)
                .Select(one => new ThreadTime(one.Key, one.Value.LastNs - one.Value.FirstNs, one.Value.OnCpuNs, one.Value.PreemptedNs)),
        ];

    private Clock Of(int thread, long atNs)
    {
        if (!_clocks.TryGetValue(thread, out Clock? clock))
        {
            _clocks.Add(thread, clock = new Clock { FirstNs = atNs });
        }

        return clock;
    }

    private sealed class Clock
    {
        public string Name { get; set; } = "";

        public long FirstNs { get; init; }

        public long LastNs { get; set; }

        public long? InAtNs { get; set; }

        public long? ReadyAtNs { get; set; }

        public long OnCpuNs { get; set; }

        public long PreemptedNs { get; set; }
    }
}
