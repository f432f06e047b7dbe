using NotebookKit.Hosts;

namespace NotebookKit;

/// <summary>Limits and habits of a <see cref="LiveHost"/>.</summary>
public sealed record LiveOptions
{
    /// <summary>The recording's title; null to say the device and the day.</summary>
    public string? Title { get; init; }

    /// <summary>The known cause, a class such as <c>healthy</c>; null where unknown.</summary>
    public string? Label { get; init; }

    /// <summary>Where the recording comes from; null for the host's kernel and distribution.</summary>
    public string? Origin { get; init; }

    /// <summary>How long a command may take that sets no limit of its own.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long a tool may take to flush and end after it was asked to, before it is killed.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How much one command may write, in bytes: standard output and files together.</summary>
    public long MaxStepBytes { get; init; } = 2L << 30;

    /// <summary>
    /// How much must stay free on the disk that takes the recording, in bytes; null for a tenth of the disk, at most 1 GiB. A command that
    /// takes more is ended with a message, before the disk is full.
    /// </summary>
    public long? MinFreeBytes { get; init; }

    /// <summary>True to mount tracefs where it is missing, until the host is disposed; false to say how to mount it.</summary>
    public bool MountTracefs { get; init; }

    /// <summary>Where what must be undone is noted until it is undone; null for the user's own place (see
    /// <see cref="Journal.DefaultFolder"/>).</summary>
    public string? JournalFolder { get; init; }

    /// <summary>Called with a line of news when a command starts or ends; null for none.</summary>
    public Action<string>? Progress { get; init; }
}
