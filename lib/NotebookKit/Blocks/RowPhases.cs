namespace NotebookKit.Blocks;

/// <summary>Phase latencies taken from the rows of <see cref="Bios"/> and <see cref="Requests"/>, each row once.</summary>
/// <remarks>
/// Flushes are left out; a write with a flush behind it ends with that, its D2C with the data. So are left out spans that events out of order would make negative. On a device that issues no requests (device-mapper,
/// md) Q2Q and Q2C are kept apart as Q2Qdm and Q2Cdm: its time contains that of the device below.
/// </remarks>
internal sealed class RowPhases
{
    private readonly PhaseValues[,] _values;

    private RowPhases(int devices, ReadOnlySpan<ushort> rows)
    {
        _values = new PhaseValues[devices, (int)Phase.I2C + 1];
        int[] expected = DeviceRows.Count(rows, devices);
        for (int device = 0; device < devices; device++)
        {
            for (int phase = 0; phase <= (int)Phase.I2C; phase++)
            {
                _values[device, phase] = new PhaseValues(expected[device]);
            }
        }
    }

    public PhaseValues Values(int device, Phase phase) => _values[device, (int)phase];

    public static RowPhases OfBios(BlockTrace trace)
    {
        int devices = trace.Events.Devices.Count;
        var phases = new RowPhases(devices, trace.Bios.Device);
        Bios bios = trace.Bios;
        Requests requests = trace.Requests;
        var last = new long[devices];
        Array.Fill(last, Bios.None);
        bool[] maps = Array.ConvertAll(DeviceRows.Count(requests.Device, devices), count => count == 0);

        for (int row = 0; row < bios.Count; row++)
        {
            if (bios.Sectors[row] == 0)
            {
                continue;
            }

            int device = bios.Device[row];
            long queued = bios.TimeNs[row];
            phases.Add(device, maps[device] ? Phase.Q2Qdm : Phase.Q2Q, last[device], queued);
            last[device] = queued;
            phases.Add(device, maps[device] ? Phase.Q2Cdm : Phase.Q2C, queued, bios.CompleteNs[row]);
            bool merged = bios.Fate[row] is BioFate.BackMerged or BioFate.FrontMerged;
            phases.Add(device, merged ? Phase.Q2M : Phase.Q2G, queued, bios.TakenNs[row]);
            int request = bios.Request[row];
            if (request < 0)
            {
                continue;
            }

            long issued = requests.IssueNs[request];
            long inserted = requests.InsertNs[request];
            phases.Add(device, Phase.Q2D, queued, issued);
            long done = BlockMatcher.EndsWithFlush(bios.Rwbs[row], requests.Rwbs[request]) ? requests.CompleteNs[request] : bios.CompleteNs[row];
            phases.Add(device, Phase.D2C, issued, done);
            phases.Add(device, Phase.I2D, inserted, issued);
            phases.Add(device, Phase.I2C, inserted, done);
            phases.Add(device, Phase.M2D, merged ? bios.TakenNs[row] : Bios.None, issued);

            // A bio merged after its request was inserted has no Q2I.
            if (inserted >= queued)
            {
                phases.Add(device, Phase.Q2I, queued, inserted);
            }
        }

        return phases;
    }

    public static RowPhases OfRequests(BlockTrace trace)
    {
        var phases = new RowPhases(trace.Events.Devices.Count, trace.Requests.Device);
        Requests requests = trace.Requests;
        for (int row = 0; row < requests.Count; row++)
        {
            if (requests.Sectors[row] == 0)
            {
                continue;
            }

            int device = requests.Device[row];
            phases.Add(device, Phase.Q2G, requests.QueueNs[row], requests.GetNs[row]);
            phases.Add(device, Phase.G2I, requests.GetNs[row], requests.InsertNs[row]);
            phases.Add(device, Phase.Q2I, requests.QueueNs[row], requests.InsertNs[row]);
            phases.Add(device, Phase.I2D, requests.InsertNs[row], requests.IssueNs[row]);
            phases.Add(device, Phase.Q2D, requests.QueueNs[row], requests.IssueNs[row]);
            phases.Add(device, Phase.D2C, requests.IssueNs[row], requests.CompleteNs[row]);
            phases.Add(device, Phase.I2C, requests.InsertNs[row], requests.CompleteNs[row]);
            phases.Add(device, Phase.Q2C, requests.QueueNs[row], requests.CompleteNs[row]);
        }

        return phases;
    }

    private void Add(int device, Phase phase, long from, long to)
    {
        if (from >= 0 && to >= from)
        {
            _values[device, (int)phase].Add(to - from);
        }
    }
}
