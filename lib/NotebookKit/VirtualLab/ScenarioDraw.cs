namespace NotebookKit.VirtualLab;

/// <summary>The values that a setting may be given where recordings are made by the hundred: <c>drive.iops=1000|2000|3000</c>.</summary>
/// <param name="Of">The line and the setting, or <c>capture</c>, whose values are words with + between.</param>
/// <param name="Values">The values, each as it may stand in the line.</param>
internal sealed record ScenarioDraw(string Of, IReadOnlyList<string> Values)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Of}={string.Join('|', Values)}";
}
