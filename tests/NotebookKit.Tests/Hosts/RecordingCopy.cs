namespace NotebookKit.Tests.Hosts;

/// <summary>A copy of a small recording to damage; gone after the test.</summary>
internal sealed class RecordingCopy : IDisposable
{
    public RecordingCopy(string name = "standard-mqdeadline")
    {
        string from = Path.Combine(RepositoryFolder.Data, name);
        Folder = Directory.CreateTempSubdirectory("notebookkit-").FullName;
        foreach (string file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            string to = File(Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            System.IO.File.Copy(file, to);
        }
    }

    public string Folder { get; }

    public string File(string name) => Path.Combine(Folder, name);

    public void Edit(Func<string, string> change)
    {
        string path = File(Recording.FileName);
        System.IO.File.WriteAllText(path, change(System.IO.File.ReadAllText(path)));
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
