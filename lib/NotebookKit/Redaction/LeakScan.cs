using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace NotebookKit.Redaction;

/// <summary>
/// Looks through what was redacted for what was left, by rules that know nothing of the map: whatever is neither of the kit's vocabulary nor of a form that
/// only invented names have is a leak. Packed members, base64 and UTF-16 are looked into.
/// </summary>
/// <param name="vocabulary">What may be said.</param>
/// <param name="keep">Names that were kept on purpose.</param>
public sealed partial class LeakScan(KitVocabulary vocabulary, IEnumerable<string>? keep = null)
{
    private static readonly System.Buffers.SearchValues<char> Hex = System.Buffers.SearchValues.Create("0123456789abcdef");
    private const int Deepest = 8;
    private const int ShortestBase64 = 24;
    private const int LongestShown = 60;
    private const int MostLeaks = 10_000;
    private readonly HashSet<string> _kept = new((keep ?? []).SelectMany(KitVocabulary.WordsOf).Concat((keep ?? []).SelectMany(name => name.Split('-', '_', '.', '/'))), StringComparer.OrdinalIgnoreCase);
    private readonly SortedDictionary<string, string> _leaks = new(StringComparer.Ordinal);
    private readonly HashSet<string> _symbols = new(StringComparer.Ordinal);
    private readonly HashSet<string> _allowed = new(StringComparer.Ordinal); // looked up once: a capture says the same few words over and over

    /// <summary>What was left, each with where it was first found.</summary>
    public IReadOnlyDictionary<string, string> Leaks => _leaks;

    /// <summary>Reads the functions of the kernel that stacks in a file name: they may be said anywhere.</summary>
    public void Learn(byte[] bytes)
    {
        if (NativeText.Of(FileRedaction.Unpacked(bytes) ?? bytes) is { } text)
        {
            _symbols.UnionWith(PlainTokens.ShortCommits(text.Text));
            _symbols.UnionWith(Frame().Matches(text.Text).Select(frame => frame.Groups[1].Value.Trim('_', '.')));
        }
    }

    /// <summary>Looks through a name that something has: a file, a folder, a member of an archive.</summary>
    /// <param name="place">Where it stands, for the list.</param>
    /// <param name="name">The name.</param>
    public void ScanName(string place, string name) => Words(place, name);

    /// <summary>Counts as left what could not be looked through.</summary>
    /// <param name="place">Where it stands.</param>
    /// <param name="what">What it is.</param>
    public void NotSeen(string place, string what) => Leak(place, what);

