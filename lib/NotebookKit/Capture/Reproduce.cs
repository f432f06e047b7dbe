using System.Globalization;
using System.Text.RegularExpressions;
using NotebookKit.Capture;
using NotebookKit.Hosts;

namespace NotebookKit;

/// <summary>The article's reproduction, as a plan that is shown before anything runs.</summary>
/// <remarks>
/// Source: Matthew Ruffell, "Resolving Large NVMe Performance Degradation in the Ubuntu 4.4 Kernel": a logical volume with ext4 on four
/// fifths of the drive, files on it, a snapshot of it mounted read-only.
/// </remarks>
public static partial class Reproduce
{
    /// <summary>Plans the reproduction on a drive; looks at nothing and changes nothing but what it returns.</summary>
    /// <param name="device">The drive, such as <c>nvme1n1</c>.</param>
    /// <param name="options">Sizes and names; null for the usual ones.</param>
    /// <returns>The plan: every command, why, and what it destroys.</returns>
    /// <exception cref="ArgumentException">A name or a size cannot be used.</exception>
    public static ReproducePlan Plan(string device, ReproduceOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(device);
        ReproduceOptions with = options ?? new ReproduceOptions();
        string name = device.StartsWith("/dev/", StringComparison.Ordinal) ? device[5..] : device;
        foreach (string one in (ReadOnlySpan<string>)[name, with.Group, with.Volume, with.Snapshot])
        {
            if (!Name().IsMatch(one))
            {
                throw new ArgumentException(
                    $"\"{one}\" is no name for a device or a volume: letters, digits, _ and . are.",
                    nameof(device)
                );
            }
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(with.Files, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(with.FileMiB, 1);
        string? noLvm =
            with.Stack == ReproduceLayers.Plain ? "ext4 on the drive itself was asked for"
            : !Directory.Exists("/sys/class/misc/device-mapper") ? "this kernel has no device-mapper"
            : HostTool.Find("lvm") is null ? "lvm2 is not installed"
            : null;
        if (with.Stack == ReproduceLayers.Lvm)
        {
            noLvm = null;
        }

        string folder = Path.GetFullPath(with.MountFolder ?? WorkFolder.NewPath("mounts"));
        string origin = Path.Combine(folder, with.Volume);
        string snapshot = Path.Combine(folder, with.Snapshot);
        return new ReproducePlan(name, with, noLvm, origin, snapshot, [.. Steps(name, with, noLvm, origin, snapshot)]);
    }

    private static IEnumerable<ReproducePlan.PlannedStep> Steps(
        string name,
        ReproduceOptions with,
        string? noLvm,
        string origin,
        string snapshot
    )
    {
        string drive = "/dev/" + name;
        string volume = noLvm is null ? $"/dev/{with.Group}/{with.Volume}" : drive;
        foreach (
            ReproducePlan.PlannedStep step in noLvm is null
                ? VolumeSteps(name, with)
                : VolumeSteps(name, with).Select(step => step with { Skipped = noLvm })
        )
        {
            yield return step;
        }

        string uuid = Guid.NewGuid().ToString();
        yield return new(
            "mkfs",
            ["mkfs.ext4", "-q", "-U", uuid, "-E", "lazy_itable_init=0,lazy_journal_init=0", volume],
            "put ext4 on it, with nothing left to write later"
        )
        {
            Destroys = noLvm is null ? null : $"everything on {drive}",
            Undo = noLvm is null ? null : ["wipefs", "--all", "--types", "ext4", drive],
            Undoing = noLvm is null ? null : () => new SignatureEntry(Look(name), "ext4", uuid),
        };
        yield return Mount("mount", ["mount", volume, origin], "mount it", origin, volume);
        for (int i = 1; i <= with.Files; i++)
        {
            yield return new(
                string.Create(CultureInfo.InvariantCulture, $"file-{i}"),
                [
                    "dd",
                    "if=/dev/zero",
                    string.Create(CultureInfo.InvariantCulture, $"of={origin}/dummy{i}"),
                    "bs=1M",
                    string.Create(CultureInfo.InvariantCulture, $"count={with.FileMiB}"),
                    "conv=fsync,excl",
                    "oflag=nofollow",
                ],
                "write a file to read, where none is"
            );
        }

        string of = $"/dev/{with.Group}/{with.Snapshot}";
        ReproducePlan.PlannedStep take = Volume(
            "snapshot",
            ["lvcreate", "--snapshot", volume, "--name", with.Snapshot, "--extents", "90%FREE"],
            "take a snapshot of the volume",
            $"{with.Group}/{with.Snapshot}",
            name
        );
        ReproducePlan.PlannedStep show = Mount(
            "mount-snapshot",
            ["mount", "-o", "ro", of, snapshot],
            "mount the snapshot read-only, where reads are slow on an affected kernel",
            snapshot,
            of
        );
        yield return take with
        {
            Skipped = noLvm,
        };
        yield return show with
        {
            Skipped = noLvm,
        };
    }

    // Every part gets a mark of its own when it is made, by which its undo knows it from all others.
    private static IEnumerable<ReproducePlan.PlannedStep> VolumeSteps(string name, ReproduceOptions with)
    {
        string drive = "/dev/" + name;
        string uuid = LvmMark.Uuid();
        yield return new("pvcreate", ["pvcreate", drive, "--uuid", uuid, "--norestorefile"], "make the drive an LVM physical volume")
        {
            Destroys = $"everything on {drive}",
            Undo = ["pvremove", "--yes", drive],
            Undoing = () => new SignatureEntry(Look(name), SignatureEntry.Lvm, uuid),
        };
        string tag = LvmMark.Tag();
        yield return new("vgcreate", ["vgcreate", with.Group, drive, "--addtag", tag], "make a volume group of it")
        {
            Undo = ["vgremove", "@" + tag],
            Undoing = () => new GroupEntry(with.Group, tag, Look(name)),
        };
        yield return Volume(
            "lvcreate",
            ["lvcreate", "--name", with.Volume, "-l", "80%FREE", with.Group, "--wipesignatures", "n"],
            "make a volume on four fifths of it; the rest is for the snapshot",
            $"{with.Group}/{with.Volume}",
            name
        );
    }

    private static ReproducePlan.PlannedStep Volume(string step, IReadOnlyList<string> argv, string why, string volume, string drive)
    {
        string tag = LvmMark.Tag();
        return new(step, [.. argv, "--addtag", tag], why)
        {
            Undo = ["lvremove", "--force", "--yes", "@" + tag],
            Undoing = () => new VolumeEntry(volume, tag, Look(drive)),
        };
    }

    private static ReproducePlan.PlannedStep Mount(string step, IReadOnlyList<string> argv, string why, string place, string device) =>
        new(step, argv, why)
        {
            Undo = ["umount", place],
            Undoing = () => new UnmountEntry(place, Look(BlockName.Check(device))),
            Folder = place,
        };

    private static DeviceIdentity Look(string name) =>
        DeviceIdentity.Of(name) ?? throw new CommandException(CommandFault.Failed, $"/dev/{name} is no longer there.");

    [GeneratedRegex("^[A-Za-z0-9_.][A-Za-z0-9_.-]*$")]
    private static partial Regex Name();
}
