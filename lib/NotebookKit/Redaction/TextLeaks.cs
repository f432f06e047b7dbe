using System.Buffers;
using System.Net;
using System.Text.RegularExpressions;

namespace NotebookKit.Redaction;

/// <summary>Tells what a text says that is neither of the kit's vocabulary nor invented.</summary>
/// <remarks>
/// A text is taken in pieces, and most of each is told at once: numbers, and words that were looked up before and mean the same wherever
/// they stand. Only a line with something else is searched for all that it might be.
/// </remarks>
/// <param name="vocabulary">What may be said.</param>
/// <param name="keep">Names that were kept on purpose.</param>
internal sealed partial class TextLeaks(KitVocabulary vocabulary, IEnumerable<string> keep)
{
    private const int PieceChars = 1 << 15;
    private const int LongestWord = 1 << 20;
    private const int Overlap = 256;
    private const int ShortestBase64 = 24;
    private const int LongestRemembered = 200;
    private const int MostRemembered = 1_000_000;
    private static readonly SearchValues<char> Hex = SearchValues.Create("0123456789abcdef");
    private static readonly SearchValues<char> Blank = SearchValues.Create(" \t\n\r\f\v\0");

    // Neither an identifier nor an escaped letter nor a mail address goes on behind one of these.
    private static readonly SearchValues<char> Ends = SearchValues.Create(" \t\n\r\f\v\0\"<>{}[]|,=()'");
    private static readonly SearchValues<char> OfKinds = SearchValues.Create("FDERWNZAOCSMU");
    private readonly HashSet<string> _kept = new(
        keep.SelectMany(KitVocabulary.WordsOf).Concat(keep.SelectMany(name => name.Split('-', '_', '.', '/'))),
        StringComparer.OrdinalIgnoreCase
    );
    private readonly HashSet<string> _symbols = new(StringComparer.Ordinal);

    // looked up once: a capture says the same few words over and over
    private readonly HashSet<string> _allowed = new(StringComparer.Ordinal);
    private readonly HashSet<string> _certain = new(StringComparer.Ordinal); // by its form or its place, whatever word it is
    private readonly HashSet<string> _plain = new(StringComparer.Ordinal); // the same for what stands between blanks

    /// <summary>True for a word that is left but for stacks, in which it is a function of the kernel.</summary>
    public bool IsSymbol(string word) =>
        !_certain.Contains(word)
        && (
            _symbols.Contains(word)
            || word.Split('.', '-').All(part => part.Length < 2 || _symbols.Contains(part.Trim('_')) || IsAllowed(part))
        );

    /// <summary>True where a run of letters may hold an identifier: in most there is none.</summary>
    public static bool MayBeTyped(ReadOnlySpan<char> text) =>
        text.ContainsAny("@:+-.") || text.Length >= 16 || !NamedByPlace.IsNone(text) || !NamedNumbers.IsNone(text);

    /// <summary>Looks through a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="leak">Hears of each word that was left.</param>
    /// <param name="packed">Hears of bytes that stand in it as base64.</param>
    public void Look(string text, Action<string> leak, Action<byte[]> packed)
    {
        SecretLearner.LearnSymbols(text, _symbols);
        if (text.Contains('\0', StringComparison.Ordinal))
        {
            // Text of two bytes a letter, in a text of one.
            Look(text.Replace("\0", "", StringComparison.Ordinal), leak, packed);
        }

        foreach (
            (int at, int length) in text.Contains("SERIAL", StringComparison.Ordinal) || text.Contains(" SN ", StringComparison.Ordinal)
                ? NamedByPlace.Columns(text)
                : []
        )
        {
            Placed(text.Substring(at, length), name => Certain(name, leak));
        }

        foreach (
            (int at, int length) in TableNames
                .Named(text)
                .Concat(
                    text.Contains("dm-", StringComparison.Ordinal)
                    || text.Contains(": 0 ", StringComparison.Ordinal)
                    || text.Contains('(', StringComparison.Ordinal)
                        ? SecretLearner.Volumes(text)
                        : []
                )
        )
        {
            Named(text.Substring(at, length), leak);
        }

        for (int from = 0, to; from < text.Length; from = to)
        {
            to = EndOfPiece(text, from);
            if (text.AsSpan(from, to - from).IndexOfAnyExcept(Blank) < 0)
            {
                continue;
            }

            string piece = WithoutDrawings(WithoutBase64(text[from..to], packed));
            if (piece.Length > LongestWord && HasLongWord(piece))
            {
                leak("a word of more than a million letters");
            }
            else if (HasMore(piece))
            {
                // What stands before it can say what its beginning is.
                int before = Math.Max(0, from - Overlap);
                while (before < from && before > 0 && !Blank.Contains(text[before - 1]))
                {
                    before++;
                }

                Search(WithoutDrawings(WithoutBase64(text[before..to], static _ => { })), leak);
            }
        }
    }

