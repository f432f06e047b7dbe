using System.Diagnostics;
using NotebookKit.Tests.Capture;

namespace NotebookKit.Tests.Safety;

/// <summary>A drive that somebody uses is refused, by whatever way it is used; nothing is written on it.</summary>
[Collection(TracingTests.Name)]
public sealed class OverwriteGuardTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("notebookkit-guard-").FullName;
    private readonly string _place;

    public OverwriteGuardTests() => _place = Directory.CreateDirectory(Path.Combine(_folder, "place")).FullName;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_loop_device_that_lies_on_a_part_of_the_drive(bool mounted)
    {
        using NumberedLoop drive = Drive();
        using NumberedLoop inside = NumberedLoop.Attach(drive.Path, "--offset", "67108864");
        if (mounted)
        {
            NumberedLoop.Must("mkfs.ext4", "-q", inside.Path);
            NumberedLoop.Must("mount", inside.Path, _place);
        }

        string[] reasons =
        [
            $"{inside.Name} lies on {drive.Name}",
            .. mounted ? [$"{inside.Name} is mounted at {_place}"] : Array.Empty<string>(),
        ];
        await Refused(drive.Name, reasons);
        Tool.Run("umount", _place);
    }

    [Fact]
    public async Task A_loop_device_that_lies_on_a_partition_of_the_drive()
    {
        using NumberedLoop drive = Drive();
        NumberedLoop.Must("addpart", drive.Path, "1", "2048", "262144");
        try
        {
            using NumberedLoop inside = NumberedLoop.Attach(drive.Path + "p1");
            NumberedLoop.Must("mkfs.ext4", "-q", inside.Path);
            NumberedLoop.Must("mount", inside.Path, _place);

            await Refused(
                drive.Name,
                $"{inside.Name} lies on {drive.Name}p1",
                $"{inside.Name} is mounted at {_place}",
                $"{drive.Name} has partitions: {drive.Name}p1"
            );
            NumberedLoop.Must("umount", _place);
        }
        finally
        {
            Tool.Run("delpart", drive.Path, "1");
        }
    }

    [Fact]
    public async Task A_loop_device_on_a_loop_device_on_the_drive()
    {
        using NumberedLoop drive = Drive();
        using NumberedLoop second = NumberedLoop.Attach(drive.Path);
        using NumberedLoop third = NumberedLoop.Attach(second.Path, "--offset", "1048576");

        await Refused(drive.Name, $"{second.Name} lies on {drive.Name}", $"{third.Name} lies on {second.Name}");
    }

    [Fact]
    public async Task What_the_drive_itself_lies_on_is_used()
    {
        using NumberedLoop below = Drive();
        using NumberedLoop drive = NumberedLoop.Attach(below.Path, "--offset", "16777216");
        NumberedLoop.Must("mkfs.ext4", "-q", below.Path, "8M");
        NumberedLoop.Must("mount", below.Path, _place);

        await Refused(drive.Name, $"{below.Name} is mounted at {_place}, and {drive.Name} lies on it");
        NumberedLoop.Must("umount", _place);
        await Refused(drive.Name, $"{below.Name} carries a signature: ext4 at offset 0x438, and {drive.Name} lies on it");
    }

    [Theory]
    [InlineData("its name")]
    [InlineData("another name")]
    [InlineData("no name")]
    public async Task A_second_loop_device_on_the_same_image(string by)
    {
        string image = NumberedLoop.Image(_folder, "image");
        string other = by == "another name" ? Path.Combine(_folder, "link") : image;
        using NumberedLoop drive = NumberedLoop.Attach(image);
        if (by == "another name")
        {
            NumberedLoop.Must("ln", image, other);
        }

        using NumberedLoop second = NumberedLoop.Attach(other);
        if (by == "no name")
        {
            File.Delete(image);
            File.WriteAllText(image + " (deleted)", "another file");
        }

        await Refused(drive.Name, $"{second.Name} lies on the same image as {drive.Name}");
    }

    [Fact]
    public async Task Another_image_of_the_same_name_is_no_second_one()
    {
        string image = NumberedLoop.Image(_folder, "image");
        using NumberedLoop second = NumberedLoop.Attach(image);
        File.Delete(image);
        using NumberedLoop drive = NumberedLoop.Attach(NumberedLoop.Image(_folder, "image"));
        await using var live = new LiveRecord();

        Assert.Empty(Reproduce.Plan(drive.Name).Check(live.Host));
    }

    [Fact]
    public async Task A_file_system_in_a_part_of_the_image_is_mounted()
    {
        string image = NumberedLoop.Image(_folder, "image");
        NumberedLoop.Must("mkfs.ext4", "-q", image, "64M");
        using NumberedLoop drive = NumberedLoop.Attach(image, "--offset", "1048576");

        await Refused(drive.Name, $"{image} carries a signature: ext4 at offset 0x438, and {drive.Name} lies on it");
    }

    [Fact]
    public async Task A_drive_that_another_program_holds_exclusively()
    {
        Assert.SkipUnless(Tool.Has("python3"), "needs python3");
        using NumberedLoop drive = Drive();

        await WhileAsync(
            ["python3", "-c", $"import os,time; os.open('{drive.Path}', os.O_RDONLY | os.O_EXCL); print(1, flush=True); time.sleep(600)"],
            pid => Refused(drive.Name, $"{drive.Name} is held exclusively by another program; open it is in python3 ({pid})")
        );
    }

    [Fact]
    public async Task A_drive_or_its_image_that_another_program_writes()
    {
        Assert.SkipUnless(Tool.Has("python3"), "needs python3");
        string image = NumberedLoop.Image(_folder, "image");
        using NumberedLoop drive = NumberedLoop.Attach(image);

        foreach (string path in (string[])[drive.Path, image])
        {
            await WhileAsync(
                ["python3", "-c", $"import os,time; os.open('{path}', os.O_WRONLY); print(1, flush=True); time.sleep(600)"],
                pid => Refused(drive.Name, $"{drive.Name} is open for writing in python3 ({pid})")
            );
        }
    }

    [Fact]
    public async Task A_drive_that_is_mounted_where_only_others_see_it()
    {
        Assert.SkipUnless(
            Tool.Has("unshare") && Tool.Run("unshare", "--mount", "true").ExitCode == 0,
            "needs unshare --mount, which a root that is no mount point (chroot) refuses"
        );
        using NumberedLoop drive = Drive();
        NumberedLoop.Must("mkfs.ext4", "-q", drive.Path);

        await WhileAsync(
            ["unshare", "--mount", "sh", "-c", $"mount {drive.Path} {_place} && echo 1 && sleep 600"],
            async _ =>
            {
                Assert.DoesNotContain(_place, File.ReadAllText("/proc/self/mountinfo"), StringComparison.Ordinal);
                await Refused(drive.Name, $"{drive.Name} is held exclusively by the kernel");
            }
        );
    }

    [Fact]
    public async Task Swap_by_whatever_name()
    {
        Assert.SkipUnless(Tool.Has("mkswap", "swapon"), "needs mkswap and swapon");
        using NumberedLoop drive = Drive();
        string link = Path.Combine(_folder, "a link");
        File.CreateSymbolicLink(link, drive.Path);
        NumberedLoop.Must("mkswap", drive.Path);
        NumberedLoop.Must("swapon", link);
        try
        {
            await Refused(drive.Name, $"{drive.Name} is used as swap", $"{drive.Name} is held exclusively by the kernel");
        }
        finally
        {
            Tool.Run("swapoff", drive.Path);
        }
    }

    [Fact]
    public async Task Somebody_who_comes_between_the_check_and_the_step_that_writes_is_seen()
    {
        using NumberedLoop drive = Drive();
        NumberedLoop? second = null;
        int looks = 0;
        await using var live = new LiveRecord(
            null,
            options =>
                options with
                {
                    // The first look at signatures has ended; the second is right before mkfs.
                    Progress = line =>
                    {
                        if (
                            line.StartsWith("signatures", StringComparison.Ordinal)
                            && line.Contains(": ended", StringComparison.Ordinal)
                            && looks++ == 0
                        )
                        {
                            second = NumberedLoop.Attach(drive.Path);
                        }
                    },
                }
        );
        using IDisposable gone = new Finally(() => second?.Dispose());
        ReproducePlan plan = Reproduce.Plan(
            drive.Name,
            new ReproduceOptions
            {
                Stack = ReproduceLayers.Plain,
                Files = 1,
                FileMiB = 1,
                MountFolder = Path.Combine(_folder, "mounts"),
            }
        );

        CommandException error = await Assert.ThrowsAsync<CommandException>(() => plan.RunAsync(live.Host, drive.Name, Cancellation));

        Assert.Contains($"{second!.Name} lies on {drive.Name}", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(live.Host.Snapshot().Steps, step => step.Name == "mkfs");
        Assert.Empty(Directory.Exists(live.Journal) ? Directory.GetFiles(live.Journal, "*.json", SearchOption.AllDirectories) : []);
    }

    public void Dispose()
    {
        Tool.Run("umount", _place);
        Directory.Delete(_folder, recursive: true);
    }

    private NumberedLoop Drive() => NumberedLoop.Attach(NumberedLoop.Image(_folder, Guid.NewGuid().ToString("N")));

    private static async Task Refused(string device, params string[] reasons)
    {
        await using var live = new LiveRecord();

        CommandException error = await Assert.ThrowsAsync<CommandException>(() =>
            Reproduce.Plan(device).RunAsync(live.Host, device, Cancellation)
        );

        Assert.Equal(CommandFault.Refused, error.Fault);
        Assert.All(reasons, reason => Assert.Contains(reason, error.Message, StringComparison.Ordinal));
        Assert.All(live.Host.Snapshot().Steps, step => Assert.Contains("--no-act", step.Argv));
    }

    // Runs a program that says a word when it is ready, and ends it afterwards.
    private static async Task WhileAsync(string[] argv, Func<int, Task> act)
    {
        var start = new ProcessStartInfo(argv[0]) { RedirectStandardOutput = true };
        Array.ForEach(argv[1..], start.ArgumentList.Add);
        using Process process = Process.Start(start)!;
        try
        {
            Assert.Equal("1", await process.StandardOutput.ReadLineAsync(Cancellation));
            await act(process.Id);
        }
        finally
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
        }
    }

    private sealed class Finally(Action act) : IDisposable
    {
        public void Dispose() => act();
    }
}
