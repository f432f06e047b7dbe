namespace NotebookKit.Tests.Formats;

/// <summary>A file in a folder of its own, gone after the test.</summary>
internal sealed class TemporaryFile : IDisposable
{
    public TemporaryFile(ReadOnlySpan<byte> content, string name = "capture")
    {
        Folder = Directory.CreateTempSubdirectory("notebookkit-").FullName;
        Path = System.IO.Path.Combine(Folder, name);
        File.WriteAllBytes(Path, content);
    }

    public string Folder { get; }

    public string Path { get; }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
