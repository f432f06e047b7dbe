using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace NotebookKit.Redaction;

/// <summary>
/// Replaces in texts whatever is not in the kit's own vocabulary: words by invented ones,
/// identifiers of storage and network by invented ones of their kind.
/// </summary>
internal sealed partial class Redactor
{
    private static readonly string[] Endings =
    [
        "txt",
        "gz",
        "xz",
        "zst",
        "json",
        "log",
        "data",
        "csv",
        "svg",
        "png",
        "html",
        "ipynb",
        "script",
        "blktrace",
        "stderr",
        "stdout",
        "zip",
        "tar",
        "md",
        "blkparse",
        "so",
        "ko",
        "conf",
    ];
    private static readonly string[] UnderDev =
    [
        "mapper",
        "disk",
        "by-id",
        "by-path",
        "by-uuid",
        "by-label",
        "by-partuuid",
        "by-partlabel",
        "block",
        "null",
        "zero",
        "shm",
        "pts",
        "fd",
        "stdin",
        "stdout",
        "stderr",
        "kmsg",
        "random",
        "urandom",
        "console",
        "tty",
        "control",
    ];
    private static readonly string[] OfSystem = ["proc", "sys", "usr", "bin", "sbin", "lib", "lib64", "etc", "boot", "run"];
    private static readonly string[] OfPeople =
    [
        "home",
        "srv",
        "mnt",
        "media",
        "export",
        "exports",
        "backup",
        "backups",
        "net",
        "nfs",
        "archive",
        "vol",
        "volumes",
    ];
    private const int LongestField = 80;

    /// <summary>The lines of a drawing: letters and numbers, and no words.</summary>
    internal const string Drawn =
        @"(?<=\s(?:d|points)=\\?"")[0-9MLHVCSQTAZEmlhvcsqtaze.,\s-]+(?=\\?"")|(?<![\w])M ?-?[\d.]+[, ]-?[\d.]+ ?[LHVCAQZ][0-9MLHVCSQTAZ.,\ -]*";

    /// <summary>Colours of a terminal.</summary>
    internal const string Ansi = @"\x1B\[[0-9;?]*[A-Za-z]";

    /// <summary>Kinds of I/O where a line of blkparse or of perf script has them: <c>RS</c>, <c>WFSM</c>.</summary>
    internal const string Rwbs = @"(?<=\d,\d+ |\s[A-Z]{1,2}[ ]{1,3})F?(?:DE?|[RWNF]|Z(?:A|RA?|[OCF])?)F?A?S?M?U?(?=[ ](?:\(|\d|\[))";
    private readonly KitVocabulary _vocabulary;
    private readonly SecretLearner _learnt;
    private readonly Pseudonyms _names = new();
    private readonly StorageIds _ids = new();
    private readonly Dictionary<string, string> _memo = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _exact = new(StringComparer.Ordinal);
    private readonly HashSet<string> _kept;

    /// <param name="vocabulary">What may be said.</param>
    /// <param name="keep">Names that stay on top of it, by the wish of whoever redacts.</param>
    public Redactor(KitVocabulary vocabulary, IEnumerable<string>? keep = null)
    {
        _vocabulary = vocabulary;
        _learnt = new SecretLearner(vocabulary);
        _kept = new HashSet<string>(
            (keep ?? []).SelectMany(name =>
                KitVocabulary.WordsOf(name).Append(name).Concat(KitVocabulary.Atom().Matches(name).Select(atom => atom.Value))
            ),
            StringComparer.OrdinalIgnoreCase
        );
    }

    /// <summary>What stands for each word, in small letters.</summary>
    public IReadOnlyDictionary<string, string> Words => _names.Words;

    /// <summary>What stands for each identifier and address.</summary>
    public IReadOnlyDictionary<string, string> Identifiers => _ids.Ids;

    /// <summary>Learns which names a text gives by their place; before anything is replaced.</summary>
    public void Learn(string text) => _learnt.Learn(text);

    /// <summary>Learns a name.</summary>
    public void LearnName(string name) => _learnt.Add(name);

    /// <summary>Learns a text that is nothing but a name, such as a serial's file in sysfs; one of more than a line is none.</summary>
    public void LearnValue(string text)
    {
        if (
            text.Trim(' ', '\n', '\r', '\t', '\0') is { Length: > 0 and <= LongestField } value
            && !value.Contains('\n', StringComparison.Ordinal)
        )
        {
            _learnt.Add(value);
        }
    }

