using NotebookKit.Capture;

namespace NotebookKit.Tests.Capture;

public sealed class MappedFilesTests
{
    [Fact]
    public void A_folder_of_a_disk_maps_files_and_what_was_tried_there_is_gone()
    {
        string folder = Directory.CreateTempSubdirectory("notebookkit-").FullName;

        bool work = MappedFiles.WorkIn(folder);

        Assert.True(work);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder));
        Directory.Delete(folder);
    }

    [Fact]
    public void A_folder_that_takes_no_file_maps_none() => Assert.False(MappedFiles.WorkIn("/proc"));
}
