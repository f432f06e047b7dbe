using System.Globalization;

namespace NotebookKit.VirtualLab;

/// <summary>The virtual machine: two processors in software, 3 GiB, an NVMe drive of 2
/// GiB with bad sectors near its end, a folder shared with the host.</summary>
/// <param name="image">What it is booted from.</param>
/// <param name="folder">Its folder: drives, console, monitor, and the shared folder.</param>
/// <param name="kind">How many drives it has; or <see cref="TwoPaths"/>, one drive that
/// two controllers lead to, or <see cref="Blank"/>, one whose volume nobody needs.</param>
internal sealed class GuestMachine(GuestImage image, string folder, string kind = "1")
{
    public const int DriveMiB = 2048;
    public const string Program = "qemu-system-x86_64";
    public const string TwoPaths = "two-paths",
        Blank = "blank";
    private const int OtherDriveMiB = 512;
    private const int Processors = 2,
        MemoryMiB = 3072,
        BadMiB = 24,
        SectorsInMiB = 2048;
    private const int LargestTransfer = 6; // mdts: 4 KiB shifted so far to the left, 256 KiB

    // Sectors of the bad area that cannot be read.
    private static readonly int[] BadSectors = [800, 4096, 9000, 9001, 20000, 33333, 40000, 48000];

    public string Share => Path.Combine(folder, "share");

    public string Console => Path.Combine(folder, "console.log");

    /// <summary>Makes the folder's contents, but for jobs.</summary>
    public void Lay()
    {
        Directory.CreateDirectory(Path.Combine(Share, "jobs"));
        Directory.CreateDirectory(Path.Combine(Share, "out"));
        using FileStream drive = File.Create(Drive); // with holes: it takes the room of what is written
        drive.SetLength((long)DriveMiB << 20);
        foreach (int other in Others)
        {
            using FileStream more = File.Create(DriveOf(other));
            more.SetLength((long)OtherDriveMiB << 20);
        }
    }

    /// <summary>Adds the guest's scripts.</summary>
    /// <param name="main">The one that runs once it is up: <c>run.sh</c> for scenarios, <c>shell.sh</c> for a shell.</param>
    public void LayScripts(string main)
    {
        Directory.CreateDirectory(Path.Combine(Share, "guest"));
        foreach (string script in GuestScripts.Names.Where(name => name != "init"))
        {
            File.WriteAllText(Path.Combine(Share, "guest", script), GuestScripts.TextOf(script));
        }

        File.WriteAllText(Path.Combine(Share, "guest", "main.sh"), GuestScripts.TextOf(main));
        File.WriteAllText(Path.Combine(Share, "bad-offset"), string.Create(CultureInfo.InvariantCulture, $"{DriveMiB - BadMiB}M\n"));
    }

