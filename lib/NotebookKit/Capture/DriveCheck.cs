using System.Globalization;
using System.Text.Json;
using NotebookKit.Files;
using NotebookKit.Hosts;

namespace NotebookKit.Capture;

/// <summary>Looks for every reason not to write on a drive. Reads only.</summary>
/// <remarks>
/// As another user than root, only the kernel's lists are asked: who has the drive open is not told, and it is the tool that writes (mkfs,
/// LVM) that finds out whether it is held exclusively.
/// </remarks>
internal static class DriveCheck
{
    /// <summary>Why a drive must not be written on, one sentence each; empty where nothing speaks against it.</summary>
    /// <param name="host">The host, whose wipefs looks for signatures.</param>
    /// <param name="device">The kernel's name, checked before.</param>
    /// <param name="neededBytes">How large it has to be.</param>
    /// <param name="held">True where the caller holds it exclusively; false to try whether it can be held.</param>
    public static IReadOnlyList<string> Reasons(LiveHost host, string device, long neededBytes, bool held = false)
    {
        var use = DeviceUse.Read();
        List<string> reasons = [.. use.Of(device)];
        if (FingerprintReader.DiskOf(device) is var disk && disk != device)
        {
            reasons.Add(
                $"{device} is a partition of {disk}, whose queue it shares with whatever else is on that drive: a whole drive is needed"
            );
        }

        string[] partitions =
        [
            .. use
                .Graph.Links.Where(link => link.Below == device && link.Kind == BlockLinkKind.Partition)
                .Select(link => link.Above)
                .Order(StringComparer.Ordinal),
        ];
        if (partitions.Length > 0)
        {
            reasons.Add($"{device} has partitions: {string.Join(", ", partitions)}");
        }

        HashSet<string> root = RootStack(use);
        if (root.Contains(device) || partitions.Any(root.Contains))
        {
            reasons.Add($"{device} is part of what the root file system lies on");
        }

        if (HostText.Line($"/sys/class/block/{device}/ro") == "1")
        {
            reasons.Add($"{device} is read-only");
        }

        long size = long.Parse(HostText.Line($"/sys/class/block/{device}/size") ?? "0", CultureInfo.InvariantCulture) * 512;
        if (size < neededBytes)
        {
            reasons.Add(
                string.Create(CultureInfo.InvariantCulture, $"{device} has {size >> 20} MiB, and {neededBytes >> 20} MiB are needed")
            );
        }

        string[] below = [.. use.Graph.Under(device).Where(link => link.Kind == BlockLinkKind.Whole).Select(link => link.Below)];
        reasons.AddRange((held ? below : [device, .. below]).SelectMany(Held));
        reasons.AddRange(
            ((string[])[device, .. below]).SelectMany(one =>
                OpenFiles.Of(one, writersOnly: true).Select(who => $"{one} is open for writing in {who}")
            )
        );
        reasons.AddRange(
            ((string[])["/dev/" + device, .. below.Select(one => "/dev/" + one), .. Images(use.Graph, device)]).SelectMany(path =>
                Signatures(host, device, path)
            )
        );
        return [.. reasons.Distinct()];
    }

    /// <summary>Why a drive cannot be held exclusively, one sentence; empty where it can, or this user may not try.</summary>
    /// <param name="device">The kernel's name.</param>
    public static IEnumerable<string> Held(string device)
    {
        using DeviceHold? hold = DeviceHold.TryTake(device, exclusive: true, out bool isBusy);
        if (isBusy)
        {
            IReadOnlyList<string> who = OpenFiles.Of(device, writersOnly: false);
            yield return $"{device} is held exclusively by {(who.Count == 0 ? "the kernel" : "another program; open it is in " + string.Join(", ", who))}";
        }
    }

    // What stands before a loop device's part of its image is not seen on the device.
    private static IEnumerable<string> Images(BlockGraph graph, string device) =>
        ((string[])[device, .. graph.Under(device).Select(link => link.Below)])
            .Select(one => graph.Loops.GetValueOrDefault(one))
            .OfType<LoopImage>()
            .Where(image =>
                image is { Offset: > 0, BlockDevice: null }
                && FileNumbers.Of(image.Path) is { } now
                && (now.Device, now.Inode) == (image.Device, image.Inode)
            )
            .Select(image => image.Path);

    private static IEnumerable<string> Signatures(LiveHost host, string device, string path)
    {
        string shown = path.StartsWith("/dev/", StringComparison.Ordinal) ? path[5..] : path;
        StepResult result = host.Run(
            new CommandStep("signatures", DriveSignature.Look(path))
            {
                NeedsRoot = true,
                Purpose = $"signatures on {shown}; nothing is wiped",
                MayFail = true,
            }
        );
        if (result.Step.ExitCode != 0)
        {
            return
            [
                $"{shown}'s signatures cannot be read: {(result.StderrPath is null ? "wipefs does not say why" : File.ReadAllText(result.StderrPath).Trim())}",
            ];
        }

        string beside = shown == device ? "" : $", and {device} lies on it";
        try
        {
            return DriveSignature
                .Parse(File.ReadAllText(result.StdoutPath!))
                .Select(one => $"{shown} carries a signature: {one.Type} at offset {one.Offset}{beside}");
        }
        catch (Exception fault) when (fault is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return [$"{shown}'s signatures cannot be read: {JsonFault.Of(fault)}"];
        }
    }

    // Every device below the root file system: its own, what that is made of, and the disks of partitions and of images.
    private static HashSet<string> RootStack(DeviceUse use) =>
        [
            .. use
                .Mounts.Where(mount => mount.Place is "/" or "/boot" or "/usr" or "/var")
                .Select(mount => mount.BlockDevice)
                .OfType<string>()
                .SelectMany(device => (IEnumerable<string>)[device, .. use.Graph.Below(device)]),
        ];
}
