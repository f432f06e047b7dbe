using NotebookKit.Formats;
using NotebookKit.Summaries;
using NotebookKit.Tests.Formats;

namespace NotebookKit.Tests.Summaries;

/// <summary>What the summary makes of iostat: means weighted by their operations, and what the options of iostat left out.</summary>
public sealed class IostatSummaryTests
{
    private const string Head =
        "Device            r/s     rkB/s   rrqm/s  %rrqm r_await rareq-sz     w/s     wkB/s   wrqm/s  %wrqm w_await wareq-sz     f/s f_await  aqu-sz  %util";

    [Fact]
    public void Waits_and_sizes_are_weighted_by_their_operations()
    {
        CaptureSummary summary = CaptureSummary.Of(RepositoryFolder.Case("iostat-mean-of-means.txt"));
        var iostat = (IostatCapture)summary.Tables[0].Table;
        Assert.Equal(30.0, iostat.MeansToTable().ToDataFrame()["r_await"][0]);
        Assert.Equal(128.0, iostat.MeansToTable().ToDataFrame()["rareq-sz"][0]);
        Assert.Contains("nvme0n1          3  333.33  42,666.67       128       30", summary.ToText(), StringComparison.Ordinal);
    }

    [Fact]
    public void One_slow_write_does_not_weigh_as_much_as_a_thousand_nor_a_share_of_merges_of_one()
    {
        IostatCapture iostat = Read(
            "sda 0.00 0.00 0.00 0.00 0.00 0.00 1000.00 4000.00 1000.00 50.00 1.00 4.00 10.00 2.00 1.00 50.00",
            "sda 0.00 0.00 0.00 0.00 0.00 0.00 1.00 4.00 0.00 0.00 500.00 4.00 0.00 0.00 0.50 50.00"
        );
        Assert.Equal((1000 + 500) / 1001.0, (double)iostat.MeansToTable().ToDataFrame()["w_await"][0], 9);
        Assert.Equal(100 * 1000 / 2001.0, (double)iostat.MeansToTable().ToDataFrame()["%wrqm"][0], 9);
        Assert.Equal(2.0, iostat.MeansToTable().ToDataFrame()["f_await"][0]);
        Assert.Equal(0.75, iostat.MeansToTable().ToDataFrame()["aqu-sz"][0]);
    }

