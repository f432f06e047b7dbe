namespace NotebookKit.Blocks;

/// <summary>Follows I/Os beside the tables of a <see cref="BlockMatcher"/> and hands them over where the tables might mean them.</summary>
internal interface IAside
{
    /// <summary>Hands over the I/O under a key, if there is one.</summary>
    void Settle(ulong key);

    /// <summary>Hands over all.</summary>
    void SettleAll();
}
