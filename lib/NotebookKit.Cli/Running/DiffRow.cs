using NotebookKit.Display;

namespace NotebookKit.Cli.Running;

/// <summary>One thing told of two cases.</summary>
/// <param name="Part">What it is of, such as <c>setting</c>.</param>
/// <param name="What">What it is.</param>
/// <param name="A">What was before.</param>
/// <param name="B">What is now.</param>
internal sealed record DiffRow(string Part, string What, string A, string B)
{
    /// <summary>What stands for what one side has not.</summary>
    public const string None = "(none)";

    /// <summary>True for a measured value, which may be absent on one side.</summary>
    public bool IsNumber { get; private init; }

    /// <summary>How many times as much, or of shares by how many points, such as <c>× 64</c>
    /// or <c>÷ 135</c>; null where nothing was measured on one side, or it was 0.</summary>
    public string? Change { get; private init; }

    public bool IsSame => A == B;

    /// <summary>True where the two differ in no digit that is shown.</summary>
    public bool IsRounded => IsSame && Differs;

    private bool Differs { get; init; }

    /// <summary>A measured value.</summary>
    public static DiffRow Of(string part, string what, double? a, double? b, string? unit) =>
        new(part, what, Shown(a, unit), Shown(b, unit))
        {
            IsNumber = true,
            Differs = a != b,
            Change =
                unit == "%"
                    ? b - a is { } points && points != 0
                        ? $"{(points > 0 ? "+" : "−")}{ThreeDigits.Text(Math.Abs(points))} points"
                        : null
                    : a > 0 && b > 0
                        ? Times(b.Value / a.Value)
                        : null,
        };

    // What rounds to once as much says nothing.
    private static string? Times(double ratio) =>
        ThreeDigits.Text(Math.Max(ratio, 1 / ratio)) is var times && times == "1" ? null : (ratio > 1 ? "× " : "÷ ") + times;

    private static string Shown(double? measured, string? unit) =>
        measured is not { } value
            ? None
            : ThreeDigits.Text(value)
                + (
                    string.IsNullOrEmpty(unit) ? ""
                    : unit.StartsWith("1/", StringComparison.Ordinal) ? unit[1..]
                    : " " + unit
                );
}
