namespace NotebookKit.Files;

/// <summary>A hash that is the same in every run and on every machine (FNV-1a, RFC 9923); for short texts, not against ill will.</summary>
internal static class Fnv1a
{
    /// <summary>Of 32 bits.</summary>
    public static uint Hash32(ReadOnlySpan<byte> bytes)
    {
        uint hash = 2166136261;
        foreach (byte b in bytes)
        {
            hash = unchecked((hash ^ b) * 16777619);
        }

        return hash;
    }

    /// <summary>Of 64 bits.</summary>
    public static ulong Hash64(ReadOnlySpan<byte> bytes)
    {
        ulong hash = 14695981039346656037;
        foreach (byte b in bytes)
        {
            hash = unchecked((hash ^ b) * 1099511628211);
        }

        return hash;
    }
}
