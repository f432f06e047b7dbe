using System.Text.Json;
using NotebookKit.Capture;
using NotebookKit.Display;
using NotebookKit.Files;
using NotebookKit.Hosts;

namespace NotebookKit;

/// <summary>What an LVM report command told: one row an object, its fields as LVM names them.</summary>
[TypeFormatterSource(typeof(ShownFormatterSource))]
internal sealed class LvmReport : ITabled
{
    private readonly string _kind;

    internal LvmReport(string kind, IReadOnlyList<IReadOnlyDictionary<string, string>> rows) => (_kind, Rows) = (kind, rows);

    /// <summary>The rows; sizes are in bytes.</summary>
    public IReadOnlyList<IReadOnlyDictionary<string, string>> Rows { get; }

    /// <summary>One row an object, one column a field.</summary>
    public ResultTable ToTable()
    {
        var columns = new ResultTable();
        foreach (string field in Rows.SelectMany(row => row.Keys).Distinct(StringComparer.Ordinal))
        {
            columns.Text(field, Rows.Select(row => row.GetValueOrDefault(field) is { Length: > 0 } value ? value : null));
        }

        return columns.Titled(_kind, "As LVM reports it; sizes in bytes.");
    }

    /// <inheritdoc/>
    public override string ToString() => ToTable().ToString()!;
}

/// <summary>LVM on a host (lvm(8)).</summary>
internal sealed class Lvm
{
    private readonly Host _host;

    internal Lvm(Host host) => _host = host;

    /// <summary>The physical volumes (pvs(8)).</summary>
    public LvmReport Pvs() => Report("pvs", "pv", "pv_name,vg_name,pv_size,pv_free");

    /// <summary>The volume groups (vgs(8)).</summary>
    public LvmReport Vgs() => Report("vgs", "vg", "vg_name,pv_count,lv_count,snap_count,vg_size,vg_free,vg_extent_size");

    /// <summary>The logical volumes with their segments (lvs(8)).</summary>
    public LvmReport Lvs() => Report("lvs", "lv", "lv_name,vg_name,lv_attr,lv_size,origin,data_percent,chunk_size,devices");

    /// <summary>Makes a logical volume.</summary>
    /// <param name="group">The volume group.</param>
    /// <param name="name">The volume's name.</param>
    /// <param name="extents">Its size, such as <c>80%FREE</c> or <c>100</c> (lvcreate(8), --extents).</param>
    /// <returns>Dispose it to remove the volume; in replay nothing is made.</returns>
    /// <exception cref="CommandException">LVM refused.</exception>
    public IDisposable Create(string group, string name, string extents) =>
        Made("lvcreate", ["--name", name, "--extents", extents, "--wipesignatures", "n", group], $"{group}/{name}");

    /// <summary>Takes a snapshot of a logical volume.</summary>
    /// <param name="group">The volume group.</param>
    /// <param name="origin">The volume.</param>
    /// <param name="name">The snapshot's name.</param>
    /// <param name="extents">Room for what changes later, such as <c>90%FREE</c>.</param>
    /// <param name="chunkKiB">The snapshot's chunk, in KiB; null for LVM's own 4.</param>
    /// <returns>Dispose it to remove the snapshot; in replay nothing is made.</returns>
    /// <exception cref="CommandException">LVM refused.</exception>
    public IDisposable Snapshot(string group, string origin, string name, string extents, int? chunkKiB = null)
    {
        string[] chunk = chunkKiB is { } size
            ? ["--chunksize", size.ToString(System.Globalization.CultureInfo.InvariantCulture) + "k"]
            : [];
        return Made("snapshot", ["--snapshot", $"{group}/{origin}", "--name", name, "--extents", extents, .. chunk], $"{group}/{name}");
    }

    /// <summary>Removes a logical volume or a snapshot.</summary>
    /// <param name="volume">The group and the volume, such as <c>secvol/tmp_backup1</c>.</param>
    /// <exception cref="CommandException">LVM refused, as it does where the volume is mounted.</exception>
    public void Remove(string volume) =>
        _host.Run(new CommandStep("lvremove", "lvremove", "--force", "--yes", volume) { NeedsRoot = true });

    private IDisposable Made(string name, IReadOnlyList<string> arguments, string volume)
    {
        if (_host is not LiveHost live)
        {
            _host.Run(new CommandStep(name, ["lvcreate", .. arguments]) { NeedsRoot = true });
            return new Nothing();
        }

        string tag = LvmMark.Tag();
        HostChange change = live.Apply(new VolumeEntry(volume, tag, null), () => { });
        try
        {
            live.Run(new CommandStep(name, ["lvcreate", .. arguments, "--addtag", tag]) { NeedsRoot = true });
            return change;
        }
        catch
        {
            change.TryUndo(); // what it did before it failed, told by its tag; where it could not be undone, it stays noted
            throw;
        }
    }

    private LvmReport Report(string command, string kind, string fields)
    {
        StepResult result = _host.Run(
            new CommandStep(
                command,
                [
                    command,
                    .. command == "lvs" ? ["--all"] : Array.Empty<string>(),
                    "--reportformat",
                    "json",
                    "--units",
                    "b",
                    "--nosuffix",
                    "-o",
                    fields,
                ]
            )
            {
                NeedsRoot = true,
            }
        );
        try
        {
            using JsonDocument json = JsonDocument.Parse(File.ReadAllBytes(result.Path));
            JsonElement rows = json.RootElement.GetProperty("report")[0].GetProperty(kind);
            return new LvmReport(
                command,
                [
                    .. rows.EnumerateArray()
                        .Select(row =>
                            (IReadOnlyDictionary<string, string>)
                                row.EnumerateObject()
                                    .ToDictionary(field => field.Name, field => field.Value.ToString(), StringComparer.Ordinal)
                        ),
                ]
            );
        }
        catch (Exception fault)
            when (fault is JsonException or KeyNotFoundException or InvalidOperationException or IndexOutOfRangeException)
        {
            throw new CaptureFormatException(
                $"{result.Path}: no LVM report in JSON (lvm2 2.02.158 and later write it): {JsonFault.Of(fault)}",
                fault
            );
        }
    }

    private sealed class Nothing : IDisposable
    {
        public void Dispose() { }
    }
}

public static partial class HostCaptures
{
    /// <summary>LVM on a host.</summary>
    /// <param name="host">The host.</param>
    internal static Lvm Lvm(this Host host)
    {
        ArgumentNullException.ThrowIfNull(host);
        return new Lvm(host);
    }
}
