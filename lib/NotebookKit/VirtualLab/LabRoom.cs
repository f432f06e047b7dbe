namespace NotebookKit.VirtualLab;

/// <summary>The folder of one boot, below the one for temporary files; gone when it is disposed of, or when this process ends.</summary>
internal sealed class LabRoom : IDisposable
{
    private readonly Summaries.OnExit _exit;

    public LabRoom()
    {
        Path = Directory.CreateTempSubdirectory("notebookkit-lab-").FullName;
        _exit = new Summaries.OnExit(Remove);
    }

    public string Path { get; }

    public void Dispose()
    {
        _exit.Dispose();
        Remove();
    }

    private bool Remove()
    {
        bool was = Directory.Exists(Path);
        if (was)
        {
            Directory.Delete(Path, recursive: true);
        }

        return was;
    }
}
