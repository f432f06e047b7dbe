using NotebookKit.Stats;

namespace NotebookKit.Blocks;

/// <summary>How long and how often a device's queue was plugged, by btt's rules: a P
/// opens a plug, a U or UT closes it, and one left open ends with the trace.</summary>
internal sealed class BttPlug
{
    // The kernel counts them in 32 bits.
    private const long MostRequests = uint.MaxValue;
    private bool _open;
    private double _since;

    public long Plugs { get; private set; }

    public long TimerUnplugs { get; private set; }

    public double PluggedSeconds { get; private set; }

    public long Requests { get; private set; }

    public long TimerRequests { get; private set; }

    public void Open(long timeNs)
    {
        if (!_open)
        {
            _open = true;
            _since = Seconds(timeNs);
        }
    }

    public void Close(long timeNs, long requests, bool timer)
    {
        if (!_open)
        {
            return;
        }

        _open = false;
        requests = Math.Clamp(requests, 0, MostRequests);
        PluggedSeconds += Seconds(timeNs) - _since;
        if (timer)
        {
            TimerUnplugs++;
            TimerRequests += requests;
        }
        else
        {
            Plugs++;
            Requests += requests;
        }
    }

    /// <summary>Whole seconds and ns added as btt adds them, so that sums of many round alike.</summary>
    public static double Seconds(long timeNs) => (timeNs / NsIn.WholeSecond) + (timeNs % NsIn.WholeSecond / NsIn.Second);

    /// <summary>A sum of times.</summary>
    public static double Seconds(Int128 timeNs) =>
        (double)(timeNs / NsIn.WholeSecond) + ((double)(timeNs % NsIn.WholeSecond) / NsIn.Second);
}
