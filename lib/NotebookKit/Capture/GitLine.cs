using System.Globalization;
using System.Text.RegularExpressions;

namespace NotebookKit.Capture;

// v4.4:block/blk-sysfs.c:12:		set_flag(QUEUE_FLAG_NOMERGES, q);
/// <summary>A line that <c>git grep</c> found.</summary>
/// <param name="Path">The file.</param>
/// <param name="Line">The line's number.</param>
/// <param name="Text">The line.</param>
internal sealed partial record GitLine(string Path, int Line, string Text)
{
    /// <summary>Reads what <c>git grep --line-number</c> of a revision prints.</summary>
    internal static IReadOnlyList<GitLine> Read(string text, string revision) =>
        [
            .. text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Where(line => line.StartsWith(revision + ":", StringComparison.Ordinal))
                .Select(line => Form().Match(line, revision.Length + 1))
                .Where(line => line.Success)
                .Select(line => new GitLine(
                    line.Groups[1].Value,
                    int.Parse(line.Groups[2].ValueSpan, CultureInfo.InvariantCulture),
                    line.Groups[3].Value
                )),
        ];

    [GeneratedRegex(@"\G(.+?):(\d{1,9}):(.*)$", RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
