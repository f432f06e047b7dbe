namespace NotebookKit.Formats;

/// <summary>What the fields of binary tracepoint records mean: process names, rwbs letters, devices.</summary>
internal sealed class TracepointFields(BlockEvents tables)
{
    private readonly FieldMemo _names = new(slots: 256);
    private readonly FieldMemo _letters = new(slots: 64);

    /// <summary>The capture's devices by the kernel's numbers.</summary>
    public KernelDevices Devices { get; } = new(tables.Devices);

    /// <summary>The index of a process name.</summary>
    /// <param name="field">The name, filled up with NULs.</param>
    public ushort Name(ReadOnlySpan<byte> field)
    {
        if (!_names.TryFind(field, out ushort name))
        {
            name = tables.Names.IndexOf(Text(field));
            _names.Learn(field, name);
        }

        return name;
    }

    /// <summary>The operation and flags of rwbs letters.</summary>
    /// <param name="field">The letters, ended by NUL.</param>
    public Rwbs Letters(ReadOnlySpan<byte> field)
    {
        if (!_letters.TryFind(field, out ushort letters))
        {
            letters = (ushort)RwbsLetters.Parse(Text(field));
            _letters.Learn(field, letters);
        }

        return (Rwbs)letters;
    }

    private static ReadOnlySpan<byte> Text(ReadOnlySpan<byte> field)
    {
        int end = field.IndexOf((byte)0);
        return end < 0 ? field : field[..end];
    }
}
