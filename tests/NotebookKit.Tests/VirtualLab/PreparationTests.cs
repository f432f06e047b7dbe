using System.Security.Cryptography;
using System.Text;
using NotebookKit.VirtualLab;

namespace NotebookKit.Tests.VirtualLab;

public sealed class PreparationTests
{
    private const string Printed =
        "'http://mirror/debian/pool/main/b/bash/bash_5.2.37-2%2bb10_amd64.deb' bash_5.2.37-2+b10_amd64.deb 1500792 SHA256:4F2C0000000000000000000000000000000000000000000000000000000000aa\n"
        + "'http://mirror/debian/pool/main/b/busybox/busybox-static_1.37.0-6_amd64.deb' busybox-static_1%3a1.37.0-6+b9_amd64.deb 955316 SHA256:5b6825de4263824b78c4c51f6476414f3b4e89c2ab63e81dc8b9b5501e867cf6\n";

    [Fact]
    public void What_apt_prints_is_read_with_sizes_hashes_and_epochs()
    {
        IReadOnlyList<PackageFile> files = PackageFile.Read(Printed);

        Assert.Equal(["bash=5.2.37-2+b10", "busybox-static=1:1.37.0-6+b9"], files.Select(file => $"{file.Name}={file.Version}"));
        Assert.Equal(2456108, files.Sum(file => file.Bytes));
        Assert.Equal("4f2c0000000000000000000000000000000000000000000000000000000000aa", files[0].Sha256);
    }

    [Theory]
    [InlineData("'http://m/a_1_amd64.deb' a_1_amd64.deb 10 MD5Sum:0123456789abcdef0123456789abcdef")]
    [InlineData("'http://m/a_1_amd64.deb' ../a_1_amd64.deb 10 SHA256:5b6825de4263824b78c4c51f6476414f3b4e89c2ab63e81dc8b9b5501e867cf6")]
    [InlineData("Reading package lists...")]
    public void A_line_without_the_hash_or_with_another_place_is_refused(string line) =>
        Assert.StartsWith(
            "apt-get --print-uris line 1: expected",
            Assert.Throws<InvalidDataException>(() => PackageFile.Read(line)).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void A_package_counts_as_kept_only_whole_and_with_its_hash()
    {
        string folder = Directory.CreateTempSubdirectory("notebookkit-").FullName;
        try
        {
            byte[] bytes = Encoding.UTF8.GetBytes("a package");
            var file = new PackageFile(
                "http://mirror/a_1_all.deb",
                "a_1_all.deb",
                bytes.Length,
                Convert.ToHexStringLower(SHA256.HashData(bytes))
            );
            string path = Path.Combine(folder, file.FileName);
            Assert.False(file.IsIn(folder));
            File.WriteAllBytes(path, bytes);
            Assert.True(file.IsIn(folder));
            File.WriteAllText(path, "A package");
            Assert.False(file.IsIn(folder));
            File.WriteAllText(path, "a pack");
            Assert.False(file.IsIn(folder));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void A_plan_says_what_it_fetches_and_how_much()
    {
        IReadOnlyList<PackageFile> files = PackageFile.Read(Printed);
        string text = new LabPlan(GuestKernel.Find("7.2"), "http://mirror/debian", [files[0]], [files[1]], [files[0]]).ToString();

        Assert.Contains("kernel 7.x: bash_5.2.37-2+b10_amd64.deb", text, StringComparison.Ordinal);
        Assert.Contains("from http://mirror/debian", text, StringComparison.Ordinal);
        Assert.Contains("to fetch: 1 packages, 1 MiB (kept: 1 packages, 1 MiB)", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://security/debian-security/\nhttp://mirror.example/debian/\nhttp://other/debian/\n", "http://mirror.example/debian")]
    [InlineData("http://archive.example/ubuntu/\n", null)]
    [InlineData("http://mirror [trusted=yes]/debian\n", null)]
    [InlineData("", null)]
    public void The_mirror_is_the_one_that_the_hosts_apt_uses(string told, string? mirror) => Assert.Equal(mirror, HostMirror.Of(told));

    [Theory]
    [InlineData("5.10", "bullseye")]
    [InlineData("6.1", "bookworm")]
    [InlineData("6.12", "trixie")]
    [InlineData("7.x", "sid")]
    [InlineData("7.2", "sid")]
    public void A_kernel_is_found_by_its_number(string name, string suite) => Assert.Equal(suite, GuestKernel.Find(name).Suite);

    [Theory]
    [InlineData("6.1", "6.1.0-56-amd64", true)]
    [InlineData("6.1", "6.12.117+deb13-amd64", false)]
    [InlineData("7.x", "7.2.13+deb14-amd64", true)]
    [InlineData("7.x", "8.0.1-amd64", false)]
    public void A_release_that_moved_on_to_another_kernel_is_noticed(string name, string version, bool same) =>
        Assert.Equal(same, GuestKernel.Find(name).Is(version));

    [Fact]
    public void A_kernel_that_is_nowhere_is_refused_with_those_there_are() =>
        Assert.Contains(
            "5.10, 6.1, 6.12, 7.x",
            Assert.Throws<ArgumentException>(() => GuestKernel.Find("4.4")).Message,
            StringComparison.Ordinal
        );
}
