namespace NotebookKit.Blocks;

/// <summary>A walk along the changes of a number outstanding, in the order of time, each time once.</summary>
internal struct StepWalk
{
    private readonly bool _any;
    private IoTimes.Walk _walk;

    public StepWalk(IoTimes? times)
    {
        _any = times is not null;
        _walk = times?.Begin() ?? default;
    }

    /// <summary>When the number changes, in ns.</summary>
    public long TimeNs { get; private set; }

    /// <summary>The number from then on.</summary>
    public int Depth { get; private set; }

    /// <summary>Goes on to the next change.</summary>
    /// <returns>False behind the last.</returns>
    public bool Next()
    {
        long now = _any ? Math.Min(_walk.Start, _walk.End) : long.MaxValue;
        if (now == long.MaxValue)
        {
            return false;
        }

        TimeNs = now;
        for (; _walk.Start == now; Depth++)
        {
            _walk.TakeStart();
        }

        for (; _walk.End == now; Depth--)
        {
            _walk.TakeEnd();
        }

        return true;
    }
}
