using NotebookKit.Formats;

namespace NotebookKit.Blocks;

/// <summary>The class of operation that events of one I/O share, whatever flags come and go between them.</summary>
internal static class OperationClass
{
    public const int Other = 0;

    /// <summary>One of eight classes; flushes and no-data commands are <see cref="Other"/>.</summary>
    public static int Of(Rwbs rwbs) => (rwbs & Rwbs.OperationMask) switch
    {
        Rwbs.Read => 1,
        Rwbs.Write => 2,
        Rwbs.Discard => 3,
        Rwbs.SecureErase => 4,
        Rwbs.WriteZeroes => 5,
        Rwbs.ZoneAppend => 6,
        Rwbs.ZoneReset => 7,
        _ => Other,
    };
}