    // Some lines, or where one is long some words of it; a longer word alone.
    private static int EndOfPiece(string text, int from)
    {
        int least = from + PieceChars;
        if (least >= text.Length)
        {
            return text.Length;
        }

        if (text.AsSpan(least, Math.Min(PieceChars, text.Length - least)).IndexOf('\n') is >= 0 and var line)
        {
            return least + line + 1;
        }

        return text.AsSpan(least).IndexOfAny(Blank) is >= 0 and var blank ? least + blank + 1 : text.Length;
    }

    private static bool HasLongWord(ReadOnlySpan<char> piece)
    {
        for (int blank; (blank = piece.IndexOfAny(Blank)) >= 0; piece = piece[(blank + 1)..])
        {
            if (blank > LongestWord)
            {
                return true;
            }
        }

        return piece.Length > LongestWord;
    }

    private bool HasMore(string piece)
    {
        for (int at = 0; at < piece.Length; )
        {
            int end = piece.IndexOf('\n', at) is >= 0 and var found ? found : piece.Length;
            if (!IsPlain(piece.AsSpan(at, end - at)) && Search(piece[at..end], null))
            {
                return true;
            }

            at = end + 1;
        }

        return false;
    }

    private bool IsPlain(ReadOnlySpan<char> line)
    {
        ReadOnlySpan<char> before = default;
        for (int at = 0; at < line.Length; )
        {
            int length = line[at..].IndexOfAny(Ends);
            ReadOnlySpan<char> word = length < 0 ? line[at..] : line.Slice(at, length);
            at += word.Length + 1;
            if (word.Length > 1 || (word.Length == 1 && !char.IsAsciiLetterOrDigit(word[0])))
            {
                if (!IsNumber(word) && !IsRemembered(word) && !(IsKindOfIo(word) && (before.Contains(',') || before.Length is 1 or 2)))
                {
                    return false;
                }
            }

            before = word.Length > 0 ? word : before;
        }

        return true;
    }

    private static bool IsNumber(ReadOnlySpan<char> word)
    {
        word = word.TrimEnd(":;%");
        int points = 0;
        foreach (char symbol in word)
        {
            points += symbol == '.' ? 1 : 0;
            if (!char.IsAsciiDigit(symbol) && symbol != '.')
            {
                return false;
            }
        }

        return points < 2;
    }

    private static bool IsKindOfIo(ReadOnlySpan<char> word) => word.Length <= 6 && !word.ContainsAnyExcept(OfKinds);

    private bool IsRemembered(ReadOnlySpan<char> word)
    {
        if (word.Length > LongestRemembered)
        {
            return false;
        }

        HashSet<string>.AlternateLookup<ReadOnlySpan<char>> plain = _plain.GetAlternateLookup<ReadOnlySpan<char>>();
        if (plain.Contains(word))
        {
            return true;
        }

        // What says what its neighbour is, or is part of more, is looked at with it each time.
        if (
            !NamedByPlace.IsNone(word)
            || !NamedNumbers.IsNone(word)
            || word.Contains("://", StringComparison.Ordinal)
            || word is "VG" or "LV"
            || MayDial(word)
            || word.Contains("Linux", StringComparison.Ordinal)
            || Search(word.ToString(), null)
        )
        {
            return false;
        }

        if (_plain.Count >= MostRemembered)
        {
            _plain.Clear();
        }

        plain.Add(word);
        return true;
    }

