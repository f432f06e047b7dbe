using NotebookKit.Hosts;

namespace NotebookKit.Tests.Cases;

/// <summary>A drive that hangs leaves a trace that ends too soon: the recorder's own times tell how long it was silent.</summary>
public sealed class SilentEndTests : IDisposable
{
    private static readonly DateTimeOffset Began = new(2026, 11, 28, 10, 0, 0, TimeSpan.Zero);

    private readonly string _folder = Directory.CreateTempSubdirectory("notebookkit-silent-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_trace_that_is_whole_is_healthy_however_long_the_recorder_ran()
    {
        Investigation investigation = Recorded(unanswered: 0, seconds: 30);

        Assert.Equal(DeviceState.Healthy, investigation.State);
    }

    [Fact]
    public void One_that_was_cut_while_requests_were_under_way_is_healthy() =>
        Assert.Equal(DeviceState.Healthy, Recorded(unanswered: 3, seconds: 3).State);

    [Fact]
    public void Requests_without_an_answer_before_a_long_silence_are_no_all_clear()
    {
        Investigation investigation = Recorded(unanswered: 3, seconds: 12);

        Assert.Equal(DeviceState.Undecided, investigation.State);
        Assert.Contains(
            "3 requests of nvme0n1 had no answer at the last event, and blktrace ran for 10.9 s more without one (before the first event or behind the last)",
            string.Join('\n', investigation["nvme0n1"].Missing),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Where_the_clocks_are_one_the_silence_is_a_drive_that_hangs()
    {
        Investigation investigation = Recorded(unanswered: 1, seconds: 12, monotonic: true);

        Finding hung = investigation["nvme0n1"].Findings[0];
        Assert.Equal("hung-drive", hung.Kind);
        Assert.Equal(
            "nvme0n1 stops answering: nothing completes after 1.055 s, for 10.4 s to the end of the recording, and 1 request waits.",
            hung.Statement
        );
        Assert.Equal(DeviceState.CauseNamed, investigation.State);
    }

    [Fact]
    public void Counters_that_stand_still_while_the_drive_is_busy_are_one_too()
    {
        File.WriteAllText(
            Path.Combine(_folder, "diskstats.txt"),
            string.Concat(Enumerable.Range(0, 12).Select(second => Sample(second, done: Math.Min(second, 5) * 400, busyMs: second * 1000)))
        );

        Finding hung = Investigation.Open(_folder)["nvme0n1"].Findings[0];

        Assert.Equal("hung-drive", hung.Kind);
        Assert.Equal("nvme0n1 stops answering: busy 100 % of the time, it completes nothing in the last 6 intervals.", hung.Statement);
    }

    [Fact]
    public void And_a_stall_where_they_go_on_afterwards()
    {
        int[] done = [0, 400, 800, 800, 800, 800, 800, 800, 1200, 1600];
        File.WriteAllText(
            Path.Combine(_folder, "diskstats.txt"),
            string.Concat(done.Select((requests, second) => Sample(second, requests, busyMs: second * 1000)))
        );

        Assert.Equal(
            "nvme0n1 stalls: busy all the time, it completes nothing in 5 intervals on end.",
            Investigation.Open(_folder)["nvme0n1"].Findings[0].Statement
        );
    }

    private static string Sample(int second, int done, int busyMs) =>
        FormattableString.Invariant(
            $"{100 + second}.0\n 259       0 nvme0n1 {done} 0 {done * 8} {done} 0 0 0 0 3 {busyMs} {done} 0 0 0 0 0 0\n"
        );

    // 200 random reads, one each 5 ms; the recorder starts half a second before the first.
    private Investigation Recorded(int unanswered, double seconds, bool monotonic = false)
    {
        var lines = new List<string>();
        for (int row = 0; row < 200 + unanswered; row++)
        {
            double at = 100.5 + (row * 0.0053);
            int sector = 1000 + (row * 7919 % 100_003 * 8);
            lines.AddRange([
                Line("Q", at, sector),
                Line("G", at + 0.00001, sector),
                Line("D", at + 0.00002, sector),
                .. row < 200 ? new[] { Line("C", at + 0.0005, sector) } : [],
            ]);
        }

        File.WriteAllLines(Path.Combine(_folder, "btrace.txt"), lines);
        File.WriteAllText(Path.Combine(_folder, "lsblk.json"), """{"blockdevices":[{"name":"nvme0n1","maj:min":"259:0","type":"disk"}]}""");
        var writer = new RecordingWriter(_folder)
        {
            Name = "silent",
            Title = "silent",
            Host = new Fingerprint
            {
                Kernel = "6.1.0",
                Queue = new DeviceQueue
                {
                    NoMerges = 0,
                    Scheduler = "[none]",
                    Rotational = false,
                    MaxSectorsKiB = 256,
                },
            },
        };
        writer.Add(
            new RecordedStep
            {
                Name = "blktrace",
                Argv = ["blktrace", "-d", "/dev/nvme0n1", "-D", "blktrace"],
                ExitCode = 0,
                Start = Began,
                End = Began.AddSeconds(seconds),
                MonotonicNs = monotonic ? [100_000_000_000, 100_000_000_000 + (long)(seconds * 1e9)] : null,
            }
        );
        writer.Add(
            new RecordedStep
            {
                Name = "blkparse",
                Argv = ["blkparse", "-D", "blktrace", "-i", "nvme0n1"],
                ExitCode = 0,
                Start = Began,
                End = Began,
                Stdout = "btrace.txt",
            }
        );
        writer.Add(
            new RecordedStep
            {
                Name = "lsblk",
                Argv = ["lsblk", "-J"],
                ExitCode = 0,
                Start = Began,
                End = Began,
                Stdout = "lsblk.json",
            }
        );
        writer.Finish();
        return Investigation.Open(_folder);
    }

    private static string Line(string action, double at, int sector) =>
        FormattableString.Invariant($"259,0 0 1 {at:0.000000000} 77 {action} R {sector} + 8 {(action == "C" ? "[0]" : "[fio]")}");
}
