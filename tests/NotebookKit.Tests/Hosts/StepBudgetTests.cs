using NotebookKit.Hosts;
using NotebookKit.Tests.Capture;

namespace NotebookKit.Tests.Hosts;

public sealed class StepBudgetTests
{
    // A command may write its limit before the host has made what ends it: it went on to its time limit then, its output let go.
    [Fact]
    public void What_exceeds_its_limit_before_anybody_listens_is_told_to_the_first_who_does()
    {
        var budget = new StepBudget(Path.GetTempPath(), new LiveOptions { MaxStepBytes = 10 });
        Assert.False(budget.Take(11));

        List<CommandFault> told = [];
        budget.WhenExceeded((fault, _) => told.Add(fault));
        Assert.False(budget.Take(1));

        Assert.Equal([CommandFault.TooLarge], told);
    }

    [Fact]
    public void A_folder_that_went_away_ends_the_command_and_throws_nothing_into_the_thread_that_copies()
    {
        string gone = Path.Combine(Path.GetTempPath(), "notebookkit-gone-" + Guid.NewGuid().ToString("N"));
        var budget = new StepBudget(gone, new LiveOptions());
        string? because = null;
        budget.WhenExceeded((_, reason) => because = reason);

        Assert.False(budget.Take(1));

        Assert.Contains("went away", because, StringComparison.Ordinal);
        Assert.Contains(gone, because, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_removed_under_a_running_command_is_named_as_the_cause()
    {
        var live = new LiveRecord();
        Task<StepResult> run = live.Host.RunAsync(new CommandStep("zeros", "cat", "/dev/zero"), TestContext.Current.CancellationToken);
        string file = Path.Combine(live.Folder, "zeros.txt");
        for (int i = 0; i < 600 && (!File.Exists(file) || new FileInfo(file).Length == 0); i++)
        {
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }

        Directory.Delete(live.Folder, recursive: true);

        Exception error = await Assert.ThrowsAnyAsync<Exception>(() => run);
        Assert.Contains("went away", error.ToString(), StringComparison.Ordinal);
        CommandException end = await Assert.ThrowsAsync<CommandException>(async () => await live.Host.DisposeAsync());
        Assert.Contains("there is no such folder", end.Message, StringComparison.Ordinal);
        Directory.Delete(live.Parent, recursive: true);
    }
}
