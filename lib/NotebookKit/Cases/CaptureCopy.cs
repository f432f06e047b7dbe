using NotebookKit.Summaries;

namespace NotebookKit.Cases;

/// <summary>Copies a capture into a case: no more than there is room for, and holes stay holes.</summary>
internal static class CaptureCopy
{
    private const long MostBytes = 32L << 30;
    private const int BlockBytes = 1 << 20;

    // What else runs on this host wants to write too.
    private const double ShareOfFree = 0.8;

    /// <summary>Why a file is not copied at all; null where it is.</summary>
    public static string? FaultOf(PileFile file) =>
        new FileInfo(file.Path).Length > MostBytes
            ? FormattableString.Invariant($"larger than {MostBytes >> 30} GiB: cut it, and import that")
            : null;

    /// <summary>Copies.</summary>
    /// <param name="file">The capture.</param>
    /// <param name="to">Where to, a name that is free.</param>
    /// <exception cref="CaptureFormatException">There is no room for it.</exception>
    public static void Make(PileFile file, string to)
    {
        using FileStream from = File.OpenRead(file.Path);
        using var copy = new FileStream(to, FileMode.CreateNew, FileAccess.Write);
        long room = (long)(new DriveInfo(Path.GetDirectoryName(to)!).AvailableFreeSpace * ShareOfFree);
        byte[] block = new byte[BlockBytes];
        long written = 0;
        for (int read; (read = from.ReadAtLeast(block, block.Length, throwOnEndOfStream: false)) > 0; )
        {
            if (!block.AsSpan(0, read).ContainsAnyExcept((byte)0))
            {
                copy.Seek(read, SeekOrigin.Current);
                continue;
            }

            if ((written += read) > room)
            {
                throw new CaptureFormatException(
                    FormattableString.Invariant(
                        $"{file.Name}: no room to copy it: the case's disk takes {room >> 20:N0} MiB and no more; name a case where there is more"
                    )
                );
            }

            copy.Write(block, 0, read);
        }

        copy.SetLength(copy.Position);
    }
}
