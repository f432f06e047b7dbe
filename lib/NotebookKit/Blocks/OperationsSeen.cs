namespace NotebookKit.Blocks;

/// <summary>Which operations rows were added with: who looks for one that is not among them need not look at the rows.</summary>
internal struct OperationsSeen
{
    private uint _seen;

    /// <summary>True where one without data was among them.</summary>
    public bool AnyEmpty { get; private set; }

    /// <summary>Notes one.</summary>
    public void Add(Rwbs rwbs, uint sectors)
    {
        _seen |= 1u << (int)(rwbs & Rwbs.OperationMask);
        AnyEmpty |= sectors == 0;
    }

    /// <summary>False where no row has one of these operations.</summary>
    public readonly bool Any(params ReadOnlySpan<Rwbs> operations)
    {
        foreach (Rwbs operation in operations)
        {
            if ((_seen & (1u << (int)operation)) != 0)
            {
                return true;
            }
        }

        return false;
    }
}
