using System.Globalization;
using NotebookKit.Display;

namespace NotebookKit;

/// <summary>One thing toggled, the same read repeated under both values in turn.</summary>
[TypeFormatterSource(typeof(ShownFormatterSource))]
public sealed class AbComparison : ITabled
{
    internal AbComparison(string what, string a, string b, TimedReads runsA, TimedReads runsB)
    {
        (What, A, B, RunsA, RunsB) = (what, a, b, runsA, runsB);
        Ratio = Bootstrap.Ratio([.. runsA.RealSeconds], [.. runsB.RealSeconds]);
    }

    /// <summary>What was toggled, such as <c>nomerges of nvme0n1</c>.</summary>
    public string What { get; }

    /// <summary>The first value.</summary>
    public string A { get; }

    /// <summary>The second value.</summary>
    public string B { get; }

    /// <summary>The runs under the first value.</summary>
    public TimedReads RunsA { get; }

    /// <summary>The runs under the second value.</summary>
    public TimedReads RunsB { get; }

    /// <summary>How many times longer the median run under A takes than under B, with its interval; null where either has no run.</summary>
    public ConfidenceInterval? Ratio { get; }

    /// <summary>True where the interval leaves 1 out: the two differ. Null where there is no ratio.</summary>
    public bool? Differs => Ratio is { } ratio ? ratio.Low > 1 || ratio.High < 1 : null;

    /// <summary>Compares runs made under two kernels, or on two hosts, as given: nothing is toggled.</summary>
    /// <param name="what">What differs, such as <c>kernel</c>.</param>
    /// <param name="a">The first value's name, such as <c>4.4.0-1077</c>.</param>
    /// <param name="runsA">Its runs.</param>
    /// <param name="b">The second value's name.</param>
    /// <param name="runsB">Its runs.</param>
    public static AbComparison Between(string what, string a, TimedReads runsA, string b, TimedReads runsB)
    {
        ArgumentNullException.ThrowIfNull(runsA);
        ArgumentNullException.ThrowIfNull(runsB);
        return new AbComparison(what, a, b, runsA, runsB);
    }

    /// <summary>One row a value.</summary>
    public ResultTable ToTable()
    {
        (string Value, TimedReads Runs)[] rows = [(A, RunsA), (B, RunsB)];
        string ratio = Ratio is null
            ? "no ratio: a side has no runs"
            : $"A / B of the medians: {Ratio}; " + (Differs == true ? "they differ" : "no difference shown");
        return new ResultTable()
            .Text("value", rows.Select(row => row.Value))
            .Count("runs", rows.Select(row => (long)row.Runs.RealSeconds.Count))
            .Real("min", rows.Select(row => row.Runs.MinSeconds), "s")
            .Real("median", rows.Select(row => row.Runs.MedianSeconds), "s")
            .Real("max", rows.Select(row => row.Runs.MaxSeconds), "s")
            .Titled($"A/B: {What}", ratio + ".");
    }

    /// <inheritdoc/>
    public override string ToString() => ToTable().ToString()!;
}

public static partial class HostCaptures
{
    /// <summary>Toggles a queue attribute, such as <c>nomerges</c>, <c>scheduler</c> or
    /// <c>read_ahead_kb</c>, and times the same cold read under both values.</summary>
    /// <param name="host">The host.</param>
    /// <param name="device">The device whose queue is changed; the old value comes back.</param>
    /// <param name="attribute">The attribute.</param>
    /// <param name="a">The first value.</param>
    /// <param name="b">The second value.</param>
    /// <param name="path">The file that is read.</param>
    /// <param name="repeats">Runs under each value, at least 2. They interleave (A B, B
    /// A, A B, ...), so that a drift of the host meets both alike.</param>
    /// <exception cref="CommandException">Live: the attribute cannot be set, or a read failed; the old value is back.</exception>
    /// <exception cref="RecordingException">In replay: it was not recorded.</exception>
    public static AbComparison Compare(this Host host, string device, string attribute, string a, string b, string path, int repeats = 5)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(repeats, 2);
        DriveAttributes queue = Sysfs(host, device);
        CommandStep[] steps = [Step(a), Step(b)];
        List<TimedReads.Run>[] runs =
        [
            [],
            [],
        ];
        int most = host is ReplayHost replay
            ? steps.Min(step =>
                Math.Min(repeats, replay.Recording.FindAll(step).Count(found => found.Name.StartsWith(step.Name, StringComparison.Ordinal)))
            )
            : repeats;
        if (most == 0)
        {
            host.Run(steps[0]); // says what was recorded instead
        }

        string[] values = [a, b];
        for (int i = 0; i < most; i++)
        {
            foreach (int side in (int[])(i % 2 == 0 ? [0, 1] : [1, 0]))
            {
                using IDisposable change = queue.With(attribute, values[side]);
                runs[side].AddRange(Timing.Once(host, steps[side], ColdCache.Host, path));
            }
        }

        return new AbComparison($"{attribute} of {queue.Device}", a, b, new TimedReads(runs[0]), new TimedReads(runs[1]));

        CommandStep Step(string value) =>
            Timing.Read(string.Create(CultureInfo.InvariantCulture, $"ab-{attribute}={value}"), path) with
            {
                Purpose = $"the read with {attribute} {value}",
            };
    }
}
