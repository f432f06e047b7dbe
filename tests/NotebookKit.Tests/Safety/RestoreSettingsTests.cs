using NotebookKit.Hosts;
using NotebookKit.Tests.Capture;

namespace NotebookKit.Tests.Safety;

/// <summary>A queue's settings and mounts that a killed run left: put back where the device is the one that was changed.</summary>
[Collection(TracingTests.Name)]
public class RestoreSettingsTests
{
    [Theory]
    [InlineData("the same", true)]
    [InlineData("none", true)]
    [InlineData("another", false)]
    [InlineData("the same, attached anew", false)]
    public async Task A_setting_goes_back_on_the_device_that_was_changed_alone(string imageNow, bool isPutBack)
    {
        await using var live = new LiveRecord();
        string image = NumberedLoop.Image(live.Parent, "image", 16);
        using NumberedLoop loop = NumberedLoop.Attach(image);
        string path = $"/sys/block/{loop.Name}/queue/nomerges";
        string before = File.ReadAllText(path).Trim();
        live.Host.Sysfs(loop.Name).With("nomerges", 2);
        LeftNotes notes = LeftNotes.Of(live.Journal, Path.Combine(live.Parent, "left"));
        if (imageNow != "the same")
        {
            loop.Detach();
        }

        if (imageNow is "another" or "the same, attached anew")
        {
            loop.AttachAgain(imageNow == "another" ? NumberedLoop.Image(live.Parent, "other", 16) : image);
        }

        Restored undone = Assert.Single(notes.Restore());

        Assert.Equal(isPutBack, undone.Done);
        Assert.Equal(isPutBack ? before : "2", File.ReadAllText(path).Trim());
        Assert.Equal(isPutBack ? 0 : 1, notes.Files.Length);
        if (!isPutBack)
        {
            Assert.Contains($"left alone: {loop.Name} is {loop.Name}, 16 MiB, image ", undone.Detail, StringComparison.Ordinal);
            Assert.Contains($"By hand: `echo {before} > {path}`", undone.Detail, StringComparison.Ordinal);
            File.WriteAllText(path, before);
        }
    }

    [Fact]
    public async Task A_setting_that_somebody_else_changed_is_theirs()
    {
        await using var live = new LiveRecord();
        using NumberedLoop loop = NumberedLoop.Attach(NumberedLoop.Image(live.Parent, "image", 16));
        string path = $"/sys/block/{loop.Name}/queue/nomerges";
        live.Host.Sysfs(loop.Name).With("nomerges", 2);
        LeftNotes notes = LeftNotes.Of(live.Journal, Path.Combine(live.Parent, "left"));
        File.WriteAllText(path, "1");

        Restored left = Assert.Single(notes.Restore());

        Assert.False(left.Done);
        Assert.Equal("1", File.ReadAllText(path).Trim());
        File.WriteAllText(path, "2"); // for the host's own end
    }

    [Fact]
    public async Task A_setting_noted_by_name_alone_is_told()
    {
        await using var live = new LiveRecord();
        using NumberedLoop loop = NumberedLoop.Attach(NumberedLoop.Image(live.Parent, "image", 16));
        string path = $"/sys/block/{loop.Name}/queue/nomerges";
        LeftNotes notes = LeftNotes.Of(Directory.CreateDirectory(live.Journal).FullName, Path.Combine(live.Parent, "left"));
        notes.Add("000001", $$"""{"kind":"setting","Path":"{{path}}","Old":"1","New":"{{File.ReadAllText(path).Trim()}}"}""");

        Assert.False(Assert.Single(notes.Restore()).Done);

        Assert.NotEqual("1", File.ReadAllText(path).Trim());
    }

    [Fact]
    public async Task A_mount_ends_where_it_is_that_devices_and_what_is_not_mounted_is_done()
    {
        await using var live = new LiveRecord();
        using NumberedLoop loop = NumberedLoop.Attach(NumberedLoop.Image(live.Parent, "image"));
        using NumberedLoop other = NumberedLoop.Attach(NumberedLoop.Image(live.Parent, "other"));
        NumberedLoop.Must("mkfs.ext4", "-q", other.Path);
        ReproducePlan plan = Reproduce.Plan(
            loop.Name,
            new ReproduceOptions
            {
                Files = 1,
                FileMiB = 1,
                Stack = ReproduceLayers.Plain,
                MountFolder = Path.Combine(live.Parent, "mounts"),
            }
        );
        await plan.RunAsync(live.Host, loop.Name, TestContext.Current.CancellationToken);
        try
        {
            LeftNotes ours = LeftNotes.Of(live.Journal, Path.Combine(live.Parent, "left"));
            LeftNotes theirs = LeftNotes.Of(live.Journal, Path.Combine(live.Parent, "left-2"));
            NumberedLoop.Must("umount", plan.Origin);
            NumberedLoop.Must("mount", other.Path, plan.Origin);

            Restored left = Assert.Single(theirs.Restore(), one => one.What.StartsWith("unmount ", StringComparison.Ordinal));

            Assert.False(left.Done);
            Assert.Contains(
                $"left alone: what is mounted at {plan.Origin} now is {other.Name}, 256 MiB",
                left.Detail,
                StringComparison.Ordinal
            );
            Assert.Contains(plan.Origin, File.ReadAllText("/proc/self/mountinfo"), StringComparison.Ordinal);

            NumberedLoop.Must("umount", plan.Origin);
            Assert.All(ours.Restore(), one => Assert.True(one.Done, one.What + ": " + one.Detail));
            Assert.Empty(ours.Files);
            Assert.Empty(Tool.Run("wipefs", "--no-act", loop.Path).Output);
            Assert.NotEmpty(Tool.Run("wipefs", "--no-act", other.Path).Output);
        }
        finally
        {
            Tool.Run("umount", plan.Origin);
            plan.Teardown();
        }
    }

    [Theory]
    [InlineData("""{"kind":"mount","Path":"/sys/kernel/tracing","Source":"notebookkit-of-another-time"}""")]
    [InlineData("""{"kind":"command","Argv":["umount","/nowhere/at/all"]}""")]
    [InlineData("""{"kind":"umount","Path":"/nowhere/at/all","Device":{"Name":"loop0","Bytes":1}}""")]
    public void An_unmount_of_what_is_not_mounted_is_done(string entry)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        string folder = Directory.CreateTempSubdirectory("notebookkit-left-").FullName;
        string mounts = File.ReadAllText("/proc/self/mountinfo");
        LeftNotes notes = LeftNotes.Of(folder, Path.Combine(folder, "left"));
        notes.Add("000001", entry);

        Restored done = Assert.Single(notes.Restore());

        Assert.True(done.Done, done.Detail);
        Assert.Empty(notes.Files);
        Assert.Equal(mounts, File.ReadAllText("/proc/self/mountinfo"));
        Directory.Delete(folder, recursive: true);
    }
}