    // A plus with a digit behind it; not the one between a sector and a count, nor that of symbol+0x1b.
    private static bool MayDial(ReadOnlySpan<char> word)
    {
        int at = word.IndexOf('+');
        return at >= 0 && at + 1 < word.Length && !word[(at + 1)..].StartsWith("0x", StringComparison.Ordinal);
    }

    // All that a text might name; true where it names something.
    private bool Search(string text, Action<string>? leak)
    {
        bool any = false;
        void Found(string word)
        {
            any = true;
            leak?.Invoke(word);
        }

        string plain = Escaped().Replace(EscapedText.Decoded(text), static match => match.Value.EndsWith('n') ? "\n" : " ");
        Typed(plain, Found);
        foreach (ValueMatch match in KitVocabulary.Compound().EnumerateMatches(plain = Plain().Replace(NamedNumbers.Without(plain), " ")))
        {
            ReadOnlySpan<char> word = plain.AsSpan(match.Index, match.Length);
            if (_allowed.GetAlternateLookup<ReadOnlySpan<char>>().Contains(word))
            {
                continue;
            }

            if (IsAllowed(word.ToString()))
            {
                _allowed.Add(word.ToString());
            }
            else
            {
                Found(word.ToString());
            }
        }

        return any;
    }

    // Base64 that is text, a picture or something packed; else its letters are words like any other.
    private static string WithoutBase64(string piece, Action<byte[]> packed) =>
        Base64()
            .Replace(
                piece,
                match =>
                {
                    int length = match.Length - (match.Value.EndsWith('=') ? 0 : match.Length % 4);
                    byte[] bytes = new byte[length];
                    if (
                        match.ValueSpan.ContainsAnyExcept(Hex)
                        && Convert.TryFromBase64Chars(match.ValueSpan[..length], bytes, out int count)
                        && length == match.Length
                        && (
                            bytes is [0x89, (byte)'P', (byte)'N', (byte)'G', ..] or [0x1F, 0x8B, ..] or [(byte)'P', (byte)'K', 3, 4, ..]
                            || IsProse(bytes.AsSpan(0, count))
                        )
                    )
                    {
                        packed(bytes[..count]);
                        return " ";
                    }

                    return match.Value;
                }
            );

    private static string WithoutDrawings(string piece) =>
        piece.Contains("\"M", StringComparison.Ordinal)
        || piece.Contains("points=", StringComparison.Ordinal)
        || piece.Contains(" d=", StringComparison.Ordinal)
            ? Drawing().Replace(piece, " ")
            : piece;

    private static bool IsProse(ReadOnlySpan<byte> bytes) =>
        bytes.Length >= ShortestBase64 / 2 && !bytes.ContainsAnyInRange((byte)0, (byte)8) && System.Text.Unicode.Utf8.IsValid(bytes);

    private bool IsAllowed(string word) =>
        IsKnown(word)
        || PlainNames.IsOwn(word)
        || (
            WebAddresses.IsHost(word)
                ? IsInvented(word)
                : (word.Length is 64 or 40 && word.All(char.IsAsciiHexDigitLower) && !SaysText(word))
                    || word.Split('.').All(part => part.Length == 0 || IsKnown(part) || IsOfKnown(part))
        );

    // Each word of it, and none of the vocabulary: where a name stands, a word is one.
    private bool IsInvented(string name) =>
        KitVocabulary.Atom().Matches(name).All(atom => atom.Length < 2 || Pseudonyms.IsOne(atom.Value) || _kept.Contains(atom.Value));

    private void Named(string name, Action<string> leak)
    {
        if (!IsInvented(SecretLearner.LvmSuffix().Replace(name, "")))
        {
            Certain(name, leak);
        }
    }

    // Of words one behind the other, each known, though some have a hyphen themselves:
    // the anchor of a heading with a recording's name in it.
    private bool IsOfKnown(string part)
    {
        const int LongestGroup = 4;
        string[] atoms = part.Split('-', '_');
        bool[] known = new bool[atoms.Length + 1];
        known[0] = true;
        int from = 0;
        for (int to = 1; to <= atoms.Length; to++)
        {
            string atom = atoms[to - 1];
            known[to] = known[to - 1] && (atom.Length < 2 || IsKnown(atom) || Pseudonyms.IsOne(atom));
            for (int words = 2; words <= Math.Min(LongestGroup, to) && !known[to]; words++)
            {
                int start = from - atoms[(to - words)..(to - 1)].Sum(one => one.Length + 1);
                known[to] = known[to - words] && IsKnown(part[start..(from + atom.Length)]);
            }

            from += atom.Length + 1;
        }

        return known[^1];
    }

