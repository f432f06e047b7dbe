using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace NotebookKit.Redaction;

/// <summary>
/// Text of which letters are written as their numbers or names: <c>\u004b</c>, <c>\xc3\xa9</c>, <c>\303\251</c>, <c>%C3%A9</c>,
/// <c>&amp;#75;</c>, <c>&amp;uuml;</c>, all of them or one. A name can stand so, and no word of it is seen.
/// </summary>
internal static partial class EscapedText
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>A text with each letter as itself.</summary>
    public static string Decoded(string text)
    {
        StringBuilder? plain = null;
        int done = 0;
        for (int at = 0; Next(text, at) is >= 0 and var found; )
        {
            at = found + 1;
            if (Letters(text, found) is { Count: > 0 } letters && !IsShare(text, found, letters))
            {
                plain ??= new StringBuilder(text.Length);
                plain.Append(text, done, found - done);
                foreach ((string letter, int _, int length) in letters)
                {
                    plain.Append(letter);
                    found += length;
                }

                at = done = found;
            }
        }

        return plain is null ? text : plain.Append(text, done, text.Length - done).ToString();
    }

    /// <summary>Words of which a letter is written so, or that stand beside one: where each stands, and how long it is.</summary>
    /// <remarks>A word behind <c>%20</c> is one of these too: replaced with the digits
    /// before it, it would begin with digits that are another letter.</remarks>
    public static IEnumerable<(int At, int Length)> Words(string text)
    {
        int behind = 0;
        for (int at = 0; Next(text, at) is >= 0 and var found; at = Math.Max(found + 1, behind))
        {
            int end = found;
            bool speaks = false,
                share = Letters(text, found) is { Count: > 0 } first && IsShare(text, found, first);
            while (!share && end < text.Length && text[end] is '\\' or '%' or '&' && Letters(text, end) is { Count: > 0 } letters)
            {
                foreach ((string letter, int _, int length) in letters)
                {
                    speaks |= IsOfWord(letter[0]);
                    end += length;
                }

                for (; end < text.Length && IsOfWord(text[end]); end++)
                {
                    speaks |= text[found] == '%';
                }
            }

            int from = found;
            while (end > found && from > behind && IsOfWord(text[from - 1]))
            {
                from--;
            }

            if (speaks)
            {
                yield return (from, end - from);
            }

            behind = end;
        }
    }

    /// <summary>A word with what it says replaced; what stays in it is written as it was,
    /// and one that says nothing else stays as it is.</summary>
    /// <param name="word">The word.</param>
    /// <param name="other">What replaces in plain text.</param>
    public static string Redacted(string word, Func<string, string> other)
    {
        var written = new Dictionary<string, string>(StringComparer.Ordinal);
        var plain = new StringBuilder(word.Length);
        for (int at = 0; at < word.Length; )
        {
            if (word[at] is '\\' or '%' or '&' && Letters(word, at) is { Count: > 0 } letters)
            {
                foreach ((string letter, int from, int length) in letters)
                {
                    written.TryAdd(letter, word.Substring(from, length));
                    plain.Append(letter);
                    at += length;
                }
            }
            else
            {
                plain.Append(word[at++]);
            }
        }

        string text = plain.ToString(),
            said = other(text);
        return said == text
            ? word
            : string.Concat(
                said.EnumerateRunes()
                    .Select(letter =>
                        letter.ToString() is var one && written.TryGetValue(one, out string? way) && !Rune.IsLetterOrDigit(letter)
                            ? way
                            : one
                    )
            );
    }

    // "5%fewer" is a share, and no letter: a number alone before it, and no other letter so behind it.
    private static bool IsShare(string text, int at, List<(string Letter, int At, int Length)> letters)
    {
        if (text[at] != '%' || letters is not [{ Length: 3 }] || at == 0 || !char.IsAsciiDigit(text[at - 1]))
        {
            return false;
        }

        int from = at;
        while (from > 0 && (char.IsAsciiDigit(text[from - 1]) || text[from - 1] == '.'))
        {
            from--;
        }

        return from == 0 || !(IsOfWord(text[from - 1]) || text[from - 1] is '%' or '_' or '-');
    }

    private static int Next(string text, int at) =>
        text.AsSpan(Math.Min(at, text.Length)).IndexOfAny('\\', '%', '&') is >= 0 and var found ? at + found : -1;

    private static bool IsOfWord(char letter) =>
        char.IsLetterOrDigit(letter)
        || char.GetUnicodeCategory(letter) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;

    // The letters that are written at a place, each with where it stands: bytes that follow each other are one text.
    private static List<(string Letter, int At, int Length)> Letters(string text, int at)
    {
        Match first = One().Match(text, at);
        if (!first.Success)
        {
            return [];
        }

        if (first.Groups["name"].Success)
        {
            return WebUtility.HtmlDecode($"&{first.Groups["name"].ValueSpan};") is { Length: 1 } letter && char.IsLetter(letter[0])
                ? [(letter, at, first.Length)]
                : [];
        }

        if (first.Groups["number"].Success || first.Groups["unit"].Success)
        {
            ReadOnlySpan<char> number = first.Groups["number"].ValueSpan;
            int value =
                first.Groups["unit"].Success ? Hexadecimal(first.Groups["unit"].ValueSpan)
                : number[0] is 'x' or 'X' ? Hexadecimal(number[1..])
                : int.Parse(number, NumberStyles.None, CultureInfo.InvariantCulture);
            if (
                char.IsHighSurrogate((char)Math.Min(value, char.MaxValue))
                && One().Match(text, at + first.Length) is { Success: true } second
                && second.Groups["unit"].Success
                && char.IsLowSurrogate((char)Hexadecimal(second.Groups["unit"].ValueSpan))
            )
            {
                return [(new string([(char)value, (char)Hexadecimal(second.Groups["unit"].ValueSpan)]), at, first.Length + second.Length)];
            }

            return Rune.TryCreate(value, out Rune rune) ? [(rune.ToString(), at, first.Length)] : [];
        }

        var bytes = new List<(byte Value, int At, int Length)>();
        for (
            Match one = first;
            one.Success && Byte(one) is { } value && one.Value[0] == first.Value[0] && one.Length == first.Length;
            one = One().Match(text, one.Index + one.Length)
        )
        {
            bytes.Add((value, one.Index, one.Length));
        }

        return OfBytes(bytes);
    }

    private static byte? Byte(Match one) =>
        one.Groups["hex"].Success ? (byte)Hexadecimal(one.Groups["hex"].ValueSpan)
        : one.Groups["octal"].Success ? Convert.ToByte(one.Groups["octal"].Value, 8)
        : null;

    private static List<(string Letter, int At, int Length)> OfBytes(List<(byte Value, int At, int Length)> bytes)
    {
        byte[] values = [.. bytes.Select(one => one.Value)];
        try
        {
            var letters = new List<(string, int, int)>();
            int at = 0;
            foreach (Rune rune in Strict.GetString(values).EnumerateRunes())
            {
                letters.Add((rune.ToString(), bytes[at].At, bytes.Skip(at).Take(rune.Utf8SequenceLength).Sum(one => one.Length)));
                at += rune.Utf8SequenceLength;
            }

            return letters;
        }
        catch (DecoderFallbackException)
        {
            return [.. bytes.Select(one => (((char)one.Value).ToString(), one.At, one.Length))]; // Latin-1
        }
    }

    private static int Hexadecimal(ReadOnlySpan<char> digits) =>
        int.Parse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    // A backslash in JSON stands twice, and in JSON within JSON four times; %C3 within an
    // address that is part of another is %25C3, and &uuml; in a quoted page &amp;uuml;.
    [GeneratedRegex(
        @"\G(?:\\{1,8}(?:u(?<unit>[0-9a-fA-F]{4})|x(?<hex>[0-9a-fA-F]{2})|(?<octal>[0-3][0-7]{2}))|%(?:25){0,4}(?<hex>[0-9a-fA-F]{2})|&(?:amp;){0,4}(?:\#(?<number>\d{2,7}|[xX][0-9a-fA-F]{2,6})|(?<name>[A-Za-z]{2,8}));)",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture
    )]
    private static partial Regex One();
}
