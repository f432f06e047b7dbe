using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace NotebookKit.Kernel.Directives;

/// <summary>A command behind <c>--</c> on a directive's line, as it is typed in a shell:
/// .NET Interactive takes one value there, a JSON array of words.</summary>
internal static partial class CommandBehind
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The line with the command as such an array; as it is where there is none, or it is one already.</summary>
    /// <exception cref="FormatException">A quote has no end.</exception>
    public static string AsArray(string line) =>
        Form().Match(line) is { Success: true } match && !match.Groups[2].Value.StartsWith('[')
            ? match.Groups[1].Value + new JsonArray([.. Words(match.Groups[2].Value).Select(word => (JsonNode)word)]).ToJsonString(Plain)
            : line;

    // Quotes and backslashes as shells read them; nothing is expanded.
    private static List<string> Words(string text)
    {
        var words = new List<string>();
        StringBuilder? word = null;
        char quote = '\0';
        for (int i = 0; i < text.Length; i++)
        {
            char letter = text[i];
            if (quote == '\0' && char.IsWhiteSpace(letter))
            {
                words.AddRange(word is null ? [] : [word.ToString()]);
                word = null;
                continue;
            }

            word ??= new StringBuilder();
            if (letter == quote || (quote == '\0' && letter is '\'' or '"'))
            {
                quote = letter == quote ? '\0' : letter;
            }
            else
            {
                word.Append(letter == '\\' && quote != '\'' && i + 1 < text.Length ? text[++i] : letter);
            }
        }

        words.AddRange(word is null ? [] : [word.ToString()]);
        return quote == '\0' ? words : throw new FormatException($"the command behind -- has a {quote} without its end");
    }

    [GeneratedRegex(@"^(.*?\s--\s+)(\S.*)$", RegexOptions.Singleline)]
    private static partial Regex Form();
}
