using System.Text.RegularExpressions;

namespace NotebookKit.Redaction;

/// <summary>The kit's own commands where somebody is told to type them: a host called lab is none of <c>notebookkit lab vm</c>.</summary>
internal static partial class OwnCommands
{
    /// <summary>Where the words of commands stand, without the program's name.</summary>
    public static IEnumerable<(int At, int Length)> In(string text) =>
        text.Contains("notebookkit ", StringComparison.Ordinal)
            ? Command().Matches(text).Select(found => (found.Groups["words"].Index, found.Groups["words"].Length))
            : [];

    [GeneratedRegex(
        @"(?<![\w./-])(?:\S{1,200}/)?notebookkit (?<words>(?:run|page|kernel|summarize|diagnose|investigate|capture|import|export|flame|train|doctor|restore|helper|(?:record|lab|fleet)(?: (?:pack|verify|redact|diff|export|vm(?: (?:try|shell|prepare|make|run))?|start|make|check|score|seal|slides|solution|add|query|clean|init))?))(?![\w.-])",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex Command();
}
