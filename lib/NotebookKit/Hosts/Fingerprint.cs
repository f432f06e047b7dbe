using System.Text.Json.Serialization;
using NotebookKit.Display;
using NotebookKit.Hosts;

namespace NotebookKit;

/// <summary>What identifies a host in an investigation: kernel, processors, the drive and the settings of its queue.</summary>
/// <remarks>A value that the capture does not tell is null.</remarks>
[TypeFormatterSource(typeof(ShownFormatterSource))]
public sealed record Fingerprint : IShown
{
    /// <summary>The kernel release, such as <c>6.1.0-56-amd64</c> (<c>uname -r</c>).</summary>
    public string? Kernel { get; init; }

    /// <summary>What <c>uname -a</c> printed.</summary>
    public string? Uname { get; init; }

    /// <summary>The distribution.</summary>
    public string? Distribution { get; init; }

    /// <summary>The machine's architecture (<c>uname -m</c>).</summary>
    public string? Architecture { get; init; }

    /// <summary>Number of processors.</summary>
    public int? Cpus { get; init; }

    /// <summary>The processors' model, as <c>/proc/cpuinfo</c> names it.</summary>
    public string? CpuModel { get; init; }

    /// <summary>The memory, in KiB (MemTotal of <c>/proc/meminfo</c>).</summary>
    public long? MemoryKiB { get; init; }

    /// <summary>The kind of virtual machine, which matters for the numbers.</summary>
    public string? Virtualization { get; init; }

    /// <summary>The physical drive under investigation.</summary>
    public DriveFingerprint? Drive { get; init; }

    /// <summary>The drive's request queue, as <c>/sys/block/DEV/queue</c> gives it.</summary>
    [JsonIgnore]
    public DeviceQueue Queue { get; init; } = DeviceQueue.Unknown;

    /// <summary>Merging: 0 all merges, 1 simple one-hit merges only, 2 none (Documentation/ABI/stable/sysfs-block).</summary>
    [JsonIgnore]
    public int? NoMerges => Queue.NoMerges;

    /// <summary>The I/O scheduler selected.</summary>
    [JsonIgnore]
    public string? Scheduler => Queue.Scheduler;

    /// <summary>Read-ahead, in KiB.</summary>
    [JsonIgnore]
    public long? ReadAheadKiB => Queue.ReadAheadKiB;

    /// <summary>The largest request the block layer makes, in KiB.</summary>
    [JsonIgnore]
    public long? MaxSectorsKiB => Queue.MaxSectorsKiB;

    // What a recording's document holds; null where it leaves the queue out, see RecordingDocument.Settings.
    [JsonInclude]
    [JsonPropertyName("queue")]
    internal IReadOnlyDictionary<string, string> QueueEntries
    {
        get => Queue;
        init => Queue = value is null ? DeviceQueue.Unknown : new DeviceQueue(value);
    }

    /// <summary>Every value with its name, in the order shown; absent ones are left out.</summary>
    public IEnumerable<(string Name, string Value)> Rows() =>
        RowText.Of([
            ("kernel", Kernel),
            ("uname", Uname),
            ("distribution", Distribution),
            ("architecture", Architecture),
            ("CPUs", RowText.Number(Cpus)),
            ("CPU model", CpuModel),
            ("memory", MemoryKiB is { } memory ? RowText.Number(memory / 1024) + " MiB" : null),
            ("virtualization", Virtualization),
            ("drive", Drive?.Name),
            ("model", Drive?.Model),
            ("firmware", Drive?.Firmware),
            ("serial", Drive?.Serial),
            ("size", Drive?.SizeText),
            ("scheduler", Scheduler),
            ("nomerges", RowText.Number(NoMerges)),
            ("read_ahead_kb", RowText.Number(ReadAheadKiB)),
            ("max_sectors_kb", RowText.Number(MaxSectorsKiB)),
            ("nr_requests", Queue.GetValueOrDefault("nr_requests")),
        ]);

    /// <inheritdoc/>
    public override string ToString() => RowText.Write(Rows());

    string IShown.ToHtml() => RowText.WriteHtml("Host", null, Rows().Select(row => (IReadOnlyList<string>)[row.Name, row.Value]));
}

/// <summary>A physical drive.</summary>
/// <param name="Name">The kernel's name, such as <c>nvme0n1</c>.</param>
/// <param name="Model">The model; null where unknown.</param>
/// <param name="Firmware">The firmware's revision; null where unknown.</param>
/// <param name="Serial">The serial number; null where unknown.</param>
/// <param name="SizeText">The size as lsblk prints it, such as <c>2G</c>; null where unknown.</param>
public sealed record DriveFingerprint(
    string Name,
    string? Model = null,
    string? Firmware = null,
    string? Serial = null,
    string? SizeText = null
);
