using System.IO.Compression;
using NotebookKit.Formats;

namespace NotebookKit.Tests.Formats.Tables;

public class IostatDamageTests
{
    private const string Head = "Device            r/s     rkB/s  %util\n";

    [Theory]
    [InlineData("", "iostat.txt line 1 column 1: the file is empty: expected iostat text")]
    [InlineData(
        "hello\n",
        "iostat.txt line 1 column 1: expected iostat text (a line \"Device r/s rkB/s ...\" or \"avg-cpu: %user ...\" above numbers): not a line of iostat. Line: \"hello\""
    )]
    [InlineData(
        "Linux 6.1 (lab) \t11/22/26 \t_x86_64_\t(2 CPU)\n\n",
        "iostat.txt line 1 column 1: expected iostat text (a line \"Device r/s rkB/s ...\" or \"avg-cpu: %user ...\" above numbers): no line of it was found"
    )]
    [InlineData("\n\nsda 1.00 2.00 3.00\n", "iostat.txt line 3 column 1: expected iostat text")]
    [InlineData(
        "Device\0r/s\n",
        "iostat.txt line 1 column 1: expected iostat text (a line \"Device r/s rkB/s ...\" or \"avg-cpu: %user ...\" above numbers), found binary data"
    )]
    public void What_is_no_iostat_is_an_error_that_says_where(string text, string message)
    {
        CaptureFormatException error = Assert.Throws<CaptureFormatException>(() => TableText.Iostat(text));

        Assert.True(error.Message.StartsWith(message, StringComparison.Ordinal), error.Message);
    }

    [Theory]
    [InlineData("", "the file is empty")]
    [InlineData("{\"sysstat\": {\"hosts\": []}}", "there is no report of devices or processors in it")]
    [InlineData("{\"sysstat\": [1,", "the JSON ends before it is complete")]
    [InlineData("nothing", "expected iostat JSON")]
    public void What_is_no_iostat_JSON_is_an_error_that_says_where(string text, string message)
    {
        CaptureFormatException error = Assert.Throws<CaptureFormatException>(() => IostatJson.Read(TableText.Stream(text), "iostat.json"));

        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.StartsWith("iostat.json line 1 column", error.Message, StringComparison.Ordinal);
    }

    // sysstat 11.6 to 12.1 writes a comma before the first report; whoever cuts one out leaves such commas elsewhere.
    [Theory]
    [InlineData("[,", "", "")]
    [InlineData("[", "{,", "")]
    [InlineData("[", "{", ",}")]
    [InlineData("[{\"disk\": []},,", "{", "}")]
    public void Commas_that_part_nothing_are_read_past(string list, string open, string close)
    {
        string device = "\"disk_device\": \"sd\\\\\", \"r/s\": 1.50, \"w/s\": 2.00";
        string text =
            "{\"sysstat\": {\"hosts\": [{\"nodename\": \"a [,\", \"statistics\": "
            + $"{list}{{\"disk\": [{(open.Length > 0 ? open : "{")}{device}{(close.Length > 0 ? close : "}")}]}}]}}]}}}}";

        IostatCapture capture = IostatJson.Read(TableText.Stream(text), "iostat.json");

        IostatRow row = capture.Reports.SelectMany(report => report.Rows).Single();
        Assert.Equal(("sd\\", 1.5, 2.0), (row.Device, row.ReadsPerSec, row["w/s"]));
        Assert.Equal(0, capture.Account.SkippedCount);
        Assert.Equal("a [,", capture.Reports[0].Host?.Name);
    }

    // A counter that went back prints below 0: no rate, wait, size or share is.
    [Fact]
    public void A_value_below_0_is_absent_counted_and_in_no_mean()
    {
        IostatCapture text = TableText.Iostat("Device r/s rkB/s r_await %util\nsda 10.00 40.00 -5.00 3.00\n");
        IostatCapture json = IostatJson.Read(
            TableText.Stream(
                "{\"sysstat\": {\"hosts\": [{\"statistics\": [{\"disk\": [{\"disk_device\": \"sda\", \"r/s\": 10, \"r_await\": -5}]}]}]}}"
            ),
            "iostat.json"
        );

        foreach (IostatCapture capture in (IostatCapture[])[text, json])
        {
            IostatRow row = capture.Reports.Single().Rows.Single();
            Assert.Equal((10.0, null), (row.ReadsPerSec, row["r_await"]));
            Assert.Equal(1, capture.NoNumbers);
        }
    }