    [Fact]
    public void Shares_of_processors_add_up_where_some_time_is_nice_or_stolen_and_each_run_s_first_report_is_told()
    {
        string run =
            "Linux 6.1 (lab) \t11/22/26 \t_x86_64_\t(2 CPU)\n"
            + string.Concat(
                Enumerable.Repeat(
                    "\navg-cpu:  %user   %nice %system %iowait  %steal   %idle\n          30.00   55.00   10.00    0.00    5.00    0.00\n\n"
                        + $"{Head}\nsda 10.00 40.00 0.00 0.00 1.00 4.00 0.00 0.00 0.00 0.00 0.00 0.00 0.00 0.00 0.01 1.00\n",
                    2
                )
            );
        using var file = new TemporaryFile(System.Text.Encoding.UTF8.GetBytes(run + run));

        string text = CaptureSummary.Of(file.Path).ToText();

        Assert.Contains("user 30 %, nice 55 %, system 10 %, iowait 0 %, steal 5 %, idle 0 %", text, StringComparison.Ordinal);
        Assert.Contains("2 reports, the first of each run, hold means since boot", text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_report_since_boot_is_left_out_with_a_word_and_counted_where_the_user_says_that_it_is_an_interval()
    {
        string path = RepositoryFolder.Case("iostat-y-with-times.txt");
        string left = CaptureSummary.Of(path).ToText();
        Assert.Contains(
            "report 1 holds means since boot and is left out; it is an interval if iostat ran with -y: say so with --iostat-y",
            left,
            StringComparison.Ordinal
        );
        string counted = CaptureSummary.Of([path], new IostatOptions { FirstOmitted = true }).ToText();
        Assert.DoesNotContain("left out", counted, StringComparison.Ordinal);
        Assert.Contains("nvme0n1          2  100    400         4        5     0.5     50", counted, StringComparison.Ordinal);
    }

    [
        Theory,
        InlineData(""),
        InlineData("-d"),
        InlineData("-m"),
        InlineData("-s"),
        InlineData("-x -s"),
        InlineData("-g all"),
        InlineData("-x -g all -H"),
        InlineData("-d -h")
    ]
    public async Task Every_form_shows_what_its_columns_hold(string options)
    {
        Assert.SkipUnless(Tool.Has("iostat", "dd"), "needs iostat and dd");

        // So large, and all of it a hole, that one read of it lasts longer than an
        // interval: on a busy machine many short ones would leave one empty.
        using LoopDevice? loop = LoopDevice.TryAttach(4096);
        Assert.SkipUnless(loop is not null, "needs root and loop devices");
        Task<(int ExitCode, byte[] Output, string Error)> running = Task.Run(() =>
            Tool.Run("iostat", [.. options.Split(' ', StringSplitOptions.RemoveEmptyEntries), loop.Path, "1", "2"])
        );
        while (!running.IsCompleted)
        {
            Assert.Equal(0, Tool.Run("dd", $"if={loop.Path}", "of=/dev/null", "bs=64k", "iflag=direct").ExitCode);
        }

        using TemporaryFile file = Fixture.Temporary((await running).Output);
        string text = CaptureSummary.Of(file.Path).ToText();
        Assert.DoesNotContain("no device was busy", text, StringComparison.Ordinal);
        Assert.Contains(
            options.Contains("-H", StringComparison.Ordinal) ? "all (group)" : Path.GetFileName(loop.Path),
            text,
            StringComparison.Ordinal
        );
        Assert.Equal(
            !options.Contains("-x", StringComparison.Ordinal),
            text.Contains("no waits, sizes, depth or %util without -x: iostat -x 1 prints them", StringComparison.Ordinal)
        );
        Assert.Matches(options.Contains("-x", StringComparison.Ordinal) ? "await" : "kB_read/s", text);
    }

    [Fact]
    public void Processors_alone_are_shown_and_the_missing_table_is_named()
    {
        Assert.SkipUnless(Tool.Has("iostat"), "needs iostat");
        using TemporaryFile file = Fixture.Temporary(Tool.Run("iostat", "-c", "1", "2").Output);
        string text = CaptureSummary.Of(file.Path).ToText();
        Assert.Contains("processors, mean of 1 report: user ", text, StringComparison.Ordinal);
        Assert.Contains("no table of devices (-c", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_comma_in_front_of_the_first_report_is_read_past()
    {
        string text = CaptureSummary.Of(RepositoryFolder.Case("b16a-comma-first.iostat.json")).ToText();
        Assert.Contains("sdc", text, StringComparison.Ordinal);
        Assert.Contains("38.03", text, StringComparison.Ordinal);
        var iostat = (IostatCapture)TableReader.Read(RepositoryFolder.Case("b16a-comma-first.iostat.json"));
        Assert.Equal((1, 0L, false), (iostat.Reports.Count, iostat.Account.SkippedCount, iostat.Reports[0].SinceBoot));
    }

    private static IostatCapture Read(params string[] rows)
    {
        string[] lines =
        [
            "Linux 6.1.0 (host) \t02/01/24 \t_x86_64_\t(4 CPU)",
            "",
            .. rows.Prepend("sda 9 9 9 9 9 9 9 9 9 9 9 9 9 9 9 9").SelectMany(row => (string[])[Head, row, "", ""]),
        ];
        return IostatText.Read(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(string.Join('\n', lines) + "\n")), "iostat.txt");
    }

    [Fact]
    public void JSON_with_decimal_commas_is_read_and_damaged_JSON_is_called_iostats()
    {
        const string Comma =
            """{"sysstat": {"hosts": [{"nodename": "x", "statistics": [{"disk": [{"disk_device": "sda", "r/s": 1,50, "r_await": 0,25, "aqu-sz": 12,75}]}]}]}}""";
        IostatRow row = Read(Comma).Reports[0].Rows[0];
        Assert.Equal((1.5, 0.25, 12.75), (row["r/s"], row["r_await"], row["aqu-sz"]));

        string damaged = Comma.Replace("0,25", "0,25 ?", StringComparison.Ordinal);
        using var bytes = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(damaged));
        string said = CaptureSummary.Of(bytes, "iostat.json").ToText();
        Assert.Contains("the JSON is damaged from here on", said, StringComparison.Ordinal);
        Assert.DoesNotContain("block-event dialect", said, StringComparison.Ordinal);
    }

    private static IostatCapture Read(string json)
    {
        using var bytes = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(json));
        return IostatJson.Read(bytes, "iostat.json");
    }
}
