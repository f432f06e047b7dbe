using NotebookKit.Formats;

namespace NotebookKit.Blocks;

/// <summary>The class of operation that events of one I/O share, whatever flags come and go between them.</summary>
internal static class OperationClass
{
    public const int Other = 0;

    // Index: the operation in the low four bits of rwbs.
    private static ReadOnlySpan<byte> Classes => [Other, 1, 2, 3, 4, Other, Other, 5, 6, 7, Other, Other, Other, Other, Other, Other];

    /// <summary>One of eight classes; flushes and no-data commands are <see cref="Other"/>.</summary>
    public static int Of(Rwbs rwbs) => Classes[(int)(rwbs & Rwbs.OperationMask)];
}