    /// <summary>Learns a value by the name of its field.</summary>
    public void LearnField(string field, string value) => _learnt.LearnField(field, value);

    /// <summary>Puts a text in the place of another, wherever it stands as one word: a new seal for an old one.</summary>
    public void Exchange(string word, string other) => _exact[word] = other;

    /// <summary>The identifier for one of hexadecimal digits, such as a build id.</summary>
    public string Identifier(string digits) => _ids.Hex(digits);

    /// <summary>True for a word that the kit itself can say.</summary>
    public bool IsVocabulary(string word) => _vocabulary.Holds(word);

    /// <summary>Replaces in a text.</summary>
    public string Redact(string text)
    {
        var other = new StringBuilder(text.Length);
        Queue<(int At, int Length, Func<string, string> By)> places = Places(text);
        for (int at = 0; at < text.Length; )
        {
            while (places.TryPeek(out var passed) && passed.At < at)
            {
                places.Dequeue();
            }

            if (places.TryPeek(out var place) && place.At == at)
            {
                other.Append(place.By(text.Substring(at, place.Length)));
                at += place.Length;
                continue;
            }

            // Most of a capture: looked up at once, it needs no search for all else that it might be.
            if (PlainTokens.LengthOfPlain(text, at) is > 0 and var length)
            {
                other.Append(
                    _memo.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(text.AsSpan(at, length), out string? known)
                        ? known
                        : Remembered(text.Substring(at, length))
                );
                at = Blank(text, at + length, other);
                continue;
            }

            Match match = Token().Match(text, at);
            if (match.Success && places.TryPeek(out place) && place.At > at && place.At <= match.Index)
            {
                other.Append(text, at, place.At - at);
                at = place.At;
                continue;
            }

            // A number of a case within a word or a path, of which the part before is one by itself.
            if (
                match.Success
                && places.TryPeek(out place)
                && place.At > match.Index
                && place.At < match.Index + match.Length
                && match.Groups["word"].Success
            )
            {
                other.Append(text, at, match.Index - at).Append(Redact(text[match.Index..place.At]));
                at = place.At;
                continue;
            }

            int end = match.Success ? match.Index + match.Length : text.Length;
            other.Append(text, at, (match.Success ? match.Index : end) - at).Append(match.Success ? Replaced(match) : "");
            at = Blank(text, end, other);
        }

        return other.ToString();
    }

    // What no word, number or name begins with.
    private static int Blank(string text, int at, StringBuilder other)
    {
        int from = at;
        while (
            at < text.Length
            && (char.IsWhiteSpace(text[at]) || text[at] is '[' or ']' or ')' or ',' or ';' or '<' or '>' or '{' or '}' or '|')
        )
        {
            at++;
        }

        other.Append(text, from, at - from);
        return at;
    }

    /// <summary>Replaces in the name of a field: one of the kit's own or of its tools stays, or nothing could be read any more.</summary>
    public string RedactKey(string key) => _vocabulary.Holds(key) ? key : Redact(key);

    /// <summary>Replaces a value by the name of its field: a host's and a serial's though it be a word or a number.</summary>
    public string RedactField(string field, string value) =>
        SecretLearner.IsHostField(field) ? RedactHost(value)
        : NamedByPlace.IsNumberField(field) && value.Length > 2 && value.Any(char.IsAsciiDigit) ? Forced(value)
        : IsNameOf(field, value) ? OfVolume(value)
        : Redact(value);

    // A user's or a volume's name though it be a word; the kernel's own names of devices are none.
    private bool IsNameOf(string field, string value) =>
        value.Length > 1
        && (
            NamedByPlace.IsNameField(field)
                ? !PlainNames.IsNone(value) && TableNames.Name().IsMatch(value)
                : field is "name" or "kname" or "dm_name" && _learnt.IsVolume(value)
        );

