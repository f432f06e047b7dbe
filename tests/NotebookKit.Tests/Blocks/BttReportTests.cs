using NotebookKit.Blocks;
using NotebookKit.Tests.Formats;

namespace NotebookKit.Tests.Blocks;

/// <summary>Our whole report beside that of the installed btt, run now on the same binary captures: every section, every digit.</summary>
public sealed class BttReportTests
{
    public static TheoryData<string, string> Captures =>
        new(
            RepositoryFolder
                .Recordings("blktrace")
                .Select(recording => (recording, "blktrace"))
                .Concat(RepositoryFolder.Recordings("blktrace-dm").Select(recording => (recording, "blktrace-dm")))
        );

    [Fact]
    public void Every_recording_with_binary_files_is_compared() => Assert.True(Captures.Count >= 31, $"only {Captures.Count}");

    [Theory, MemberData(nameof(Captures))]
    public void The_report_equals_btt_in_every_line(string recording, string folder)
    {
        Assert.SkipUnless(BttTool.Here, BttTool.Missing);
        string path = RepositoryFolder.File(recording, folder);
        Assert.Equal("", BttTool.Differences(BttTool.Run(path), BlockTrace.Open(path).Btt.ToText()));
    }

    // btt's clock begins with its trace; perf's with the host's boot, long before anything was watched.
    [Fact]
    public void Active_time_is_a_share_of_the_time_watched_whatever_the_clock()
    {
        string Perf(double boot) =>
            string.Concat(
                Enumerable
                    .Range(0, 40)
                    .Select(i =>
                        FormattableString.Invariant(
                            $"fio 100 [000] {boot + (i * 0.001):0.000000}: block:block_bio_queue: 259,0 R {i * 800} + 8 [fio]\n"
                        )
                        + FormattableString.Invariant(
                            $"fio 100 [000] {boot + (i * 0.001):0.000000}: block:block_rq_issue: 259,0 R 4096 () {i * 800} + 8 [fio]\n"
                        )
                        + FormattableString.Invariant(
                            $"swapper 0 [000] {boot + (i * 0.001) + 0.0004:0.000000}: block:block_rq_complete: 259,0 R () {i * 800} + 8 [0]\n"
                        )
                    )
            );

        using var file = new TemporaryFile(System.Text.Encoding.UTF8.GetBytes(Perf(4000)));
        BttActive active = BlockTrace.Open(file.Path).Btt.ActivePeriods[0];

        Assert.Equal(40, active.Periods);
        Assert.Equal(100 * 0.4 * 40 / 39.4, active.ActivePercent, 0.1);
        Assert.Equal(0.0006, active.AverageIdleSeconds, 0.000001);
    }

    public static TheoryData<string, string> Rarities =>
        new(
            (
                "a requeue that is inserted again",
                "1 Q 0 8\n2 G 0 8\n3 I 0 8\n10 D 0 8\n20 R 0 8\n30 I 0 8\n40 D 0 8\n50 C 0 8\n60 Q 100 8\n61 Q 200 8\n70 C 100 8"
            ),
            ("a requeue among others in the queue", "1 Q 0 8\n2 Q 100 8\n3 Q 200 8\n10 D 0 8\n20 R 0 8\n30 Q 300 8\n40 D 0 8\n50 C 0 8"),
            (
                "unplugs, timer unplugs and merges",
                "1 P\n2 Q 0 8\n3 P\n4 G 0 8\n5 Q 8 8\n6 M 8 8\n7 Q 16 8\n8 F 16 8\n9 U 1\n20 D 0 24\n30 C 0 24\n35 P\n40 UT 2\n50 Q 0 0\n60 G 0 0\n70 D 0 0\n80 C 0 0"
            ),
            ("bios on sectors still outstanding", "1 Q 0 8\n2 Q 0 8\n3 D 0 8\n4 C 0 8\n5 Q 0 8\n6 Q 0 16\n7 D 0 16\n8 C 0 16"),
            ("events before the first Q", "0 G 0 8\n1 C 0 8\n1 D 0 8\n2 Q 0 8\n3 P\n4 D 0 8\n5 C 0 8\n100 Q 0 8"),
            ("a sleep for a request", "1 Q 0 8\n2 S 0 8\n9 G 0 8\n10 D 0 8\n20 C 0 8"),
            ("a D without Q, and a split", "1 Q 0 16\n2 X 0 8\n3 D 0 8\n4 D 8 8\n5 C 0 8\n6 C 8 8\n7 D 96 8\n8 C 96 8"),
            (
                "distances that tie for median and mode",
                "1 Q 100 8\n2 Q 300 8\n3 Q 50 8\n4 Q 900 8\n5 Q 10 8\n6 Q 400 8\n7 Q 100 8\n8 Q 5000 8\n9 Q 108 8\n10 C 100 8"
            ),
            ("two distances that share the seeks", "1 Q 8 8\n2 Q 116 8\n3 Q 224 8\n4 Q 432 8\n5 Q 640 8\n6 D 8 8\n7 D 116 8\n8 D 324 8"),
            (
                "several devices",
                "1 Q 0 8\n259,1:2 Q 0 8\n259,1:3 P\n4 P\n5 D 0 8\n259,1:6 D 0 8\n7 U 1\n259,1:8 U 3\n9 C 0 8\n259,1:20 C 0 8\n30 Q 64 8\n31 D 64 8\n32 C 64 8\n259,1:40 Q 8 8\n259,1:41 Q 800 8"
            ),
            ("a process whose first event is a completion", "1 Q 0 8\n2 D 0 8\ndd@3 C 0 8\ndd@4 Q 8 8\n5 D 8 8\ndd@6 C 8 8"),
            ("a process that only completes", "1 Q 0 8\n2 D 0 8\ndd@3 C 0 8\n4 Q 8 8\n5 D 8 8\n6 C 8 8"),
            (
                "long waits",
                "1 Q 0 8\n2 Q 100 8\n3 Q 200 8\n6000 D 0 8\n30000 D 100 8\n1500000 D 200 8\n1500001 C 0 8\n1700000 C 100 8\n1900000 C 200 8"
            )
        );

    [Theory, MemberData(nameof(Rarities))]
    public void The_report_of_made_events_equals_btt_in_every_line(string name, string lines)
    {
        Assert.SkipUnless(BttTool.Here, BttTool.Missing);
        DirectoryInfo folder = Directory.CreateTempSubdirectory("made-");
        try
        {
            BlktraceWriter.Write(folder.FullName, lines);
            string differences = BttTool.Differences(BttTool.Run(folder.FullName), BlockTrace.Open(folder.FullName).Btt.ToText());
            Assert.True(differences.Length == 0, name + "\n" + differences);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [
        Theory,
        InlineData(0.25, 1, "0.2"),
        InlineData(0.35, 1, "0.3"),
        InlineData(0.75, 1, "0.8"),
        InlineData(2.5, 0, "2"),
        InlineData(1e22, 1, "10000000000000000000000.0"),
        InlineData(-0.25, 1, "-0.2")
    ]
    public void Numbers_are_rounded_as_printf_rounds_them(double value, int decimals, string text) =>
        Assert.Equal(text, BttNumber.Fixed(value, decimals));
}
