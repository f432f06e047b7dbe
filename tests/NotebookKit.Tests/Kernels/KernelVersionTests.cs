namespace NotebookKit.Tests.Kernels;

public sealed class KernelVersionTests
{
    [Theory]
    [InlineData("4.4.0-1087-aws", "4.4", "v4.4", nameof(KernelSource.Ubuntu), "1087", "aws")]
    [InlineData("4.4.0-1084-aws #94+hf228435v20190617b1", "4.4", "v4.4", nameof(KernelSource.Ubuntu), "1084", "aws")]
    [InlineData("4.4.0-155.182", "4.4", "v4.4", nameof(KernelSource.Ubuntu), "155.182", null)]
    [InlineData("4.15.0-54-generic #58~16.04.1-Ubuntu", "4.15", "v4.15", nameof(KernelSource.Ubuntu), "54", "generic")]
    [InlineData("4.8.0-39-generic", "4.8", "v4.8", nameof(KernelSource.Ubuntu), "39", "generic")]
    [InlineData("4.9.0-040900-generic #201612111631", "4.9", "v4.9", nameof(KernelSource.UbuntuMainlineBuild), "040900", "generic")]
    [InlineData("4.5.0-040500rc3-generic", "4.5-rc3", "v4.5-rc3", nameof(KernelSource.UbuntuMainlineBuild), "040500rc3", "generic")]
    [InlineData("4.9.13-040913-lowlatency", "4.9.13", "v4.9", nameof(KernelSource.UbuntuMainlineBuild), "040913", "lowlatency")]
    [InlineData("6.1.0-56-amd64", "6.1", "v6.1", nameof(KernelSource.Debian), "56", "amd64")]
    [InlineData(
        "Linux lab 6.1.0-56-amd64 #1 SMP PREEMPT_DYNAMIC Debian 6.1.192-2 (2026-11-16) x86_64 GNU/Linux",
        "6.1.192",
        "v6.1",
        nameof(KernelSource.Debian),
        "2",
        "amd64"
    )]
    [InlineData("6.12.48+deb13-amd64", "6.12.48", "v6.12", nameof(KernelSource.Debian), null, "amd64")]
    [InlineData("6.1.192-2", "6.1.192", "v6.1", nameof(KernelSource.Debian), "2", null)]
    [InlineData("v4.5-rc5", "4.5-rc5", "v4.5-rc5", nameof(KernelSource.Mainline), null, null)]
    [InlineData("v4.6", "4.6", "v4.6", nameof(KernelSource.Mainline), null, null)]
    [InlineData("5.15.7", "5.15.7", "v5.15", nameof(KernelSource.Mainline), null, null)]
    [InlineData("4.6.0+ #2", "4.6", "v4.6", nameof(KernelSource.Other), null, null)]
    public void A_version_tells_what_it_is_based_on(string text, string upstream, string tag, string source, string? abi, string? flavour)
    {
        KernelVersion version = KernelVersion.Parse(text);
        Assert.Equal(
            (upstream, tag, source, abi, flavour),
            (version.Upstream, version.Tag, version.Source.ToString(), version.Abi, version.Flavour)
        );
    }

    [Fact]
    public void What_a_name_leaves_open_is_said()
    {
        Assert.Contains("version_signature", KernelVersion.Parse("4.4.0-1087-aws").Unknown, StringComparison.Ordinal);
        Assert.Contains("uname -v", KernelVersion.Parse("6.1.0-56-amd64").Unknown, StringComparison.Ordinal);
        Assert.Null(KernelVersion.Parse("v4.6").Unknown);
    }

    [Theory]
    [InlineData("")]
    [InlineData("generic")]
    [InlineData("1.5 seconds")]
    public void A_text_without_a_version_is_refused(string text)
    {
        Assert.Null(KernelVersion.TryParse(text));
        Assert.Contains(
            "holds no kernel version",
            Assert.Throws<FormatException>(() => KernelVersion.Parse(text)).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Versions_are_ordered_with_candidates_before_their_release()
    {
        string[] order = ["v4.4", "v4.4.9", "v4.5-rc1", "v4.5-rc5", "v4.5", "v4.10", "v5.0"];
        Assert.Equal(order, order.Reverse().Select(KernelVersion.Parse).Order().Select(version => version.Text));
    }
}
