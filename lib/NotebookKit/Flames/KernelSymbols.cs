// ffffffff81000000 T _text
// ffffffffc0401000 t nvme_queue_rq	[nvme]
// address type name [module]
// Spec: proc(5), /proc/kallsyms; System.map has the same three columns. Of several names of one address the last one listed counts, as in
// perf 6.1: there each symbol ends where the next one starts, so the others have no length. Checked against perf script on fresh captures.
using System.Globalization;
using System.Text;
using NotebookKit.Formats;

namespace NotebookKit.Flames;

/// <summary>Names of kernel functions by address.</summary>
internal sealed class KernelSymbols
{
    private readonly ulong[] _starts;
    private readonly string[] _names;

    private KernelSymbols(ulong[] starts, string[] names) => (_starts, _names) = (starts, names);

    /// <exception cref="CaptureFormatException">The file holds no symbols, or all its
    /// addresses are 0, as for a reader without root.</exception>
    public static KernelSymbols Read(string path)
    {
        var names = new SortedDictionary<ulong, string>();
        using var lines = new LineSource(CaptureStream.Open(path));
        while (lines.Next(out ReadOnlySpan<byte> line))
        {
            string[] parts = lines.TooLong
                ? []
                : Encoding.UTF8.GetString(line).Split([' ', '\t'], 4, StringSplitOptions.RemoveEmptyEntries);
            if (
                parts.Length >= 3
                && parts[1].Length == 1
                && "TWDB".Contains(char.ToUpperInvariant(parts[1][0]), StringComparison.Ordinal)
                && ulong.TryParse(parts[0], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong address)
                && address != 0
            )
            {
                names[address] = parts[2];
            }
        }

        return names.Count > 0
            ? new KernelSymbols([.. names.Keys], [.. names.Values])
            : throw new CaptureFormatException(
                $"{path}: no kernel symbols with addresses. Copy /proc/kallsyms as root (kernel.kptr_restrict hides addresses from others), or give System.map"
            );
    }

    /// <summary>The function at an address; null below the first one.</summary>
    public string? Find(ulong address)
    {
        int place = Array.BinarySearch(_starts, address);
        place = place < 0 ? ~place - 1 : place;
        return place < 0 ? null : _names[place];
    }
}
