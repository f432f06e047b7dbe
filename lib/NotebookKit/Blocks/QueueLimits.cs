using System.ComponentModel;

namespace NotebookKit;

/// <summary>The name that <see cref="DeviceQueue"/> had, for notebooks written before.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[Obsolete("A queue is a DeviceQueue: pass host.Fingerprint.Queue, or SysfsCapture.Open(...).Queue(drive, top).")]
internal static class QueueLimits
{
    /// <summary>The queue itself; its read-ahead is that of <paramref name="top"/>.</summary>
    public static DeviceQueue From(IReadOnlyDictionary<string, string>? drive, IReadOnlyDictionary<string, string>? top = null) =>
        new DeviceQueue(drive ?? DeviceQueue.Unknown) with
        {
            TopReadAheadKiB = top is null ? null : new DeviceQueue(top).ReadAheadKiB,
        };

    /// <inheritdoc cref="SysfsCapture.Queue"/>
    public static DeviceQueue From(SysfsCapture sysfs, string drive, string? top = null)
    {
        ArgumentNullException.ThrowIfNull(sysfs);
        return sysfs.Queue(drive, top);
    }
}
