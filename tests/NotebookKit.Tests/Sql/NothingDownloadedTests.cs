using NotebookKit.Sql;

namespace NotebookKit.Tests.Sql;

/// <summary>A word in a text or in a name is no statement, and a statement behind one is.</summary>
public class NothingDownloadedTests
{
    [Theory]
    [InlineData("INSTALL httpfs")]
    [InlineData("SELECT 1; load spatial")]
    [InlineData("-- a comment\n/* another; */ FORCE INSTALL httpfs")]
    [InlineData("SELECT $$ ' $$; INSTALL httpfs")]
    [InlineData("SELECT $t$ ' $t$; INSTALL httpfs")]
    [InlineData("SELECT E'\\''; INSTALL httpfs; SELECT '")]
    [InlineData("SELECT 1 AS \"'\"; UPDATE EXTENSIONS")]
    public void One_that_fetches_is_refused(string sql) =>
        Assert.Contains("is not run", NothingDownloaded.FaultOf(sql), StringComparison.Ordinal);

    [Theory]
    [InlineData("SELECT '; INSTALL httpfs'")]
    [InlineData("SELECT 1 AS \"; LOAD x\"")]
    [InlineData("SELECT $$; INSTALL x$$")]
    [InlineData("SELECT install FROM loads -- ; INSTALL x")]
    [InlineData("SELECT 'it''s; LOAD x'")]
    public void A_word_is_not(string sql) => Assert.Null(NothingDownloaded.FaultOf(sql));
}
