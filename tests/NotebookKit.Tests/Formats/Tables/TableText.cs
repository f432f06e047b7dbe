using System.Text;
using NotebookKit.Formats;

namespace NotebookKit.Tests.Formats.Tables;

/// <summary>Reads tables from text in the tests.</summary>
internal static class TableText
{
    public static IostatCapture Iostat(string text, IostatOptions options = default) =>
        IostatText.Read(Stream(text), "iostat.txt", options);

    public static TimeRuns Time(string text) => TimeOutput.Read(Stream(text), "time.txt");

    public static MemoryStream Stream(string text) => new(Encoding.UTF8.GetBytes(text));

    public static void Balanced(ReadAccount account) => Assert.Equal(account.Read, account.Recognised + account.SkippedCount);

    /// <summary>Every line was recognised.</summary>
    public static void Clean(ReadAccount account)
    {
        Balanced(account);
        Assert.True(
            account.SkippedCount == 0 && !account.TruncatedTail,
            $"{account.Source}: "
                + string.Join(
                    "; ",
                    account.Skipped.Select(kind => $"{kind.Count} {kind.Kind} (line {kind.Examples[0].Place}: {kind.Examples[0].Text})")
                )
        );
    }
}
