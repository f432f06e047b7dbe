namespace NotebookKit.Plots;

/// <summary>The range of values that a heat map colours.</summary>
internal static class HeatScale
{
    /// <summary>True where all cells are whole, such as counts.</summary>
    public static bool IsWhole(HeatmapSeries map) =>
        map.Z.All(row => row.All(value => !Scale.Accepts(value, map.LogColor) || value == Math.Floor(value)));

    public static Scale Of(HeatmapSeries map)
    {
        double min = double.PositiveInfinity,
            max = double.NegativeInfinity;
        foreach (var row in map.Z)
        foreach (var value in row)
            if (Scale.Accepts(value, map.LogColor))
                (min, max) = (Math.Min(min, value), Math.Max(max, value));
        if (!map.LogColor && min > 0 && min < max * 0.5)
            min = 0;
        return min == max && map.LogColor ? new Scale(min, min * 10, true) : Scale.Over(min, max, map.LogColor);
    }
}
