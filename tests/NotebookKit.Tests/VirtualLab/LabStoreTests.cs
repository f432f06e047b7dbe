using NotebookKit.VirtualLab;

namespace NotebookKit.Tests.VirtualLab;

public sealed class LabStoreTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("notebookkit-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_kernel_that_was_damaged_since_it_was_made_is_not_booted()
    {
        var store = new LabStore(_folder);
        GuestImage image = store.ImageOf(GuestKernel.Usual);
        Assert.Contains(
            "is not prepared",
            Assert.Throws<CommandException>(() => LabRun.Prepared(store, GuestKernel.Usual)).Message,
            StringComparison.Ordinal
        );
        Directory.CreateDirectory(image.Folder);
        File.WriteAllText(image.Kernel, "kernel");
        File.WriteAllText(image.Initrd, "initrd");
        image.Note("6.1.0-50-amd64", "packages");
        Assert.True(image.IsMadeOf("packages"));
        Assert.Equal("6.1.0-50-amd64", LabRun.Prepared(store, GuestKernel.Usual).Version);

        File.WriteAllText(image.Initrd, "inirtd");

        Assert.False(image.IsMadeOf("packages"));
        Assert.Contains(
            "is not as it was made",
            Assert.Throws<CommandException>(() => LabRun.Prepared(store, GuestKernel.Usual)).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Programs_that_are_missing_are_named_all_at_once()
    {
        LabProgram.Need();
        CommandException missing = Assert.Throws<CommandException>(() => LabProgram.Need("no-such-program", "no-other-program"));

        Assert.Equal(CommandFault.MissingTool, missing.Fault);
        Assert.Contains("no-such-program is not here", missing.Message, StringComparison.Ordinal);
        Assert.Contains("apt-get install no-other-program", missing.Message, StringComparison.Ordinal);
    }
}
