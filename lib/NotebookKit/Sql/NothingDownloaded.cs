using System.Text.RegularExpressions;

namespace NotebookKit.Sql;

/// <summary>Refuses statements that would fetch an extension from the network, or load
/// one that lies about: what runs is what came with the kit.</summary>
internal static partial class NothingDownloaded
{
    /// <summary>Why statements are not run; null where nothing speaks against them.</summary>
    /// <param name="sql">The statements.</param>
    public static string? FaultOf(string sql) =>
        Extension().Match(Other().Replace(sql, " ")) is { Success: true } found
            ? $"{found.Groups[1].Value.ToUpperInvariant()} is not run: nothing is downloaded here, extensions of DuckDB neither"
            : null;

    // Texts in quotes of each of DuckDB's kinds, names in quotes, and comments.
    [GeneratedRegex(
        @"\b[eE]'(?:[^'\\]|\\.|'')*'|'(?:[^']|'')*'|""(?:[^""]|"""")*""|\$(\w*)\$.*?\$\1\$|--[^\n]*|/\*.*?\*/",
        RegexOptions.Singleline | RegexOptions.CultureInvariant
    )]
    private static partial Regex Other();

    [GeneratedRegex(
        @"(?:^|;)\s*(?:FORCE\s+)?(INSTALL|LOAD|UPDATE\s+EXTENSIONS)\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex Extension();
}
