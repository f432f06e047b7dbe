namespace NotebookKit.Hosts;

/// <summary>A folder that is to take a recording: tried before, and gone again where it was made for that and nothing came.</summary>
internal sealed class RecordPlace : IDisposable
{
    private readonly string _folder;
    private readonly bool _isNew;

    /// <summary>Makes the folder where it is not there, and writes into it.</summary>
    /// <exception cref="RecordingException">Nothing can be written there.</exception>
    public RecordPlace(string folder)
    {
        _folder = folder;
        _isNew = !Directory.Exists(folder);
        try
        {
            Directory.CreateDirectory(folder);
            using var trial = new FileStream(
                Path.Combine(folder, $".{Guid.NewGuid():N}"),
                FileMode.CreateNew,
                FileAccess.Write,
                FileShare.None,
                1,
                FileOptions.DeleteOnClose
            );
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new RecordingException($"{folder}: nothing can be recorded there: {fault.Message}", fault);
        }
    }

    public void Dispose()
    {
        if (_isNew && Directory.Exists(_folder) && !Directory.EnumerateFileSystemEntries(_folder).Any())
        {
            Directory.Delete(_folder);
        }
    }
}
