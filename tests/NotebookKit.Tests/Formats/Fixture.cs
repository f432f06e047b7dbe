namespace NotebookKit.Tests.Formats;

/// <summary>Finds the files beside these tests.</summary>
internal static class Fixture
{
    public static string Folder => System.IO.Path.Combine(RepositoryFolder.Root, "tests", "NotebookKit.Tests", "Formats", "fixtures");

    public static string Path(string name) => System.IO.Path.Combine(Folder, name);

    /// <summary>A file that is gone after the test.</summary>
    public static TemporaryFile Temporary(ReadOnlySpan<byte> content) => new(content);

    /// <summary>A file of text that is gone after the test.</summary>
    public static TemporaryFile Temporary(string content) => new(System.Text.Encoding.UTF8.GetBytes(content));
}