    // A name whose letters are written as hexadecimal numbers is as long as a hash, if it has as many.
    private static bool SaysText(string digits) => !Convert.FromHexString(digits).AsSpan().ContainsAnyExceptInRange((byte)0x20, (byte)0x7E);

    private bool IsKnown(string word) =>
        vocabulary.Holds(word) || _kept.Contains(word) || _symbols.Contains(word) || PlainTokens.IsKept(word);

    private void Certain(string what, Action<string> leak)
    {
        _certain.Add(what);
        leak(what);
    }

    private void Placed(string name, Action<string> leak)
    {
        if (name.Split('-', '_', '.').Any(atom => atom.Length > 2 && !Pseudonyms.IsOne(atom) && !_kept.Contains(atom)))
        {
            leak(name);
        }
    }

    /// <summary>Tells identifiers of storage and network, hosts, serials and numbers of
    /// support cases that are not of the invented form.</summary>
    public void Typed(string text, Action<string> leak)
    {
        foreach (Match mail in text.Contains('@', StringComparison.Ordinal) ? Mail().Matches(text) : Enumerable.Empty<Match>())
        {
            if (
                !PlainTokens.IsPublicList(mail.Value)
                && mail.Value.Split('@', '.', '-', '_', '+')
                    .Any(atom => atom.Length > 1 && !Pseudonyms.IsOne(atom) && !_kept.Contains(atom) && !PlainTokens.IsKept(atom))
            )
            {
                Certain(mail.Value, leak);
            }
        }

        if (!NamedByPlace.IsNone(text))
        {
            foreach ((int at, int length) in NamedByPlace.Hosts(text).Concat(NamedByPlace.HostFields(text)))
            {
                string host = text.Substring(at, length);
                if (
                    !PlainTokens.IsNoHost(host)
                    && host.Split('.', '-', '_').Any(atom => atom.Length > 1 && !Pseudonyms.IsOne(atom) && !_kept.Contains(atom))
                )
                {
                    Certain(host, leak);
                }
            }

            foreach ((int at, int length) in NamedByPlace.Fields(text))
            {
                Placed(text.Substring(at, length), name => Certain(name, leak));
            }

            foreach ((int at, int length) in NamedByPlace.Names(text))
            {
                Named(text.Substring(at, length), leak);
            }
        }

        foreach ((int at, int length) in WebAddresses.In(text, vocabulary))
        {
            string address = text.Substring(at, length);
            if (!WebAddresses.WordsOf(Plain().Replace(address, " ")).All(IsInvented))
            {
                Certain(address, leak);
            }
        }

        foreach ((int at, int length, NamedNumbers.Kind kind) in NamedNumbers.In(text))
        {
            if (!NamedNumbers.IsInvented(text.AsSpan(at, length), kind) && !_kept.Contains(text.Substring(at, length)))
            {
                Certain(text.Substring(at, length), leak);
            }
        }

        foreach (Match address in text.Contains("2001:", StringComparison.Ordinal) ? Documented().Matches(text) : Enumerable.Empty<Match>())
        {
            Certain(address.Value, leak);
        }

        foreach (Match phone in text.Contains('+', StringComparison.Ordinal) ? Redactor.Phone().Matches(text) : Enumerable.Empty<Match>())
        {
            if (phone.Value.Any(digit => digit is >= '1' and <= '9'))
            {
                Certain(phone.Value, leak);
            }
        }

        foreach (Match match in Identifier().Matches(text))
        {
            string digits = new([.. match.Groups["digits"].Value.Where(char.IsAsciiHexDigit)]);
            bool right =
                match.Groups["ip"].Success
                    ? match.Groups["version"].Success
                        || !IPAddress.TryParse(match.Groups["ip"].Value, out IPAddress? address)
                        || StorageIds.IsNobodys(address)
                : digits.Length == 12 ? digits.StartsWith("02005e", StringComparison.OrdinalIgnoreCase)
                : StorageIds.IsOne(digits)
                    || digits.All(char.IsAsciiDigit)
                    || (match.Groups["uuid"].Success && digits.StartsWith(StorageIds.Mark, StringComparison.OrdinalIgnoreCase));
            if (!right)
            {
                Certain(match.Value, leak);
            }
        }
    }

