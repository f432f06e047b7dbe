using System.Security.Cryptography;
using System.Text;

namespace NotebookKit.VirtualLab;

/// <summary>What is in the guest.</summary>
internal static class GuestContents
{
    /// <summary>The release that its tools are of, whatever the kernel: newer tools read older kernels, not the other way round.</summary>
    public const string ToolSuite = "trixie";

    /// <summary>The packages of its tools.</summary>
    public static readonly string[] Packages =
    [
        "bash",
        "busybox-static",
        "coreutils",
        "util-linux",
        "mount",
        "kmod",
        "lvm2",
        "dmsetup",
        "e2fsprogs",
        "fio",
        "sysstat",
        "blktrace",
        "linux-perf",
        "mdadm",
        "xfsprogs",
        "btrfs-progs",
    ];

    /// <summary>The programs that are taken of them; busybox stands in for all others.</summary>
    public static readonly string[] Programs =
    [
        "bash",
        "busybox",
        "cat",
        "dd",
        "timeout",
        "seq",
        "mktemp",
        "date",
        "lsblk",
        "mount",
        "umount",
        "stty",
        "kmod",
        "lvm",
        "dmsetup",
        "mke2fs",
        "fio",
        "iostat",
        "blktrace",
        "blkparse",
        "btt",
        "btrace",
        "perf",
        "mdadm",
        "mkfs.xfs",
        "mkfs.btrfs",
        "blkdiscard",
    ];

    /// <summary>Other names of programs.</summary>
    public static readonly (string Name, string Program)[] Names =
    [
        ("sh", "bash"),
        ("modprobe", "kmod"),
        ("mkfs.ext4", "mke2fs"),
        .. new[] { "pvcreate", "vgcreate", "lvcreate", "lvremove", "vgchange", "lvs", "vgs", "pvs" }.Select(name => (name, "lvm")),
    ];

    /// <summary>Libraries that programs load by name while they run.</summary>
    public static readonly string[] Libraries = ["libgcc_s.so.1"];

    /// <summary>Modules that are loaded as it boots, in this order; what a kernel has built in is passed over.</summary>
    public static readonly string[] Modules =
    [
        "virtio_pci",
        "9pnet_virtio",
        "9p",
        "crc32c_generic",
        "crc32c-intel",
        "nvme",
        "dm-mod",
        "dm-snapshot",
        "dm-delay",
        "dm-flakey",
        "ext4",
        "mq-deadline",
        "kyber-iosched",
        "bfq",
    ];

    /// <summary>Modules that a stack loads when it is built: some measure the processor
    /// first, which software emulation makes slow.</summary>
    public static readonly string[] StackModules =
    [
        "raid0",
        "raid1",
        "raid10",
        "raid456",
        "dm-crypt",
        "xts",
        "ecb",
        "aes_generic",
        "aesni-intel",
        "dm-thin-pool",
        "dm-writecache",
        "dm-cache",
        "dm-cache-smq",
        "null_blk",
        "xfs",
        "btrfs",
        "zram",
        "lzo",
        "lzo-rle",
    ];

    // LVM without udev, as there is none in the guest.
    private const string LvmSettings = """
        devices { dir="/dev" scan=["/dev"] obtain_device_list_from_udev=0 external_device_info_source="none" use_devicesfile=0 }
        activation { udev_sync=0 udev_rules=0 verify_udev_operations=0 monitoring=0 }
        global { use_lvmpolld=0 }
        backup { backup=0 archive=0 }

        """;

    // mkfs.ext4's own defaults, of which only these matter here.
    private const string FormatSettings = """
        [defaults]
          base_features = sparse_super,large_file,filetype,resize_inode,dir_index,ext_attr
          blocksize = 4096
          inode_size = 256
          inode_ratio = 16384
        [fs_types]
          ext4 = {
            features = has_journal,extent,huge_file,flex_bg,metadata_csum,64bit,dir_nlink,extra_isize
          }

        """;

    /// <summary>Files that are written as they are.</summary>
    public static readonly (string Path, string Text)[] Files =
    [
        ("etc/lvm/lvm.conf", LvmSettings),
        ("etc/mke2fs.conf", FormatSettings),
        ("etc/passwd", "root:x:0:0:root:/root:/bin/sh\n"),
        ("etc/group", "root:x:0:\n"),
        ("etc/mtab", ""),
        ("etc/lab-modules", string.Join('\n', Modules) + "\n"),
        ("init", GuestScripts.TextOf("init")),
    ];

    /// <summary>A hash of all that this program puts into an image by itself.</summary>
    public static string Hash { get; } =
        Convert.ToHexStringLower(
            SHA256.HashData(
                Encoding.UTF8.GetBytes(
                    string.Join(
                        '\n',
                        Programs
                            .Concat(Libraries)
                            .Concat(StackModules)
                            .Concat(Names.Select(name => name.ToString()))
                            .Concat(Files.Select(file => file.ToString()))
                    )
                )
            )
        );
}
