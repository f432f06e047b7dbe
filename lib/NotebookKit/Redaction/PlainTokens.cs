using System.Text.RegularExpressions;

namespace NotebookKit.Redaction;

/// <summary>Tokens that name nobody: numbers, with a unit or not, times, the kernel's names
/// of devices, addresses of its memory, colours, axes of charts, questions to git.</summary>
internal static partial class PlainTokens
{
    /// <summary>True for one.</summary>
    public static bool IsKept(string token) =>
        (char.IsAsciiDigit(token[0]) && Number().IsMatch(token)) || Device().IsMatch(token) || OfSeries().IsMatch(token);

    /// <summary>True for the name of one of the kernel's own threads, or of .NET's.</summary>
    public static bool IsKernelThread(string name) => KernelThread().IsMatch(name);

    /// <summary>True for what stands where a host's name may, and is every host's.</summary>
    public static bool IsNoHost(string name) =>
        name is "localhost" or "localhost.localdomain" or "(none)" || System.Net.IPAddress.TryParse(name, out _);

    /// <summary>True for the address of a mailing list that every kernel developer writes to: it names nobody.</summary>
    public static bool IsPublicList(string mail) => PublicList().IsMatch(mail);

    /// <summary>A commit in short where git or a patch's tag says that it is one.</summary>
    internal const string CommitForm = @"(?<=(?<!\w)(?:Fixes:|commit|Merge:(?:[ ][0-9a-f]{7,12})?)[ ])[0-9a-f]{7,12}(?![\w.-])";

    /// <summary>Where commits in short stand: public, and what a verdict leads to.</summary>
    public static IEnumerable<(int At, int Length)> NamedCommits(string text) =>
        text.Contains("Fixes: ", StringComparison.Ordinal)
        || text.Contains("commit ", StringComparison.Ordinal)
        || text.Contains("Merge: ", StringComparison.Ordinal)
            ? NamedCommit().Matches(text).Select(found => (found.Index, found.Length))
            : [];

    [GeneratedRegex(CommitForm, RegexOptions.CultureInvariant)]
    private static partial Regex NamedCommit();

    /// <summary>The short forms of the commits that a text names whole: a commit is public, and what a verdict leads to.</summary>
    public static IEnumerable<string> ShortCommits(string text) => Commit().Matches(text).Select(commit => commit.Value[..12]);

    /// <summary>
    /// The length of a number with one point at most, or of a word in small letters, that stands
    /// between blanks, brackets or commas at a place; 0 for all else that may stand there.
    /// </summary>
    /// <remarks>Neither can be part of an address, an identifier, a path or a kind of I/O. The
    /// first number of a line can be an address in memory, and is not one of these.</remarks>
    public static int LengthOfPlain(string text, int at)
    {
        if (at > 0 && !IsBefore(text[at - 1]))
        {
            return 0;
        }

        int end = at,
            digits = 0,
            points = 0;
        while (end < text.Length && (char.IsAsciiDigit(text[end]) || char.IsAsciiLetterLower(text[end]) || text[end] is '.' or '_'))
        {
            digits += char.IsAsciiDigit(text[end]) ? 1 : 0;
            points += text[end] == '.' ? 1 : 0;
            end++;
        }

        int length = end - at;
        bool number = digits + points == length;
        if (
            length is < 1 or > 18
            || (end < text.Length && !IsBehind(text, end, number))
            || text[at] is '.' or '_'
            || text[end - 1] is '.' or '_'
        )
        {
            return 0;
        }

        return digits == 0 ? (points == 0 && length > 1 ? length : 0)
            : number && points < 2 && (length < 16 || points == 1) && !IsFirst(text, at) ? length
            : 0;
    }

    private static bool IsBefore(char letter) => char.IsWhiteSpace(letter) || letter is '[' or ',' or '>';

    // Behind a number also the colon of a time.
    private static bool IsBehind(string text, int at, bool number) =>
        char.IsWhiteSpace(text[at])
        || text[at] is ']' or ',' or '<'
        || (number && text[at] == ':' && at + 1 < text.Length && char.IsWhiteSpace(text[at + 1]));

