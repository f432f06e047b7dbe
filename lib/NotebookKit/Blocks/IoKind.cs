namespace NotebookKit.Blocks;

/// <summary>What an I/O is to the device, as a small number: its operation, and whether it has sectors.</summary>
internal static class IoKind
{
    /// <summary>One more than the largest.</summary>
    public const int Count = 64;

    /// <summary>Added to the operation where an I/O has no sectors.</summary>
    public const int WithoutSectors = 16;

    private const int Passthrough = 32;

    public static int Of(Rwbs rwbs, uint sectors) =>
        (rwbs & Rwbs.Passthrough) != 0 ? Passthrough : (int)(rwbs & Rwbs.OperationMask) + (sectors == 0 ? WithoutSectors : 0);

    /// <summary>The operation in words, such as <c>read</c>.</summary>
    public static string Word(int kind) =>
        kind == Passthrough
            ? "passthrough"
            : ((Rwbs)(kind % WithoutSectors), kind >= WithoutSectors) switch
            {
                (Rwbs.Flush or Rwbs.NoData or Rwbs.None, true) => "flush",
                (Rwbs.Write, true) => "end of flushed write",
                (Rwbs.Read, _) => "read",
                (Rwbs.Write, _) => "write",
                (Rwbs.Discard, _) => "discard",
                (Rwbs.SecureErase, _) => "secure erase",
                (Rwbs.WriteZeroes, _) => "write zeroes",
                (Rwbs.ZoneAppend, _) => "zone append",
                (Rwbs.ZoneReset, _) => "zone reset",
                _ => "other",
            };

    /// <summary>Several of them, such as <c>reads</c>.</summary>
    public static string Words(int kind) =>
        Word(kind) switch
        {
            "flush" => "flushes",
            "write zeroes" => "writes of zeroes",
            "end of flushed write" => "ends of flushed writes",
            "passthrough" => "passthrough commands",
            "other" => "other requests",
            var one => one + "s",
        };

    /// <summary>True for what may take a drive seconds without anything being wrong: a
    /// discard of gigabytes, an erasure, a self-test.</summary>
    public static bool TakesItsTime(int kind) => !Moves(kind) && Word(kind) is not ("flush" or "end of flushed write");

    /// <summary>True where the drive moves data, so that a time can be held against the size.</summary>
    public static bool Moves(int kind) => (Rwbs)kind is Rwbs.Read or Rwbs.Write or Rwbs.ZoneAppend;
}
