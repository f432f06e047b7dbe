namespace NotebookKit;

/// <summary>How a kernel gets onto a host, and how it is started once, without becoming the one that always starts.</summary>
/// <param name="Version">The kernel.</param>
/// <param name="Get">The command that installs it, or where it is to be had.</param>
/// <param name="BootOnce">The commands that start it, for the next start alone.</param>
/// <remarks>
/// Source: grub-reboot(8), which needs <c>GRUB_DEFAULT=saved</c> in /etc/default/grub; apt-get(8); wiki.ubuntu.com/Kernel/MainlineBuilds;
/// kernel-handbook, chapter 4. Where a kernel does not come up, a reset starts the old one.
/// </remarks>
public sealed record KernelBoot(KernelVersion Version, string Get, string BootOnce)
{
    /// <summary>The command that lists what the host's own archive offers.</summary>
    public const string List = "apt-cache search --names-only '^linux-image-[0-9]'";

    /// <summary>The way for a kernel, by who built it.</summary>
    public static KernelBoot Of(KernelVersion version)
    {
        ArgumentNullException.ThrowIfNull(version);
        string name = version.Text.Split(' ')[0];
        return version.Source switch
        {
            KernelSource.Ubuntu => new KernelBoot(version, $"apt-get install linux-image-{name}", Once("Ubuntu", name)),
            KernelSource.Debian => new KernelBoot(
                version,
                $"apt-get install linux-image-{name}; older ones: snapshot.debian.org",
                Once("Debian GNU/Linux", name)
            ),
            KernelSource.UbuntuMainlineBuild => new KernelBoot(
                version,
                $"dpkg -i linux-image-*.deb linux-modules-*.deb of kernel.ubuntu.com/mainline/v{version.Upstream}/amd64",
                Once("Ubuntu", name)
            ),
            _ => new KernelBoot(
                version,
                $"git checkout {version.Tag} && make olddefconfig && make -j$(nproc) bindeb-pkg && dpkg -i ../linux-image-{version.Upstream}*.deb",
                Once("Ubuntu", $"$(cat include/config/kernel.release)")
            ),
        };
    }

    private static string Once(string system, string release) =>
        $"grub-reboot \"Advanced options for {system}>{system}, with Linux {release}\" && reboot; uname -r";
}
