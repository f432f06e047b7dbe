using System.Runtime.InteropServices;
using NotebookKit.Blocks;
using NotebookKit.Display;

namespace NotebookKit;

/// <summary>How many I/Os of one operation failed on one device.</summary>
/// <param name="Device">The device.</param>
/// <param name="Operation">read, write, discard, flush and so on; of a write with flushes
/// around it, <c>end of flushed write</c> is the C that has no sectors.</param>
/// <param name="Completions">C events of the operation on the device.</param>
/// <param name="Failed">Those with an error.</param>
/// <param name="Errors">The errors, as negative errno, the most frequent first, each with its number.</param>
internal sealed record FailedOperation(
    BlockDevice Device,
    string Operation,
    long Completions,
    long Failed,
    IReadOnlyList<(short Error, long Count)> Errors
);

/// <summary>Which I/O failed: the errors of C events by device and operation.</summary>
/// <remarks>A device with an error has a row for each of its operations, also for those
/// of which none failed. Counted event by event, matched or not.</remarks>
[TypeFormatterSource(typeof(ShownFormatterSource))]
public sealed class FailedIo : ITabled
{
    private const int Kinds = IoKind.Count;
    private readonly Dictionary<(int Of, short Error), long> _failed = [];
    private long[] _completions = [];
    private bool _recorded = true;
    private DeviceTable _table = new();

    internal FailedIo() { }

    /// <summary>False where the capture does not tell errors: nothing is known of them then.</summary>
    public bool Recorded => _recorded;

    /// <summary>Number of C events with an error.</summary>
    public long Count => _failed.Values.Sum();

    /// <summary>The rows, in the order of the trace's devices; empty where nothing failed.</summary>
    internal IReadOnlyList<FailedOperation> Rows
    {
        get
        {
            ILookup<int, (short Error, long Count)> errors = _failed.ToLookup(
                failed => failed.Key.Of,
                failed => (failed.Key.Error, failed.Value)
            );
            HashSet<int> devices = [.. _failed.Keys.Select(failed => failed.Of / Kinds)];
            return
            [
                .. from of in Enumerable.Range(0, _completions.Length)
                where _completions[of] > 0 && devices.Contains(of / Kinds)
                let own = errors[of].OrderByDescending(error => error.Count).ThenBy(error => error.Error).ToArray()
                select new FailedOperation(
                    _table[of / Kinds],
                    IoKind.Word(of % Kinds),
                    _completions[of],
                    own.Sum(error => error.Count),
                    own
                ),
            ];
        }
    }

    /// <summary>One sentence a device: <c>8,16: 10 of 10 flushes failed (EIO); 0 of 200 writes</c>.</summary>
    /// <param name="name">What a device is called.</param>
    public IEnumerable<string> Sentences(Func<BlockDevice, string> name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Rows.GroupBy(row => row.Device)
            .Select(device => $"{name(device.Key)}: " + string.Join("; ", device.OrderByDescending(row => row.Failed).Select(Say)));
    }

    /// <summary>One row for each device with an error, operation and errno.</summary>
    public ResultTable ToTable()
    {
        (FailedOperation Of, string? Error, long Count)[] rows =
        [
            .. Rows.SelectMany(row =>
                row.Errors.Count == 0
                    ? [(row, (string?)null, 0L)]
                    : row.Errors.Select(error => (row, (string?)ErrorNumber.Name(error.Error), error.Count))
            ),
        ];
        return new ResultTable()
            .Text("device", rows.Select(row => row.Of.Device.ToString()))
            .Text("operation", rows.Select(row => row.Of.Operation))
            .Text("error", rows.Select(row => row.Error))
            .Count("failed", rows.Select(row => row.Count))
            .Count("of", rows.Select(row => row.Of.Completions))
            .Titled(
                "Failed I/O",
                Recorded
                    ? "C events with an error, of all C events of the operation; devices without an error are left out."
                    : "The capture does not tell errors: nothing is known of them."
            );
    }

    internal static FailedIo Of(BlockEvents events)
    {
        var failed = new FailedIo();
        failed.Add(events);
        return failed;
    }

    /// <summary>Counts the events of a chunk; all chunks share one device table.</summary>
    internal void Add(BlockEvents events)
    {
        _table = events.Devices;
        _recorded &= events.ErrorsRecorded;
        if (_completions.Length < events.Devices.Count * Kinds)
        {
            Array.Resize(ref _completions, events.Devices.Count * Kinds);
        }
        unchecked
        {
            ReadOnlySpan<BlockAction> actions = events.Action;
            ReadOnlySpan<ushort> devices = events.Device;
            ReadOnlySpan<Rwbs> rwbs = events.Rwbs;
            ReadOnlySpan<uint> sectors = events.Sectors;
            for (int row = 0; row < actions.Length; row++)
            {
                if (actions[row] == BlockAction.Complete)
                {
                    _completions[Key(devices[row], rwbs[row], sectors[row])]++;
                }
            }
        }

        for (int at = 0; at < events.DetailRow.Length; at++)
        {
            int row = events.DetailRow[at];
            if (events.Action[row] == BlockAction.Complete && events.Detail[at] != 0)
            {
                var error = (short)Math.Clamp(events.Detail[at], short.MinValue, short.MaxValue);
                CollectionsMarshal.GetValueRefOrAddDefault(
                    _failed,
                    (Key(events.Device[row], events.Rwbs[row], events.Sectors[row]), error),
                    out _
                )++;
            }
        }
    }

    private static int Key(ushort device, Rwbs rwbs, uint sectors) => (device * Kinds) + IoKind.Of(rwbs, sectors);

    private static string Say(FailedOperation row) =>
        FormattableString.Invariant($"{row.Failed:N0} of {row.Completions:N0} {row.Operation} completions")
        + (
            row.Failed == 0
                ? ""
                : $" failed ({string.Join(", ", row.Errors.Select(error => row.Errors.Count == 1 ? ErrorNumber.Name(error.Error) : FormattableString.Invariant($"{error.Count:N0} {ErrorNumber.Name(error.Error)}")))})"
        );
}
