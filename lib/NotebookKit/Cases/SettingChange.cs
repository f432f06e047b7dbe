namespace NotebookKit.Cases;

/// <summary>A setting of a device or of the host that is not as it is in the good case.</summary>
/// <param name="Device">The device; null for the host itself.</param>
/// <param name="Setting">What is set, such as <c>nomerges</c>.</param>
/// <param name="Good">Its value in the good case.</param>
/// <param name="Here">Its value here.</param>
internal sealed record SettingChange(string? Device, string Setting, string Good, string Here)
{
    /// <summary>The change as it is read.</summary>
    public override string ToString() => $"{(Device is null ? "" : Device + " ")}{Setting} {Good} to {Here}";
}
