using NotebookKit.Cases;

namespace NotebookKit;

/// <summary>The verdict on one device.</summary>
public sealed record DeviceVerdict
{
    /// <summary>The device as the host calls it, its numbers where no capture has a name.</summary>
    public required string Device { get; init; }

    /// <summary>The host or the recording, where the case has several; null where it has one.</summary>
    public string? Host { get; init; }

    /// <summary>The capture that the verdict rests on.</summary>
    public required string Capture { get; init; }

    /// <summary>How far the captures carry it.</summary>
    public required DeviceState State { get; init; }

    /// <summary>What was found, the cause first.</summary>
    public required Findings Findings { get; init; }

    /// <summary>The cause; null where none is named.</summary>
    public Finding? Cause => State == DeviceState.CauseNamed ? Diagnose.Cause(Findings) : null;

    /// <summary>I/O that the verdict rests on: requests of the device, or bios where no
    /// requests were traced; null for counters alone.</summary>
    public long? Requests { get; init; }

    /// <summary>D2C of all its requests together, in ms; 0 where none was traced.</summary>
    internal double WaitedMs { get; init; }

    /// <summary>What keeps this from being more than it is, and what to capture for it; empty where nothing does.</summary>
    public IReadOnlyList<string> Missing { get; init; } = [];

    /// <summary>What to do about the cause; null where none is named.</summary>
    public string? Remedy => Cause is { } cause ? Remedies.For(cause, Device, Given) : null;

    /// <summary>What the captures already hold.</summary>
    internal GivenFacts Given { get; init; } = GivenFacts.None;
}
