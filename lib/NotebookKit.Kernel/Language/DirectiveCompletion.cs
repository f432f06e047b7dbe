using System.Text.RegularExpressions;
using NotebookKit.Kernel.Directives;

namespace NotebookKit.Kernel.Language;

/// <summary>Completes directives and the paths that some of them take.</summary>
internal static partial class DirectiveCompletion
{
    private static readonly string[] CSharp = ["#r", "#i", "#load"];

    /// <returns>Null where the cursor is not in a directive.</returns>
    public static CompletionList? Of(string code, int cursor, string folder)
    {
        int lineStart = cursor == 0 ? 0 : code.LastIndexOf('\n', cursor - 1) + 1;
        string line = code[lineStart..cursor];
        if (Name().Match(line) is { Success: true } name)
        {
            string word = name.Groups[1].Value;
            return new CompletionList(lineStart + name.Groups[1].Index, cursor,
                [.. DirectiveLine.Known.Concat(CSharp).Where(one => one.StartsWith(word, StringComparison.Ordinal)).Order(StringComparer.Ordinal).Select(one => new CompletionItem(one, "keyword", ""))]);
        }

        if (FilePath().Match(line) is { Success: true } path)
        {
            return Files(path.Groups[2].Value, folder, lineStart + path.Groups[2].Index, cursor, path.Groups[1].Value);
        }

        return line.TrimStart().StartsWith('#') ? new CompletionList(cursor, cursor, []) : null;
    }

    /// <summary>The text with directives as blanks, so that every position stays.</summary>
    public static string Blank(string code) => Line().Replace(code, match => new string(' ', match.Length));

    private static CompletionList Files(string begun, string folder, int start, int cursor, string directive)
    {
        int slash = begun.LastIndexOf('/') + 1;
        string parent = Path.GetFullPath(begun[..slash], folder);
        string[] endings = directive switch { "#r" => [".dll"], "#load" => [".csx", ".cs"], _ => [".ipynb", ".csx", ".cs"] };
        if (!Directory.Exists(parent))
        {
            return new CompletionList(cursor, cursor, []);
        }

        IEnumerable<string> names = Directory.EnumerateDirectories(parent).Select(path => Path.GetFileName(path) + "/")
            .Concat(Directory.EnumerateFiles(parent).Select(path => Path.GetFileName(path)).Where(name => endings.Contains(Path.GetExtension(name))))
            .Where(name => name.StartsWith(begun[slash..], StringComparison.Ordinal)).Order(StringComparer.Ordinal);
        return new CompletionList(start + slash, cursor, [.. names.Select(name => new CompletionItem(name, "file", ""))]);
    }

    [GeneratedRegex(@"^\s*(#!?[\w-]*)$")]
    private static partial Regex Name();

    [GeneratedRegex(@"^\s*(#r|#load|#!import)\s+""?([^""]*)$")]
    private static partial Regex FilePath();

    [GeneratedRegex(@"^[ \t]*#(!|i\s|r\s+""nuget:).*$", RegexOptions.Multiline)]
    private static partial Regex Line();
}
