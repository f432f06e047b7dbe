namespace NotebookKit.Tests.Formats.Tables;

/// <summary>Runs iostat with every set of options at once, for a second, on one loop device.</summary>
public sealed class IostatRuns
{
    private readonly Dictionary<string, (int ExitCode, byte[] Output, string Error)> _runs = [];

    public IostatRuns()
    {
        using LoopDevice? loop = Tool.Has("iostat") ? LoopDevice.TryAttach(32) : null;
        if (loop is null)
        {
            return;
        }

        Device = Path.GetFileName(loop.Path);
        var running = Options
            .Select(options =>
                (
                    options,
                    Task.Factory.StartNew(() => Run(options, loop.Path), default, TaskCreationOptions.LongRunning, TaskScheduler.Default)
                )
            )
            .ToList();
        foreach ((string options, Task<(int, byte[], string)> run) in running)
        {
            _runs.Add(options, run.GetAwaiter().GetResult());
        }
    }

    public static IReadOnlyList<string> Options { get; } =
    [
        "",
        "-x",
        "-x -k",
        "-x -m",
        "-x -h",
        "-h",
        "-x -t",
        "-t",
        "-x -N",
        "-p LOOP",
        "-x -s",
        "-s -h",
        "-x --compact -h",
        "-c -d",
        "-d -z",
        "-x -y",
        "-g all",
        "-x -g all -H",
        "-x --human",
        "-x --pretty",
        "-x --dec=0",
        "-x --dec=1",
        "-o JSON",
        "-x -o JSON",
        "-x -t -y -o JSON",
        "-x -m -g all -o JSON",
        "-s -o JSON",
        "-c -o JSON",
    ];

    /// <summary>The loop device's name; null where this host lets us have none.</summary>
    public string? Device { get; }

    public (int ExitCode, byte[] Output, string Error) Of(string options) => _runs[options];

    private static (int ExitCode, byte[] Output, string Error) Run(string options, string device)
    {
        string[] arguments = options.Replace("LOOP", device, StringComparison.Ordinal).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return Tool.Run("iostat", [.. arguments, .. arguments.Contains("-p") ? (string[])[] : [device], "1", "2"]);
    }
}
