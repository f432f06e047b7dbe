namespace NotebookKit;

/// <summary>What a trial of a kernel showed.</summary>
public enum KernelVerdict
{
    /// <summary>The defect is there.</summary>
    Bad,

    /// <summary>The defect is not there.</summary>
    Good,

    /// <summary>It could not be tried: it does not boot on this host, or could not be built.</summary>
    CannotBoot,

    /// <summary>It ran, and the times do not tell.</summary>
    Unclear,
}

/// <summary>A kernel that was tried.</summary>
/// <param name="Version">Its version.</param>
/// <param name="Seconds">Times of the workload, in seconds; empty where none was measured.</param>
/// <param name="Verdict">What they say.</param>
/// <param name="Basis">What the verdict rests on, and how sure it is.</param>
public sealed record KernelTrial(KernelVersion Version, IReadOnlyList<double> Seconds, KernelVerdict Verdict, string Basis)
{
    /// <summary>True where at least three runs agree, each at least twice as fast or slow as the line between good and bad.</summary>
    public bool IsSure { get; init; }

    /// <summary>The distribution's package, or how it was built; null where the version says all.</summary>
    public string? Package { get; init; }
}

/// <summary>How long the workload takes with and without the defect: what trials are judged by.</summary>
/// <param name="GoodSeconds">Times known to be without it, such as those of the plain volume.</param>
/// <param name="BadSeconds">Times known to be with it.</param>
public sealed record KernelYardstick(IReadOnlyList<double> GoodSeconds, IReadOnlyList<double> BadSeconds)
{
    private const int SureRuns = 3;
    private const double SureDistance = 2;

    /// <summary>The time between the two, in s: the geometric mean of the slowest good
    /// and the fastest bad run, since ratios are what differ.</summary>
    /// <exception cref="InvalidOperationException">There are no times, or the slowest
    /// good run is not below the fastest bad one.</exception>
    public double LineSeconds =>
        GoodSeconds.Count == 0 || BadSeconds.Count == 0
            ? throw new InvalidOperationException("The yardstick needs at least one good and one bad time.")
        : GoodSeconds.Max() >= BadSeconds.Min()
            ? throw new InvalidOperationException(
                $"The slowest good run ({GoodSeconds.Max()} s) is not below the fastest bad one ({BadSeconds.Min()} s): these times tell nothing apart."
            )
        : Math.Sqrt(GoodSeconds.Max() * BadSeconds.Min());

    /// <summary>Judges runs of a kernel.</summary>
    /// <param name="version">The kernel.</param>
    /// <param name="seconds">The workload's times on it, in s, above 0.</param>
    public KernelTrial Judge(KernelVersion version, params double[] seconds)
    {
        ArgumentNullException.ThrowIfNull(seconds);
        double line = LineSeconds;
        if (seconds.Length == 0)
        {
            return new KernelTrial(version, seconds, KernelVerdict.Unclear, "not measured");
        }

        bool good = seconds.All(time => time < line);
        bool bad = seconds.All(time => time > line);
        double distance = seconds.Min(time => Math.Max(time / line, line / time));
        KernelVerdict verdict =
            good ? KernelVerdict.Good
            : bad ? KernelVerdict.Bad
            : KernelVerdict.Unclear;
        string runs = seconds.Length == 1 ? "1 run" : $"{seconds.Length} runs";
        string basis =
            verdict == KernelVerdict.Unclear
                ? FormattableString.Invariant($"{runs} on both sides of {line:0.00} s")
                : FormattableString.Invariant(
                    $"{runs}, at least {distance:0.0} x off the line at {line:0.00} s{(seconds.Length < SureRuns ? $"; repeat: fewer than {SureRuns}" : "")}"
                );
        return new KernelTrial(version, seconds, verdict, basis)
        {
            IsSure = verdict != KernelVerdict.Unclear && seconds.Length >= SureRuns && distance >= SureDistance,
        };
    }
}
