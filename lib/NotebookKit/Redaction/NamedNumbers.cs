using System.Text.RegularExpressions;

namespace NotebookKit.Redaction;

/// <summary>
/// Numbers of people and of things that a word before them tells, or a sum in them: telephones, accounts (IBAN), credit cards, identifiers
/// and hardware addresses written in other ways than the usual. A number without any of that counts something, and stays.
/// </summary>
internal static partial class NamedNumbers
{
    private static readonly System.Buffers.SearchValues<string> Triggers = System.Buffers.SearchValues.Create(
        [
            "tel",
            "phone",
            "fon",
            "fax",
            "mobil",
            "cell",
            "call",
            "hotline",
            "nguid",
            "eui",
            "wwid",
            "naa",
            "wwn",
            "wwpn",
            "ether",
            "hwaddr",
            "mac",
            "lladdr",
            "bssid",
            "card",
            "visa",
            "amex",
            "karte",
            "imei",
            "imsi",
            "pin",
            "ahv",
            "ssn",
            "vat",
            "tax",
            "passport",
            "contract",
            "policy",
            "licen",
            "invoice",
            "purchase",
            "po",
            "kunden",
            "vertrag",
            "rechnung",
            "member",
            "born",
            "birth",
        ],
        StringComparison.OrdinalIgnoreCase
    );

    /// <summary>What a number is.</summary>
    public enum Kind
    {
        /// <summary>One of which every digit is somebody's.</summary>
        Digits,

        /// <summary>The number of an account.</summary>
        Account,

        /// <summary>An identifier of storage.</summary>
        Identifier,

        /// <summary>An address of hardware.</summary>
        Mac,
    }

    /// <summary>True where a text holds none of the words behind which such a number stands.</summary>
    public static bool IsNone(ReadOnlySpan<char> text) => !NamedByPlace.HasWord(text, Triggers);

    /// <summary>A text without those that were invented.</summary>
    public static string Without(string text)
    {
        char[]? other = null;
        foreach ((int at, int length, Kind kind) in In(text))
        {
            if (IsInvented(text.AsSpan(at, length), kind))
            {
                (other ??= text.ToCharArray()).AsSpan(at, length).Fill(' ');
            }
        }

        return other is null ? text : new string(other);
    }

    /// <summary>Where they stand.</summary>
    public static IEnumerable<(int At, int Length, Kind Kind)> In(string text)
    {
        var found = new List<(int At, int Length, Kind Kind)>();
        if (!IsNone(text))
        {
            found.AddRange(Phone().Matches(text).Select(one => (one.Groups["number"].Index, one.Groups["number"].Length, Kind.Digits)));
            found.AddRange(Card().Matches(text).Select(one => (one.Groups["number"].Index, one.Groups["number"].Length, Kind.Digits)));
            found.AddRange(Labelled().Matches(text).Select(one => (one.Groups["number"].Index, one.Groups["number"].Length, Kind.Digits)));
            found.AddRange(
                Spaced()
                    .Matches(text)
                    .Select(one => one.Groups["number"])
                    .Where(number => number.Value.Count(char.IsAsciiHexDigit) is 16 or 32)
                    .Select(number => (number.Index, number.Length, Kind.Identifier))
            );
            found.AddRange(Joined().Matches(text).Select(one => (one.Groups["number"].Index, one.Groups["number"].Length, Kind.Mac)));
        }

        found.AddRange(Iban().Matches(text).Where(one => IsIban(one.Value)).Select(one => (one.Index, one.Length, Kind.Account)));
        found.AddRange(Grouped().Matches(text).Where(one => IsLuhn(one.Value)).Select(one => (one.Index, one.Length, Kind.Digits)));
        found.AddRange(OfState().Matches(text).Select(one => (one.Groups["number"].Index, one.Groups["number"].Length, Kind.Digits)));
        return found;
    }

    /// <summary>True for one that was invented.</summary>
    public static bool IsInvented(ReadOnlySpan<char> number, Kind kind) =>
        kind switch
        {
            Kind.Account => Pseudonyms.IsOne(number.ToString().Split(' ')[0]),
            Kind.Identifier => StorageIds.IsOne(Hexadecimal(number)),
            Kind.Mac => Hexadecimal(number).StartsWith("02005e", StringComparison.OrdinalIgnoreCase),
            _ => !number.ContainsAnyInRange('1', '9'),
        };

    private static string Hexadecimal(ReadOnlySpan<char> number) => string.Concat(number.ToString().Where(char.IsAsciiHexDigit));

