using NotebookKit.Files;
using NotebookKit.Scripting.Cells;

namespace NotebookKit.Kernel.Files;

/// <summary>The compiled cells of this user.</summary>
internal sealed class CellStore : ICellStore
{
    private readonly KeptFiles _files;

    private CellStore(KeptFiles files) => _files = files;

    /// <summary>Where they are kept; null where none can be.</summary>
    public static CellStore? OfUser => KeptFiles.In("cells") is { } files ? new CellStore(files) : null;

    /// <inheritdoc/>
    public byte[]? Find(string key) => _files.Find(key);

    /// <inheritdoc/>
    public void Keep(string key, byte[] bytes) => _files.Keep(key, bytes);
}
