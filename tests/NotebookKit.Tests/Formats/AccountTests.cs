using NotebookKit.Formats;

namespace NotebookKit.Tests.Formats;

public class AccountTests
{
    [Fact]
    public void Every_line_of_every_blkparse_capture_is_recognised()
    {
        foreach (string file in Captures.BlkparseTexts)
        {
            ReadAccount account = BlkparseText.Read(file).Account;

            Assert.True(account.SkippedCount == 0 && account.Read == account.Recognised, Tell(account));
        }
    }

    [Fact]
    public void Every_line_of_every_perf_capture_is_recognised_or_no_io_event()
    {
        foreach (string file in Captures.PerfScripts)
        {
            ReadAccount account = PerfScript.Read(file).Account;

            Assert.True(account.Read == account.Recognised + account.SkippedCount, Tell(account));
            Assert.All(account.Skipped, kind => Assert.Equal("block event that is no I/O (touch or dirty buffer)", kind.Kind));
        }
    }

    [Fact]
    public void Every_record_of_every_binary_capture_is_recognised()
    {
        foreach (string folder in Captures.BlktraceFolders)
        {
            ReadAccount account = BlktraceBinary.Read(folder).Account;

            Assert.True(account.SkippedCount == 0 && account.Read == account.Recognised, Tell(account));
        }
    }

    [Fact]
    public void An_account_tells_in_sentences_what_was_skipped_where_and_why()
    {
        const string Issue = "259,0    1       18     0.002551381  1579  D  RS 280576 + 512 [cat]\n";
        string text =
            Issue
            + "259,0  \u001b[2J rubbish\n"
            + Issue.Replace("0.002551381", "0.002551380", StringComparison.Ordinal)
            + "Skips: 2 forward (1,024 -   0.1%)\n259,0 1";

        ReadAccount account = BlkparseText.Read(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(text)), "live.txt").Account;

        Assert.Equal(
            "live.txt: read as blkparse text; 5 lines, 3 recognised, 2 skipped, 1,024 events lost by the tool\n"
                + "  skipped 1: expected a CPU number after the device\n    line 2: \"259,0  \\x1b[2J rubbish\"\n"
                + "  skipped 1: last line has no line end and may be cut off\n    line 5: \"259,0 1\"\n"
                + "  time goes backwards at 1 events\n  the end is cut off",
            account.ToString()
        );
        Assert.False(account.Complete);
    }

    [Fact]
    public void The_table_of_an_account_has_its_numbers_and_a_row_for_each_kind()
    {
        Microsoft.Data.Analysis.DataFrame frame = BlktraceBinary.Read(Fixture.Path("blktrace-io-errors")).Account.ToDataFrame();

        Assert.Equal(["what", "count", "first at", "example"], frame.Columns.Select(column => column.Name));
        Assert.Equal("records read", frame[0, 0]);
        Assert.Equal(frame[0, 1], frame[1, 1]);
        Assert.Contains("blktrace binary", frame.Note, StringComparison.Ordinal);
        Assert.Contains("<table", frame.ToHtml(), StringComparison.Ordinal);
    }

    private static string Tell(ReadAccount account) =>
        $"{account.Source}: read {account.Read}, recognised {account.Recognised}, skipped "
        + string.Join(
            "; ",
            account.Skipped.Select(kind => $"{kind.Count} {kind.Kind} (line {kind.Examples[0].Place}: {kind.Examples[0].Text})")
        );
}