    // What is replaced by its place alone, in the order in which it stands.
    private Queue<(int At, int Length, Func<string, string> By)> Places(string text)
    {
        var places = OwnCommands
            .In(text)
            .Concat(LvmAttributes.In(text))
            .Concat(PlainTokens.NamedCommits(text))
            .Select(one => (one.At, one.Length, (Func<string, string>)(static own => own)))
            .Concat(
                NamedByPlace
                    .Hosts(text)
                    .Concat(NamedByPlace.HostFields(text))
                    .Select(one => (one.At, one.Length, (Func<string, string>)RedactHost))
            )
            .Concat(NamedByPlace.Numbers(text).Select(one => (one.At, one.Length, (Func<string, string>)Forced)))
            .Concat(
                NamedByPlace
                    .Names(text)
                    .Concat(SecretLearner.Volumes(text))
                    .Select(one => (one.At, one.Length, (Func<string, string>)OfVolume))
            )
            .Concat(WebAddresses.In(text, _vocabulary).Select(one => (one.At, one.Length, (Func<string, string>)RedactAddress)))
            .Concat(
                NamedNumbers
                    .In(text)
                    .Select(one =>
                        (
                            one.At,
                            one.Length,
                            one.Kind switch
                            {
                                NamedNumbers.Kind.Identifier => number => Spread(number, _ids.Hex),
                                NamedNumbers.Kind.Mac => _ids.Mac,
                                NamedNumbers.Kind.Account => number =>
                                    string.Join(
                                        ' ',
                                        number
                                            .Split(' ')
                                            .Select(group => group.Any(char.IsAsciiLetter) ? _names.Of(group) : WithoutDigits(group))
                                    ),
                                _ => (Func<string, string>)WithoutDigits,
                            }
                        )
                    )
            )
            .Concat(EscapedText.Words(text).Select(one => (one.At, one.Length, (Func<string, string>)RedactEscaped)));
        var queue = new Queue<(int At, int Length, Func<string, string> By)>();
        int end = 0;
        foreach (var place in places.OrderBy(one => one.At))
        {
            if (place.At >= end)
            {
                queue.Enqueue(place);
                end = place.At + place.Length;
            }
        }

        return queue;
    }

    // Every word of it, and of the path behind it.
    private string RedactAddress(string address)
    {
        if (address.Contains('%', StringComparison.Ordinal) && EscapedText.Decoded(address) is var plain && plain.Length != address.Length)
        {
            return EscapedText.Redacted(address, RedactAddress);
        }

        Match port = WebAddresses.Port().Match(address);
        if (port.Success)
        {
            return RedactAddress(address[..port.Index]) + port.Value + RedactAddress(address[(port.Index + port.Length)..]);
        }

        return Token()
            .Replace(
                address,
                match =>
                    match.Groups["word"].Success || match.Groups["path"].Success || match.Groups["mail"].Success
                        ? Forced(match.Value)
                        : Replaced(match)
            );
    }

    private static string WithoutDigits(string number) => Digit().Replace(number, "0");

    private string RedactEscaped(string word) =>
        _memo.TryGetValue(word, out string? known) ? known : _memo[word] = EscapedText.Redacted(word, Redact);

    private string Remembered(string word) => _memo[word] = Word(word);

    /// <summary>Replaces in a text with JSON in it, whole or cut off: what stands between
    /// quotation marks is read and written by its rules.</summary>
    public string RedactJson(string text)
    {
        var other = new StringBuilder(text.Length);
        int at = 0;
        foreach (Match quoted in Quoted().Matches(text))
        {
            other.Append(Redact(text[at..quoted.Index])).Append(OfString(text, quoted));
            at = quoted.Index + quoted.Length;
            if (NamedByPlace.IsNumberField(quoted.Value.Trim('"')) && JsonNumber().Match(text, at) is { Success: true } number)
            {
                other.Append(text, at, number.Groups[1].Index - at).Append(OfDigits(number.Groups[1].Value));
                at = number.Index + number.Length;
            }
        }

        return other.Append(Redact(text[at..])).ToString();
    }

    /// <summary>Replaces the name of a process or of a host, in a binary capture as in a text.</summary>
    public string RedactName(string name) => _learnt.IsHost(name) ? RedactHost(name) : Redact(name);

    /// <summary>Replaces the name of a host, where it is known to be one: the tools' own
    /// words too, or a host called <c>data</c> would keep its name.</summary>
    public string RedactHost(string name) => _exact.GetValueOrDefault(name) ?? (PlainTokens.IsNoHost(name) ? name : Forced(name));

