namespace NotebookKit.Formats;

/// <summary>Reads the times that <c>iostat -t</c> prints, in the order of day, month and year of the host's locale.</summary>
/// <remarks>
/// 11/24/26 18:31:15 (C), 11/24/2026 06:31:15 PM (en_US), 24.11.2026 18:31:15, 24/11/2026 18:31:15, 2026-11-24T18:31:15+0000
/// (S_TIME_FORMAT=ISO), 2026年11月24日 18時31分15秒, "Time: 06:31:15 PM" up to version 9, and sar's 06:31:15 PM.
/// Whether day or month stands first is judged by all times of a file together; where every day is below 13,
/// by what locales do: month first with slashes and a 12-hour clock or a two-digit year, else day first.
/// </remarks>
internal static class IostatClock
{
    private const int LongestText = 64;

    /// <summary>True where a line is a time as iostat prints it.</summary>
    public static bool IsTime(ReadOnlySpan<byte> text) =>
        text.Length <= LongestText
        && (text[0] is >= (byte)'0' and <= (byte)'9' || text.StartsWith("Time: "u8))
        && Parse(System.Text.Encoding.UTF8.GetString(text)) is not null;

    /// <summary>The seconds from one clock time to a later one, over midnight where it is
    /// smaller; null where one of them is none.</summary>
    public static double? Between(string start, string end) =>
        Parse(start)?.Clock is { } from && Parse(end)?.Clock is { } to
            ? (to - from).TotalSeconds is var seconds && seconds < 0
                ? seconds + TimeSpan.FromDays(1).TotalSeconds
                : seconds
            : null;

    /// <summary>Gives the reports their times.</summary>
    public static void Resolve(IReadOnlyList<IostatReport> reports)
    {
        (IostatReport Report, Stamp Stamp)[] stamps =
        [
            .. from report in reports let stamp = Parse(report.TimeText ?? "") where stamp is not null select (report, stamp.Value),
        ];
        Stamp[] dates =
        [
            .. stamps
                .Select(entry => entry.Stamp)
                .Concat(reports.Select(report => Date(report.Host?.DateText)).OfType<Stamp>())
                .Where(stamp => stamp.Date.Length > 0 && !stamp.YearFirst),
        ];
        bool dayFirst =
            dates.Any(stamp => stamp.Date[0] > 12) || (!dates.Any(stamp => stamp.Date[1] > 12) && dates.Any(stamp => stamp.DayFirst));
        DateTime? last = null;
        foreach ((IostatReport report, Stamp stamp) in stamps)
        {
            DateTime? time = Combine(stamp.Date.Length > 0 ? stamp : Date(report.Host?.DateText), stamp, dayFirst);
            if (stamp.Date.Length == 0)
            {
                // The clock alone is printed: it passes midnight where it goes back.
                time = time < last ? time.Value.AddDays((last.Value - time.Value).Days + 1) : time;
                last = time;
            }

            report.Time = time;
        }
    }

    private static DateTime? Combine(Stamp? date, Stamp clock, bool dayFirst)
    {
        if (date is not { } day)
        {
            return null;
        }

        (int year, int month, int dayOfMonth) =
            day.YearFirst ? (day.Date[0], day.Date[1], day.Date[2])
            : dayFirst ? (day.Date[2], day.Date[1], day.Date[0])
            : (day.Date[2], day.Date[0], day.Date[1]);
        year += year < 100 ? 2000 : 0;
        return year is > 1900 and < 3000 && month is >= 1 and <= 12 && dayOfMonth >= 1 && dayOfMonth <= DateTime.DaysInMonth(year, month)
            ? new DateTime(year, month, dayOfMonth, 0, 0, 0, DateTimeKind.Unspecified) + clock.Clock
            : null;
    }

    private static Stamp? Date(string? text)
    {
        List<(int Value, int Length)> groups = Groups(text ?? "");
        return groups.Count >= 3
            ? new Stamp(
                [.. groups.Take(3).Select(group => group.Value)],
                default,
                groups[0].Length == 4,
                DayFirst: !text!.Contains('/', StringComparison.Ordinal)
            )
            : null;
    }

    private static Stamp? Parse(string text)
    {
        List<(int Value, int Length)> groups = Groups(text);
        bool clockAlone = text.StartsWith("Time: ", StringComparison.Ordinal) || (groups.Count == 3 && text.IndexOf(':') is 1 or 2);
        int at = clockAlone ? 0 : 3;
        if (groups.Count < at + 3 || groups.Count > at + 6)
        {
            return null;
        }

        (int hour, int minute, int second) = (groups[at].Value, groups[at + 1].Value, groups[at + 2].Value);
        bool? afternoon =
            Contains(text, "pm", "p.m.", "午後", "下午", "오후") ? true
            : Contains(text, "am", "a.m.", "午前", "上午", "오전") ? false
            : null;
        if (hour > (afternoon is null ? 23 : 12) || minute > 59 || second > 60)
        {
            return null;
        }

        hour = afternoon is { } late ? (hour % 12) + (late ? 12 : 0) : hour;
        bool monthFirst = text.Contains('/', StringComparison.Ordinal) && (afternoon is not null || (!clockAlone && groups[2].Length < 4));
        int[] date = clockAlone ? [] : [.. groups.Take(3).Select(group => group.Value)];
        return new Stamp(date, new TimeSpan(hour, minute, Math.Min(second, 59)), groups[0].Length == 4, !monthFirst);
    }

    private static bool Contains(string text, params ReadOnlySpan<string> words)
    {
        foreach (string word in words)
        {
            if (text.Contains(word, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    private static List<(int Value, int Length)> Groups(string text)
    {
        var groups = new List<(int, int)>();
        for (int i = 0; i < text.Length; i++)
        {
            int start = i;
            int value = 0;
            for (; i < text.Length && char.IsAsciiDigit(text[i]) && i - start < 6; i++)
            {
                value = (value * 10) + text[i] - '0';
            }

            if (i > start)
            {
                groups.Add((value, i - start));
                i--;
            }
        }

        return groups;
    }

    /// <param name="Date">Three numbers as printed; none where the clock alone is.</param>
    /// <param name="Clock">Time of day.</param>
    /// <param name="YearFirst">True where the date begins with the year.</param>
    /// <param name="DayFirst">What its form alone says.</param>
    private readonly record struct Stamp(int[] Date, TimeSpan Clock, bool YearFirst, bool DayFirst);
}
