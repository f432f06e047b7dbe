namespace NotebookKit.VirtualLab;

/// <summary>A folder that one process at a time writes into, until this is disposed or the process ends, however it ends.</summary>
/// <remarks>It is a file in the folder that is held open; one that a killed process left holds nobody up.</remarks>
internal sealed class FolderClaim : IDisposable
{
    private const string FileName = ".in-use";
    private readonly string _folder;
    private readonly bool _isNew;
    private readonly FileStream _file;

    /// <summary>Takes it; the folder is made where it is not there.</summary>
    /// <param name="folder">The folder.</param>
    /// <exception cref="CommandException">Another process has it.</exception>
    /// <exception cref="IOException">The folder cannot be made or written.</exception>
    public FolderClaim(string folder)
    {
        _folder = Path.GetFullPath(folder);
        _isNew = !Directory.Exists(_folder);
        Directory.CreateDirectory(_folder);
        string path = Path.Combine(_folder, FileName);
        try
        {
            _file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (IOException) when (File.Exists(path))
        {
            throw new CommandException(
                CommandFault.Refused,
                $"Another notebookkit writes into {folder}.",
                "Wait for its end, or name another folder."
            );
        }
    }

    /// <summary>True where a folder holds nothing but such a claim.</summary>
    /// <param name="folder">The folder.</param>
    public static bool IsEmpty(string folder) =>
        !Directory.EnumerateFileSystemEntries(folder).Any(path => Path.GetFileName(path) != FileName);

    /// <summary>True where a folder has a claim, held or left by a killed process.</summary>
    /// <param name="folder">The folder.</param>
    internal static bool HasOne(string folder) => File.Exists(Path.Combine(folder, FileName));

    /// <summary>Gives it back; a folder that was made for it goes with it where nothing was written.</summary>
    public void Dispose()
    {
        _file.Dispose();
        if (_isNew && Directory.Exists(_folder) && !Directory.EnumerateFileSystemEntries(_folder).Any())
        {
            Directory.Delete(_folder);
        }
    }
}