    // What follows a string: behind the name of a field a colon.
    private static char Behind(string text, Match quoted)
    {
        ReadOnlySpan<char> rest = text.AsSpan(quoted.Index + quoted.Length).TrimStart();
        return rest.IsEmpty ? ' ' : rest[0];
    }

    // A number in JSON begins with no zero.
    private string OfDigits(string number) => "7" + Forced(number)[1..];

    private string OfString(string text, Match quoted)
    {
        if (
            FieldBefore().Match(text[Math.Max(0, quoted.Index - LongestField)..quoted.Index]) is { Success: true } field
            && quoted.Length > 2
            && (
                SecretLearner.IsHostField(field.Groups[1].Value)
                || NamedByPlace.IsNumberField(field.Groups[1].Value)
                || IsNameOf(field.Groups[1].Value, quoted.Value[1..^1])
            )
            && !quoted.ValueSpan.Contains('\\')
        )
        {
            return $"\"{RedactField(field.Groups[1].Value, quoted.Value[1..^1])}\"";
        }

        if (Behind(text, quoted) == ':' && _vocabulary.Holds(quoted.Value[1..^1]))
        {
            return quoted.Value;
        }

        if (
            VersionField().IsMatch(text.AsSpan(Math.Max(0, quoted.Index - LongestField), Math.Min(quoted.Index, LongestField)))
            && Version().IsMatch(quoted.ValueSpan)
        )
        {
            return quoted.Value;
        }

        try
        {
            string value = JsonSerializer.Deserialize<string>(quoted.Value)!;
            string other = Redact(value);
            return other == value ? quoted.Value : JsonSerializer.Serialize(other, Writing);
        }
        catch (JsonException)
        {
            return Redact(quoted.Value);
        }
    }

    private static readonly JsonSerializerOptions Writing = new()
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private string Replaced(Match match)
    {
        string token = match.Value;
        if (match.Groups["word"].Success)
        {
            return _memo.TryGetValue(token, out string? known) ? known : _memo[token] = Word(token);
        }

        if (match.Groups["garbage"].Success || (match.Groups["plain"].Success && IsLetters(token)))
        {
            return new string('0', token.Length);
        }

        if (match.Groups["path"].Success)
        {
            return OfPath(token);
        }

        if (match.Groups["phone"].Success)
        {
            return WithoutDigits(token);
        }

        if (match.Groups["mail"].Success)
        {
            return PlainTokens.IsPublicList(token) ? token : Forced(token);
        }

        if (match.Groups["nqn"].Success)
        {
            return Qualified(token);
        }

        if (match.Groups["uuid"].Success)
        {
            return Spread(token, _ids.Uuid);
        }

        if (match.Groups["pairs"].Success)
        {
            int digits = token.Count(char.IsAsciiHexDigit);
            return digits == 12 ? _ids.Mac(token) : Spread(token, _ids.Hex);
        }

        if (match.Groups["ip"].Success)
        {
            return match.Groups["version"].Success ? token
                : System.Net.IPAddress.TryParse(token, out _) ? _ids.Ip(token)
                : KitVocabulary.Compound().Replace(token, word => Word(word.Value));
        }

        if (match.Groups["hex"].Success)
        {
            Group hex = match.Groups["digits"];
            string before = token[..(hex.Index - match.Index)];
            return hex.Value.All(char.IsAsciiDigit) && before.Length == 0
                ? Word(token)
                : KitVocabulary.Compound().Replace(before, word => Word(word.Value)) + _ids.Hex(hex.Value);
        }

        return token;
    }

    // What a stack took for an address and no processor has: text that lay there.
    private static bool IsLetters(string address)
    {
        string digits = address.TrimStart('0');
        return digits.Length >= 8
            && digits.Length % 2 == 0
            && digits.All(char.IsAsciiHexDigit)
            && Convert.FromHexString(digits).All(one => one is >= 0x20 and < 0x7F);
    }

    // nqn.2014-08.org.nvmexpress:uuid:...: its form, its date and who defined it stay, whoever named it and what it names do not.
    private string Qualified(string token)
    {
        int date = token.IndexOf('.', StringComparison.Ordinal);
        return token[..date]
            + Token()
                .Replace(
                    token[date..],
                    match =>
                        match.Groups["word"].Success && match.Value is not "uuid"
                            ? PathWord(LongDigits().Replace(match.Value, number => _names.Of(number.Value)))
                            : Replaced(match)
                );
    }

