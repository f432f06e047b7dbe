using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace NotebookKit.Redaction;

/// <summary>Text that is written letter by letter as its numbers: <c>\u004b\u0061</c>, <c>\x4b\x61</c>, <c>%4B%61</c>, <c>&amp;#75;&amp;#97;</c>. A name can stand so, and no word of it is seen.</summary>
internal static partial class EscapedText
{
    /// <summary>Runs of two letters and more; of one alone nobody is named.</summary>
    public const string Runs = @"(?:\\u[0-9a-fA-F]{4}){2,}|(?:\\x[0-9a-fA-F]{2}){2,}|(?:%[0-9a-fA-F]{2}){2,}|(?:&\#(?:\d{2,7}|[xX][0-9a-fA-F]{2,6});){2,}";

    /// <summary>A text with each run as the letters that it stands for.</summary>
    public static string Decoded(string text) => text.AsSpan().ContainsAny('\\', '%', '&') ? Run().Replace(text, run => Decode(run.Value)) : text;

    /// <summary>A run with what it says replaced, written as it was; one that says no letters stays.</summary>
    /// <param name="run">The run.</param>
    /// <param name="other">What replaces in plain text.</param>
    public static string Redacted(string run, Func<string, string> other)
    {
        string plain = Decode(run);
        string said = other(plain);
        return said == plain ? run : Encode(said, run);
    }

    private static string Decode(string run)
    {
        if (run[0] == '&')
        {
            return string.Concat(Number().Matches(run).Select(one => Letter(one.ValueSpan[0] is 'x' or 'X' ? Hexadecimal(one.ValueSpan[1..]) : int.Parse(one.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture))));
        }

        (int head, int digits) = run[0] == '%' ? (1, 2) : (2, run[1] == 'u' ? 4 : 2);
        int[] values = [.. Enumerable.Range(0, run.Length / (head + digits)).Select(at => Hexadecimal(run.AsSpan((at * (head + digits)) + head, digits)))];
        return digits == 4 ? string.Concat(values.Select(value => (char)value)) : Encoding.UTF8.GetString([.. values.Select(value => (byte)value)]);
    }

    private static string Encode(string text, string run) => run[0] switch
    {
        '&' => string.Concat(text.EnumerateRunes().Select(letter => string.Create(CultureInfo.InvariantCulture, $"&#{letter.Value};"))),
        '%' => string.Concat(Encoding.UTF8.GetBytes(text).Select(one => "%" + one.ToString("X2", CultureInfo.InvariantCulture))),
        _ when run[1] == 'u' => string.Concat(text.Select(letter => @"\u" + ((int)letter).ToString("x4", CultureInfo.InvariantCulture))),
        _ => string.Concat(Encoding.UTF8.GetBytes(text).Select(one => @"\x" + one.ToString("x2", CultureInfo.InvariantCulture))),
    };

    private static int Hexadecimal(ReadOnlySpan<char> digits) => int.Parse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    private static string Letter(int number) => Rune.TryCreate(number, out Rune letter) ? letter.ToString() : "\uFFFD";

    [GeneratedRegex(Runs, RegexOptions.CultureInvariant)]
    private static partial Regex Run();

    [GeneratedRegex(@"[xX][0-9a-fA-F]+|\d+", RegexOptions.CultureInvariant)]
    private static partial Regex Number();
}
