using System.Globalization;
using Microsoft.Data.Analysis;
using NotebookKit.Blocks;

namespace NotebookKit.Tests.Blocks;

public sealed class TraceTablesTests
{
    private const string Lines = """
        10 Q R 100 + 8
        11 G R 100 + 8
        12 Q R 108 + 8
        13 M R 108 + 8
        20 D R 100 + 16
        60 C R 100 + 16
        70 C R 900 + 8
        """;

    [Fact]
    public void Every_table_has_a_caption_and_a_note_and_says_what_was_lost()
    {
        BlockTrace trace = TraceText.Blkparse(Lines);
        ITabled[] results =
        [
            trace.Devices,
            trace.ActionCounts,
            trace.Bios,
            trace.Requests,
            trace.Phases,
            trace.Merges,
            trace.Layers,
            trace.QueueDepth,
            trace.Seeks,
            trace.ThroughputOf(TimeSpan.FromSeconds(1)),
            trace.WindowsOf(TimeSpan.FromSeconds(1)),
            trace.ArticleLatency,
            trace.Unmatched,
            trace.Btt,
            trace.MissedMerges(),
            trace.Stack([], []),
            trace.Compare(trace),
            trace.RatesOf(TimeSpan.FromSeconds(1)),
            trace.ToolViewsOf(),
            new JoinedView(TimeSpan.FromSeconds(1)).Add("trace", trace),
        ];
        DataFrame[] more =
        [
            trace.Btt.ProcessesToTable().ToDataFrame(),
            trace.Btt.OverheadToTable().ToDataFrame(),
            trace.Btt.MergesToTable().ToDataFrame(),
            trace.Btt.SeeksToTable().ToDataFrame(),
            trace.Btt.PlugsToTable().ToDataFrame(),
            trace.Btt.AtQueueToTable().ToDataFrame(),
            trace.Btt.ActiveToTable().ToDataFrame(),
            trace.Btt.Q2DToTable().ToDataFrame(),
            trace.Btt.ActivityToTable().ToDataFrame(),
            trace.MissedMerges().ReasonsToTable().ToDataFrame(),
            trace.Layers.MetricsToTable().ToDataFrame(),
            trace.Layers.FollowToTable(0).ToDataFrame(),
            trace.Merges.SizesToTable().ToDataFrame(),
            trace.Merges.ChainsToTable().ToDataFrame(),
            trace.Phases.CdfToTable(Phase.D2C, Denominator.Request).ToDataFrame(),
            trace.Phases.ProcessesToTable().ToDataFrame(),
        ];
        foreach (DataFrame frame in results.Select(result => result.ToDataFrame()).Concat(more))
        {
            Assert.NotNull(frame.Caption);
            Assert.NotNull(frame.Note);
        }

        Assert.Contains("1 C without D", trace.Phases.ToDataFrame().Note, StringComparison.Ordinal);
        Assert.Contains("1 C without D", trace.Bios.ToDataFrame().Note, StringComparison.Ordinal);
    }

    [Fact]
    public void Phases_that_agree_share_a_row_and_one_device_stands_for_all()
    {
        Phases phases = TraceText.Blkparse(Lines).Phases;
        DataFrame all = phases.AllToTable().ToDataFrame(),
            distinct = phases.DistinctToTable().ToDataFrame();

        string[] Row(DataFrame frame, long row, params string[] but) =>
            [.. frame.Columns.Where(column => !but.Contains(column.Name)).Select(column => $"{column[row]}")];
        string[][] shown = [.. Enumerable.Range(0, (int)distinct.Rows.Count).Select(row => Row(distinct, row, "counts"))];
        Assert.Equal(shown.Length, shown.Select(row => string.Join('|', row)).Distinct().Count());
        Assert.Equal(
            Enumerable
                .Range(0, (int)all.Rows.Count)
                .Where(row => $"{all["device"][row]}" != "all")
                .Select(row => string.Join('|', Row(all, row)))
                .Order(StringComparer.Ordinal),
            Enumerable
                .Range(0, (int)distinct.Rows.Count)
                .SelectMany(row =>
                    $"{distinct["counts"][row]}"
                        .Split(", ")
                        .Select(counts =>
                            string.Join('|', distinct.Columns.Select(column => column.Name == "counts" ? counts : $"{column[row]}"))
                        )
                )
                .Order(StringComparer.Ordinal)
        );
        Assert.Contains("bio (btt), bio", Enumerable.Range(0, (int)distinct.Rows.Count).Select(row => $"{distinct["counts"][row]}"));
    }

    [Fact]
    public void Times_are_seconds_after_the_start_and_spans_are_ms()
    {
        DataFrame bios = TraceText.Blkparse(Lines).NameDevice(new BlockDevice(259, 0), "nvme0n1").Bios.ToDataFrame();
        Assert.Equal(0.000002, bios["time"][1]);
        Assert.Equal("s", bios["time"].Unit);
        Assert.Equal(0.048, bios["Q2C"][1]);
        Assert.Equal("ms", bios["Q2C"].Unit);
        Assert.Equal("back-merged", bios["fate"][1]);
        Assert.Equal("nvme0n1", bios["device"][0]);
        Assert.Null(bios["parent"][0]);
    }

    [Fact]
    public void Values_for_plots_are_the_rows_own_in_ms()
    {
        Phases phases = TraceText.Blkparse(Lines).NameDevices([new(new BlockDevice(259, 0), "nvme0n1")]).Phases;
        Assert.Equal([0.050, 0.048], phases.ValuesMs(Phase.Q2C, Denominator.Bio));
        Assert.Equal([0.040], phases.ValuesMs(Phase.D2C, Denominator.Request, new BlockDevice(259, 0)));
        Assert.Empty(phases.ValuesMs(Phase.S2G, Denominator.Bio));
        Assert.Equal(
            "nvme0n1",
            phases.ToTable(Denominator.Bio).ToDataFrame()["device"][(int)phases.ToTable(Denominator.Bio).ToDataFrame().Rows.Count - 1]
        );
    }

    [Fact]
    public void What_perf_did_not_record_is_null_and_not_zero()
    {
        BlockTrace trace = TraceText.Perf(
            """
            cat 10 [000] 1.000100: block:block_rq_issue: 259,0 R 4096 () 800 + 8 [cat]
            swapper 0 [000] 1.000900: block:block_rq_complete: 259,0 R () 800 + 8 [0]
            """
        );
        Assert.Null(trace.Merges.ToDataFrame()["M"][0]);
        Assert.Null(trace.Layers.ToDataFrame()["X"][0]);
        Assert.Null(trace.Requests.ToDataFrame()["Q2D"][0]);
        Assert.Null(trace.WindowsOf(TimeSpan.FromSeconds(1)).ToDataFrame()["merged share"][0]);
        Assert.Contains("only requests can be counted", trace.Phases.ToDataFrame().Note, StringComparison.Ordinal);
    }

    [Fact]
    public void Notes_and_btt_lines_are_the_same_in_a_culture_with_decimal_commas()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        BlockTrace trace = TraceText.Blkparse(Lines);
        string note = trace.ThroughputOf(TimeSpan.FromMilliseconds(0.5)).ToDataFrame().Note!;
        string line = trace.Phases.Get(Phase.Q2C, Denominator.Btt)!.ToBttLine();
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("de-DE");
            Assert.Equal(note, trace.ThroughputOf(TimeSpan.FromMilliseconds(0.5)).ToDataFrame().Note);
            Assert.Equal(line, trace.Phases.Get(Phase.Q2C, Denominator.Btt)!.ToBttLine());
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}