    private static string Spread(string token, Func<string, string> other)
    {
        string digits = other(new string([.. token.Where(char.IsAsciiHexDigit)]));
        int at = 0;
        return string.Concat(token.Select(symbol => char.IsAsciiHexDigit(symbol) ? digits[at++] : symbol));
    }

    // Where somebody keeps his files is his: each part of such a path is a name, though
    // it be a word. Those of the system's own paths are looked up as any word.
    private string OfPath(string path)
    {
        if (path.AsSpan().ContainsAny('\\', '%') && EscapedText.Decoded(path) is var plain && plain.Length != path.Length)
        {
            return EscapedText.Redacted(path, OfPath);
        }

        string[] parts = path.Split('/');
        string root = parts.Length > 1 ? parts[1] : "";
        for (int at = 1; at < parts.Length; at++)
        {
            string part = parts[at];
            parts[at] =
                part.Length == 0 || (at == 1 && _vocabulary.IsOfField(part)) ? part
                : OfSystem.Contains(root) ? Token().Replace(part, Replaced)
                : root == "dev" && (UnderDev.Contains(part) || PlainTokens.IsKept(part)) ? part
                : root == "dev" && _learnt.IsVolume(part) ? OfVolume(part)
                : OfPeople.Contains(root) ? OfSomebody(part)
                : Token().Replace(part, match => match.Groups["word"].Success ? PathWord(match.Value) : Replaced(match));
        }

        return string.Join('/', parts);
    }

    // Below /home and where else people mount what is theirs, no part is the system's:
    // /home/snapshot is somebody called so, and /mnt/2024 a year's books.
    private string OfSomebody(string part)
    {
        string[] words = part.Split('.');
        return string.Join('.', words.Select((word, at) => at > 0 && Endings.Contains(word) ? word : Forced(word)));
    }

    // Before a host in its name; and its group alone, or its beginning, as pictures cut it.
    private string? OfLearntVolume(string word) =>
        _learnt.IsWholeVolume(word) ? OfVolume(word)
        : _learnt.BeginsVolume(word) ? Forced(word)
        : null;

    // A host within a word, as in the folder of its recording: whole, with all its numbers. Null where there is none.
    private string? WithHost(string word, Func<string, string> rest)
    {
        foreach (string host in _learnt.TellingHosts)
        {
            for (
                int at = word.IndexOf(host, StringComparison.OrdinalIgnoreCase);
                at >= 0;
                at = word.IndexOf(host, at + 1, StringComparison.OrdinalIgnoreCase)
            )
            {
                int end = at + host.Length;
                if ((at == 0 || !char.IsLetterOrDigit(word[at - 1])) && (end == word.Length || !char.IsLetterOrDigit(word[end])))
                {
                    return (at > 1 ? rest(word[..(at - 1)]) : "")
                        + (at > 0 ? word[(at - 1)..at] : "")
                        + RedactHost(word[at..end])
                        + (end < word.Length ? word[end..(end + 1)] : "")
                        + (end + 1 < word.Length ? rest(word[(end + 1)..]) : "");
                }
            }
        }

        return null;
    }

    private string PathWord(string word)
    {
        if (!_kept.Contains(word) && (OfLearntVolume(word) ?? WithHost(word, PathWord)) is { } other)
        {
            return other;
        }

        if (PlainNames.IsOwn(word))
        {
            return word;
        }

        if (WebAddresses.IsHost(word) && !_vocabulary.Holds(word))
        {
            return Forced(word);
        }

        string[] parts = word.Split('.');
        return string.Join(
            '.',
            parts.Select(
                (part, at) =>
                    at > 0 && Endings.Contains(part)
                        ? part
                        : KitVocabulary
                            .Atom()
                            .Replace(
                                part,
                                atom =>
                                    _kept.Contains(atom.Value)
                                    || (
                                        !_learnt.IsName(atom.Value) && (_vocabulary.IsOfField(atom.Value) || PlainTokens.IsKept(atom.Value))
                                    )
                                        ? atom.Value
                                        : _names.Of(atom.Value)
                            )
            )
        );
    }

