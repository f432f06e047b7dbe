using System.Text.RegularExpressions;

namespace NotebookKit.Redaction;

/// <summary>
/// What names something by where it stands alone, though it be a number or an English word: the host in a line of uname, a serial of few
/// digits, the number of a support case. Elsewhere the same number counts something, and stays.
/// </summary>
internal static partial class NamedByPlace
{
    private const int LongestLine = 1 << 16;
    private static readonly System.Buffers.SearchValues<string> Triggers = System.Buffers.SearchValues.Create(
        [
            "serial",
            "vpd_pg80",
            "sn",
            "linux ",
            "host",
            "node",
            "ticket",
            "case",
            "incident",
            "request",
            "sr",
            "inc",
            "customer",
            "contract",
            "account",
            "rma",
            "jira",
            "chg",
            "prb",
            "asset",
            "#",
            "user",
            "pass",
            "token",
            "secret",
            "api",
            "credential",
            "login",
            "logname",
            "logged",
            "nodename",
            "support",
            "service",
            "owner",
            "bug",
            "vg_name",
            "lv_name",
            "vg name",
            "lv name",
            "dm_name",
        ],
        StringComparison.OrdinalIgnoreCase
    );

    /// <summary>True where a text holds none of the words behind which such a name stands.</summary>
    public static bool IsNone(ReadOnlySpan<char> text) =>
        !HasWord(text, Triggers) && !text.Contains("serial", StringComparison.OrdinalIgnoreCase) && !Capitals().IsMatch(text);

