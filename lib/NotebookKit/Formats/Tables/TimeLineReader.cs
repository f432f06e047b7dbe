// $ time cat /mnt/dummy1 1> /dev/null
// real 0m0.266s            bash, ksh: minutes and seconds, a tab between; busybox: "0m 0.26s"
// real 0.27                time -p: seconds
// 0.02user 0.07system 0:00.10elapsed 96%CPU (0avgtext+0avgdata 1296maxresident)k          GNU time, two lines
// cat f  0.04s user 0.22s system 99% cpu 0.266 total                                      zsh
//         0.26 real         0.04 user         0.22 sys                                    BSD time
// GNU time -v is read by TimeVerboseLine. The decimal point is that of the locale.
// Spec: bash(1) TIMEFORMAT, POSIX time, time(1); seen with bash 5.2, GNU time 1.9, busybox 1.36.
using System.Text;

namespace NotebookKit.Formats;

/// <summary>Reads the lines of <c>time</c> output.</summary>
internal sealed partial class TimeLineReader(ReadAccount account) : TableLineReader(account)
{
    private readonly List<TimeRun> _runs = [];
    private TimeRun? _open;
    private string? _command;
    private int? _exit;

    public override string Expected => "time output (\"real 0m1.546s\", \"user ...\", \"sys ...\")";

    /// <summary>The runs.</summary>
    public IReadOnlyList<TimeRun> Runs => _runs;

    protected override string? Read(ReadOnlySpan<byte> line, bool cut, out int column)
    {
        column = 0;
        ReadOnlySpan<byte> text = line.TrimBlanks();
        if (text.IsEmpty || Prompt(text) || Exit(text))
        {
            return null;
        }

        int blank = text.IndexOfAny(" \t"u8);
        string? label = blank < 0 ? null : Label(text[..blank]);
        if (label is not null)
        {
            ReadOnlySpan<byte> value = text[(blank + 1)..].TrimStart(" \t"u8);
            column = line.Length - value.Length;
            return cut && !EndsWhole(value) ? "last line has no line end and may be cut off"
                : Durations.TrySeconds(value, out double seconds) ? Take(label, seconds)
                : $"{label} is no time";
        }

        return GnuLine(text) || OneLine(text) || Verbose(text) ? null : "not a line of time";
    }

    protected override void Finish() => Close();

    // A time of bash ends in s, and POSIX asks for at least two digits behind the point: with both or either nothing is missing.
    private static bool EndsWhole(ReadOnlySpan<byte> value) =>
        value is [.., (byte)'s'] || value.LastIndexOfAny(".,"u8) is >= 0 and var point && value.Length - point > 2;

    private static string? Label(ReadOnlySpan<byte> word) =>
        word.SequenceEqual("real"u8) ? "real"
        : word.SequenceEqual("user"u8) ? "user"
        : word.SequenceEqual("sys"u8) ? "sys"
        : null;

    private string? Take(string label, double seconds)
    {
        if (
            _open is { } open
            && (
                label == "real" ? open.RealSeconds
                : label == "user" ? open.UserSeconds
                : open.SysSeconds
            )
                is not null
        )
        {
            Close();
        }

        _open ??= Begin();
        _open = label switch
        {
            "real" => _open with { RealSeconds = seconds },
            "user" => _open with { UserSeconds = seconds },
            _ => _open with { SysSeconds = seconds },
        };
        Sure++;
        return null;
    }

    private TimeRun Begin() =>
        new()
        {
            Number = _runs.Count + 1,
            Line = LineNumber,
            Command = _command,
            ExitCode = _exit,
        };

    // A run without any time ("Command being timed" and nothing more) is none.
    private void Close(bool keepExit = false)
    {
        if (_open is { } run && (run.RealSeconds ?? run.UserSeconds ?? run.SysSeconds) is not null)
        {
            // Of the runs behind one prompt only the first is known to be its command.
            _runs.Add(run);
            _command = null;
        }

        _open = null;
        _exit = keepExit ? _exit : null;
    }

    // "$ time cat f", "# cat f", "user@host:~$ time cat f": what stands behind the prompt is the command of the run that follows.
    private bool Prompt(ReadOnlySpan<byte> text)
    {
        int end =
            text is [(byte)'$' or (byte)'#', (byte)' ', ..] ? 0
            : text.IndexOf("$ time "u8) is >= 0 and var dollar ? dollar
            : text.IndexOf("# time "u8);
        if (end < 0)
        {
            return false;
        }

        Close();
        ReadOnlySpan<byte> command = text[(end + 2)..].TrimStart((byte)' ');
        while (
            command.StartsWith("time "u8)
            || command.StartsWith("/usr/bin/time "u8)
            || command.StartsWith("-p "u8)
            || command.StartsWith("-v "u8)
        )
        {
            command = command[(command.IndexOf((byte)' ') + 1)..].TrimStart((byte)' ');
        }

        _command = Encoding.UTF8.GetString(command);
        return true;
    }

    // GNU time says so in front of the times.
    private bool Exit(ReadOnlySpan<byte> text)
    {
        int signal =
            text.StartsWith("Command terminated by signal "u8) ? 128
            : text.StartsWith("Command stopped by signal "u8) ? 128
            : 0;
        if (signal == 0 && !text.StartsWith("Command exited with non-zero status "u8))
        {
            return false;
        }

        Close();
        var number = new LineCursor(text, text.LastIndexOf((byte)' ') + 1);
        _exit = number.Number(out int code) && number.End && code < 256 ? code + signal : null;
        return _exit is not null;
    }
}