    // What LVM adds to the names of volumes stays: readers know copies and originals by it.
    private string OfVolume(string name)
    {
        string own = SecretLearner.LvmSuffix().Match(name).Value;
        return Forced(name[..^own.Length]) + own;
    }

    private string Forced(string text) =>
        KitVocabulary.Atom().Replace(text, atom => _kept.Contains(atom.Value) ? atom.Value : _names.Of(atom.Value));

    private string Word(string word)
    {
        if (word.Length is >= 8 and <= 10 && _learnt.AddressOf(word) is { } address)
        {
            return StorageIds.AsNumber(_ids.Ip(address), word, StorageIds.AsNumbers(address));
        }

        if (_exact.TryGetValue(word, out string? exact))
        {
            return exact;
        }

        if (_kept.Contains(word))
        {
            return word;
        }

        if ((OfLearntVolume(word) ?? WithHost(word, Word)) is { } other)
        {
            return other;
        }

        if (PlainNames.IsOwn(word))
        {
            return word;
        }

        bool forced = !IsOwnCompound(word) && word.Split('.', '-', '_').Any(_learnt.IsName);
        if (!forced && IsAllowed(word))
        {
            return word;
        }

        string[] parts = word.Split('.');
        if (WebAddresses.IsHost(word))
        {
            return Forced(word);
        }

        return string.Join('.', parts.Select((part, at) => part.Length == 0 ? part : Part(part, at > 0)));
    }

    private string Part(string part, bool behindPoint)
    {
        // ipv6_addrconf in R-ipv6_addrconf: words of the tools that hang on others.
        if (part.AsSpan().ContainsAny('-', '_') && part.Split('-') is { Length: > 1 } joined && joined.Any(IsOwnCompound))
        {
            return string.Join('-', joined.Select(one => one.Length == 0 || IsOwnCompound(one) ? one : Part(one, behindPoint: false)));
        }

        string[] atoms = part.Split('-', '_');
        bool forced = !IsOwnCompound(part) && atoms.Any(_learnt.IsName);
        if (!forced && (IsAllowed(part) || (behindPoint && Endings.Contains(part))))
        {
            return part;
        }

        // A vocabulary word in a name that is none is part of the name.
        bool whole = forced || !_vocabulary.Holds(part);
        return KitVocabulary
            .Atom()
            .Replace(
                part,
                atom =>
                    _kept.Contains(atom.Value)
                    || (
                        !_learnt.IsName(atom.Value)
                        && (!whole || _vocabulary.IsOfField(atom.Value) || PlainTokens.IsKept(atom.Value) || atom.Length == 1)
                    )
                        ? atom.Value
                        : _names.Of(atom.Value)
            );
    }

    // What the tools say in several words, as discard_zeroes_data, holds nobody's name, though somebody's is one of them.
    private bool IsOwnCompound(string word) => word.AsSpan().ContainsAny('-', '_') && _vocabulary.IsOfTools(word);

    private bool IsAllowed(string word) =>
        _vocabulary.Holds(word) || _learnt.KernelSymbols.Contains(word) || PlainTokens.IsKept(word) || IsCommit(word) || word.Length == 1;

    // Commits of the kernel are public, and what a verdict leads to.
    private static bool IsCommit(string word) => word.Length == 40 && word.All(char.IsAsciiHexDigitLower);

