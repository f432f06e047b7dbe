namespace NotebookKit.Cases;

/// <summary>What became of one file of a pile.</summary>
/// <param name="Name">What it is called in the pile.</param>
/// <param name="Kind">What it is, as its content says; null where it was left out.</param>
/// <param name="Recording">The recording that it went into; null where it was left out.</param>
/// <param name="Left">Why it was left out; null where it was taken.</param>
internal sealed record ImportedFile(string Name, string? Kind, string? Recording, string? Left)
{
    /// <summary>A line: what it is, or why it was left.</summary>
    public override string ToString() => Left is null ? $"{Name}: {Kind}" : $"{Name}: left: {Left}";
}
