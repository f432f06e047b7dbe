using System.Text;

namespace NotebookKit.Formats;

// The forms that put several values into a line.
internal sealed partial class TimeLineReader
{
    private static readonly string[] VerboseLabels =
    [
        "User time (seconds): ",
        "System time (seconds): ",
        "Percent of CPU this job got: ",
        "Elapsed (wall clock) time (h:mm:ss or m:ss): ",
        "Average shared text size (kbytes): ",
        "Average unshared data size (kbytes): ",
        "Average stack size (kbytes): ",
        "Average total size (kbytes): ",
        "Maximum resident set size (kbytes): ",
        "Average resident set size (kbytes): ",
        "Major (requiring I/O) page faults: ",
        "Minor (reclaiming a frame) page faults: ",
        "Voluntary context switches: ",
        "Involuntary context switches: ",
        "Swaps: ",
        "File system inputs: ",
        "File system outputs: ",
        "Socket messages sent: ",
        "Socket messages received: ",
        "Signals delivered: ",
        "Page size (bytes): ",
        "Exit status: ",
    ];

    // "0.02user 0.07system 0:00.10elapsed 96%CPU (0avgtext+0avgdata 1296maxresident)k"
    // and "28672inputs+0outputs (0major+119minor)pagefaults 0swaps".
    private bool GnuLine(ReadOnlySpan<byte> text)
    {
        if (
            Before(text, "user "u8, out ReadOnlySpan<byte> user)
            && Before(text, "system "u8, out ReadOnlySpan<byte> system)
            && Before(text, "elapsed "u8, out ReadOnlySpan<byte> elapsed)
        )
        {
            if (
                !Durations.TrySeconds(user, out double userSeconds)
                || !Durations.TrySeconds(system, out double sysSeconds)
                || !Durations.TrySeconds(elapsed, out double realSeconds)
            )
            {
                return false;
            }

            Close(keepExit: true);
            _open = Begin() with
            {
                RealSeconds = realSeconds,
                UserSeconds = userSeconds,
                SysSeconds = sysSeconds,
                ExitCode = _exit ?? 0,
                MaxResidentKiB = Whole(text, "maxresident"u8),
            };
            Sure++;
            return true;
        }

        if (_open is null || !text.EndsWith("swaps"u8) || Whole(text, "inputs+"u8) is not { } inputs)
        {
            return false;
        }

        _open = _open with { InputSectors = inputs, OutputSectors = Whole(text, "outputs "u8), MajorFaults = Whole(text, "major+"u8) };
        Close();
        return true;
    }

    // zsh's "cat f  0.04s user 0.22s system 99% cpu 0.266 total" and BSD's "0.26 real  0.04 user  0.22 sys".
    private bool OneLine(ReadOnlySpan<byte> text)
    {
        double? real = null,
            user = null,
            sys = null;
        int first = -1;
        ReadOnlySpan<byte> before = default;
        int at = 0;
        while (at < text.Length)
        {
            int length = text[at..].IndexOfAny(" \t"u8);
            ReadOnlySpan<byte> word = length < 0 ? text[at..] : text.Slice(at, length);
            bool isReal = word.SequenceEqual("real"u8) || word.SequenceEqual("total"u8);
            bool isUser = word.SequenceEqual("user"u8);
            if (
                (isReal || isUser || word.SequenceEqual("sys"u8) || word.SequenceEqual("system"u8))
                && Durations.TrySeconds(before, out double seconds)
            )
            {
                real = isReal ? seconds : real;
                user = isUser ? seconds : user;
                sys = isReal || isUser ? sys : seconds;
                first = first < 0 ? text[..at].LastIndexOf(before) : first;
            }

            before = word.IsEmpty ? before : word;
            at += word.Length + 1;
        }

        if (real is null || user is null || sys is null)
        {
            return false;
        }

        Close();
        string command = Encoding.UTF8.GetString(text[..first].Trim((byte)' '));
        _runs.Add(
            Begin() with
            {
                RealSeconds = real,
                UserSeconds = user,
                SysSeconds = sys,
                Command = command.Length > 0 ? command : _command,
            }
        );
        _command = null;
        Sure++;
        return true;
    }

    // GNU time -v: one value a line, the command first, the exit status last.
    private bool Verbose(ReadOnlySpan<byte> text)
    {
        if (text.StartsWith("Command being timed: \""u8))
        {
            Close(keepExit: true);
            _open = Begin() with { Command = Encoding.UTF8.GetString(text["Command being timed: \""u8.Length..]).TrimEnd('"') };
            return true;
        }

        Span<byte> head = stackalloc byte[64];
        foreach (string label in VerboseLabels)
        {
            int length = Encoding.ASCII.GetBytes(label, head);
            if (_open is not null && text.StartsWith(head[..length]))
            {
                return Set(label, text[length..]);
            }
        }

        return false;
    }

    private bool Set(string label, ReadOnlySpan<byte> value)
    {
        TimeRun open = _open!;
        bool isTime = Durations.TrySeconds(value, out double seconds);
        var number = new LineCursor(value);
        long? whole = number.Number(out ulong count) && number.End && count <= long.MaxValue ? (long)count : null;
        _open = label[..3] switch
        {
            "Use" when isTime => open with { UserSeconds = seconds },
            "Sys" when isTime => open with { SysSeconds = seconds },
            "Ela" when isTime => open with { RealSeconds = seconds },
            "Max" => open with { MaxResidentKiB = whole },
            "Maj" => open with { MajorFaults = whole },
            "Fil" when label.StartsWith("File system i", StringComparison.Ordinal) => open with { InputSectors = whole },
            "Fil" => open with { OutputSectors = whole },
            "Exi" => open with
            {
                ExitCode =
                    open.ExitCode is >= 128 ? open.ExitCode
                    : whole is <= 255 ? (int)whole
                    : null,
            },
            _ => open,
        };
        Sure += isTime && label[..3] == "Ela" ? 1 : 0;
        return isTime || whole is not null || value is [.., (byte)'%'];
    }

    private static bool Before(ReadOnlySpan<byte> text, ReadOnlySpan<byte> label, out ReadOnlySpan<byte> value)
    {
        int end = text.IndexOf(label);
        value = end > 0 ? text[(text[..end].LastIndexOf((byte)' ') + 1)..end] : default;
        return !value.IsEmpty;
    }

    private static long? Whole(ReadOnlySpan<byte> text, ReadOnlySpan<byte> label)
    {
        int end = text.IndexOf(label);
        if (end <= 0)
        {
            return null;
        }

        int start = text[..end].LastIndexOfAnyExceptInRange((byte)'0', (byte)'9') + 1;
        var number = new LineCursor(text, start);
        return number.Number(out ulong value) && number.At == end && value <= long.MaxValue ? (long)value : null;
    }
}
