namespace NotebookKit.VirtualLab;

/// <summary>
/// The folder of one boot, below the one for temporary files; gone when it is disposed of, or when this process ends, or, where that was
/// killed outright, with the next one that is made.
/// </summary>
internal sealed class LabRoom : IDisposable
{
    private const string Prefix = "notebookkit-lab-";
    private readonly Summaries.OnExit _exit;
    private readonly FolderClaim _claim;

    public LabRoom()
    {
        Sweep();
        Path = Directory.CreateTempSubdirectory(Prefix).FullName;
        _claim = new FolderClaim(Path);
        _exit = new Summaries.OnExit(Remove);
    }

    public string Path { get; }

    public void Dispose()
    {
        _exit.Dispose();
        _claim.Dispose();
        Remove();
    }

    // A claim that nobody holds was a killed process's; a folder without one is somebody else's, or being made.
    private static void Sweep()
    {
        foreach (string room in Directory.EnumerateDirectories(System.IO.Path.GetTempPath(), Prefix + "*").Where(FolderClaim.HasOne))
        {
            try
            {
                new FolderClaim(room).Dispose();
                Directory.Delete(room, recursive: true);
            }
            catch (Exception fault) when (fault is CommandException or IOException or UnauthorizedAccessException)
            {
                // It is in use, or another user's.
            }
        }
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
