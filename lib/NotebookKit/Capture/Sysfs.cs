using System.Globalization;
using System.Text;
using NotebookKit.Hosts;

namespace NotebookKit;

/// <summary>The hand on a device's request queue: what it is set to, and a way to set it for a while.</summary>
public sealed class DriveAttributes
{
    private readonly Host _host;

    internal DriveAttributes(Host host, string device, DeviceQueue attributes) => (_host, Device, Attributes) = (host, device, attributes);

    /// <summary>The device whose queue it is, such as <c>nvme0n1</c>; of a partition the drive, which has the queue.</summary>
    public string Device { get; }

    /// <summary>The queue when it was read.</summary>
    public DeviceQueue Attributes { get; }

    /// <summary>Sets an attribute, such as <c>nomerges</c>, until the result is disposed.</summary>
    /// <param name="attribute">The attribute.</param>
    /// <param name="value">The value.</param>
    /// <returns>
    /// Dispose it to put the old value back. That is also done where the host is disposed, an exception ends the program, or Ctrl-C is
    /// pressed; where the process is killed outright, <c>notebookkit restore</c> does it. In replay nothing is set.
    /// </returns>
    /// <exception cref="ArgumentException">Live: there is no such attribute.</exception>
    /// <exception cref="CommandException">Live: the kernel refused the value, or root is missing.</exception>
    public IDisposable With(string attribute, string value)
    {
        ArgumentException.ThrowIfNullOrEmpty(attribute);
        ArgumentException.ThrowIfNullOrEmpty(value);
        if (_host is not LiveHost live)
        {
            return new Unchanged();
        }

        string path = $"/sys/block/{Device}/queue/{attribute}";
        if (!KernelSetting.IsAllowed(path) || !File.Exists(path))
        {
            throw new ArgumentException(
                $"{Device} has no queue attribute \"{attribute}\". It has: {string.Join(", ", Attributes.Keys.Order(StringComparer.Ordinal))}.",
                nameof(attribute)
            );
        }

        // Noted before the change that resets them, they are put back after it.
        List<HostChange> changes = [.. attribute == "scheduler" ? ResetWithScheduler().Select(file => live.Keep(file)) : []];
        try
        {
            changes.Add(live.Change(path, value));
        }
        catch
        {
            new HostChanges(changes).Dispose();
            throw;
        }

        live.NoteSetting($"{Device}.{attribute}", value);
        return new HostChanges(changes);
    }

    // Another scheduler starts with values of its own, and so does this one when it comes back. The number of requests resets one of the
    // scheduler's, so it is the last here and put back before them.
    private IEnumerable<string> ResetWithScheduler()
    {
        string queue = $"/sys/block/{Device}/queue";
        string own = queue + "/iosched";
        return (Directory.Exists(own) ? Directory.EnumerateFiles(own).Order(StringComparer.Ordinal) : Enumerable.Empty<string>())
            .Append(queue + "/wbt_lat_usec")
            .Append(queue + "/nr_requests")
            .Where(file => KernelSetting.IsAllowed(file) && HostText.Line(file) is not null);
    }

    /// <inheritdoc cref="With(string, string)"/>
    public IDisposable With(string attribute, long value) => With(attribute, value.ToString(CultureInfo.InvariantCulture));

    private sealed class Unchanged : IDisposable
    {
        public void Dispose() { }
    }
}

public static partial class HostCaptures
{
    /// <summary>The request queue of a device: its attributes, and a way to change one for a while.</summary>
    /// <param name="host">The host.</param>
    /// <param name="device">The device, such as <c>nvme0n1</c>; a partition has the queue of its drive.</param>
    /// <exception cref="ArgumentException">Live: there is no such device.</exception>
    /// <exception cref="RecordingException">In replay: its attributes were not recorded.</exception>
    public static DriveAttributes Sysfs(this Host host, string device)
    {
        ArgumentNullException.ThrowIfNull(host);
        string name = host.IsLive ? FingerprintReader.DiskOf(BlockName.Check(device)) : Path.GetFileName(device);
        return new DriveAttributes(host, name, QueueAttributes(host, name));
    }

    /// <summary>The attributes of a device's request queue, by name.</summary>
    /// <param name="host">The host.</param>
    /// <param name="device">The device, such as <c>nvme0n1</c>.</param>
    /// <exception cref="ArgumentException">Live: there is no such device.</exception>
    /// <exception cref="RecordingException">In replay: they were not recorded.</exception>
    public static DeviceQueue QueueAttributes(this Host host, string device)
    {
        ArgumentNullException.ThrowIfNull(host);
        string name = host.IsLive ? FingerprintReader.DiskOf(BlockName.Check(device)) : Path.GetFileName(device);
        var step = new CommandStep("sysfs", "sysfs:queue", name) { Purpose = $"queue attributes of {name}" };
        StepResult result = host is LiveHost live ? Write(live, step, name) : host.Run(step);
        return QueueText.Read(result.Path, name) is { Count: > 0 } attributes ? attributes
            : host.Fingerprint.Drive?.Name == name ? host.Fingerprint.Queue
            : throw new RecordingException($"the queue attributes of {name} were not recorded: {result.Path} holds none.");
    }

    private static StepResult Write(LiveHost host, CommandStep step, string device)
    {
        using IDisposable underWay = host.Enter(); // the host's end waits until the step that begins here has ended
        HostClock start = HostClock.Now();
        string name = host.BeginOwn(step);
        var text = new StringBuilder();
        foreach ((string attribute, string value) in FingerprintReader.Queue(device))
        {
            text.Append(CultureInfo.InvariantCulture, $"/sys/block/{device}/queue/{attribute}:{value}\n");
        }

        string file = name + ".txt";
        File.WriteAllText(Path.Combine(host.Record, file), text.ToString());
        return host.EndOwn(step, name, start, [file]);
    }
}

/// <summary>Reads <c>/sys/block/DEV/queue/ATTRIBUTE:VALUE</c>, as <c>grep -H .</c> prints it, for one device.</summary>
internal static class QueueText
{
    public static DeviceQueue Read(string path, string device)
    {
        string start = $"/sys/block/{device}/queue/";
        var attributes = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string line in File.ReadLines(path))
        {
            int colon = line.IndexOf(':', StringComparison.Ordinal);
            if (line.StartsWith(start, StringComparison.Ordinal) && colon > start.Length)
            {
                attributes[line[start.Length..colon]] = line[(colon + 1)..].TrimEnd();
            }
        }

        return new DeviceQueue(attributes);
    }
}
