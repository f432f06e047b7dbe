using System.Text.RegularExpressions;

namespace NotebookKit.Redaction;

/// <summary>Addresses of the web and of servers, with what stands behind them: each word
/// of one is somebody's, though the kit's vocabulary holds all of them.</summary>
internal static partial class WebAddresses
{
    private static readonly string[] Domains =
    [
        "com",
        "org",
        "net",
        "edu",
        "gov",
        "mil",
        "local",
        "internal",
        "lan",
        "corp",
        "intra",
        "de",
        "uk",
        "fr",
        "eu",
        "ch",
        "at",
        "jp",
        "cn",
        "us",
    ];
    private const int MostParts = 8;

    /// <summary>True for the full name of a host, by what it ends with.</summary>
    public static bool IsHost(string word) => word.Split('.') is { Length: > 1 and < MostParts } parts && Domains.Contains(parts[^1]);

    /// <summary>Where addresses stand that are not of the servers that the kit itself names.</summary>
    /// <param name="text">The text.</param>
    /// <param name="known">What the kit says.</param>
    public static IEnumerable<(int At, int Length)> In(string text, KitVocabulary known)
    {
        if (!text.Contains('/', StringComparison.Ordinal))
        {
            return [];
        }

        IEnumerable<Match> found = text.Contains("://", StringComparison.Ordinal) ? WithScheme().Matches(text) : Enumerable.Empty<Match>();
        return found
            .Concat(Slashes(text) ? WithoutScheme().Matches(text) : Enumerable.Empty<Match>())
            .Where(one => !IsPublic(one.Groups["host"].Value, known))
            .Select(one => (one.Groups["all"].Index, one.Groups["all"].Length));
    }

    /// <summary>The words of an address: all but the port, which names nobody.</summary>
    public static IEnumerable<string> WordsOf(string address) =>
        Port().Replace(address, "") is var plain ? KitVocabulary.Atom().Matches(EscapedText.Decoded(plain)).Select(word => word.Value) : [];

    // What is replaced in an address: its words, and no port and no scheme.
    [GeneratedRegex(@"(?<=\A[^/]{1,255}):\d{1,5}(?=/|\z)", RegexOptions.CultureInvariant)]
    internal static partial Regex Port();

    private static bool IsPublic(string host, KitVocabulary known) =>
        host is "localhost" or "127.0.0.1" || (host.Contains('.', StringComparison.Ordinal) && known.Holds(host));

    private static bool Slashes(string text) => text.AsSpan().IndexOfAny(Ended) >= 0;

    private static readonly System.Buffers.SearchValues<string> Ended = System.Buffers.SearchValues.Create(
        [.. Domains.Where(one => one.Length > 2).SelectMany(one => new[] { $".{one}/", $".{one}:" })],
        StringComparison.Ordinal
    );

    [GeneratedRegex(
        @"(?<![\w+.-])(?:https?|s?ftps?|ssh|git|nfs|smb|cifs|iscsi|ldaps?|s3|rsync|tcp|mqtt|amqp|postgres(?:ql)?|mysql|redis|mongodb)://(?<all>(?:[^\s@/""'<>\\]{1,200}@)?(?<host>[\p{L}\p{N}](?:[\p{L}\p{N}._-]|%[0-9A-Fa-f]{2}){0,254}(?<![._-]))(?::\d{1,5})?(?:[/?\#](?:&(?:amp|\#38|\#x26);|(?!&(?:quot|lt|gt|apos|\#0?3[49]|\#x2[27]);)[^\s""'<>\\^`{|}()\[\],;])*(?<![.,:;!?*]))?)",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase
    )]
    private static partial Regex WithScheme();

    [GeneratedRegex(
        @"(?<![\w@/.:%+-])(?<all>(?<host>(?:[\p{L}\p{N}][\w-]{0,62}\.){1,7}(?:com|org|net|edu|gov|mil|local|internal|lan|corp|intra))(?::\d{1,5})?/(?:&(?:amp|\#38|\#x26);|(?!&(?:quot|lt|gt|apos|\#0?3[49]|\#x2[27]);)[^\s""'<>\\^`{|}()\[\],;])*(?<![.,:;!?*]))",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex WithoutScheme();
}
