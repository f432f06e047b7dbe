using NotebookKit.Hosts;
using NotebookKit.Tests.Capture;

namespace NotebookKit.Tests.Safety;

/// <summary>What a killed run left is undone on the drive that it was done on, and on no other that has its name.</summary>
[Collection(TracingTests.Name)]
public class RestoreIdentityTests
{
    [Fact]
    public async Task Another_drive_under_the_same_name_keeps_its_file_system_and_the_drive_is_wiped_when_it_is_back()
    {
        await using KilledPlan run = await Killed();
        string other = run.OtherImage();
        run.Loop.Detach();
        run.Loop.AttachAgain(other);

        Restored dry = Assert.Single(Restore.All(run.Notes.Root, dryRun: true));
        Restored left = Assert.Single(run.Notes.Restore());
        Restored again = Assert.Single(run.Notes.Restore());

        Assert.Equal(left, dry);
        Assert.False(left.Done);
        Assert.True(left.IsLeftAlone);
        Assert.Contains(
            $"left alone: {run.Loop.Name} is another device now ({run.Loop.Name}, 256 MiB, image {other}",
            left.Detail,
            StringComparison.Ordinal
        );
        Assert.Contains("By hand: ", left.Detail, StringComparison.Ordinal);
        Assert.Contains(run.Uuid, left.Detail, StringComparison.Ordinal);
        Assert.Equal(left.Detail, again.Detail);
        Assert.Equal(KilledPlan.OtherUuid, KilledPlan.UuidOf(other));
        Assert.Equal(run.Uuid, KilledPlan.UuidOf(run.Image));

        run.Loop.Detach();
        run.Loop.AttachAgain(run.Image);
        Assert.Null(Assert.Single(Restore.All(run.Notes.Root, dryRun: true)).Done);
        Assert.Equal(run.Uuid, KilledPlan.UuidOf(run.Image));
        Assert.True(Assert.Single(run.Notes.Restore()).Done);

        Assert.Null(KilledPlan.UuidOf(run.Image));
        Assert.Equal(KilledPlan.OtherUuid, KilledPlan.UuidOf(other));
        Assert.Empty(run.Notes.Files);
    }

    [Fact]
    public async Task The_drive_is_found_under_another_name()
    {
        await using KilledPlan run = await Killed();
        string other = run.OtherImage();
        run.Loop.Detach();
        run.Loop.AttachAgain(other);
        using NumberedLoop second = NumberedLoop.Attach(run.Image);

        Restored undone = Assert.Single(run.Notes.Restore());

        Assert.True(undone.Done, undone.Detail);
        Assert.Equal($"done, on {second.Path}, which that drive is now", undone.Detail);
        Assert.Null(KilledPlan.UuidOf(run.Image));
        Assert.Equal(KilledPlan.OtherUuid, KilledPlan.UuidOf(other));
    }

    [Fact]
    public async Task A_copy_of_the_drive_keeps_its_file_system()
    {
        await using KilledPlan run = await Killed();
        string copy = Path.Combine(run.Folder, "copy");
        NumberedLoop.Must("cp", "--sparse=always", run.Image, copy);
        run.Loop.Detach();
        run.Loop.AttachAgain(copy);

        Assert.False(Assert.Single(run.Notes.Restore()).Done);

        Assert.Equal(run.Uuid, KilledPlan.UuidOf(copy));
        Assert.Equal(run.Uuid, KilledPlan.UuidOf(run.Image));
    }

    [Fact]
    public async Task A_file_system_that_was_made_since_on_the_same_drive_stays()
    {
        await using KilledPlan run = await Killed();
        NumberedLoop.Must("mkfs.ext4", "-q", "-F", "-U", KilledPlan.OtherUuid, run.Loop.Path);

        Restored undone = Assert.Single(run.Notes.Restore());

        Assert.True(undone.Done);
        Assert.Contains($"carries ext4 {KilledPlan.OtherUuid} at offset 0x438 by now", undone.Detail, StringComparison.Ordinal);
        Assert.Equal(KilledPlan.OtherUuid, KilledPlan.UuidOf(run.Image));
        Assert.Empty(run.Notes.Files);
    }

