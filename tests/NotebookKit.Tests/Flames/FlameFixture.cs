namespace NotebookKit.Tests.Flames;

/// <summary>Finds the files beside these tests.</summary>
internal static class FlameFixture
{
    public static string Path(string name) =>
        System.IO.Path.Combine(RepositoryFolder.Root, "tests", "NotebookKit.Tests", "Flames", "fixtures", name);

    public static string Text(string name) => File.ReadAllText(Path(name));
}
