namespace NotebookKit.Formats;

/// <summary>Takes chunks in order, turns their parsers' numbers into the capture's, and hands the events on.</summary>
/// <param name="events">The capture's events and tables.</param>
/// <param name="account">The capture's account.</param>
/// <param name="parsers">How many parsers there are.</param>
/// <param name="consumer">Gets each chunk; null keeps them all.</param>
/// <param name="clock">Watches the times of lines; null for records, whose decoder is watched.</param>
internal sealed class ChunkTaker(
    BlockEvents events,
    ReadAccount account,
    int parsers,
    Action<BlockEvents>? consumer,
    ClockWatch? clock = null
)
{
    private readonly List<int>[] _names = Array.ConvertAll(new List<int>[parsers], _ => new List<int> { 0 });
    private readonly List<int>[] _devices = Array.ConvertAll(new List<int>[parsers], _ => new List<int>());
    private long _lastTimeNs = long.MinValue;
    private LineProblem? _first;
    private bool _certain;

    /// <summary>Takes the next chunk.</summary>
    public void Take(EventChunk chunk)
    {
        Turn(chunk);
        if (chunk.FirstProblem is LineProblem problem)
        {
            _first ??= problem with { Line = problem.Line + account.Read };
        }

        _certain |= chunk.Certain;
        long linesBefore = account.Read;
        account.Add(chunk.Account, account.Read);
        if (chunk.Events.Count == 0)
        {
            return;
        }

        clock?.Take(chunk.Events, from: 0, row => linesBefore + chunk.LineOf(row));
        account.TimeBackwards += chunk.Events.TimeNs[0] < _lastTimeNs ? 1 : 0;
        _lastTimeNs = chunk.Events.TimeNs[^1];
        if (consumer is not null)
        {
            consumer(chunk.Events);
        }
        else
        {
            events.TakeOver(chunk.Events);
        }
    }

    /// <summary>Ends the reading.</summary>
    /// <exception cref="CaptureFormatException">Nothing of the dialect was found, or the clock starts over.</exception>
    public void End(string expected, string? damage)
    {
        CaptureVerdict.Give(account, expected, _certain, _first, damage);
        clock?.Reject(account);
    }

    private void Turn(EventChunk chunk)
    {
        List<int> names = _names[chunk.Parser];
        List<int> devices = _devices[chunk.Parser];
        foreach (byte[] name in chunk.NewNames)
        {
            names.Add(events.Names.IndexOf(name));
        }

        foreach ((int pid, ushort name) in chunk.NewProcesses)
        {
            events.Names.Note(pid, (ushort)names[name]);
        }

        foreach (BlockDevice device in chunk.NewDevices)
        {
            if (!events.Devices.TryIndexOf(device, out ushort index))
            {
                throw new CaptureFormatException($"{account.Source} names more than 65,536 devices: it is damaged");
            }

            devices.Add(index);
        }

        Turn(chunk.Events.NameColumn.AsSpan(0, chunk.Events.Count), names);
        Turn(chunk.Events.DeviceColumn.AsSpan(0, chunk.Events.Count), devices);

        // Details other than a remap's carry device 0 without meaning one; before any device is known there is nothing to turn.
        if (devices.Count > 0)
        {
            Turn(chunk.Events.DetailDeviceColumn.AsSpan(0, chunk.Events.Detail.Length), devices);
        }
    }

    private static void Turn(Span<ushort> column, List<int> numbers)
    {
        bool same = true;
        for (int i = 0; i < numbers.Count; i++)
        {
            same &= numbers[i] == i;
        }

        if (same)
        {
            return;
        }

        int[] table = [.. numbers];
        for (int i = 0; i < column.Length; i++)
        {
            column[i] = unchecked((ushort)table[column[i]]);
        }
    }
}