    private static bool IsFirst(string text, int at)
    {
        while (at > 0 && text[at - 1] is (' ' or '\t'))
        {
            at--;
        }

        return at == 0 || text[at - 1] == '\n';
    }

    [GeneratedRegex(@"(?<![0-9A-Za-z])[0-9a-f]{40}(?![0-9A-Za-z])", RegexOptions.CultureInvariant)]
    private static partial Regex Commit();

    // Pockets of Ubuntu's archive, and the tags by which the test of one is asked for.
    [GeneratedRegex(
        "^(?:verification-(?:needed|done|failed)-)?(?:trusty|xenial|bionic|focal|jammy|noble|questing|resolute|SERIES)(?:-(?:proposed|updates|security))?$",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex OfSeries();

    [GeneratedRegex(
        @"^(?:kernel-team@lists\.ubuntu\.com|debian-kernel@lists\.debian\.org|(?:linux-(?:block|nvme|kernel|raid|scsi|ext4|xfs|fsdevel|mm)|stable)@(?:vger\.kernel\.org|lists\.infradead\.org)|dm-devel@lists\.linux\.dev|linux-lvm@lists\.linux\.dev)$",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex PublicList();

    [GeneratedRegex(
        @"^(?:\.NET(?: |$)|kworker/|ksoftirqd/|migration/|cpuhp/|idle_inject/|irq/\d|rcu_|kthreadd|kdevtmpfs|inet_frag_wq|kauditd|khungtaskd|oom_reaper|writeback$|kcompactd\d|ksmd|khugepaged|kintegrityd|kblockd|blkcg_punt|tpm_dev_wq|edac-poller|devfreq_wq|watchdogd|kswapd\d|kthrotld|acpi_thermal|nvme-(?:reset|delete|auth)?-?wq|scsi_(?:eh|tmf)_|mld$|ipv6_addrconf|kstrp|zswap|jbd2/|ext4-rsv|xfs(?:aild)?[-/]|dm_bufio|kdmflush|kcopyd|ksnaphd|md\d+_|loop\d+$|netns$|slub_flushwq|mm_percpu_wq|cryptd|ata_sff|swapper|psimon|napi/|kcryptd)",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex KernelThread();

    [GeneratedRegex(
        @"^(?:\d+(?:\.\d+)*|\d+(?:\.\d+)?(?:e[+-]?\d+|[numµ]?s|[mun]?sec|sec|min|[mhdxkgtpeb]|[kmgtpe]i?b|[kmg]|st|nd|rd|th|px|em|pt|deg|[kmg]?hz|iops|z|ghz)|\d+m\d+(?:\.\d+)?s|\d+(?:\.\d+)?(?:user|system|elapsed|avgtext|avgdata|maxresident|inputs|outputs|major|minor|swaps)|0x[0-9a-f]{1,15}|0x000000[0-9a-f]{10}|0xffff[0-9a-f]{12}|ffff[0-9a-f]{12}|\d{4}-\d{2}-\d{2}(?:t\d{2})?)$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex Number();

    [GeneratedRegex(
        @"^(?:nvme\d+(?:c\d+)?(?:n\d+)?(?:p\d+)?|(?:sd|vd|hd|xvd)[a-z]{1,2}\d{0,3}|(?:dm-|md|loop|sr|zram|ram|nbd|cpu|node|ioctx|eth|lo|tty|rbd|drbd)\d+|u\d{1,3}|rc\d{1,2}|[xy](?:axis)?\d{1,2}|git-(?:log|show|rev-list|cherry|format-patch|read-tree|apply|tag|grep)-[0-9a-f]{8}|nvme\d+q\d+|mmcblk\d+(?:p\d+)?|(?:\d+[.+~])*deb\d+(?:u\d+)?|linux-(?:image|headers|modules|modules-extra|tools)(?:-unsigned)?-\d+|pci[0-9a-f]{4}|ffff[0-9a-f]{12})$",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex Device();
}
