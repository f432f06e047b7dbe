using System.Text;

namespace NotebookKit.Tests.Cases;

/// <summary>Makes up the reports that support tools gather, of files of our own recordings.</summary>
internal static class Piles
{
    private const string Source = "snapshot-nomerges2";

    /// <summary>An sosreport as sos 4 lays it out: the list of its commands, sysfs by its
    /// real paths and links, one sample of diskstats.</summary>
    public static string Sosreport(string folder, string host)
    {
        string root = Path.Combine(folder, $"sosreport-{host}-2026-11-22-abcdefg");
        Put(root, "sos_commands/host/hostname", host + "\n");
        Put(root, "sos_commands/block/lsblk", File.ReadAllText(RepositoryFolder.File(Source, "lsblk.txt")));
        Put(root, "sos_commands/devicemapper/dmsetup_table", File.ReadAllText(RepositoryFolder.File(Source, "dmsetup-table.txt")));
        Put(root, "sos_commands/kernel/uname_-a", $"Linux {host} 6.1.0-56-amd64 #1 SMP PREEMPT_DYNAMIC Debian x86_64 GNU/Linux\n");
        Put(root, "sos_commands/networking/ip_-s_link", "1: lo: <LOOPBACK,UP> mtu 65536\n");
        Put(root, "proc/diskstats", File.ReadAllText(RepositoryFolder.File(Source, "diskstats-after.txt")));
        const string Device = "sys/devices/pci0000:00/0000:00:04.0/nvme/nvme0/nvme0n1";
        Put(root, Device + "/queue/nomerges", "2\n");
        Put(root, Device + "/queue/scheduler", "[none] mq-deadline\n");
        Put(root, Device + "/queue/read_ahead_kb", "128\n");
        Directory.CreateDirectory(Path.Combine(root, "sys/block"));
        File.CreateSymbolicLink(Path.Combine(root, "sys/block/nvme0n1"), "../devices/pci0000:00/0000:00:04.0/nvme/nvme0/nvme0n1");
        Put(root, "sos_strings/block/udevadm_info.tailed", "tail of something long\n");
        Put(
            root,
            "sos_reports/manifest.json",
            """
            {"components": {"report": {"plugins": {
              "block": {"commands": [
                {"command": "lsblk", "parameters": [], "exec": "lsblk", "filepath": "sos_commands/block/lsblk", "truncated": false, "return_code": 0},
                {"command": "udevadm", "parameters": ["info"], "exec": "udevadm info -e", "filepath": "sos_commands/block/udevadm_info", "truncated": true, "return_code": 0}]},
              "devicemapper": {"commands": [
                {"command": "dmsetup", "parameters": ["status"], "exec": "dmsetup status", "filepath": null, "truncated": false, "return_code": 127}]}}}}}
            """
        );
        return root;
    }

    /// <summary>A supportconfig: one file for many commands; a file that was not there, and a command that failed.</summary>
    public static string Supportconfig(string folder, string host)
    {
        string root = Path.Combine(folder, $"scc_{host}_261122_1200");
        Put(
            root,
            "basic-environment.txt",
            Section("Command", "/bin/uname -a", $"Linux {host} 5.14.21-150500-default #1 SMP x86_64 GNU/Linux")
                + Section("Configuration File", "/etc/hostname", host)
        );
        Put(
            root,
            "fs-diskio.txt",
            Section("Command", "/usr/bin/iostat -x 1 4", File.ReadAllText(RepositoryFolder.File(Source, "iostat.txt")))
                + Section(
                    "Command",
                    "/bin/lsblk -o 'NAME,KNAME,MAJ:MIN,FSTYPE,RO'",
                    "NAME KNAME MAJ:MIN FSTYPE RO\nnvme0n1 nvme0n1 259:0  0"
                )
                + "#==[ Configuration File ]===========================#\n# /etc/mtab - File not found\n\n"
                + Section("Command", "/usr/bin/sg_map -i -x", "ERROR: /usr/bin/sg_map not found or not executible")
        );
        Put(
            root,
            "proc.txt",
            Section("Configuration File", "/proc/diskstats", File.ReadAllText(RepositoryFolder.File(Source, "diskstats-after.txt")))
        );
        Put(
            root,
            "sysfs.txt",
            Section("Configuration File", "/sys/block/nvme0n1/queue/nomerges", "2")
                + Section("Configuration File", "/sys/block/nvme0n1/queue/scheduler", "[none] mq-deadline")
        );
        return root;
    }

    public static void Put(string root, string path, string content)
    {
        string file = Path.Combine(root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllBytes(file, Encoding.UTF8.GetBytes(content));
    }

    private static string Section(string kind, string title, string body) =>
        $"#==[ {kind} ]======================================#\n# {title}\n{body}\n\n";
}
