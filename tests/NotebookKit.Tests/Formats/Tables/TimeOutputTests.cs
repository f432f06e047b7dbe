using NotebookKit.Formats;

namespace NotebookKit.Tests.Formats.Tables;

public class TimeOutputTests
{
    [Fact]
    public void The_times_of_the_article_are_read_as_printed()
    {
        TimeRuns runs = TimeOutput.Read(RepositoryFolder.File("article-4.4", "times-under-perf.txt"));

        Assert.Equal([1.522, 42.695], runs.Select(run => run.RealSeconds!.Value));
        Assert.Equal([0.004, 0.000], runs.Select(run => run.UserSeconds!.Value));
        Assert.Equal([0.120, 0.372], runs.Select(run => run.SysSeconds!.Value));
        TableText.Clean(runs.Account);
    }

    [Fact]
    public void Every_time_file_of_every_recording_is_read_whole()
    {
        int files = 0;
        foreach (
            string file in Directory
                .EnumerateFiles(RepositoryFolder.Data, "*time*.txt", SearchOption.AllDirectories)
                .Where(file => Path.GetFileName(file) != "times.csv")
        )
        {
            TimeRuns runs = TimeOutput.Read(file);

            TableText.Balanced(runs.Account);
            // the shell says so of a command that timeout ended
            Assert.All(runs.Account.Skipped, kind => Assert.Equal((2, "Terminated"), kind.Examples.Single()));
            Assert.All(runs, run => Assert.True(run.RealSeconds > 0 && run.UserSeconds >= 0 && run.SysSeconds >= 0, file));
            files++;
        }

        Assert.True(files > 40, $"{files} files");
    }

    [Fact]
    public void Repeated_runs_keep_their_commands()
    {
        TimeRuns runs = TimeOutput.Read(RepositoryFolder.File("standard", "time-repeats.txt"));

        Assert.Equal([0.251, 0.267], runs.Select(run => run.RealSeconds!.Value));
        Assert.Equal(["cat /mnt/dummy2 1> /dev/null", "cat /mnt/dummy3 1> /dev/null"], runs.Select(run => run.Command));
        Assert.Equal([1, 2], runs.Select(run => run.Number));
    }

    [Fact]
    public void GNU_time_tells_of_faults_inputs_and_memory()
    {
        TimeRun run = Assert.Single(TimeOutput.Read(RepositoryFolder.File("standard", "perf-block.time.txt")));

        Assert.Equal((0.10, 0.02, 0.07), (run.RealSeconds!.Value, run.UserSeconds!.Value, run.SysSeconds!.Value));
        Assert.Equal((1296, 28672, 0, 0), (run.MaxResidentKiB, run.InputSectors, run.OutputSectors, run.MajorFaults));
        Assert.Equal(0, run.ExitCode);
        Assert.Null(run.Command);
    }

    [Theory]
    [InlineData("real\t0m1,546s\nuser\t0m0,000s\nsys\t0m0,372s\n")]
    [InlineData("real\t0m 1.546s\nuser\t0m 0.000s\nsys\t0m 0.372s\n")]
    [InlineData("real 1.546\nuser 0.000\nsys 0.372\n")]
    [InlineData("\r\nreal\t0m1.546s\r\nuser\t0m0.000s\r\nsys\t0m0.372s\r\n")]
    [InlineData("user\t0m0.000s\nsys\t0m0.372s\nreal\t0m1.546s\n")]
    [InlineData("cat f  0.000s user 0.372s system 24% cpu 1.546 total\n")]
    [InlineData("        1.546 real         0.000 user         0.372 sys\n")]
    [InlineData(
        "0.000user 0.372system 0:01.546elapsed 24%CPU (0avgtext+0avgdata 0maxresident)k\n0inputs+0outputs (0major+1minor)pagefaults 0swaps\n"
    )]
    [InlineData("\uFEFFreal 1.546\nuser 0.000\nsys 0.372\n")]
    public void Every_form_gives_the_same_times(string text)
    {
        foreach (string culture in (string[])["en-US", "de-DE", "ar-SA"])
        {
            using var _ = new CultureScope(culture);
            TimeRun run = Assert.Single(TableText.Time(text));

            Assert.Equal((1.546, 0.000, 0.372), (run.RealSeconds!.Value, run.UserSeconds!.Value, run.SysSeconds!.Value));
        }
    }