    [Theory]
    [InlineData("mounted")]
    [InlineData("attached twice")]
    public async Task A_drive_in_use_is_not_wiped_and_stays_noted(string how)
    {
        await using KilledPlan run = await Killed();
        using (NumberedLoop second = NumberedLoop.Attach(how == "mounted" ? run.OtherImage() : run.Image))
        {
            string place = Directory.CreateDirectory(Path.Combine(run.Folder, "place")).FullName;
            if (how == "mounted")
            {
                NumberedLoop.Must("mount", run.Loop.Path, place);
            }

            Restored left = Assert.Single(run.Notes.Restore());
            Tool.Run("umount", place);

            Assert.False(left.Done);
            Assert.Contains(
                how == "mounted" ? $"{run.Loop.Name} is mounted at {place}" : $"{second.Name} lies on the same image as {run.Loop.Name}",
                left.Detail,
                StringComparison.Ordinal
            );
            Assert.Equal(run.Uuid, KilledPlan.UuidOf(run.Image));
        }

        Assert.True(Assert.Single(run.Notes.Restore()).Done);
        Assert.Null(KilledPlan.UuidOf(run.Image));
    }

    [Fact]
    public async Task After_a_reboot_the_drive_is_wiped_where_it_is_and_forgotten_where_it_is_not()
    {
        await using KilledPlan run = await Killed();
        string other = run.OtherImage();
        LeftNotes notes = LeftNotes.Of(run.Notes.Root, Path.Combine(run.Folder, "once-more")).Rebooted();
        run.Notes.Rebooted();
        run.Loop.Detach();
        run.Loop.AttachAgain(other);

        Restored left = Assert.Single(run.Notes.Restore());

        Assert.False(left.Done);
        Assert.EndsWith("The host was rebooted since, so it is no longer noted", left.Detail, StringComparison.Ordinal);
        Assert.Empty(run.Notes.Restore());
        Assert.Equal(KilledPlan.OtherUuid, KilledPlan.UuidOf(other));

        run.Loop.Detach();
        run.Loop.AttachAgain(run.Image);
        Assert.True(Assert.Single(notes.Restore()).Done);
        Assert.Null(KilledPlan.UuidOf(run.Image));
    }

    [Theory]
    [InlineData("""{"kind":"command","Argv":["wipefs","--all","DEVICE"]}""")]
    [InlineData("""{"kind":"command","Argv":["pvremove","--force","--yes","DEVICE"]}""")]
    [InlineData("""{"kind":"command","Argv":["umount","PLACE"]}""")]
    public async Task A_note_of_names_alone_is_told_and_not_run(string entry)
    {
        await using KilledPlan run = await Killed();
        string place = Directory.CreateDirectory(Path.Combine(run.Folder, "place")).FullName;
        NumberedLoop.Must("mount", run.Loop.Path, place);
        try
        {
            LeftNotes notes = LeftNotes.Of(
                Directory.CreateDirectory(Path.Combine(run.Folder, "none")).FullName,
                Path.Combine(run.Folder, "old")
            );
            notes.Add(
                "000001",
                entry.Replace("DEVICE", run.Loop.Path, StringComparison.Ordinal).Replace("PLACE", place, StringComparison.Ordinal)
            );

            Restored left = Assert.Single(notes.Restore());

            Assert.False(left.Done);
            Assert.Contains("left alone: an earlier version noted it by name", left.Detail, StringComparison.Ordinal);
            Assert.Equal(run.Uuid, KilledPlan.UuidOf(run.Image));
            Assert.Contains(place, File.ReadAllText("/proc/self/mountinfo"), StringComparison.Ordinal);
        }
        finally
        {
            Tool.Run("umount", place);
        }
    }

    private static Task<KilledPlan> Killed() => KilledPlan.After("mkfs", ReproduceLayers.Plain);
}
