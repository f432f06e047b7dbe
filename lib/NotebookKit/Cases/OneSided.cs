using NotebookKit.Display;

namespace NotebookKit.Cases;

/// <summary>What one of two cases tells of a device and the other does not, so that nothing of it is compared.</summary>
/// <param name="Device">The device, its host in front where there are several.</param>
/// <param name="What">What tells it: <c>block trace</c>, or the name of one of iostat's means.</param>
/// <param name="Unit">The unit of the value; null for a pure number.</param>
/// <param name="Good">The value in the good case; null where it is the other that has it.</param>
/// <param name="Here">The value in the case; null where it is the other that has it.</param>
internal sealed record OneSided(string Device, string What, string? Unit, double? Good, double? Here)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Device} {What}: {Text(Good)} to {Text(Here)}{(Unit is null ? "" : " " + Unit)}";

    private static string Text(double? value) => value is { } number ? ThreeDigits.Text(number) : "none";
}
