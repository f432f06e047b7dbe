namespace NotebookKit.Cases;

/// <summary>What the captures of a verdict already hold: a remedy does not ask for it again.</summary>
/// <param name="Bios">True where the device's bios (Q events) were traced.</param>
/// <param name="Queue">Its queue settings; null where they were not captured.</param>
internal sealed record GivenFacts(bool Bios, DeviceQueue? Queue)
{
    /// <summary>Nothing is known of what was captured.</summary>
    public static readonly GivenFacts None = new(false, null);
}