    [GeneratedRegex(@"(?<![\w.])\w[\w.+-]{0,200}@[A-Za-z][\w-]*(?:\.[\w-]+)+", RegexOptions.CultureInvariant)]
    private static partial Regex Mail();

    // The network of documentation, but for that part of it which stands for others here.
    [GeneratedRegex(@"(?<![\w:])2001:0?db8:(?!ee[0-9a-f]{2}:)[0-9a-f:]*", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Documented();

    [GeneratedRegex(Redactor.Drawn, RegexOptions.CultureInvariant)]
    private static partial Regex Drawing();

    [GeneratedRegex(@"[A-Za-z0-9+/]{24,}={0,2}", RegexOptions.CultureInvariant)]
    private static partial Regex Base64();

    [GeneratedRegex(@"\\(?:u([0-9a-fA-F]{4})|x[0-9a-fA-F]{2}|[0-7]{3}|[nrtbf""'\\/])", RegexOptions.CultureInvariant)]
    private static partial Regex Escaped();

    // What names nobody and has no form of a word: entities, colours, addresses of memory at the front of a stack's line.
    [GeneratedRegex(
        Redactor.Ansi
            + "|"
            + Redactor.Drawn
            + "|"
            + LvmAttributes.Form
            + "|"
            + PlainTokens.CommitForm
            + "|"
            + Redactor.Rwbs
            + @"|'sha256-[A-Za-z0-9+/=]{44}'|""values"": ""[0-9a-f]+""|&\#?\w{1,8};|\#(?:[0-9a-fA-F]{6}|[0-9a-fA-F]{3})\b|^[ \t]+[0-9a-f]{4,16}(?= [^\n]*\()|(?<![\w.-])(?:[\w]{1,8}[-._]){0,3}(?:0x|3)?(?:[0-9a-fA-F]{32}|[0-9a-fA-F]{16})(?![0-9A-Za-z])|[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}|(?:[0-9a-fA-F]{2}[:-]){5,19}[0-9a-fA-F]{2}\b|(?<![\w.])0200\.5[eE][0-9a-fA-F]{2}\.[0-9a-fA-F]{4}(?![\w.])|2001:db8:ee[0-9a-f:]+|(?<![\w.])198\.1[89]\.\d{1,3}\.\d{1,3}(?![\w.])",
        RegexOptions.Multiline | RegexOptions.CultureInvariant
    )]
    private static partial Regex Plain();

    // Case is told by the classes: with a back reference, IgnoreCase would leave the
    // whole to the interpreter of expressions, which takes five times as long.
    [GeneratedRegex(
        @"(?=\d)(?:(?<=(?<![A-Za-z])(?i:version|firmware|fw|rev|revision|ver|driver|release)(?i: is)?[\s:=""(vV_-]{0,6})(?<version>))?(?<ip>(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w]|\.\d))(?:(?=[ ]{1,3}(?i:firmware|fw)\b)(?<version>))?|(?<digits>(?<![0-9A-Fa-f:-])[0-9a-fA-F]{2}(?<by>[:-])(?:[0-9a-fA-F]{2}\k<by>){4,18}[0-9a-fA-F]{2}(?![0-9A-Fa-f:-]))|(?<uuid>(?<digits>(?<![0-9A-Za-z])[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}(?![0-9A-Za-z])))|(?<![0-9A-Za-z])(?:0[xX]|3)?(?<digits>(?![fF]{4}|000000[0-9a-fA-F]{10}(?![0-9a-fA-F]))(?:[0-9a-fA-F]{32}|[0-9a-fA-F]{16}))(?![0-9A-Za-z])",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex Identifier();
}
