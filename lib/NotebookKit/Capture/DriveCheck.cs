using System.Globalization;
using System.Text.Json;
using NotebookKit.Hosts;

namespace NotebookKit.Capture;

/// <summary>Looks for every reason not to write on a drive. Reads only.</summary>
internal static class DriveCheck
{
    /// <summary>Why a drive must not be written on, one sentence each; empty where nothing speaks against it.</summary>
    /// <param name="host">The host, whose wipefs looks for signatures.</param>
    /// <param name="device">The kernel's name, checked before.</param>
    /// <param name="neededBytes">How large it has to be.</param>
    public static IReadOnlyList<string> Reasons(LiveHost host, string device, long neededBytes)
    {
        var reasons = new List<string>();
        IReadOnlyList<Mount> mounts = Mounts();
        HashSet<string> root = RootStack(mounts);
        string[] family = [device, .. Partitions(device)];
        foreach (string member in family)
        {
            string number = HostText.Line($"/sys/class/block/{member}/dev") ?? "";
            reasons.AddRange(mounts.Where(mount => mount.Device == number || NameOf(mount) == member).Select(mount => $"{member} is mounted at {mount.Place}"));
            reasons.AddRange(Swaps().Where(swap => swap == "/dev/" + member).Select(_ => $"{member} is used as swap"));
            string[] holders = Entries($"/sys/class/block/{member}/holders");
            if (holders.Length > 0)
            {
                reasons.Add($"{member} is held by {string.Join(", ", holders)}");
            }
        }

        if (family.Length > 1)
        {
            reasons.Add($"{device} has partitions: {string.Join(", ", family.Skip(1))}");
        }

        if (family.Any(root.Contains))
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
            reasons.Add(string.Create(CultureInfo.InvariantCulture, $"{device} has {size >> 20} MiB, and {neededBytes >> 20} MiB are needed"));
        }

        reasons.AddRange(Signatures(host, device));
        return [.. reasons.Distinct()];
    }

    private static IEnumerable<string> Signatures(LiveHost host, string device)
    {
        StepResult result = host.Run(new CommandStep("signatures", "wipefs", "--no-act", "--json", "/dev/" + device)
        {
            NeedsRoot = true,
            Purpose = $"signatures on {device}; nothing is wiped",
            MayFail = true,
        });
        if (result.Step.ExitCode != 0)
        {
            yield return $"{device}'s signatures cannot be read: {(result.StderrPath is null ? "wipefs does not say why" : File.ReadAllText(result.StderrPath).Trim())}";
            yield break;
        }

        byte[] text = File.ReadAllBytes(result.StdoutPath!);
        if (text.Length == 0)
        {
            yield break;
        }

        using JsonDocument json = JsonDocument.Parse(text);
        foreach (JsonElement signature in json.RootElement.GetProperty("signatures").EnumerateArray())
        {
            yield return $"{device} carries a signature: {signature.GetProperty("type").GetString()} at offset {signature.GetProperty("offset").GetString()}";
        }
    }

    // Every device below the root file system: its own, what that is made of, and the disks of partitions.
    private static HashSet<string> RootStack(IReadOnlyList<Mount> mounts)
    {
        var stack = new HashSet<string>(StringComparer.Ordinal);
        foreach (Mount mount in mounts.Where(mount => mount.Place is "/" or "/boot" or "/usr" or "/var"))
        {
            if (NameOf(mount) is { } device)
            {
                AddBelow(device, stack);
            }
        }

        return stack;
    }

    // btrfs and others give a device number of their own (major 0) and name the device as their source; tmpfs and rootfs lie on none.
    private static string? NameOf(Mount mount)
    {
        string link = "/sys/dev/block/" + mount.Device;
        if (Directory.Exists(link))
        {
            return new DirectoryInfo(link).ResolveLinkTarget(returnFinalTarget: true)?.Name;
        }

        return mount.Source.StartsWith("/dev/", StringComparison.Ordinal) && File.Exists(mount.Source)
            ? Path.GetFileName(File.ResolveLinkTarget(mount.Source, returnFinalTarget: true)?.FullName ?? mount.Source)
            : null;
    }

    private static void AddBelow(string device, HashSet<string> stack)
    {
        if (!stack.Add(device))
        {
            return;
        }

        foreach (string slave in Entries($"/sys/class/block/{device}/slaves"))
        {
            AddBelow(slave, stack);
        }

        string disk = FingerprintReader.DiskOf(device);
        if (disk != device)
        {
            AddBelow(disk, stack);
        }
    }

    private static IEnumerable<string> Partitions(string device) =>
        Entries("/sys/class/block/" + device).Where(entry => File.Exists($"/sys/class/block/{device}/{entry}/partition"));

    private static string[] Entries(string folder) =>
        Directory.Exists(folder) ? [.. new DirectoryInfo(folder).EnumerateFileSystemInfos().Select(entry => entry.Name).Order(StringComparer.Ordinal)] : [];

    private static IEnumerable<string> Swaps() => File.Exists("/proc/swaps")
        ? File.ReadLines("/proc/swaps").Skip(1).Select(line => line.Split([' ', '\t'])[0])
        : [];

    // 36 35 98:0 /mnt1 /mnt2 rw,noatime master:1 - ext3 /dev/root rw (proc_pid_mountinfo(5))
    private static List<Mount> Mounts()
    {
        var mounts = new List<Mount>();
        foreach (string line in File.ReadLines("/proc/self/mountinfo"))
        {
            string[] fields = line.Split(' ');
            int dash = Array.IndexOf(fields, "-");
            if (fields.Length > 5 && dash > 0 && dash + 2 < fields.Length)
            {
                mounts.Add(new Mount(fields[2], fields[4], fields[dash + 2]));
            }
        }

        return mounts;
    }

    private sealed record Mount(string Device, string Place, string Source);
}
