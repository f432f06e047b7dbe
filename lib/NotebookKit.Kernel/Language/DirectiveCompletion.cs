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
            return new CompletionList(
                lineStart + name.Groups[1].Index,
                cursor,
                [
                    .. DirectiveLine
                        .Known.Concat(CSharp)
                        .Where(one => one.StartsWith(word, StringComparison.Ordinal))
                        .Order(StringComparer.Ordinal)
                        .Select(one => new CompletionItem(one, "keyword", "")),
                ]
            );
        }

        if (FilePath().Match(line) is { Success: true } path)
        {
            return Files(path.Groups[2].Value, folder, lineStart + path.Groups[2].Index, cursor, path.Groups[1].Value);
        }

        if (Library().Match(line) is { Success: true } argument)
        {
            return Arguments(
                argument.Groups[1].Value,
                argument.Groups[2].Value,
                argument.Groups[3].Value,
                lineStart + argument.Groups[3].Index,
                cursor,
                folder
            );
        }

        return line.TrimStart().StartsWith('#') ? new CompletionList(cursor, cursor, []) : null;
    }

    /// <summary>The text with directives as blanks, so that every position stays.</summary>
    public static string Blank(string code) => Line().Replace(code, match => new string(' ', match.Length));

    // What the library's two directives take: a word of the kind that stands there.
    private static CompletionList Arguments(string directive, string before, string word, int start, int cursor, string folder)
    {
        bool capture = directive == DirectiveLine.Capture;
        if (word.StartsWith('-'))
        {
            string[] options = capture ? ["--seconds", "--out"] : ["--device", "--against"];
            return new CompletionList(
                start,
                cursor,
                [
                    .. options
                        .Where(option => option.StartsWith(word, StringComparison.Ordinal))
                        .Select(option => new CompletionItem(option, "keyword", "")),
                ]
            );
        }

        string last = before.TrimEnd().Split(' ')[^1];
        return last is "--seconds" or "--out" ? new CompletionList(cursor, cursor, [])
            : capture || last == "--device"
                ? new CompletionList(
                    start,
                    cursor,
                    [
                        .. Devices()
                            .Where(name => name.StartsWith(word, StringComparison.Ordinal))
                            .Select(name => new CompletionItem(name, "value", "")),
                    ]
                )
            : Files(word, folder, start, cursor, directive);
    }

    private static IEnumerable<string> Devices() =>
        Directory.Exists("/sys/block")
            ? Directory.GetDirectories("/sys/block").Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)
            : [];

    private static CompletionList Files(string begun, string folder, int start, int cursor, string directive)
    {
        int slash = begun.LastIndexOf('/') + 1;
        string parent = Path.GetFullPath(begun[..slash], folder);
        string[] endings = directive switch
        {
            "#r" => [".dll"],
            "#load" => [".csx", ".cs"],
            DirectiveLine.Diagnose => [],
            _ => [".ipynb", ".csx", ".cs"],
        };
        if (!Directory.Exists(parent))
        {
            return new CompletionList(cursor, cursor, []);
        }

        IEnumerable<string> names = Directory
            .EnumerateDirectories(parent)
            .Select(path => Path.GetFileName(path) + "/")
            .Concat(
                Directory
                    .EnumerateFiles(parent)
                    .Select(path => Path.GetFileName(path))
                    .Where(name => endings.Length == 0 || endings.Contains(Path.GetExtension(name)))
            )
            .Where(name => name.StartsWith(begun[slash..], StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);
        return new CompletionList(start + slash, cursor, [.. names.Select(name => new CompletionItem(name, "file", ""))]);
    }

    [GeneratedRegex(@"^\s*(#!?[\w-]*)$")]
    private static partial Regex Name();

    [GeneratedRegex(@"^\s*(#r|#load|#!import)\s+""?([^""]*)$")]
    private static partial Regex FilePath();

    [GeneratedRegex(@"^\s*(#!capture|#!diagnose)\s+((?:\S+\s+)*)(\S*)$")]
    private static partial Regex Library();

    [GeneratedRegex(@"^[ \t]*#(!|i\s|r\s+""nuget:).*$", RegexOptions.Multiline)]
    private static partial Regex Line();
}