    [Fact]
    public void Minutes_and_hours_are_added_without_rounding()
    {
        Assert.Equal(102.695, TableText.Time("real\t1m42.695s\nuser\t0m0.0s\nsys\t0m0.0s\n")[0].RealSeconds);
        Assert.Equal(
            3723.45,
            TableText.Time("0.00user 0.00system 1:02:03.45elapsed 0%CPU (0avgtext+0avgdata 0maxresident)k\n")[0].RealSeconds
        );
    }

    [Fact]
    public void A_program_that_prints_in_between_is_counted_and_not_read()
    {
        TimeRuns runs = TableText.Time("cat: dummy: No such file\n\nreal\t0m0.010s\nuser\t0m0.001s\nsys\t0m0.002s\n");

        Assert.Single(runs);
        Assert.Equal(("not a line of time", 1L), (runs.Account.Skipped.Single().Kind, runs.Account.Skipped.Single().Examples[0].Place));
        TableText.Balanced(runs.Account);
    }

    [Fact]
    public void A_time_that_is_cut_off_is_not_believed()
    {
        TimeRuns runs = TableText.Time("real 12.50\nuser 0.01\nsys 1.0");

        Assert.Null(runs[0].SysSeconds);
        Assert.True(runs.Account.TruncatedTail);
        Assert.Equal(1.07, TableText.Time("real 12.50\nuser 0.01\nsys 1.07")[0].SysSeconds);
        Assert.Equal(0.372, TableText.Time("real\t0m1.0s\nuser\t0m0.000s\nsys\t0m0.372s")[0].SysSeconds);
    }

    [Fact]
    public void A_run_without_user_and_sys_has_none_rather_than_zero()
    {
        TimeRuns runs = TableText.Time("real 1.00\nreal 2.00\nuser 0.10\nsys 0.20\n");

        Assert.Equal(2, runs.Count);
        Assert.Null(runs[0].UserSeconds);
        Assert.False(runs.ToDataFrame()["user"].IsValid(0));
        Assert.Equal("s", runs.ToDataFrame()["real"].Unit);
    }

    [Theory]
    [InlineData("", "time.txt line 1 column 1: the file is empty")]
    [InlineData("hello\nworld\n", "time.txt line 1 column 1: expected time output")]
    [InlineData(
        "\nreal\t0m1.x46s\n",
        "time.txt line 2 column 6: expected time output (\"real 0m1.546s\", \"user ...\", \"sys ...\"): real is no time. Line: \"real\\t0m1.x46s\""
    )]
    [InlineData("\n\n", "time.txt line 1 column 1: expected time output")]
    [InlineData(
        "real\0 1.0",
        "time.txt line 1 column 1: expected time output (\"real 0m1.546s\", \"user ...\", \"sys ...\"), found binary data"
    )]
    public void An_input_without_a_time_is_an_error_that_says_where(string text, string message)
    {
        CaptureFormatException error = Assert.Throws<CaptureFormatException>(() => TableText.Time(text));

        Assert.True(error.Message.StartsWith(message, StringComparison.Ordinal), error.Message);
    }

    [Fact]
    public void The_real_commands_of_this_host_are_read()
    {
        Assert.SkipUnless(Tool.Has("bash", "time"), "needs bash and GNU time");
        string script = """
            echo '$ time true' 1>&2; time true
            time -p true
            command time true
            command time -v true
            command time sh -c 'exit 3'
            """;
        (_, _, string error) = Tool.Run("bash", "-c", script);

        TimeRuns runs = TableText.Time(error);

        TableText.Clean(runs.Account);
        Assert.Equal(5, runs.Count);
        Assert.Equal(["true", null, null, "true", null], runs.Select(run => run.Command));
        Assert.Equal([null, null, 0, 0, 3], runs.Select(run => run.ExitCode));
        Assert.All(runs, run => Assert.NotNull(run.RealSeconds));
    }
}
