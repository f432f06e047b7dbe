using System.Globalization;
using NotebookKit.Display;

namespace NotebookKit;

/// <summary>A workload timed several times.</summary>
[TypeFormatterSource(typeof(ShownFormatterSource))]
public sealed class TimedReads : ITabled
{
    internal TimedReads(IReadOnlyList<Run> runs) => Runs = runs;

    /// <summary>The runs, in the order in which they ran.</summary>
    public IReadOnlyList<Run> Runs { get; }

    /// <summary>Wall-clock times, in s, in the order in which the runs ran; runs that tell none are left out.</summary>
    public IReadOnlyList<double> RealSeconds => [.. Runs.Select(run => run.Time.RealSeconds).OfType<double>()];

    /// <summary>The shortest wall-clock time, in s; null where there is none.</summary>
    public double? MinSeconds => RealSeconds.Count == 0 ? null : RealSeconds.Min();

    /// <summary>The median wall-clock time, in s; null where there is none.</summary>
    public double? MedianSeconds => Quantiles.Median([.. RealSeconds]);

    /// <summary>The longest wall-clock time, in s; null where there is none.</summary>
    public double? MaxSeconds => RealSeconds.Count == 0 ? null : RealSeconds.Max();

    /// <summary>The median processor time in the program itself, in s; null where none was told.</summary>
    public double? MedianUserSeconds => Quantiles.Median([.. Runs.Select(run => run.Time.UserSeconds).OfType<double>()]);

    /// <summary>The median processor time in the kernel, in s; null where none was told.</summary>
    public double? MedianSysSeconds => Quantiles.Median([.. Runs.Select(run => run.Time.SysSeconds).OfType<double>()]);

    /// <summary>One row a run.</summary>
    public ResultTable ToTable() =>
        new ResultTable()
            .Count("run", Runs.Select((_, i) => (long)i + 1))
            .Text("command", Runs.Select(run => run.Time.Command ?? CommandStep.Show(run.Step.Argv)))
            .Real("real", Runs.Select(run => run.Time.RealSeconds), "s")
            .Real("user", Runs.Select(run => run.Time.UserSeconds), "s")
            .Real("sys", Runs.Select(run => run.Time.SysSeconds), "s")
            .Titled(
                "Timed runs",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"real is wall-clock time, user and sys are processor time. real: min {ThreeDigits.Text(MinSeconds)}, median {ThreeDigits.Text(MedianSeconds)}, max {ThreeDigits.Text(MaxSeconds)} s of {RealSeconds.Count} runs."
                )
            );

    /// <inheritdoc/>
    public override string ToString() => ToTable().ToString()!;

    /// <summary>One timed run.</summary>
    /// <param name="Step">The step as recorded.</param>
    /// <param name="Time">What <c>time</c> told.</param>
    public sealed record Run(RecordedStep Step, TimeRun Time);
}

/// <summary>What is done before a read so that it comes from the drive.</summary>
internal enum ColdCache
{
    /// <summary>The host's whole page cache is written back and dropped
    /// (<c>drop_caches</c>); without root, only the file's own pages.</summary>
    Host,

    /// <summary>Only the file's own pages are dropped (posix_fadvise(2),
    /// POSIX_FADV_DONTNEED): its neighbours on the host notice nothing.</summary>
    File,

    /// <summary>Nothing: the read may come from memory.</summary>
    Warm,
}
