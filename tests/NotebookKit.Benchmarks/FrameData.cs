namespace NotebookKit.Benchmarks;

/// <summary>The values of a table of I/Os: eight columns, one percent of the numbers that are measured absent, the same each
/// time.</summary>
internal sealed class FrameData
{
    public FrameData(int rows)
    {
        var random = new Random(1);
        string[] names = ["nvme0n1", "dm-0", "dm-1", "dm-3"];
        string[] programs = [.. Enumerable.Range(0, 40).Select(i => $"worker-{i}")];
        (Time, Await, Queued) = (new double?[rows], new double?[rows], new double?[rows]);
        (Sector, Sectors) = (new long?[rows], new long?[rows]);
        Sync = new bool?[rows];
        (Device, Process) = (new string?[rows], new string?[rows]);
        for (int i = 0; i < rows; i++)
        {
            Time[i] = i * 1e-6;
            Await[i] = Or(-Math.Log(1 - random.NextDouble()));
            Queued[i] = Or(random.NextDouble());
            Sector[i] = random.NextInt64(1L << 40);
            Sectors[i] = random.Next(100) == 0 ? null : 8 << random.Next(7);
            Sync[i] = random.Next(2) == 0;
            Device[i] = random.Next(100) == 0 ? null : names[random.Next(names.Length)];
            Process[i] = programs[random.Next(programs.Length)];
        }

        double? Or(double value) => random.Next(100) == 0 ? null : value;
    }

    public double?[] Time { get; }

    public string?[] Device { get; }

    public long?[] Sector { get; }

    public long?[] Sectors { get; }

    public double?[] Await { get; }

    public double?[] Queued { get; }

    public bool?[] Sync { get; }

    public string?[] Process { get; }
}