    // ISO 13616: the first four behind the others, letters as numbers from ten on, leave one by 97. No real one has 00 or 01 as its sum.
    private static bool IsIban(string text)
    {
        string plain = text.Replace(" ", "", StringComparison.Ordinal);
        int rest = 0;
        foreach (char symbol in plain[4..] + plain[..4])
        {
            rest = char.IsAsciiDigit(symbol) ? ((rest * 10) + symbol - '0') % 97 : ((rest * 100) + symbol - 'A' + 10) % 97;
        }

        return plain.Length >= 15 && rest == 1 && plain.AsSpan(2, 2) is not ("00" or "01");
    }

    private static bool IsLuhn(string text)
    {
        int[] digits =
        [
            .. text.Where(char.IsAsciiDigit)
                .Reverse()
                .Select((digit, at) => at % 2 == 0 ? digit - '0' : ((digit - '0') * 2 / 10) + ((digit - '0') * 2 % 10)),
        ];
        return digits.Sum() % 10 == 0 && digits.Any(digit => digit != 0);
    }

    [GeneratedRegex(
        @"(?<![A-Za-z])(?:tel(?:e(?:ph|f)on?e?)?|(?:mobile[ -])?phone|handy|fon|(?:tele)?fax|mobil(?:e|telefon)?|cell(?:[ -]?phone)?|hotline|call[ ](?:me|us|back)(?:[ ](?:at|on|under))?)(?:[ ]?(?:no|nr|number|nummer))?[.:=]{0,2}[ \t]{0,3}(?<number>[+(]?\d(?:[ ()/.-]{0,2}\d){5,16})(?![\w])",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase
    )]
    private static partial Regex Phone();

    [GeneratedRegex(
        @"(?<![A-Za-z])(?:imei|imsi|pin|ahv|ssn|vat|tax[ _]?id|passport|contract|policy|licen[cs]e|invoice|purchase[ ]order|(?-i:PO)|kundennummer|vertrag|rechnung|member|born(?:[ ]on)?|(?:date[ ]of[ ])?birth(?:day|date)?)(?:[ _]?(?:no|nr|number|nummer|id))?[ \t]{0,3}[.:=#]{0,2}[ \t]{0,3}(?<number>\d(?:[./ -]?\d){3,19})(?![\w])",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase
    )]
    private static partial Regex Labelled();

    // Numbers that states give: of a form that no count has.
    [GeneratedRegex(
        @"(?<![\w.-])(?:(?<number>756\.\d{4}\.\d{4}\.\d{2})|[A-Z]{2,3}-(?<number>\d{3}\.\d{3}\.\d{3})|(?<number>\d{3}-\d{2}-\d{4}))(?![\w-]|\.\d)",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex OfState();

    [GeneratedRegex(
        @"(?<![A-Za-z])(?:(?:credit[ -]?)?card|kreditkarte|visa|master[ ]?card|amex)(?:[ ](?:no|nr|number|nummer))?[.:=#]{0,2}[ \t]{0,3}(?<number>\d(?:[ -]?\d){12,18})(?![\w])",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase
    )]
    private static partial Regex Card();

    // Four groups joined by hyphens name no count; the sum of Luhn says that it is one.
    [GeneratedRegex(@"(?<![\w.-])[3-6]\d{3}-(?:\d{4}-){2}\d{4}(?![\w-])", RegexOptions.CultureInvariant)]
    private static partial Regex Grouped();

    [GeneratedRegex(
        @"(?<![\w])[A-Z]{2}\d{2}(?:(?:[ ][A-Z0-9]{4}){2,7}(?:[ ][A-Z0-9]{1,3})?|[A-Z0-9]{11,30})(?![\w])",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex Iban();

    [GeneratedRegex(
        @"(?<![A-Za-z])(?:nguid|eui(?:-?64)?|wwid|naa|ww[np]n?|wwpn)[""']?[ \t]{0,8}[:=.]?[ \t]{0,3}[""']?(?<number>(?:[0-9a-f]{2}[ ]){7,15}[0-9a-f]{2}|(?:[0-9a-f]{4}[ ]){3,7}[0-9a-f]{4}|(?:[0-9a-f]{8}[ ]){1,3}[0-9a-f]{8})(?![\w])",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase
    )]
    private static partial Regex Spaced();

    [GeneratedRegex(
        @"(?<![A-Za-z])(?:(?:link/)?ether|hwaddr|hw[ _]?addr(?:ess)?|mac(?:[ _-]?addr(?:ess)?)?|lladdr|bssid)[""']?[ \t]{0,8}[:=]?[ \t]{0,3}[""']?(?<number>[0-9a-f]{12}|(?:[0-9a-f]{2}[ ]){5}[0-9a-f]{2})(?![\w])",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase
    )]
    private static partial Regex Joined();
}
