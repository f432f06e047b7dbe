namespace NotebookKit;

/// <summary>One report of iostat: what happened in an interval, or since boot.</summary>
public sealed class IostatReport
{
    internal IostatReport(int number, IostatHost? host)
    {
        Number = number;
        Host = host;
    }

    /// <summary>The number of the report in its file, from 1.</summary>
    public int Number { get; }

    /// <summary>The host, from the line in front of the first report; null in an excerpt.</summary>
    internal IostatHost? Host { get; }

    /// <summary>
    /// True for the first report behind the host's line, whose numbers are means since boot; false for one of an interval, and where
    /// <c>-y</c> left the first out. Null in an excerpt, which does not tell.
    /// </summary>
    public bool? SinceBoot { get; internal set; }

    /// <summary>The time printed by <c>-t</c>: the end of the interval, by the clock of
    /// the host and in its time zone; null without <c>-t</c>.</summary>
    public DateTime? Time { get; internal set; }

    /// <summary>The time as printed; null without <c>-t</c>.</summary>
    public string? TimeText { get; internal set; }

    /// <summary>Length of the interval in s: what the command asked for, else the difference
    /// of the times printed; null where neither is known, and since boot.</summary>
    public double? IntervalSeconds { get; internal set; }

    /// <summary>When the interval began, as sar prints it above its columns; null elsewhere.</summary>
    internal string? BeganText { get; set; }

    /// <summary>Processor shares (<c>avg-cpu</c>); null with <c>-d</c>.</summary>
    internal IostatCpu? Cpu { get; set; }

    /// <summary>The devices, in the order printed.</summary>
    public IReadOnlyList<IostatRow> Rows => RowList;

    internal List<IostatRow> RowList { get; } = [];

    /// <summary>A device's row.</summary>
    /// <returns>Null where the report has none: another device, or one that <c>-z</c> left out.</returns>
    public IostatRow? Find(string device) => RowList.Find(row => row.Device == device);
}

/// <summary>The host that iostat's first line names; null where it does not.</summary>
/// <param name="Kernel">The kernel's release.</param>
/// <param name="Name">The host's name.</param>
/// <param name="DateText">The date, as printed in the host's locale.</param>
/// <param name="Machine">The architecture, such as <c>x86_64</c>.</param>
/// <param name="Cpus">Number of processors.</param>
internal sealed record IostatHost(string Kernel, string Name, string? DateText, string? Machine, int? Cpus);

/// <summary>Shares of processor time over all processors, in %; null where not printed.</summary>
/// <param name="UserPercent">In user mode.</param>
/// <param name="NicePercent">In user mode at lowered priority.</param>
/// <param name="SystemPercent">In the kernel.</param>
/// <param name="IowaitPercent">Idle with I/O outstanding.</param>
/// <param name="StealPercent">Waiting for the hypervisor.</param>
/// <param name="IdlePercent">Idle without I/O outstanding.</param>
internal sealed record IostatCpu(
    double? UserPercent,
    double? NicePercent,
    double? SystemPercent,
    double? IowaitPercent,
    double? StealPercent,
    double? IdlePercent
);
