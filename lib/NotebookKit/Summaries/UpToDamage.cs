using NotebookKit.Formats;

namespace NotebookKit.Summaries;

/// <summary>Bytes up to where they turn out to be damaged: what stands in front of that is of use, and is not lost with it.</summary>
internal sealed class UpToDamage(Stream stream) : ForwardStream
{
    // An unpacker that meets damage loses what it unpacked in the same call.
    private const int MostAtOnce = 16 * 1024;

    /// <summary>What the unpacker said; null where nothing is wrong by now.</summary>
    public Exception? Damage { get; private set; }

    public override int Read(Span<byte> buffer)
    {
        if (Damage is not null)
        {
            return 0;
        }

        try
        {
            return stream.Read(buffer[..Math.Min(MostAtOnce, buffer.Length)]);
        }
        catch (Exception fault) when (Packing.IsUnpackingDamage(fault))
        {
            Damage = fault;
            return 0;
        }
    }
}
