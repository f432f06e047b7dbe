namespace NotebookKit.Cli.Tests.Safety;

/// <summary>When a live run is interrupted, and by what.</summary>
/// <param name="Notebook">The notebook that runs.</param>
/// <param name="Scene">The recording whose step is waited for; null to wait for none.</param>
/// <param name="Step">The step.</param>
/// <param name="After">How long after its beginning, or after the start of the run.</param>
/// <param name="Signal">The signal's number.</param>
/// <param name="Group">True to send it to the run's whole group.</param>
internal sealed record Moment(string Notebook, string? Scene, string? Step, TimeSpan After, int Signal, bool Group)
{
    private static readonly string[] Notebooks = ["01-reproduce", "02-perf-latency", "03-iostat", "04-btrace-merges"];
    private static readonly int[] Signals = [2, 15, 1, 3]; // SIGINT, SIGTERM, SIGHUP, SIGQUIT
    private static readonly string[] Setup = ["signatures", "mkfs", "mount", "file-1", "file-2", "file-3", "file-4"];
    private static readonly string[] Capturing =
    [
        "lsblk-all",
        "diskstats-before",
        "workload",
        "time",
        "time-2",
        "time-3",
        "perf-block",
        "workload-2",
        "perf-block-script",
        "blktrace",
        "workload-3",
        "blkparse",
        "btt",
        "blktrace-dm",
        "workload-4",
        "iostat",
        "workload-5",
    ];

    private static readonly string[] Scenes = ["standard", "standard-nomerges2", "standard-nomerges0", "standard-nomerges2-mqdeadline"];

    /// <summary>Moments for a number of runs: first one inside every step, then any.</summary>
    public static IReadOnlyList<Moment> Choose(Random random, int count)
    {
        (string Scene, string Step)[] every = [.. Setup.Select(step => ("setup", step)), .. Capturing.Select(step => (Scenes[0], step))];
        random.Shuffle(every);
        var moments = new List<Moment>();
        (int Signal, bool Group)[] ways = [.. Signals.Select(signal => (signal, false)), .. Signals.Select(signal => (signal, true))];
        random.Shuffle(ways);
        for (int i = 0; i < count; i++)
        {
            (int signal, bool group) = ways[i % ways.Length];
            string notebook = Notebooks[random.Next(Notebooks.Length)];
            (string? scene, string? step, int upToMs) = i < every.Length ? (every[i].Scene, every[i].Step, 20) : Any(random);
            moments.Add(new Moment(notebook, scene, step, TimeSpan.FromMilliseconds(random.Next(upToMs)), signal, group));
        }

        return moments;
    }

    public override string ToString() =>
        $"{Notebook}, signal {Signal} to its {(Group ? "group" : "process")}, {After.TotalMilliseconds:0} ms after {(Step is null ? "its start" : $"{Scene}/{Step} began")}";

    // The last scene is reached by few, since it takes most of a minute: what it does, the first does too.
    private static (string? Scene, string? Step, int UpToMs) Any(Random random) =>
        random.Next(10) switch
        {
            < 2 => (null, null, 6000),
            < 3 => ("setup", Setup[random.Next(Setup.Length)], 300),
            < 8 => (Scenes[0], Capturing[random.Next(Capturing.Length)], 1000),
            < 9 => (Scenes[1], Capturing[random.Next(Capturing.Length)], 1000),
            _ => (Scenes[random.Next(2, 4)], Capturing[random.Next(Capturing.Length)], 2000),
        };
}
