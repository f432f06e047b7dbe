using System.Runtime.CompilerServices;

namespace NotebookKit.Tests.Formats;

/// <summary>Finds the files beside the tests, wherever the tests were built to.</summary>
internal static class Fixture
{
    public static string Path(string name) => System.IO.Path.Combine(Folder(), "fixtures", name);

    private static string Folder([CallerFilePath] string here = "") => System.IO.Path.GetDirectoryName(here)!;
}
