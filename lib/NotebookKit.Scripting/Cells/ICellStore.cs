namespace NotebookKit.Scripting.Cells;

/// <summary>Keeps compiled cells from one run to the next.</summary>
internal interface ICellStore
{
    /// <summary>What was kept under a name, whole as it was; null for nothing.</summary>
    byte[]? Find(string key);

    /// <summary>Keeps bytes under a name, where it can.</summary>
    void Keep(string key, byte[] bytes);
}
