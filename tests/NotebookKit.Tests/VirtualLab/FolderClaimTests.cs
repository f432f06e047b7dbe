using NotebookKit.VirtualLab;

namespace NotebookKit.Tests.VirtualLab;

public sealed class FolderClaimTests : IDisposable
{
    private readonly string _room = Directory.CreateTempSubdirectory("notebookkit-").FullName;

    private string Folder => Path.Combine(_room, "my case, ü");

    public void Dispose() => Directory.Delete(_room, recursive: true);

    [Fact]
    public void A_folder_is_one_process_at_a_time()
    {
        using (new FolderClaim(Folder))
        {
            Assert.True(FolderClaim.IsEmpty(Folder));
            Assert.Equal(CommandFault.Refused, Assert.Throws<CommandException>(() => new FolderClaim(Folder)).Fault);
        }

        using var again = new FolderClaim(Folder);
        File.WriteAllText(Path.Combine(Folder, "case.json"), "{}");
        Assert.False(FolderClaim.IsEmpty(Folder));
    }

    [Fact]
    public void A_folder_that_was_made_for_nothing_goes_and_one_that_was_there_stays()
    {
        new FolderClaim(Folder).Dispose();
        Assert.False(Directory.Exists(Folder));
        Directory.CreateDirectory(Folder);
        new FolderClaim(Folder).Dispose();
        Assert.Empty(Directory.EnumerateFileSystemEntries(Folder));
    }

    [Fact]
    public void A_room_that_a_killed_process_left_goes_with_the_next_and_one_in_use_stays()
    {
        string left = Directory.CreateTempSubdirectory("notebookkit-lab-").FullName,
            used = Directory.CreateTempSubdirectory("notebookkit-lab-").FullName;
        File.WriteAllText(Path.Combine(left, ".in-use"), "");
        File.WriteAllText(Path.Combine(left, "nvme.raw"), "");
        using (new FolderClaim(used))
        {
            string path;
            using (var room = new LabRoom())
            {
                path = room.Path;
                Assert.True(Directory.Exists(path));
            }

            Assert.False(Directory.Exists(path));
            Assert.False(Directory.Exists(left));
            Assert.True(Directory.Exists(used));
        }

        Directory.Delete(used);
    }

    [Fact]
    public void What_a_killed_process_left_holds_nobody_up()
    {
        Directory.CreateDirectory(Folder);
        File.WriteAllText(Path.Combine(Folder, ".in-use"), "");

        new FolderClaim(Folder).Dispose();

        Assert.Empty(Directory.EnumerateFileSystemEntries(Folder));
    }
}
