namespace NotebookKit;

/// <summary>How far the captures carry a verdict.</summary>
public enum DeviceState
{
    /// <summary>Nothing is claimed: too little was captured, or what was contradicts itself.</summary>
    Undecided,

    /// <summary>No rule found anything, and everything that a rule needs was captured.</summary>
    Healthy,

    /// <summary>A cause of slowness or loss is named.</summary>
    CauseNamed,
}
