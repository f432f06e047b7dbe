using NotebookKit.Formats;

namespace NotebookKit.Tests.Formats.Tables;

/// <summary>The forms that iostat 12.6.1 prints; all fixtures were begun in the same second on the same host.</summary>
public class IostatFormsTests
{
    public static TheoryData<string> Fixtures =>
        [.. Directory.GetFiles(Fixture.Path("iostat")).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Fixtures))]
    public void Every_form_is_read_whole_whatever_the_culture(string fixture)
    {
        foreach (string culture in (string[])["en-US", "de-DE", "ar-SA"])
        {
            using var _ = new CultureScope(culture);
            IostatCapture capture = Read(fixture);

            TableText.Clean(capture.Account);
            Assert.Empty(capture.UnknownColumns);
            Assert.Equal(2, capture.Reports[0].Host!.Cpus);
            Assert.Equal("x86_64", capture.Reports[0].Host!.Machine);
            Assert.All(capture.Reports, report => Assert.True(report.Cpu is not null || report.Rows.Count > 0));
        }
    }

    // The counters are one and the same, so whatever the form, units and language, loop0 did the same since boot.
    [Theory]
    [InlineData("12.6.1-extended.txt")]
    [InlineData("12.6.1-extended-mb-times.txt", 0.09)]
    [InlineData("12.6.1-extended-human.txt", 0.06)]
    [InlineData("12.6.1-extended-human-compact-group.txt", 0.06)]
    [InlineData("12.6.1-extended-units.txt", 0.06)]
    [InlineData("12.6.1-extended-iso-times.txt")]
    [InlineData("12.6.1-extended-colours.txt")]
    [InlineData("12.6.1-extended-sectors.txt")]
    [InlineData("12.6.1-extended-sectors-human.txt", 0.06)]
    [InlineData("12.6.1-extended-de.txt")]
    [InlineData("12.6.1-extended-en-us.txt")]
    [InlineData("12.6.1-extended-no-decimals.txt", 0.6)]
    [InlineData("12.6.1-extended-times-group.json")]
    public void Every_extended_form_says_the_same(string fixture, double rounding = 0.011)
    {
        IostatCapture capture = Read(fixture);
        Assert.Equal(
            [.. Read("12.6.1-extended.txt").Columns, .. capture.Columns.Where(column => IostatColumn.Find(column)!.Modern is not null)],
            capture.Columns.OrderBy(column => IostatColumn.Find(column)!.Modern is not null)
        );
        IostatRow row = capture.Reports[0].Find("loop0")!;
        IostatRow same = Read("12.6.1-extended.txt").Reports[0].Find("loop0")!;

        Assert.True(capture.Reports[0].SinceBoot);
        foreach (string column in Read("12.6.1-extended.txt").Columns)
        {
            // Rounding to 0.01 MiB is 10 KiB.
            double tolerance =
                fixture.Contains("-mb", StringComparison.Ordinal) && column.EndsWith("kB/s", StringComparison.Ordinal)
                    ? 5.2
                    : rounding + (0.003 * same[column]!.Value);
            Assert.True(
                Math.Abs(row[column]!.Value - same[column]!.Value)
                    <= tolerance * (column == "dareq-sz" && rounding > 0.05 ? 5 : 1) + (rounding > 0.05 && column == "dareq-sz" ? 60 : 0),
                $"{column}: {row[column]} and {same[column]}"
            );
        }
    }

    [Theory]
    [InlineData("12.6.1-basic-partitions.txt", "kB_read", 389795)]
    [InlineData("12.6.1-basic-cpu.txt", "kB_read", 389795)]
    [InlineData("12.6.1-basic-ja.txt", "kB_read", 389795)]
    [InlineData("12.6.1-basic-blocks.txt", "Blk_read", 779590)]
    [InlineData("12.6.1-basic-blocks.txt", "kB_read", 389795)]
    [InlineData("12.6.1-basic-mb.json", "MB_read", 380)]
    [InlineData("12.6.1-basic-human.txt", "kB_read", 389836.8)] // printed as 380.7M
    [InlineData("12.6.1-basic-short.txt", "kB_w+d", 824999)]
    public void Every_basic_form_says_the_same(string fixture, string column, double value)
    {
        Assert.Equal(value, Read(fixture).Reports[0].Find("loop0")![column]);
    }

    [Theory]
    [InlineData("12.6.1-extended-mb-times.txt")]
    [InlineData("12.6.1-extended-iso-times.txt")]
    [InlineData("12.6.1-extended-de.txt")]
    [InlineData("12.6.1-extended-en-us.txt")]
    [InlineData("12.6.1-basic-ja.txt")]
    [InlineData("12.6.1-extended-times-group.json")]
    public void Times_are_read_in_the_forms_of_their_locales(string fixture)
    {
        IReadOnlyList<IostatReport> reports = Read(fixture).Reports;

        Assert.Equal(
            [new DateTime(2026, 11, 24, 19, 11, 5), new DateTime(2026, 11, 24, 19, 11, 6)],
            reports.Select(report => report.Time!.Value)
        );
        Assert.Equal([null, 1.0], reports.Select(report => report.IntervalSeconds));
    }

    [Theory]
    [InlineData("12.6.1-extended-omit-first.txt")]
    [InlineData("12.6.1-extended-omit-first.json")]
    public void Where_y_left_the_first_report_out_none_is_since_boot(string fixture)
    {
        Assert.Equal([false, false], Read(fixture).Reports.Select(report => report.SinceBoot!.Value));
        Assert.Equal(2, Read(fixture).Intervals.Reports.Count);
    }

    [Fact]
    public void The_four_tables_of_a_human_readable_report_are_one_report()
    {
        IostatCapture capture = Read("12.6.1-extended-human.txt");

        Assert.Equal(2, capture.Reports.Count);
        Assert.Equal(["loop0", "loop1"], capture.Reports[1].Rows.Select(row => row.Device));
        Assert.All(
            capture.Reports.SelectMany(report => report.Rows),
            row => Assert.All(capture.Columns, column => Assert.NotNull(row[column]))
        );
    }

    [Theory]
    [InlineData("12.6.1-extended-human-compact-group.txt")]
    [InlineData("12.6.1-extended-times-group.json")]
    public void A_group_is_no_device(string fixture)
    {
        IostatReport report = Read(fixture).Reports[1];

        Assert.Equal(["loop0", "loop1", "two loops"], report.Rows.Select(row => row.Device));
        Assert.Equal([false, false, true], report.Rows.Select(row => row.IsGroup));
        Assert.Equal(report.Rows[0].ReadsPerSec + report.Rows[1].ReadsPerSec, report.Rows[2].ReadsPerSec);
        Assert.Equal(3, Read(fixture).ToDataFrame().Where(row => (long?)row["report"] == 2 && row["group"] is not null).Rows.Count);
    }

    [Fact]
    public void Processor_shares_come_with_their_reports()
    {
        IostatCapture alone = Read("12.6.1-cpu.txt");

        Assert.Equal(2, alone.Reports.Count);
        Assert.Empty(alone.Reports[0].Rows);
        Assert.Equal(new IostatCpu(72.46, 0.64, 7.01, 0.13, 0.04, 19.73), alone.Reports[0].Cpu);
        Assert.Equal(2, alone.CpuToTable().ToDataFrame().Rows.Count);
        Assert.Null(Read("12.6.1-short-mb.txt").Reports[0].Cpu);
        Assert.Equal(["tps", "kB/s", "MB/s", "rqm/s", "await", "areq-sz", "aqu-sz", "%util"], Read("12.6.1-short-mb.txt").Columns);
    }

    internal static IostatCapture Read(string fixture) =>
        fixture.EndsWith("json", StringComparison.Ordinal)
            ? IostatJson.Read(Fixture.Path(Path.Combine("iostat", fixture)))
            : IostatText.Read(Fixture.Path(Path.Combine("iostat", fixture)));
}
