namespace NotebookKit.Flames;

/// <summary>Holds the weights of all samples together to what 64 bits hold, and remembers
/// the heaviest sample, which is the one to look at where they do not fit.</summary>
internal struct TotalWeight
{
    private UInt128 _sum;
    private ulong _heaviest;
    private long _place;

    /// <summary>Adds a sample's weight.</summary>
    /// <param name="weight">The weight.</param>
    /// <param name="place">Its line, or its byte offset.</param>
    public void Add(ulong weight, long place)
    {
        _sum += weight;
        if (weight > _heaviest)
        {
            (_heaviest, _place) = (weight, place);
        }
    }

    /// <summary>Adds what stands behind.</summary>
    /// <param name="behind">The weights.</param>
    /// <param name="placesBefore">Lines in front of them.</param>
    public void Add(in TotalWeight behind, long placesBefore)
    {
        _sum += behind._sum;
        if (behind._heaviest > _heaviest)
        {
            (_heaviest, _place) = (behind._heaviest, behind._place + placesBefore);
        }
    }

    /// <exception cref="CaptureFormatException">They do not fit.</exception>
    public readonly void ThrowIfTooMuch(string source, bool lines)
    {
        if (_sum > ulong.MaxValue)
        {
            string what =
                $"the weights add up to {_sum}, more than 64 bits hold. The heaviest sample, {_heaviest}, stands here: no event counts that far";
            throw lines ? new CaptureFormatException(source, _place, 1, what) : new CaptureFormatException(source, 0, _place, what);
        }
    }
}
