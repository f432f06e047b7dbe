using System.Text.RegularExpressions;
using NotebookKit.Capture;

namespace NotebookKit;

/// <summary>A line of a source tree that holds a symbol, such as a queue's flag.</summary>
/// <param name="Role">What the line does with it, as its words tell: read the line.</param>
/// <param name="Path">The file.</param>
/// <param name="Line">The line's number.</param>
/// <param name="Text">The line.</param>
public sealed partial record SymbolUse(SymbolUse.Kind Role, string Path, int Line, string Text)
{
    /// <summary>Looks a flag up in a tree as it was at a revision, and the macros that test it.</summary>
    /// <param name="tree">The tree.</param>
    /// <param name="revision">Such as <c>v4.4</c>.</param>
    /// <param name="symbol">Such as <c>QUEUE_FLAG_NOMERGES</c>.</param>
    /// <param name="cancellation">Ends git.</param>
    /// <returns>By role, then by file.</returns>
    public static async Task<IReadOnlyList<SymbolUse>> FindAsync(
        GitTree tree,
        string revision,
        string symbol,
        CancellationToken cancellation = default
    )
    {
        ArgumentNullException.ThrowIfNull(tree);
        var lines = new List<GitLine>(await tree.GrepAsync(revision, symbol, cancellation).ConfigureAwait(false));
        string[] macros =
        [
            .. lines
                .Select(line => Macro().Match(line.Text))
                .Where(macro => macro.Success && macro.Groups[1].Value != symbol)
                .Select(macro => macro.Groups[1].Value)
                .Distinct(StringComparer.Ordinal),
        ];
        foreach (string macro in macros)
        {
            lines.AddRange(await tree.GrepAsync(revision, macro, cancellation).ConfigureAwait(false));
        }

        return
        [
            .. lines
                .DistinctBy(line => (line.Path, line.Line))
                .Select(line => new SymbolUse(RoleOf(line.Text, symbol), line.Path, line.Line, line.Text.Trim()))
                .OrderBy(use => use.Role)
                .ThenBy(use => use.Path, StringComparer.Ordinal)
                .ThenBy(use => use.Line),
        ];
    }

    /// <summary>One row a line.</summary>
    public static ResultTable ToTable(IEnumerable<SymbolUse> uses) =>
        ResultTable
            .Of(uses)
            .Text("role", use => use.Role.ToString().ToLowerInvariant())
            .Text("file", use => use.Path)
            .Count("line", use => use.Line)
            .Text("source", use => use.Text)
            .Titled("Where a flag is defined, set, cleared and tested", "git grep; the role is told by the line's words.");

    /// <summary>What a line does with a symbol.</summary>
    internal static Kind RoleOf(string text, string symbol)
    {
        string line = text.TrimStart();
        string code = Comment().Replace(line, " ");
        int at = code.IndexOf(symbol, StringComparison.Ordinal);
        string before = at < 0 ? code : code[..at];
        return line.StartsWith('*') || (code.Trim().Length == 0) || (at < 0 && line.Contains(symbol, StringComparison.Ordinal))
                ? Kind.Mentioned
            : Definition().IsMatch(before) || (at >= 0 && before.Trim().Length == 0 && Enumerator().IsMatch(code[(at + symbol.Length)..]))
                ? Kind.Defined
            : Clearing().IsMatch(before) ? Kind.Cleared
            : Setting().IsMatch(before) ? Kind.Set
            : Kind.Tested;
    }

    [GeneratedRegex(@"^\s*#\s*define\s+(\w+)\(", RegexOptions.CultureInvariant)]
    private static partial Regex Macro();

    [GeneratedRegex(@"/\*.*?(?:\*/|$)|//.*$", RegexOptions.CultureInvariant)]
    private static partial Regex Comment();

    [GeneratedRegex(@"^#\s*define\s+$", RegexOptions.CultureInvariant)]
    private static partial Regex Definition();

    [GeneratedRegex(@"^\s*(?:=|,|$)", RegexOptions.CultureInvariant)]
    private static partial Regex Enumerator();

    [GeneratedRegex(@"clear\w*\s*\(|&=\s*~", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Clearing();

    [GeneratedRegex(@"(?<!test_and_)\bset_|_set\w*\s*\(|\|=", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Setting();

    /// <summary>What a line of source does with a symbol.</summary>
    public enum Kind
    {
        /// <summary>Says what it is.</summary>
        Defined,

        /// <summary>Switches it on.</summary>
        Set,

        /// <summary>Switches it off.</summary>
        Cleared,

        /// <summary>Acts on it.</summary>
        Tested,

        /// <summary>Speaks of it.</summary>
        Mentioned,
    }
}
