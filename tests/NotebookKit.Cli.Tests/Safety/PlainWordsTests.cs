namespace NotebookKit.Cli.Tests.Safety;

/// <summary>What is said of a mistake is for whoever typed it: no names of a program's insides.</summary>
public sealed class PlainWordsTests
{
    [Theory]
    [InlineData("\"$0\" flame ''")]
    [InlineData("\"$0\" train ''")]
    [InlineData("\"$0\" summarize ''")]
    [InlineData("\"$0\" diagnose ''")]
    [InlineData("d=$(mktemp -d) && cd \"$d\" && rmdir \"$d\" && \"$0\" run a.ipynb", "the folder that this was started in is gone")]
    [InlineData("d=$(mktemp -d) && cd \"$d\" && rmdir \"$d\" && \"$0\" summarize a", "the folder that this was started in is gone")]
    public async Task A_mistake_is_told_in_plain_words(string script, string? says = null)
    {
        (int code, string output, string error) = await Notebookkit.RunProgramAsync("bash", null, "-c", script, Notebookkit.Launcher);

        Assert.True(code is 1 or 2, output + error);
        Assert.StartsWith("notebookkit: " + says, error, StringComparison.Ordinal);
        Assert.DoesNotContain("Parameter '", error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }
}
