using Microsoft.Data.Analysis;
using NotebookKit.Formats;

namespace NotebookKit.Tests.Formats.Tables;

public class ArticleIostatTests
{
    private static readonly string[] Printed = ["r/s", "rkB/s", "avgrq-sz", "aqu-sz", "await", "r_await", "svctm", "%util"];

    [Theory]
    [InlineData("iostat-4.4-standard.txt")]
    [InlineData("iostat-4.4-snapshot.txt")]
    [InlineData("iostat-4.15-snapshot.txt")]
    public void The_tables_hold_exactly_the_printed_numbers(string file)
    {
        string path = RepositoryFolder.File("article-4.4", file);
        IostatReport report = Assert.Single(IostatText.Read(path).Reports);
        string[][] lines = [.. File.ReadAllLines(path).Skip(1).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))];

        Assert.Equal(lines.Select(line => line[0]), report.Rows.Select(row => row.Device));
        foreach ((string[] line, IostatRow row) in lines.Zip(report.Rows))
        {
            Assert.Equal(
                line.Skip(1).Select(number => double.Parse(number, System.Globalization.CultureInfo.InvariantCulture)),
                Printed.Select(column => row[column]!.Value)
            );
        }
    }

    [Fact]
    public void The_numbers_that_the_article_argues_with_are_these()
    {
        IostatReport report = IostatText.Read(RepositoryFolder.File("article-4.4", "iostat-4.4-snapshot.txt")).Reports[0];
        IostatRow drive = report.Find("nvme1n1")!;

        Assert.Equal(
            (3000.00, 12000.00, 30.10, 10.03, 100.00),
            (drive.ReadsPerSec!.Value, drive.ReadKiBPerSec!.Value, drive.AquSz!.Value, drive.AwaitMs!.Value, drive.UtilPercent!.Value)
        );
        Assert.Equal(8.00, drive["avgrq-sz"]);
        Assert.Equal(4.00, drive.AreqSzKiB);
        Assert.Equal(512.00, report.Find("dm-3")!["avgrq-sz"]);
        Assert.Equal(256.00, report.Find("dm-3")!.AreqSzKiB);
        Assert.Null(drive.WritesPerSec);
        Assert.Null(report.SinceBoot);
        Assert.Null(report.Cpu);
    }

    [Fact]
    public void The_table_has_units_and_says_what_is_derived()
    {
        DataFrame frame = IostatText.Read(RepositoryFolder.File("article-4.4", "iostat-4.4-standard.txt")).ToDataFrame();

        Assert.Equal(5, frame.Rows.Count);
        Assert.Equal(
            ("sectors", "KiB", "ms", "KiB/s", "%"),
            (frame["avgrq-sz"].Unit, frame["areq-sz"].Unit, frame["await"].Unit, frame["rkB/s"].Unit, frame["%util"].Unit)
        );
        Assert.Contains("areq-sz", frame.Note!, StringComparison.Ordinal);
        Assert.Contains("Read 6 lines", frame.Note!, StringComparison.Ordinal);
    }
}
