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

    private static string Tell(ReadAccount account) =>
        $"{account.Source}: read {account.Read}, recognised {account.Recognised}, skipped "
        + string.Join("; ", account.Skipped.Select(kind => $"{kind.Count} {kind.Kind} (line {kind.Examples[0].Place}: {kind.Examples[0].Text})"));
}
