namespace NotebookKit.Tests.Hosts;

public class ReplayHostTests
{
    private static readonly ReplayHost Defect = Host.Replay(Path.Combine(RepositoryFolder.Data, "snapshot-nomerges2"));

    [Fact]
    public void A_command_is_found_by_its_exact_arguments()
    {
        StepResult result = Defect.Run(new CommandStep("some other name", "iostat", "-xk", "-o", "JSON", "1", "9"));

        Assert.Equal("iostat-json", result.Step.Name);
        Assert.EndsWith("iostat.json", result.Path, StringComparison.Ordinal);
    }

    [Fact]
    public void A_command_with_other_arguments_is_found_by_the_name_of_its_step()
    {
        Assert.EndsWith("iostat.txt", Defect.Run(new CommandStep("iostat", "iostat", "-xk", "5")).Path, StringComparison.Ordinal);
    }

    [Fact]
    public void A_command_that_was_not_recorded_is_an_error_that_lists_what_was()
    {
        string message = Assert
            .Throws<RecordingException>(() => Defect.Run(new CommandStep("smart-log", "nvme", "smart-log", "/dev/nvme0n1")))
            .Message;

        Assert.Contains("smart-log: nvme smart-log /dev/nvme0n1 was not recorded", message, StringComparison.Ordinal);
        Assert.Contains("diskstats-before, time, ", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("blktrace", "blktrace")]
    [InlineData("blktrace-dm", "blktrace-dm")]
    [InlineData("blkparse", "btrace.txt.gz")]
    [InlineData("btrace.txt", "btrace.txt.gz")]
    [InlineData("perf-block", "perf-block.data.gz")]
    [InlineData("perf-block-script", "perf-block.script.txt.gz")]
    [InlineData("time", "time.txt")]
    [InlineData("sysfs.txt", "sysfs.txt")]
    public void The_path_of_a_step_is_what_a_reader_takes(string step, string expected)
    {
        string path = Defect.PathOf(step);

        Assert.Equal(expected, Path.GetFileName(path));
        Assert.True(Path.Exists(path));
    }

    [Fact]
    public void The_path_of_nothing_known_is_an_error() => Assert.Throws<RecordingException>(() => Defect.PathOf("../standard/time.txt"));

    [Fact]
    public void Arguments_are_shown_so_that_a_shell_would_take_them_apart_again_in_the_same_way()
    {
        Assert.Equal("cat 'a b' '' 'it'\\''s' '$HOME'", CommandStep.Show(["cat", "a b", "", "it's", "$HOME"]));
    }
}
