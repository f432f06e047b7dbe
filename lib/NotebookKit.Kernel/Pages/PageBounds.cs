using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;

namespace NotebookKit.Kernel.Pages;

/// <summary>
/// Bounds what of a notebook a page works through. A notebook is somebody else's file: HTML that nests
/// without end, prose of a million marks or a cell of a million brackets takes the libraries that read them
/// minutes or their whole stack. What is beyond is shown as plain text, or said to be in the notebook.
/// </summary>
internal sealed partial class PageBounds
{
    private const int LongestHtml = 4_000_000;
    private const int MostTags = 200_000;
    private const int DeepestHtml = 500;
    private const int LongestProse = 200_000;
    private const int MostCode = 4_000_000;
    private int _tags = 2 * MostTags;
    private int _html = 8 * LongestHtml;
    private int _prose = 20 * LongestProse;
    private int _code = MostCode;

    /// <summary>True where HTML is cleaned and shown.</summary>
    public bool TakesHtml(string html)
    {
        if (html.Length > Math.Min(LongestHtml, _html))
        {
            return false;
        }

        int tags = 0;
        int depth = 0;
        foreach (ValueMatch tag in Tag().EnumerateMatches(html))
        {
            // Elements that need no end do not nest.
            tags++;
            depth = Math.Max(
                0,
                html[tag.Index + 1] == '/' ? depth - 1
                    : Lone().IsMatch(html.AsSpan(tag.Index, tag.Length)) ? depth
                    : depth + 1
            );
            if (tags > Math.Min(MostTags, _tags) || depth > DeepestHtml)
            {
                return false;
            }
        }

        _tags -= tags;
        _html -= html.Length;
        return true;
    }

    /// <summary>True where prose is read as Markdown.</summary>
    public bool TakesProse(string text) => Take(text, LongestProse, ref _prose);

    /// <summary>Reads code that is to be coloured.</summary>
    /// <returns>Null where it stays plain.</returns>
    public SyntaxNode? ReadCode(string code) => Take(code, MostCode, ref _code) ? Scripting.Formatting.ReadCode.Of(code) : null;

    private static bool Take(string text, int longest, ref int left)
    {
        bool taken = text.Length <= Math.Min(longest, left);
        left -= taken ? text.Length : 0;
        return taken;
    }

    [GeneratedRegex(@"</?[a-zA-Z][^<>]*>?")]
    private static partial Regex Tag();

    [GeneratedRegex(
        @"^<(?:area|base|br|col|dd|dt|embed|hr|img|input|li|link|meta|option|p|param|source|tbody|td|tfoot|th|thead|tr|track|wbr)\b|/>$",
        RegexOptions.IgnoreCase
    )]
    private static partial Regex Lone();
}
