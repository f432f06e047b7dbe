using System.Runtime.CompilerServices;

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
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ushort Name(ReadOnlySpan<byte> field)
    {
        return _names.TryFind(field, out ushort name) ? name : LookUp(field);

        ushort LookUp(ReadOnlySpan<byte> field)
        {
            ushort name = tables.Names.IndexOf(Text(field));
            _names.Learn(field, name);
            return name;
        }
    }

    /// <summary>The operation and flags of rwbs letters.</summary>
    /// <param name="field">The letters, ended by NUL.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Rwbs Letters(ReadOnlySpan<byte> field)
    {
        return _letters.TryFind(field, out ushort letters) ? (Rwbs)letters : Parse(field);

        Rwbs Parse(ReadOnlySpan<byte> field)
        {
            Rwbs letters = RwbsLetters.Parse(Text(field));
            _letters.Learn(field, (ushort)letters);
            return letters;
        }
    }

    private static ReadOnlySpan<byte> Text(ReadOnlySpan<byte> field)
    {
        int end = field.IndexOf((byte)0);
        return end < 0 ? field : field[..end];
    }
}
