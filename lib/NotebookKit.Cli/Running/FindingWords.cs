namespace NotebookKit.Cli.Running;

/// <summary>The words by which the summary and the pages call parts of a finding.</summary>
internal static class FindingWords
{
    /// <returns>Null where nobody said how sure it is.</returns>
    public static string? Confidence(Finding finding) =>
        finding.Confidence is { } confidence ? confidence.Level.ToString().ToLowerInvariant() + " confidence" : null;
}