    /// <summary>Looks through some bytes.</summary>
    /// <param name="place">Where they stand, for the list.</param>
    /// <param name="bytes">The bytes.</param>
    /// <param name="depth">How often something was unpacked on the way.</param>
    public void Scan(string place, byte[] bytes, int depth = 0)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        if (depth > Deepest)
        {
            Leak(place, "something packed more than eight times");
        }
        else if (bytes is [0x1F, 0x8B, ..])
        {
            ScanUnpacked(place, FileRedaction.Unpacked(bytes), depth);
        }
        else if (bytes is [(byte)'P', (byte)'K', 3, 4, ..])
        {
            ScanZip(place, bytes, depth);
        }
        else if (BlktraceStrings.IsOne(bytes))
        {
            if (!BlktraceStrings.Walk(bytes, name => Words(place, Read(name)), text => Words(place, Read(text)), payload => Opaque(place, payload.Span)))
            {
                Leak(place, "records that cannot be followed");
            }

            Runs(place, bytes);
        }
        else if (PerfDataStrings.IsOne(bytes))
        {
            string? fault = PerfDataStrings.Walk(bytes, (kind, slot) =>
            {
                if (kind == SlotKind.Opaque)
                {
                    Opaque(place, slot.Span);
                }
                else if (kind != SlotKind.BuildId)
                {
                    Words(place, Read(slot));
                }
                else if (!slot.Span.StartsWith(Convert.FromHexString(StorageIds.Mark)) && slot.Span.ContainsAnyExcept((byte)0))
                {
                    Leak(place, "build id " + Convert.ToHexStringLower(slot.Span));
                }
            });
            if (fault is not null)
            {
                Leak(place, fault);
            }

            Runs(place, bytes);
        }
        else if (bytes is [0x89, (byte)'P', (byte)'N', (byte)'G', ..])
        {
            // What a picture shows is drawn of text that was looked through; what it carries beside that is not.
            foreach ((string kind, byte[] _) in PngTexts.Of(bytes))
            {
                Leak(place, $"{kind} in a picture");
            }
        }
        else if (NativeText.Of(bytes) is { } text)
        {
            ScanText(place, text.Text, depth);
        }
        else
        {
            Leak(place, "bytes of no known kind");
        }
    }

    private void ScanUnpacked(string place, byte[]? bytes, int depth)
    {
        if (bytes is null)
        {
            Leak(place, "something packed that cannot be unpacked");
        }
        else
        {
            Scan(place, bytes, depth + 1);
        }
    }

    private void ScanZip(string place, byte[] bytes, int depth)
    {
        using var zip = new ZipArchive(new MemoryStream(bytes), ZipArchiveMode.Read);
        Words(place, zip.Comment);
        foreach (ZipArchiveEntry entry in zip.Entries)
        {
            Learn(Member(entry));
        }

        foreach (ZipArchiveEntry entry in zip.Entries)
        {
            Words(place, entry.FullName);
            Words(place, entry.Comment);
            Scan($"{place}: {entry.FullName}", Member(entry), depth + 1);
        }
    }

    private static byte[] Member(ZipArchiveEntry entry)
    {
        using Stream from = entry.Open();
        using var to = new MemoryStream();
        from.CopyTo(to);
        return to.ToArray();
    }

    private void ScanText(string place, string text, int depth)
    {
        // Base64 that is text, a picture or something packed; else its letters are words like any other.
        string rest = Base64().Replace(text, match =>
        {
            byte[] bytes = new byte[match.Length];
            if (match.ValueSpan.ContainsAnyExcept(Hex) && Convert.TryFromBase64Chars(match.ValueSpan, bytes, out int length)
                && (bytes is [0x89, (byte)'P', (byte)'N', (byte)'G', ..] or [0x1F, 0x8B, ..] || IsProse(bytes.AsSpan(0, length))))
            {
                Scan(place + " (base64)", bytes[..length], depth + 1);
                return " ";
            }

            return match.Value;
        });
        Words(place, Escaped().Replace(Drawing().Replace(EscapedText.Decoded(rest), " "), match => match.Groups[1].Success ? ((char)Convert.ToInt32(match.Groups[1].Value, 16)).ToString() : " "));
    }

    private static bool IsProse(ReadOnlySpan<byte> bytes) => bytes.Length >= ShortestBase64 / 2 && !bytes.ContainsAnyInRange((byte)0, (byte)8) && System.Text.Unicode.Utf8.IsValid(bytes);

    // Runs of letters in bytes where no text was looked for, in one byte each or two: only what has the form of an identifier is told there.
    private void Runs(string place, byte[] bytes)
    {
        string text = Encoding.Latin1.GetString(bytes);
        foreach (Match run in Printable().Matches(text))
        {
            Typed(place, run.Value.Replace("\0", "", StringComparison.Ordinal));
        }
    }

    private void Opaque(string place, ReadOnlySpan<byte> bytes)
    {
        if (bytes.ContainsAnyExcept((byte)0))
        {
            Leak(place, "bytes that may hold anything");
        }
    }

    private void Words(string place, string text)
    {
        Typed(place, text);
        foreach (Match match in Plain().Replace(text, " ") is var rest ? KitVocabulary.Compound().Matches(rest) : null!)
        {
            if (_allowed.GetAlternateLookup<ReadOnlySpan<char>>().Contains(match.ValueSpan))
            {
                continue;
            }

            if (IsAllowed(match.Value))
            {
                _allowed.Add(match.Value);
            }
            else
            {
                Leak(place, match.Value);
            }
        }
    }

    private bool IsAllowed(string word) => IsKnown(word) || (word.Length is 64 or 40 && word.All(char.IsAsciiHexDigitLower))
        || word.Split('.').All(part => part.Length == 0 || IsKnown(part) || part.Split('-', '_').All(atom => atom.Length < 2 || IsKnown(atom) || Pseudonyms.IsOne(atom)));

    private bool IsKnown(string word) => vocabulary.Holds(word) || _kept.Contains(word) || _symbols.Contains(word) || PlainTokens.IsKept(word);

    // Identifiers of storage and network that are not of the invented form.
    private void Typed(string place, string text)
    {
        foreach (Match mail in text.Contains('@', StringComparison.Ordinal) ? Mail().Matches(text) : Enumerable.Empty<Match>())
        {
            if (!PlainTokens.IsPublicList(mail.Value) && mail.Value.Split('@', '.', '-', '_', '+').Any(atom => atom.Length > 1 && !Pseudonyms.IsOne(atom) && !_kept.Contains(atom) && !PlainTokens.IsKept(atom)))
            {
                Leak(place, mail.Value);
            }
        }

        foreach (Match serial in text.Contains("serial", StringComparison.OrdinalIgnoreCase) ? Serial().Matches(text) : Enumerable.Empty<Match>())
        {
            if (serial.Groups[1].Value.Split('-', '_', '.').Any(atom => atom.Length > 5 && atom.Any(char.IsAsciiDigit) && !Pseudonyms.IsOne(atom) && !_kept.Contains(atom)))
            {
                Leak(place, serial.Groups[1].Value);
            }
        }

        foreach (Match phone in text.Contains('+', StringComparison.Ordinal) ? Redactor.Phone().Matches(text) : Enumerable.Empty<Match>())
        {
            if (phone.Value.Any(digit => digit is >= '1' and <= '9'))
            {
                Leak(place, phone.Value);
            }
        }

        foreach (Match match in Identifier().Matches(text))
        {
            string digits = new([.. match.Groups["digits"].Value.Where(char.IsAsciiHexDigit)]);
            bool right = match.Groups["ip"].Success ? match.Groups["version"].Success || !IPAddress.TryParse(match.Groups["ip"].Value, out IPAddress? address) || StorageIds.IsNobodys(address)
                : digits.Length == 12 ? digits.StartsWith("02005e", StringComparison.OrdinalIgnoreCase)
                : StorageIds.IsOne(digits) || digits.All(char.IsAsciiDigit) || (match.Groups["uuid"].Success && digits.StartsWith(StorageIds.Mark, StringComparison.OrdinalIgnoreCase));
            if (!right)
            {
                Leak(place, match.Value);
            }
        }
    }

    private void Leak(string place, string what)
    {
        if (_leaks.Count < MostLeaks)
        {
            _leaks.TryAdd(what.Length > LongestShown ? what[..LongestShown] + "..." : what, place);
        }
    }

    private static string Read(Memory<byte> slot) => Encoding.UTF8.GetString(PerfDataStrings.ToNul(slot).Span);

    [GeneratedRegex(@"^[ \t]+[0-9a-f]+ ([\w.$]+)(?:\+0x[0-9a-f]+)? \(\[(?:kernel|guest\.kernel)[^\]]*\][^)]*\)", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Frame();

    // A serial of digits alone is a number like any other, but here.
    [GeneratedRegex(@"(?:\bserial|serial[ _]?number|ID_SERIAL(?:_SHORT)?)""?[ \t]*[=:][ \t]*""?([\w.-]+)", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Serial();

    [GeneratedRegex(@"(?<![\w.])\w[\w.+-]*@[A-Za-z][\w-]*(?:\.[\w-]+)+", RegexOptions.CultureInvariant)]
    private static partial Regex Mail();

    [GeneratedRegex(Redactor.Drawn, RegexOptions.CultureInvariant)]
    private static partial Regex Drawing();

    [GeneratedRegex(@"[A-Za-z0-9+/]{24,}={0,2}", RegexOptions.CultureInvariant)]
    private static partial Regex Base64();

    [GeneratedRegex(@"\\(?:u([0-9a-fA-F]{4})|x[0-9a-fA-F]{2}|[0-7]{3}|[nrtbf""'\\/])", RegexOptions.CultureInvariant)]
    private static partial Regex Escaped();

    [GeneratedRegex(@"[\x20-\x7E]{7,}|(?:[\x20-\x7E]\0){7,}", RegexOptions.CultureInvariant)]
    private static partial Regex Printable();

    // What names nobody and has no form of a word: entities, colours, addresses of memory at the front of a stack's line.
    [GeneratedRegex(Redactor.Ansi + "|" + Redactor.Drawn + "|" + Redactor.Rwbs + @"|'sha256-[A-Za-z0-9+/=]{44}'|""values"": ""[0-9a-f]+""|&\#?\w{1,8};|\#(?:[0-9a-fA-F]{6}|[0-9a-fA-F]{3})\b|^[ \t]+[0-9a-f]{4,16}(?= [^\n]*\()|(?<![\w.-])(?:[\w]{1,8}[-._]){0,3}(?:0x|3)?(?:[0-9a-fA-F]{32}|[0-9a-fA-F]{16})(?![0-9A-Za-z])|[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}|(?:[0-9a-fA-F]{2}[:-]){5,19}[0-9a-fA-F]{2}\b|(?<![\w.])0200\.5[eE][0-9a-fA-F]{2}\.[0-9a-fA-F]{4}(?![\w.])|2001:db8:[0-9a-f:]+",
        RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Plain();

    // Case is told by the classes: with a back reference, IgnoreCase would leave the whole to the interpreter of expressions, which takes five times as long.
    [GeneratedRegex(@"(?=\d)(?:(?<=(?<![A-Za-z])(?i:version|firmware|fw|rev|revision|ver|driver|release)(?i: is)?[\s:=""(vV_-]{0,6})(?<version>))?(?<ip>(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w]|\.\d))(?:(?=[ ]{1,3}(?i:firmware|fw)\b)(?<version>))?|(?<digits>(?<![0-9A-Fa-f:-])[0-9a-fA-F]{2}(?<by>[:-])(?:[0-9a-fA-F]{2}\k<by>){4,18}[0-9a-fA-F]{2}(?![0-9A-Fa-f:-]))|(?<uuid>(?<digits>(?<![0-9A-Za-z])[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}(?![0-9A-Za-z])))|(?<![0-9A-Za-z])(?:0[xX]|3)?(?<digits>(?![fF]{4})(?:[0-9a-fA-F]{32}|[0-9a-fA-F]{16}))(?![0-9A-Za-z])",
        RegexOptions.CultureInvariant)]
    private static partial Regex Identifier();
}
