namespace NotebookKit.Capture;

/// <summary>Marks that are given to what is made with LVM, so that it is known again whatever it is called.</summary>
internal static class LvmMark
{
    private const string Letters = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

    // Not of RandomNumberGenerator: that loads OpenSSL, which a statically linked file
    // cannot without ruin. It has to be another's, not a secret.
    /// <summary>A UUID for a physical volume, in LVM's own form: 32 letters and digits in groups of 6, 4, 4, 4, 4, 4 and 6.</summary>
    public static string Uuid() =>
        string.Join('-', ((int[])[6, 4, 4, 4, 4, 4, 6]).Select(count => new string(Random.Shared.GetItems<char>(Letters, count))));

    /// <summary>A tag for a group or a volume (lvm(8), TAGS).</summary>
    public static string Tag() => "notebookkit-" + Guid.NewGuid().ToString("N");
}
