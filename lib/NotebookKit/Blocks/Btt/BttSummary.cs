using System.Globalization;

namespace NotebookKit.Blocks;

/// <summary>Number, sum, smallest and largest of btt's values of one kind, without the values.</summary>
internal struct BttSummary
{
    public long Count;
    public Int128 Total;
    public long Min;
    public long Max;

    public static BttSummary Of(PhaseValues values) =>
        new()
        {
            Count = values.Count,
            Total = values.TotalNs,
            Min = values.MinNs,
            Max = values.MaxNs,
        };

    public void Add(long value)
    {
        Min = Count == 0 ? value : Math.Min(Min, value);
        Max = Count == 0 ? value : Math.Max(Max, value);
        Count++;
        Total += value;
    }

    public void Add(in BttSummary other)
    {
        Min = Count == 0 ? other.Min : Math.Min(Min, other.Min);
        Max = Count == 0 ? other.Max : Math.Max(Max, other.Max);
        Count += other.Count;
        Total += other.Total;
    }

    /// <summary>The line that btt prints: a head, min, avg and max in seconds, and the number.</summary>
    public readonly string Line(string head) =>
        $"{head, -15} {BttNumber.Fixed(BttPlug.Seconds(Min), 9), 13} {BttNumber.Fixed(BttPlug.Seconds(Total) / Count, 9), 13} {BttNumber.Fixed(BttPlug.Seconds(Max), 9), 13} {Count.ToString(CultureInfo.InvariantCulture), 11}";
}
