using NotebookKit.Formats;

namespace NotebookKit.Tests.Formats;

public class CaptureReaderTests
{
    [Theory]
    [InlineData("article-btrace.txt", "blkparse text")]
    [InlineData("btrace-live.txt", "blkparse text")]
    [InlineData("blktrace-snapshot-layers.txt", "blkparse text")]
    [InlineData("article-perf-script.txt", "perf script text")]
    [InlineData("perf-block-all.txt", "perf script text")]
    [InlineData("perf-cpu.txt", "perf script text")]
    [InlineData("blktrace-snapshot-layers", "blktrace binary")]
    [InlineData("blktrace-mqdeadline/nvme0n1", "blktrace binary")]
    [InlineData("blktrace-mqdeadline/nvme0n1.blktrace.1", "blktrace binary")]
    public void The_dialect_is_found_from_the_content(string capture, string dialect)
    {
        Assert.Equal(dialect, CaptureReader.Read(Fixture.Path(capture)).Dialect);
    }

    [Fact]
    public void A_name_that_says_something_else_does_not_mislead()
    {
        using TemporaryFile renamed = Fixture.Temporary(File.ReadAllBytes(Fixture.Path("perf-block-all.txt")));
        string asIf = Path.Combine(renamed.Folder, "btrace.txt");
        File.Move(renamed.Path, asIf);

        Assert.Equal(PerfScript.Dialect, CaptureReader.Read(asIf).Dialect);
    }

    [Fact]
    public void A_file_of_no_known_dialect_is_an_error_that_says_what_was_expected()
    {
        using TemporaryFile file = Fixture.Temporary("Device r/s rkB/s\nnvme0n1 1 2\n");

        CaptureFormatException error = Assert.Throws<CaptureFormatException>(() => CaptureReader.Read(file.Path));

        Assert.Contains("blkparse text", error.Message, StringComparison.Ordinal);
        Assert.Contains("perf script text", error.Message, StringComparison.Ordinal);
        Assert.Contains("ftrace text", error.Message, StringComparison.Ordinal);
        Assert.Contains("Device r/s rkB/s", error.Message, StringComparison.Ordinal);
        Assert.Contains(
            "It is a table (IostatText): summarize without --stream shows it, TableCapture.Open reads it in a notebook.",
            error.Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void An_empty_file_and_an_empty_folder_are_errors_that_say_so()
    {
        using TemporaryFile file = Fixture.Temporary("");

        Assert.Contains(
            "the file is empty",
            Assert.Throws<CaptureFormatException>(() => CaptureReader.Read(file.Path)).Message,
            StringComparison.Ordinal
        );
        File.Delete(file.Path);
        Assert.Contains(
            "it is empty",
            Assert.Throws<CaptureFormatException>(() => CaptureReader.Read(file.Folder)).Message,
            StringComparison.Ordinal
        );
        File.WriteAllText(file.Path, "x");
    }

    [Fact]
    public void Binary_data_of_another_kind_is_an_error_that_says_so()
    {
        using TemporaryFile file = Fixture.Temporary([1, 2, 3, 0, 5]);

        Assert.Contains(
            "binary data",
            Assert.Throws<CaptureFormatException>(() => CaptureReader.Read(file.Path)).Message,
            StringComparison.Ordinal
        );
    }
}