    [Theory]
    [InlineData("secvol-tmp_backup1-cow")]
    [InlineData("0000:00:04.0-nvme")]
    [InlineData("a volume with blanks")]
    [InlineData("cciss/c0d0")]
    [InlineData("8-16")]
    [InlineData("42")]
    [InlineData("größe")]
    public void Names_are_kept_whatever_they_hold(string name)
    {
        IostatCapture first = TableText.Iostat($"{Head}{name} 1.00 2.00 3.00\n");
        IostatCapture last = TableText.Iostat($"     r/s     rkB/s  %util Device\n    1.00      2.0k   3.0% {name}\n");

        foreach (IostatRow row in (IostatRow[])[first.Reports[0].Rows.Single(), last.Reports[0].Rows.Single()])
        {
            Assert.Equal((name, false, 1.0, 2.0, 3.0), (row.Device, row.IsGroup, row.ReadsPerSec, row.ReadKiBPerSec, row.UtilPercent));
        }
    }

    [Fact]
    public void CR_LF_changes_nothing()
    {
        string text = File.ReadAllText(Fixture.Path("iostat/12.6.1-extended.txt"));
        IostatCapture capture = TableText.Iostat(text.Replace("\n", "\r\n", StringComparison.Ordinal));

        TableText.Clean(capture.Account);
        Assert.Equal(TableText.Iostat(text).ToDataFrame().ToText(), capture.ToDataFrame().ToText());
    }

    [Fact]
    public void Gzip_and_JSON_in_gzip_are_unpacked()
    {
        foreach (string fixture in (string[])["iostat/12.6.1-extended.txt", "iostat/12.6.1-basic-mb.json"])
        {
            using TemporaryFile packed = Fixture.Temporary(Packed(File.ReadAllBytes(Fixture.Path(fixture))));

            TableText.Clean(TableReader.Read(packed.Path).Account);
        }

        byte[] whole = Packed(File.ReadAllBytes(RepositoryFolder.File("standard", "iostat.json")));
        IostatCapture half = IostatJson.Read(new MemoryStream(whole[..(whole.Length / 2)]), "half.json.gz");
        Assert.True(half.Account.TruncatedTail);
        Assert.InRange(half.Reports.Count, 1, 8);
        TableText.Balanced(half.Account);
    }

    [Fact]
    public void A_row_that_does_not_fit_its_head_is_counted_with_its_place()
    {
        IostatCapture capture = TableText.Iostat($"{Head}sda 1.00 2.00 3.00\nsdb 1.00 2.00\nsdc 1.00 x2.00 3.00\nsdd 4.00 5.00 6.00\n");

        Assert.Equal(["sda", "sdd"], capture.Reports[0].Rows.Select(row => row.Device));
        SkippedKind kind = capture.Account.Skipped.Single();
        Assert.Equal((2, "device row does not fit its head"), (kind.Count, kind.Kind));
        Assert.Equal([(3, "sdb 1.00 2.00"), (4, "sdc 1.00 x2.00 3.00")], kind.Examples);
    }

    // As mail programs do it: half of the head on the next line, and the rows likewise.
    [Fact]
    public void A_wrapped_head_gives_no_wrong_numbers()
    {
        IostatCapture capture = TableText.Iostat(
            "Device:  rrqm/s  wrqm/s  r/s\nrkB/s avgqu-sz %util\nsda  1.00  2.00  3.00\n4.00 5.00 6.00\n\nDevice: r/s\nsda 7.00\n"
        );

        Assert.Equal(7.0, capture.Reports.SelectMany(report => report.Rows).Single().ReadsPerSec);
        Assert.Equal(3, capture.Account.SkippedCount);
        TableText.Balanced(capture.Account);
    }

