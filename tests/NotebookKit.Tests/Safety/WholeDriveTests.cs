using NotebookKit.Tests.Capture;

namespace NotebookKit.Tests.Safety;

/// <summary>A run of the article is refused while its drive is as it was, where the
/// scenes could not be set or would touch what others use.</summary>
[Collection(TracingTests.Name)]
public sealed class WholeDriveTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("notebookkit-whole-").FullName;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_partition_is_refused_though_nothing_is_on_it(bool besideMounted)
    {
        string place = Directory.CreateDirectory(Path.Combine(_folder, "place")).FullName;
        using NumberedLoop drive = NumberedLoop.Attach(NumberedLoop.Image(_folder, "image", 512));
        string part = drive.Name + "p1";
        NumberedLoop.Must("addpart", drive.Path, "1", "2048", "614400");
        NumberedLoop.Must("addpart", drive.Path, "2", "616448", "262144");
        try
        {
            if (besideMounted)
            {
                NumberedLoop.Must("mkfs.ext4", "-q", drive.Path + "p2");
                NumberedLoop.Must("mount", drive.Path + "p2", place);
            }

            CommandException error = await RefusedAsync(part);

            Assert.Contains($"{part} is a partition of {drive.Name}, whose queue it shares", error.Message, StringComparison.Ordinal);
            Assert.Empty(Tool.Run("wipefs", "--no-act", "/dev/" + part).Output);
        }
        finally
        {
            Tool.Run("umount", place);
            Tool.Run("delpart", drive.Path, "1");
            Tool.Run("delpart", drive.Path, "2");
        }
    }

    [Fact]
    public async Task A_drive_whose_queue_has_no_scheduler_is_refused()
    {
        const string add = "/sys/class/zram-control/hot_add";
        Assert.SkipUnless(Environment.IsPrivilegedProcess && File.Exists(add), "needs root and zram, whose queue has no scheduler");
        string name = "zram" + (await File.ReadAllTextAsync(add, TestContext.Current.CancellationToken)).Trim();
        try
        {
            Assert.SkipWhen(File.Exists($"/sys/block/{name}/queue/scheduler"), "this kernel's zram has a scheduler");
            await File.WriteAllTextAsync($"/sys/block/{name}/disksize", "512M", TestContext.Current.CancellationToken);

            CommandException error = await RefusedAsync(name);

            Assert.Contains(
                $"{name} is not overwritten: its queue cannot be set as the scenes need it. {name} has no queue attribute \"scheduler\"",
                error.Message,
                StringComparison.Ordinal
            );
            Assert.DoesNotContain("Parameter", error.Message, StringComparison.Ordinal);
            Assert.Empty(Tool.Run("wipefs", "--no-act", "/dev/" + name).Output);
        }
        finally
        {
            await File.WriteAllTextAsync("/sys/class/zram-control/hot_remove", name["zram".Length..], CancellationToken.None);
        }
    }

    [Fact]
    public async Task A_partition_has_the_queue_of_its_drive()
    {
        using NumberedLoop drive = NumberedLoop.Attach(NumberedLoop.Image(_folder, "image"));
        NumberedLoop.Must("addpart", drive.Path, "1", "2048", "262144");
        try
        {
            await using var live = new LiveRecord();
            string path = $"/sys/block/{drive.Name}/queue/nomerges";
            string before = await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);

            DriveAttributes queue = live.Host.Sysfs($"/dev/{drive.Name}p1");
            string during;
            using (queue.With("nomerges", 2))
            {
                during = await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);
            }

            Assert.Equal(drive.Name, queue.Device);
            Assert.Equal("2", during.Trim());
            Assert.Equal(before, await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken));
        }
        finally
        {
            Tool.Run("delpart", drive.Path, "1");
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private async Task<CommandException> RefusedAsync(string device)
    {
        string record = Path.Combine(_folder, "record");

        CommandException error = await Assert.ThrowsAsync<CommandException>(() => ArticleRun.Record(record, device, device));

        Assert.Equal(CommandFault.Refused, error.Fault);

        // It looked and changed nothing, and is not in the way of the next run.
        Assert.Empty(Directory.GetFileSystemEntries(record));
        return error;
    }
}
