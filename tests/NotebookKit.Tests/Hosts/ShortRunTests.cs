using NotebookKit.Processes;

namespace NotebookKit.Tests.Hosts;

public sealed class ShortRunTests
{
    [Fact]
    public void A_command_that_has_ended_before_it_is_waited_for_gives_its_exit_code_and_output()
    {
        for (int i = 0; i < 200; i++)
        {
            ShortResult? result = ShortRun.To(["echo", "done"], TimeSpan.FromMinutes(1), stop: TestContext.Current.CancellationToken);
            Assert.Equal((0, "done\n"), (result!.Value.ExitCode, result.Value.Output));
        }
    }
}