    /// <summary>True where a text holds one of some words, or one that begins so: within
    /// another it says nothing, as <c>sr</c> in <c>/usr</c>.</summary>
    internal static bool HasWord(ReadOnlySpan<char> text, System.Buffers.SearchValues<string> words)
    {
        for (int at = 0, found; at < text.Length && (found = text[at..].IndexOfAny(words)) >= 0; at += found + 1)
        {
            if (at + found == 0 || !char.IsAsciiLetter(text[at + found - 1]))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Where hosts stand: in a line of uname, in the head of iostat.</summary>
    public static IEnumerable<(int At, int Length)> Hosts(string text) =>
        text.Contains("Linux ", StringComparison.Ordinal)
            ? Uname().Matches(text).Select(found => (found.Groups["name"].Index, found.Groups["name"].Length))
            : [];

    /// <summary>Where users, hosts and volumes stand behind the name of their field or
    /// below that of their column, though they be words of the tools.</summary>
    public static IEnumerable<(int At, int Length)> Names(string text) =>
        (IsNone(text) ? Enumerable.Empty<Match>() : Named().Matches(text))
            .Select(found => found.Groups["name"])
            .Where(name => !PlainNames.IsNone(name.ValueSpan))
            .Select(name => (name.Index, name.Length))
            .Concat(TableNames.Named(text));

    /// <summary>True for a field of JSON whose value is a user, a volume or a group of volumes.</summary>
    public static bool IsNameField(string field) => NameField().IsMatch(field);

    /// <summary>Where values of fields of JSON that are hosts stand.</summary>
    public static IEnumerable<(int At, int Length)> HostFields(string text) =>
        HostField().Matches(text).Select(found => (found.Groups["name"].Index, found.Groups["name"].Length));

    /// <summary>Where numbers of support cases and serials stand; such a serial has a digit.</summary>
    public static IEnumerable<(int At, int Length)> Numbers(string text) => IsNone(text) ? [] : Fields(text).Concat(Columns(text));

    /// <summary>Where numbers of support cases stand, and serials behind the name of their field.</summary>
    public static IEnumerable<(int At, int Length)> Fields(string text)
    {
        var found = new List<(int At, int Length)>();
        found.AddRange(
            Serial()
                .Matches(text)
                .Select(one => one.Groups["name"])
                .Where(name => name.Value.Any(char.IsAsciiDigit) && !Hexadecimal(name.ValueSpan))
                .Select(name => (name.Index, name.Length))
        );
        found.AddRange(Ticket().Matches(text).Select(one => one.Groups["name"]).Select(name => (name.Index, name.Length)));
        return found;
    }

    /// <summary>True for a field whose value is a serial or the number of a support case.</summary>
    public static bool IsNumberField(string field) => NumberField().IsMatch(field);

    // An address of the bus, or a flag of a driver, is no serial.
    private static bool Hexadecimal(ReadOnlySpan<char> name) => name.StartsWith("0x", StringComparison.Ordinal);

    /// <summary>Where serials stand in a table of lsblk or of nvme list: below SERIAL or SN.</summary>
    public static IEnumerable<(int At, int Length)> Columns(string text)
    {
        if (!Head().IsMatch(text))
        {
            yield break;
        }

        int from = -1; // where the column begins; what does not begin there is of another
        for (int at = 0; at < text.Length; )
        {
            int end = text.IndexOf('\n', at) is >= 0 and var found ? found : text.Length;
            string line = text[at..Math.Min(end, at + LongestLine)];
            if (string.IsNullOrWhiteSpace(line))
            {
                from = -1;
            }
            else if (Head().Match(line) is { Success: true } head)
            {
                from = head.Groups["name"].Index;
            }
            else if (from >= 0 && from < line.Length)
            {
                int start = from;
                int behind = line.IndexOf(' ', start) is >= 0 and var blank ? blank : line.Length;
                if (
                    line[start] != ' '
                    && (start == 0 || line[start - 1] == ' ')
                    && behind - start > 2
                    && line[start..behind].Any(char.IsAsciiDigit)
                    && line[start..behind].All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_')
                )
                {
                    yield return (at + start, behind - start);
                }
            }

            at = end + 1;
        }
    }

    [GeneratedRegex(
        @"(?:^|[>""])Linux (?!version \d\S* \()(?<name>[\w.-]+)(?= \d+\.\d+)|^Linux \S+ \((?<name>[\w.-]+)(?=\))",
        RegexOptions.Multiline | RegexOptions.CultureInvariant
    )]
    private static partial Regex Uname();

    [GeneratedRegex(
        @"\\?""(?:host|host_?name|node_?name)\\?""[ \t]*:[ \t]*\\?""(?<name>[\w.-]{1,255})\\?""",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase
    )]
    private static partial Regex HostField();

    // Fields of sysfs, udev, lsscsi, smartctl, hdparm, sg_inq, nvme id-ctrl, dmidecode, dmesg.
    [GeneratedRegex(
        @"(?:(?<![\w-])(?:(?:unit|device|system|chassis|board|drive|disk|product)[ _]?)?serial(?:[ _]?(?:number|no\.?|nr|num))?|(?<![A-Za-z])(?:ID|DM|ATA|SCSI|SCSI_IDENT)(?:_[A-Z]{1,12}){0,2}_SERIAL(?:_[A-Z]{1,12}){0,2}|ATTRS?\{serial\}|SerialN(?:o|umber)|vpd_pg80|(?<=^[ \t]*)sn|(?<![\w-])(?:asset[ _]tag))(?:""|')?[ \t]*(?:==|[:=])[ \t]*\\?(?:""|')?(?<name>[\w.-]{3,200})",
        RegexOptions.Multiline | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex Serial();

    // CASE-123456, ticket 4711, case #4711, SR 4-1234567890, PAY-1234, #4711. Not Launchpad's bugs, CVEs
    // and standards, which are public, nor the build of a kernel.
    [GeneratedRegex(
        @"(?<![\w-])(?:(?:support[ -])?case|ticket|incident|service[ -]request|rma|jira|inc|sr|chg|prb|customer|contract|account)(?:[-_](?=\d{3})|[ \t]*(?:no\.?|nr\.?|number|id)[ \t]*[:=]?[ \t]*\#?(?=\d)|[ \t]*[:=]?[ \t]*\#(?=\d))(?<name>\d[\d-]{2,20})(?!\w|\.\d)"
            + @"|(?<![\w-])(?:ticket|incident|SR)[ \t]*[: ][ \t]*(?<name>\d[\d-]{3,20})(?!\w|\.\d)"
            + @"|(?<![\w-])(?<!\b(?:worst|best|average|this|that|each|every|one|any|no|in|a|the|which)[ ])(?:(?<=\b(?:support|customer|vendor|our|your|open|opened|under|see|related|re:?)[ ])case|(?-i:Case|CASE))[ \t]*[:= ][ \t]*(?:id[ ]?)?(?<name>\d[\d-]{4,20})(?!\w|[.,]\d|[ ](?:requests?|bytes|sectors|blocks|events|samples|times|ms|s|us|ns|of)\b)"
            + @"|(?<![\w-])case[ \t]*[:= ][ \t]*(?<name>0\d{5,20}|\d{8})(?!\w|[.,]\d|[ ](?:requests?|bytes|sectors|blocks|events|samples|times)\b)"
            + @"|(?<=\b(?:customer|internal|vendor|support|their|our)(?:'s)?[ ])(?:bug|issue|defect)(?:[ ]?(?:no\.?|nr\.?|number|id))?[ \t]*[:=]?[ \t]*\#?(?<name>\d{3,20})(?!\w|[.,]\d)"
            + @"|(?-i:(?<![\w-])(?!CVE|RFC|ISO|IEC|LP|SHA|UTF|IEEE|GMT|UTC|HZ|CPU)[A-Z][A-Z0-9]{1,9}-(?<name>\d{4,12})(?![\w-]|\.\d))"
            + @"|(?<=^|[\s(\[,])(?<!(?:LP|bug|bugs|launchpad|issue|pull|PR):?[ \t])\#(?<name>\d{4,5}|\d{7,12})(?![\w-~]|[ ](?:SMP|PREEMPT))",
        RegexOptions.Multiline | RegexOptions.CultureInvariant | RegexOptions.IgnoreCase
    )]
    private static partial Regex Ticket();

    // A field as tools and people write it. In code, what stands behind a colon is followed by more, and what is set stands behind a blank.
    [GeneratedRegex(
        @"(?<![\w.$-])(?:user(?:_?name)?|login|logname|owner|pass(?:word|wd|phrase)?|token|secret|api_?key|credentials?|host_?name|host|nodename|vg(?:_?name)?|lv(?:_?name)?|DM_(?:VG_|LV_)?NAME|ID_FS_LABEL)=[""']?(?<name>[A-Za-z_][\w.-]{1,63})(?![\w(\[@+.])"
            + @"|(?<![\w.$""'-])(?:login|user[ ]?name|pass(?:word|wd|phrase)|api[ _]?key|logname|logged[ ]in[ ]as|owner|hostname|nodename|account)[ \t]*:[ \t]+(?<name>[A-Za-z_][\w.-]{1,63})(?=[ \t]*(?:$|[,;|]|[ ]\w|\.(?:\s|$)))"
            + @"|\\?""(?:user|user_?name|login|logname|owner|password|passwd|secret|vg|lv|vg_name|lv_name|dm_vg_name|dm_lv_name|account)\\?""[ \t]*:[ \t]*\\?""(?<name>[A-Za-z_][\w.+-]{1,127})(?=\\?"")"
            + @"|(?-i:^[ \t]*(?:VG|LV)[ ](?:Name)[ \t]+(?<name>[A-Za-z_][\w.+-]{1,127})[ \t]*$)",
        RegexOptions.Multiline | RegexOptions.CultureInvariant | RegexOptions.IgnoreCase
    )]
    private static partial Regex Named();

    [GeneratedRegex(
        "^(?:user|user_?name|login|logname|owner|password|passwd|secret|vg|lv|vg_name|lv_name|dm_vg_name|dm_lv_name|account)$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex NameField();

    [GeneratedRegex(
        "^(?:serial|serial_?n(?:o|r|umber)|sn|asset_?tag|ticket|ticket_?(?:no|number|id)|case_?(?:no|number|id)|incident|incident_?(?:no|number|id)|imei|imsi|pin|ahv|ssn|vat|passport|phone|telephone|fax|contract|invoice|customer|customer_?(?:no|number|id))$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex NumberField();

    [GeneratedRegex(@"[A-Z]-\d{4}", RegexOptions.CultureInvariant)]
    private static partial Regex Capitals();

    [GeneratedRegex(
        @"^(?=[A-Z])(?:[A-Z%][\w%:-]*[ ]+)*(?<name>SERIAL|SN)(?:[ ]*$|[ ]+[A-Z%])",
        RegexOptions.Multiline | RegexOptions.CultureInvariant
    )]
    private static partial Regex Head();
}
