using NotebookKit.Display;

namespace NotebookKit.Cases;

/// <summary>A mean of iostat in the good case and here.</summary>
/// <param name="Device">The device.</param>
/// <param name="Mean">iostat's name of it, such as <c>r_await</c>.</param>
/// <param name="Unit">Its unit; null for a pure number.</param>
/// <param name="Good">Its value in the good case.</param>
/// <param name="Here">Its value here.</param>
internal sealed record MeanChange(string Device, string Mean, string? Unit, double Good, double Here)
{
    private const double Notable = 0.1;

    /// <summary>How many times the good value it is; null where that is 0.</summary>
    public double? Times => Good > 0 ? Here / Good : null;

    /// <summary>True where it is off by more than a tenth.</summary>
    public bool IsOther => Math.Abs(Here - Good) > Notable * Math.Max(Math.Abs(Here), Math.Abs(Good));

    /// <summary>The change as it is read.</summary>
    public override string ToString() =>
        FormattableString.Invariant(
            $"{Mean} {ThreeDigits.Measured(Good)} to {ThreeDigits.Measured(Here)}{(Unit is null ? "" : " " + Unit)}"
        );
}
