using NotebookKit.Capture;
using NotebookKit.Formats;

namespace NotebookKit;

public static partial class HostCaptures
{
    /// <summary>Times the reading of a file with <c>cat</c>, several times, each with a cold cache.</summary>
    /// <param name="host">The host.</param>
    /// <param name="path">The file.</param>
    /// <param name="repeats">How often.</param>
    /// <returns>The runs; in replay those recorded, which may be fewer.</returns>
    /// <exception cref="CommandException">Live: the read failed.</exception>
    /// <exception cref="RecordingException">In replay: no timed read was recorded.</exception>
    public static TimedReads TimedRead(this Host host, string path, int repeats = 3) => TimedRead(host, path, repeats, ColdCache.Host);

    /// <summary>The same, and how.</summary>
    internal static TimedReads TimedRead(this Host host, string path, int repeats, ColdCache cold) =>
        Timing.Run(host, Timing.Read("time", path), repeats, cold, path);

    /// <summary>Times any command, several times; its standard output is thrown away.</summary>
    /// <param name="host">The host.</param>
    /// <param name="repeats">How often.</param>
    /// <param name="program">The program.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <returns>The runs; in replay those recorded, which may be fewer.</returns>
    public static TimedReads Time(this Host host, int repeats, string program, params string[] arguments) =>
        Timing.Run(
            host,
            new CommandStep("time", [program, .. arguments]) { Timed = true, Purpose = "time the workload" },
            repeats,
            ColdCache.Warm,
            path: null
        );
}

/// <summary>Runs a timed step again and again.</summary>
internal static class Timing
{
    public static CommandStep Read(string name, string path) =>
        new(name, "cat", path) { Timed = true, Purpose = "time the read with a cold page cache" };

    public static TimedReads Run(Host host, CommandStep step, int repeats, ColdCache cold, string? path)
    {
        ArgumentNullException.ThrowIfNull(host);
        ArgumentOutOfRangeException.ThrowIfLessThan(repeats, 1);
        if (host is ReplayHost replay && replay.Recording.FindAll(step) is [{ Name: "time" } only] && replay.Has("time-repeats"))
        {
            // One file holds the first run, another the rest.
            return new TimedReads([.. Of(replay.Run(new CommandStep(only.Name))), .. Of(replay.Run(new CommandStep("time-repeats")))]);
        }

        // `notebookkit capture` times the command that it captures beside.
        if (
            host is ReplayHost captured
            && captured.Recording.Find(step) is null
            && captured.Recording.Find(new CommandStep("workload")) is { Argv: ["time", ..] } workload
        )
        {
            step = new CommandStep(workload.Name);
        }

        int most = host is ReplayHost recorded ? Math.Clamp(recorded.Recording.FindAll(step).Count, 1, repeats) : repeats;
        var runs = new List<TimedReads.Run>();
        for (int i = 0; i < most; i++)
        {
            runs.AddRange(Once(host, step, cold, path));
        }

        return new TimedReads(runs);
    }

    public static IEnumerable<TimedReads.Run> Once(Host host, CommandStep step, ColdCache cold, string? path)
    {
        if (host is LiveHost && path is not null)
        {
            PageCache.Drop(path, cold);
        }

        return [.. Of(host.Run(step))];
    }

    private static IEnumerable<TimedReads.Run> Of(StepResult result) =>
        TimeOutput
            .Read(result.StderrPath ?? result.StdoutPath ?? throw new RecordingException($"the step \"{result.Step.Name}\" kept no times."))
            .Select(time => new TimedReads.Run(result.Step, time));
}
