namespace NotebookKit.Tests.Kernels;

public sealed class KernelBootTests
{
    [Theory]
    [InlineData("4.4.0-1087-aws", "apt-get install linux-image-4.4.0-1087-aws", "Ubuntu, with Linux 4.4.0-1087-aws\"")]
    [InlineData("6.1.0-56-amd64", "apt-get install linux-image-6.1.0-56-amd64", "Debian GNU/Linux, with Linux 6.1.0-56-amd64\"")]
    [InlineData("4.9.0-040900-generic #201612111631", "kernel.ubuntu.com/mainline/v4.9/amd64", "with Linux 4.9.0-040900-generic\"")]
    [InlineData("v4.5-rc5", "git checkout v4.5-rc5 &&", "with Linux $(cat include/config/kernel.release)\"")]
    public void A_kernel_is_got_from_who_built_it_and_started_for_the_next_start_alone(string kernel, string get, string start)
    {
        KernelBoot boot = KernelBoot.Of(KernelVersion.Parse(kernel));
        Assert.Contains(get, boot.Get, StringComparison.Ordinal);
        Assert.Contains("grub-reboot", boot.BootOnce, StringComparison.Ordinal);
        Assert.Contains(start, boot.BootOnce, StringComparison.Ordinal);
    }

    [Fact]
    public void A_bisection_for_a_fix_names_old_slow_and_new_fast_and_counts_what_is_to_be_built()
    {
        KernelWindow window = KernelWindow
            .Of()
            .With(new KernelTrial(KernelVersion.Parse("4.4"), [42], KernelVerdict.Bad, ""))
            .With(new KernelTrial(KernelVersion.Parse("4.6"), [1.5], KernelVerdict.Good, ""));
        string[] commands = [.. KernelBisect.Steps(window, 1000, "block").Select(step => step.Command)];
        Assert.Equal(
            ["git bisect start --term-old=slow --term-new=fast -- block", "git bisect slow v4.4", "git bisect fast v4.6"],
            commands[..3]
        );
        Assert.Contains("1,000 commits, 10 kernels", KernelBisect.Steps(window, 1000)[0].Why, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => KernelBisect.Steps(KernelWindow.Of()));
    }
}
