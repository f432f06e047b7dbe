using NotebookKit.Hosts;
using NotebookKit.Tests.Capture;

namespace NotebookKit.Tests.Safety;

/// <summary>LVM that a killed run left: removed where it carries the run's marks and lies
/// on its drive. Only metadata is made, so no device-mapper is needed.</summary>
[Collection(TracingTests.Name)]
public class RestoreVolumesTests
{
    [Fact]
    public async Task A_group_and_its_physical_volume_go()
    {
        await using KilledPlan run = await Killed("vgcreate");

        Assert.All(run.Notes.Restore(), one => Assert.True(one.Done, $"{one.What}: {one.Detail}"));

        Assert.Null(KilledPlan.UuidOf(run.Image));
        Assert.Empty(run.Notes.Files);
    }

    [Fact]
    public async Task A_physical_volume_without_a_group_goes_and_another_drives_stays()
    {
        await using KilledPlan run = await Killed("pvcreate");
        run.Loop.Detach();
        run.Loop.AttachAgain(NumberedLoop.Image(run.Folder, "other"));
        NumberedLoop.Must("pvcreate", "--quiet", run.Loop.Path);
        string? theirs = KilledPlan.UuidOf(run.Loop.Path);

        Assert.False(Assert.Single(run.Notes.Restore()).Done);

        Assert.NotNull(theirs);
        Assert.Equal(theirs, KilledPlan.UuidOf(run.Loop.Path));
        run.Loop.Detach();
        run.Loop.AttachAgain(run.Image);
        Assert.True(Assert.Single(run.Notes.Restore()).Done);
        Assert.Null(KilledPlan.UuidOf(run.Image));
    }

    [Fact]
    public async Task A_group_of_the_same_name_on_another_drive_stays()
    {
        await using KilledPlan run = await Killed("vgcreate");
        run.Loop.Detach();
        run.Loop.AttachAgain(NumberedLoop.Image(run.Folder, "other"));
        NumberedLoop.Must("vgcreate", "--quiet", run.Plan.Options.Group, run.Loop.Path);
        try
        {
            IReadOnlyList<Restored> all = run.Notes.Restore();

            // The group with the run's mark is nowhere; its drive is not here.
            Assert.Equal([true, false], all.Select(one => one.Done));
            Assert.Contains(run.Plan.Options.Group, NumberedLoop.Must("vgs", "--noheadings", "-o", "vg_name"), StringComparison.Ordinal);
        }
        finally
        {
            Tool.Run("vgremove", run.Plan.Options.Group);
        }
    }

    [Fact]
    public async Task A_copy_of_the_drive_keeps_its_group()
    {
        await using KilledPlan run = await Killed("vgcreate");
        string copy = Path.Combine(run.Folder, "copy");
        NumberedLoop.Must("cp", "--sparse=always", run.Image, copy);
        run.Loop.Detach();
        run.Loop.AttachAgain(copy);

        IReadOnlyList<Restored> all = run.Notes.Restore();

        Assert.All(all, one => Assert.False(one.Done));
        Assert.Contains("left alone: the group lies on ", all[0].Detail, StringComparison.Ordinal);
        Assert.Equal(run.Uuid, KilledPlan.UuidOf(copy));
        run.Loop.Detach();
        run.Loop.AttachAgain(run.Image);
        Assert.All(run.Notes.Restore(), one => Assert.True(one.Done, one.Detail));
    }

    [Fact]
    public async Task Volumes_go_by_their_marks_whatever_they_are_called_and_those_of_others_stay()
    {
        await using KilledPlan run = await Killed("vgcreate");
        string group = run.Plan.Options.Group;
        MakeVolume(group, "ours", "--addtag", "notebookkit-0123");
        MakeVolume(group, "theirs");
        NumberedLoop.Must("lvrename", "--driverloaded", "n", group, "ours", "renamed");
        NumberedLoop.Must("lvrename", "--driverloaded", "n", group, "theirs", "ours");
        run.Notes.Add("999999", $$"""{"kind":"volume","Volume":"{{group}}/ours","Tag":"notebookkit-0123","Drive":null}""");

        IReadOnlyList<Restored> first = run.Notes.Restore();

        Assert.Equal([true, false, false], first.Select(one => one.Done));
        Assert.Contains("still holds 1 logical volumes", first[1].Detail, StringComparison.Ordinal);
        Assert.Equal("ours", NumberedLoop.Must("lvs", "--noheadings", "-o", "lv_name", group).Trim());
        NumberedLoop.Must("lvremove", "--yes", $"{group}/ours");
        Assert.All(run.Notes.Restore(), one => Assert.True(one.Done, one.Detail));
        Assert.Null(KilledPlan.UuidOf(run.Image));
    }

    [Fact]
    public async Task A_run_that_fails_as_a_group_of_that_name_is_there_leaves_it()
    {
        await using var live = new LiveRecord();
        using NumberedLoop theirs = NumberedLoop.Attach(NumberedLoop.Image(live.Parent, "theirs"));
        using NumberedLoop drive = NumberedLoop.Attach(NumberedLoop.Image(live.Parent, "drive"));
        Assert.SkipUnless(Tool.Has("vgcreate"), "needs lvm2");
        string group = "nbkthere" + Environment.ProcessId;
        NumberedLoop.Must("vgcreate", "--quiet", group, theirs.Path);
        MakeVolume(group, "data");
        try
        {
            ReproducePlan plan = Reproduce.Plan(
                drive.Name,
                new ReproduceOptions
                {
                    Files = 1,
                    FileMiB = 1,
                    Stack = ReproduceLayers.Lvm,
                    Group = group,
                    MountFolder = Path.Combine(live.Parent, "mounts"),
                }
            );

            CommandException error = await Assert.ThrowsAsync<CommandException>(() =>
                plan.RunAsync(live.Host, drive.Name, TestContext.Current.CancellationToken)
            );

            Assert.Contains("vgcreate", error.Message, StringComparison.Ordinal);
            Assert.Equal("data", NumberedLoop.Must("lvs", "--noheadings", "-o", "lv_name", group).Trim());
            Assert.Null(KilledPlan.UuidOf(drive.Path));
            Assert.Empty(Directory.Exists(live.Journal) ? Directory.GetFiles(live.Journal, "*.json", SearchOption.AllDirectories) : []);
        }
        finally
        {
            Tool.Run("vgremove", "--yes", group);
        }
    }

    private static Task<KilledPlan> Killed(string step)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess && Tool.Has("pvcreate", "vgcreate"), "needs root and lvm2");
        return KilledPlan.After(step, ReproduceLayers.Lvm);
    }

    private static void MakeVolume(string group, string name, params string[] options) =>
        NumberedLoop.Must(
            "lvcreate",
            [
                "--driverloaded",
                "n",
                "--quiet",
                "--activate",
                "n",
                "--zero",
                "n",
                "--wipesignatures",
                "n",
                "--extents",
                "10",
                "--name",
                name,
                .. options,
                group,
            ]
        );
}
