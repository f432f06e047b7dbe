using NotebookKit.VirtualLab;

namespace NotebookKit.Tests.VirtualLab;

public sealed class GuestMachineTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("notebookkit-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("standard", "1")]
    [InlineData("raid5-slow-member", "3")]
    [InlineData("raid10-healthy", "4")]
    [InlineData("writecache-hits", "2")]
    [InlineData("multipath-slow-path", "two-paths")]
    [InlineData("xfs-read", "blank")]
    [InlineData("mqdeadline-starved-reads", "blank")]
    public void A_scenario_says_which_machine_it_needs(string scenario, string machine) =>
        Assert.Equal(machine, Scenarios.Find(scenario).Machine);

    [Theory]
    [InlineData("1", 1)]
    [InlineData("blank", 1)]
    [InlineData("3", 3)]
    [InlineData("two-paths", 1)]
    public void Each_drive_is_a_file_with_holes_below_the_folder(string kind, int files)
    {
        new GuestMachine(new GuestImage(_folder), _folder, kind).Lay();

        Assert.Equal(files, Directory.GetFiles(_folder, "*.raw").Length);
        Assert.All(Directory.GetFiles(_folder, "*.raw"), file => Assert.True(new FileInfo(file).Length >= 512 << 20));
    }

    [Fact]
    public void Every_drive_has_a_limit_of_its_own_that_the_guest_can_name()
    {
        Assert.SkipUnless(LabProgramIsHere(), "this host has no qemu-system-x86_64");

        string[] three = Drives("3"),
            paths = Drives("two-paths");

        Assert.Equal(["id=drive", "id=drive2", "id=drive3"], three);
        Assert.Equal(["id=drive", "id=drive2"], paths);
    }

    private static bool LabProgramIsHere() => File.Exists("/usr/bin/qemu-system-x86_64");

    private string[] Drives(string kind)
    {
        string[] command = [.. new GuestMachine(new GuestImage(_folder), _folder, kind).Command()];
        return
        [
            .. command
                .Where(
                    (_, i) => i > 0 && command[i - 1] == "-drive" && command[i].Contains("throttling.iops-total=", StringComparison.Ordinal)
                )
                .Select(drive => drive.Split(',').Single(part => part.StartsWith("id=", StringComparison.Ordinal))),
        ];
    }
}
