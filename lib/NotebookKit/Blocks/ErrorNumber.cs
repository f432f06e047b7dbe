namespace NotebookKit.Blocks;

/// <summary>The names of the errors with which block I/O completes.</summary>
internal static class ErrorNumber
{
    // Numbers from include/uapi/asm-generic/errno-base.h and errno.h; only those that the block layer gives (block/blk-core.c, blk_errors).
    public static string Name(short error) =>
        error switch
        {
            -5 => "EIO",
            -11 => "EAGAIN",
            -12 => "ENOMEM",
            -16 => "EBUSY",
            -28 => "ENOSPC",
            -52 => "EBADE",
            -61 => "ENODATA, a medium error",
            -62 => "ETIME",
            -67 => "ENOLINK",
            -84 => "EILSEQ",
            -95 => "EOPNOTSUPP",
            -110 => "ETIMEDOUT",
            -121 => "EREMOTEIO",
            _ => FormattableString.Invariant($"errno {-error}"),
        };
}