    // In this order: what nobody is named by, whoever@host, names of storage, UUID, pairs
    // of digits, addresses, other identifiers, paths, words.
    [GeneratedRegex(
        "(?<plain>"
            + Ansi
            + "|"
            + Drawn
            + @"|"
            + Rwbs
            + @"|&\#?\w{1,8};|\#(?:[0-9a-fA-F]{6}|[0-9a-fA-F]{3})(?![\w])|\\{1,8}(?:u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|[0-3][0-7]{2})|\\[nrt0""'\\]|(?<=^[ \t]+)(?:ffff[0-9a-f]{12}|[0-9a-f]{4,12})(?=[ ][^\n]{1,300}\())"
            + @"|(?<garbage>(?<=^[ \t]+)[0-9a-f]{13,16}(?=[ ][^\n]{1,300}\())"
            + "|(?<phone>"
            + PhoneNumber
            + ")"
            + @"|(?<mail>(?<![\w.])[\w.+-]+@(?!plt\b|GLIBC)(?=[A-Za-z])[\w-]+(?:\.[\w-]+)*)"
            + @"|(?<nqn>(?<!\w)(?:nqn|iqn)\.\d{4}[-.]\d{2}\.[\w.:@-]+)"
            + @"|(?<uuid>(?<![0-9A-Za-z])[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}(?![0-9A-Za-z]))"
            + @"|(?<pairs>(?<![0-9A-Fa-f:-])[0-9a-fA-F]{2}(?<by>[:-])(?:[0-9a-fA-F]{2}\k<by>){4,18}[0-9a-fA-F]{2}(?![0-9A-Fa-f:-]))"
            + @"|(?<pairs>(?<![\w.])[0-9a-fA-F]{4}\.[0-9a-fA-F]{4}\.[0-9a-fA-F]{4}(?![\w.]))"
            + @"|(?=\d)(?:(?<=(?<![A-Za-z])(?:version|firmware|fw|rev|revision|ver|driver|release)(?: is)?[\s:=""(v_-]{0,6})(?<version>))?(?<ip>(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w]|\.\d))(?:(?=[ ]{1,3}(?:firmware|fw)\b)(?<version>))?"
            + @"|(?<ip>(?<![\w:.])(?:[0-9a-fA-F]{1,4})?(?::[0-9a-fA-F]{0,4}){1,6}:\d{1,3}(?:\.\d{1,3}){3}(?![\w:]|\.\d))"
            + @"|(?<ip>(?<![\w:.])(?:[0-9a-fA-F]{1,4})?(?::[0-9a-fA-F]{0,4}){2,7}(?![\w:]))"
            + @"|(?<hex>(?<![\w.-])(?:[A-Za-z0-9]{1,8}[-._]){0,3}(?:0x|3(?=[0-9a-fA-F]{16}))?(?<digits>(?!0x|ffff|000000[0-9a-fA-F]{10}(?![0-9a-fA-F]))(?:[0-9a-fA-F]{32}|[0-9a-fA-F]{16}))(?![0-9A-Za-z]))"
            + @"|(?<path>(?<![\p{L}\p{N}._<*/\\)\]}-])/(?:(?:[\p{L}\p{N}\p{M}._+@~%-]|\\(?:[0-3][0-7]{2}|x[0-9a-fA-F]{2}))+/?)+)"
            + @"|(?<word>[\p{L}\p{N}\p{M}]+(?:[._-]+[\p{L}\p{N}\p{M}]+)*)",
        RegexOptions.CultureInvariant | RegexOptions.Multiline
    )]
    private static partial Regex Token();

    // With the country's number: three groups or more, nine digits or more.
    private const string PhoneNumber = @"(?<![\w+])\+(?=(?:[ ()/-]*\d){9})[1-9]\d{0,2}(?:[ ()/-]{1,2}\d{1,8}){2,6}(?!\w)";

    /// <summary>A telephone number as people write it for others abroad.</summary>
    [GeneratedRegex(PhoneNumber, RegexOptions.CultureInvariant)]
    internal static partial Regex Phone();

    // In a qualified name a serial, and no year.
    [GeneratedRegex("(?<![0-9A-Za-z])[0-9]{5,40}(?![0-9A-Za-z])", RegexOptions.CultureInvariant)]
    private static partial Regex LongDigits();

    [GeneratedRegex("[0-9]", RegexOptions.CultureInvariant)]
    private static partial Regex Digit();

    [GeneratedRegex(@"""[^""\n]*(?:version|firmware|fw|rev)[^""\n]*""\s*:\s*\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex VersionField();

    [GeneratedRegex(@"""([A-Za-z_]+)""\s*:\s*\z", RegexOptions.CultureInvariant)]
    private static partial Regex FieldBefore();

    [GeneratedRegex(@"\G\s*:\s*(\d{3,40})(?![\d.eE])", RegexOptions.CultureInvariant)]
    private static partial Regex JsonNumber();

    [GeneratedRegex(@"\A""[\d.]{1,40}""\z", RegexOptions.CultureInvariant)]
    private static partial Regex Version();

    [GeneratedRegex(@"""(?:[^""\\\n]|\\.)*""", RegexOptions.CultureInvariant)]
    private static partial Regex Quoted();
}
