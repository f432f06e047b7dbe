namespace NotebookKit.Kernel.Running;

/// <summary>What stands in outputs and is not compared, since a run again gives others: how many of each.</summary>
/// <param name="Pictures">Pictures of dots, as a rasteriser and its fonts made them.</param>
/// <param name="Times">Times of day.</param>
/// <param name="Durations">How long something took, in the form "in N s".</param>
/// <param name="Tracebacks">Traces of errors; their names and texts are compared.</param>
public readonly record struct LeftUncompared(int Pictures, int Times, int Durations, int Tracebacks)
{
    /// <summary>Both together.</summary>
    public static LeftUncompared operator +(LeftUncompared left, LeftUncompared right) => left.Add(right);

    /// <summary>Both together.</summary>
    public LeftUncompared Add(LeftUncompared other) =>
        new(Pictures + other.Pictures, Times + other.Times, Durations + other.Durations, Tracebacks + other.Tracebacks);

    /// <summary>As a list of words; empty where everything is compared.</summary>
    public override string ToString()
    {
        string[] parts =
        [
            Some(Pictures, "picture as a rasteriser made it", "pictures as a rasteriser made them"),
            Some(Times, "time of day", "times of day"),
            Some(Durations, "duration", "durations"),
            Some(Tracebacks, "trace of an error", "traces of errors"),
        ];
        return string.Join(", ", parts.Where(static part => part.Length > 0));
    }

    private static string Some(int count, string one, string many) => count == 0 ? "" : $"{count} {(count == 1 ? one : many)}";
}