    [Theory]
    [InlineData("sda 1.00 2.00 33.1", null)]
    [InlineData("sda 1.00 2.00 33.12", 33.12)]
    [InlineData("sda 1.00 2.00", null)]
    [InlineData("sda 1.0", null)]
    public void A_last_line_without_an_end_counts_where_nothing_can_be_missing(string line, double? util)
    {
        IostatCapture capture = TableText.Iostat($"{Head}nvme0n1 1.00 2.00 3.00\n{line}");

        Assert.Equal(util, capture.Reports[0].Find("sda")?.UtilPercent);
        Assert.Equal(util is null, capture.Account.TruncatedTail);
        TableText.Balanced(capture.Account);
    }

    [Fact]
    public void NULs_in_the_middle_are_counted_and_the_rest_is_read()
    {
        string filler = string.Concat(Enumerable.Repeat("sda 1.00 2.00 3.00\n", 300));
        IostatCapture capture = TableText.Iostat($"{Head}{filler}sda\0\0 1.00 2.00 3.00\nsdb 1.00 2.00 3.00\n");

        Assert.Equal(301, capture.Reports[0].Rows.Count);
        Assert.Equal("line holds NUL bytes", capture.Account.Skipped.Single().Kind);
    }

    [Fact]
    public void A_value_that_is_no_number_to_iostat_is_absent()
    {
        IostatCapture capture = TableText.Iostat($"{Head}sda -nan 2.00 inf\n");
        IostatRow row = capture.Reports[0].Rows.Single();
        Assert.Equal(2, capture.NoNumbers);

        Assert.Null(row.ReadsPerSec);
        Assert.Null(row.UtilPercent);
        Assert.Equal(2.0, row.ReadKiBPerSec);
    }

    [Fact]
    public void JSON_that_was_cut_off_is_read_as_far_as_it_is_whole()
    {
        string text = File.ReadAllText(RepositoryFolder.File("standard", "iostat.json"));
        IostatCapture whole = IostatJson.Read(TableText.Stream(text), "whole");
        int cut = text.IndexOf("\"disk_device\": \"dm-3\"", text.Length / 2, StringComparison.Ordinal) + 60;
        IostatCapture capture = IostatJson.Read(TableText.Stream(text[..cut]), "cut");

        Assert.True(capture.Account.TruncatedTail);
        TableText.Balanced(capture.Account);
        Assert.Equal("dm-2", capture.Reports[^1].Rows[^1].Device);
        Assert.Equal(whole.Reports[capture.Reports.Count - 1].Rows[2].UtilPercent, capture.Reports[^1].Rows[2].UtilPercent);
        Assert.Contains(capture.Account.Skipped, kind => kind.Kind == "device is cut off");
    }

    [Theory]
    [InlineData("iostat -xk 1 9", null, 1.0)]
    [InlineData("/usr/bin/iostat -xky 5", true, 5.0)]
    [InlineData("iostat -x -y", false, null)]
    [InlineData("iostat -x -g 7 sda 2", false, 2.0)]
    [InlineData("iostat -o JSON -y 3 4", true, 3.0)]
    [InlineData("iostat --pretty 2", false, 2.0)]
    public void The_command_line_tells_the_interval(string argv, bool? omitted, double? seconds)
    {
        IostatOptions options = IostatOptions.Of(argv.Split(' '));

        Assert.Equal((omitted ?? false, seconds), (options.FirstOmitted!.Value, options.IntervalSeconds));
        IostatCapture capture = TableText.Iostat("Linux 6.1 (lab)\n\nDevice r/s\nsda 1.00\n\nDevice r/s\nsda 2.00\n", options);
        Assert.Equal([omitted != true, false], capture.Reports.Select(report => report.SinceBoot!.Value));
        Assert.Equal([omitted == true ? seconds : null, seconds], capture.Reports.Select(report => report.IntervalSeconds));
    }

    private static byte[] Packed(byte[] bytes)
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(bytes);
        }

        return packed.ToArray();
    }
}
