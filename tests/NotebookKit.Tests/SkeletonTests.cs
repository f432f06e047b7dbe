namespace NotebookKit.Tests;

public class SkeletonTests
{
    [Fact]
    public void Names_are_kept_once()
    {
        var names = new NotebookKit.Formats.NameTable();
        Assert.Equal(names.IndexOf("cat"u8), names.IndexOf("cat"u8));
    }
}