    /// <summary>The command that boots it.</summary>
    /// <param name="shown">A folder that the guest shows as /out, with its console on the terminal; null for a console in a file.</param>
    public IReadOnlyList<string> Command(string? shown = null) =>
        [
            LabProgram.Find(Program),
            // Software alone, so that a recording does not depend on what the host's
            // processor can; these settings are what kernels of all ages boot fastest with.
            "-accel",
            "tcg,thread=multi",
            "-cpu",
            "max,la57=off,-erms,-fsrm",
            "-M",
            "q35",
            "-smp",
            Text(Processors),
            "-m",
            Text(MemoryMiB),
            "-nodefaults",
            "-nic",
            "none",
            "-display",
            "none",
            "-no-reboot",
            // no_timer_check: on a busy host the emulated timer comes too late for the kernel's test of it, which then panics.
            "-kernel",
            image.Kernel,
            "-initrd",
            image.Initrd,
            "-append",
            "console=ttyS0 quiet mitigations=off panic=-1 rdinit=/init nokaslr no_timer_check clocksource=tsc tsc=reliable idle=halt",
            .. shown is null
                ? (string[])["-serial", "file:" + Escaped(Console)]
                : ["-chardev", "stdio,id=terminal,signal=off", "-serial", "chardev:terminal"],
            // The guest's second serial port is the machine's own monitor, by which the guest sets what its drive can do.
            "-chardev",
            $"socket,id=monitor,path={Escaped(Monitor)},server=on,wait=off",
            "-mon",
            "chardev=monitor,mode=control",
            "-chardev",
            $"socket,id=second,path={Escaped(Monitor)}",
            "-serial",
            "chardev:second",
            "-blockdev",
            "driver=blkdebug,node-name=bad,image.driver=file,image.filename="
                + Escaped(Drive)
                + string.Concat(
                    BadSectors.Select(
                        (sector, i) =>
                            string.Create(
                                CultureInfo.InvariantCulture,
                                $",inject-error.{i}.event=none,inject-error.{i}.iotype=read,inject-error.{i}.errno=5,inject-error.{i}.sector={((DriveMiB - BadMiB) * SectorsInMiB) + sector},inject-error.{i}.once=off"
                            )
                    )
                ),
            .. kind == TwoPaths
                ? Paths()
                :
                [
                    "-drive",
                    $"if=none,id=drive,format=raw,file.driver=raw,file.file=bad,{Unlimited}",
                    "-device",
                    $"nvme,id=nvme0,serial=lab,drive=drive,mdts={Text(LargestTransfer)}",
                ],
            .. Others.SelectMany(other =>
                (string[])
                    [
                        "-drive",
                        $"if=none,id=drive{Text(other)},format=raw,file={Escaped(DriveOf(other))},{Unlimited}",
                        "-device",
                        $"nvme,id=nvme{Text(other - 1)},serial=lab{Text(other)},drive=drive{Text(other)},mdts={Text(LargestTransfer)}",
                    ]
            ),
            "-fsdev",
            $"local,id=shared,path={Escaped(Share)},security_model=none",
            "-device",
            "virtio-9p-pci,fsdev=shared,mount_tag=host",
            .. shown is null
                ? (string[])[]
                : ["-fsdev", $"local,id=out,path={Escaped(shown)},security_model=none", "-device", "virtio-9p-pci,fsdev=out,mount_tag=out"],
        ];

    private const string Unlimited = "throttling.iops-total=1000000";

    private IEnumerable<int> Others =>
        kind == TwoPaths ? [] : Enumerable.Range(2, (int.TryParse(kind, CultureInfo.InvariantCulture, out int drives) ? drives : 1) - 1);

    private string DriveOf(int number) => Path.Combine(folder, $"nvme{Text(number)}.raw");

    // QEMU limits a drive, not a path to it. So each path has a subsystem of its own over the same file, and both tell the guest the same
    // names: to it, one drive. The number of a controller has to differ too, and each subsystem counts from 0: the second has a first
    // controller that nobody needs, which the guest takes out.
    private string[] Paths() =>
        [
            "-device",
            "nvme-subsys,id=first,nqn=lab",
            "-device",
            $"nvme,id=path1,serial=lab,subsys=first,mdts={Text(LargestTransfer)},addr=8",
            "-drive",
            PathDrive("drive"),
            "-device",
            "nvme-ns,drive=drive,bus=path1,nsid=1,uuid=6c616200-0000-4000-8000-000000000001,eui64=0x6c61620000000001",
            "-device",
            "nvme-subsys,id=second,nqn=lab",
            "-device",
            "nvme,id=unused,serial=lab,subsys=second,addr=a",
            "-device",
            $"nvme,id=path2,serial=lab,subsys=second,mdts={Text(LargestTransfer)},addr=9",
            "-drive",
            PathDrive("drive2"),
            "-device",
            "nvme-ns,drive=drive2,bus=path2,nsid=1,uuid=6c616200-0000-4000-8000-000000000001,eui64=0x6c61620000000001",
        ];

    private string PathDrive(string id) =>
        $"if=none,id={id},format=raw,file.driver=file,file.filename={Escaped(Drive)},file.locking=off,{Unlimited}";

    private string Drive => Path.Combine(folder, "nvme.raw");

    // Short: the address of a socket has 107 letters at most (unix(7)).
    private string Monitor => Path.Combine(folder, "mon");

    private static string Escaped(string path) => path.Replace(",", ",,", StringComparison.Ordinal);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
