using System.Globalization;
using NotebookKit.Stats;

namespace NotebookKit;

/// <summary>The distribution of one phase, with what it counts.</summary>
/// <remarks>Percentiles are interpolated between neighbours (Hyndman and Fan's type 7).</remarks>
/// <param name="Phase">The phase.</param>
/// <param name="Denominator">What N counts.</param>
/// <param name="Device">The device; null for all devices together.</param>
/// <param name="N">Number of values.</param>
/// <param name="MinNs">Smallest, in ns.</param>
/// <param name="AvgNs">Mean, in ns.</param>
/// <param name="MaxNs">Largest, in ns.</param>
/// <param name="P50Ns">Median, in ns.</param>
/// <param name="P90Ns">90th percentile, in ns.</param>
/// <param name="P95Ns">95th percentile, in ns.</param>
/// <param name="P99Ns">99th percentile, in ns.</param>
/// <param name="P999Ns">99.9th percentile, in ns; with fewer than 1000 values little more than the largest.</param>
public sealed record PhaseSummary(
    Phase Phase,
    Denominator Denominator,
    BlockDevice? Device,
    long N,
    double MinNs,
    double AvgNs,
    double MaxNs,
    double P50Ns,
    double P90Ns,
    double P95Ns,
    double P99Ns,
    double P999Ns
)
{
    /// <summary>The line that btt prints for it: name, min, avg, max in seconds, and N.</summary>
    public string ToBttLine() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Phase, -15} {MinNs / NsIn.Second, 13:F9} {AvgNs / NsIn.Second, 13:F9} {MaxNs / NsIn.Second, 13:F9} {N, 11}"
        );
}
