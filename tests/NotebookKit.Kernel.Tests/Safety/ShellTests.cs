using System.Diagnostics;
using System.Globalization;
using System.Text;
using NotebookKit.Kernel.Running;

namespace NotebookKit.Kernel.Tests.Safety;

/// <summary>What a shell started goes with the cell that is stopped, whoever its parent is by then.</summary>
[Collection("runs")]
public sealed class ShellTests
{
    // sleep(1) of a time that nobody else sleeps tells the test's processes from all others.
    private static int s_time = 700_000 + (Environment.ProcessId % 10_000);

    [Theory]
    [InlineData("sleep {0} & sleep {0}")]
    [InlineData("sleep {0} &")]
    [InlineData("(sleep {0} > /dev/null 2>&1 &) ; sleep {0}")]
    [InlineData("setsid sleep {0} > /dev/null 2>&1 & sleep {0}")]
    [InlineData("(setsid nohup sleep {0} > /dev/null 2>&1 &) ; sleep {0}")]
    [InlineData("(bash -c '(trap \"\" TERM INT HUP; sleep {0}) > /dev/null 2>&1 & disown' &) ; sleep {0}")]
    [InlineData("for i in 1 2 3 4 5 6 7 8; do (setsid sleep {0} > /dev/null 2>&1 &) ; done; sleep {0}")]
    public async Task A_timed_out_shell_leaves_none_of_its_children(string script)
    {
        string time = Interlocked.Increment(ref s_time).ToString(CultureInfo.InvariantCulture);

        RunResult result = await Book.Run(
            Book.Of("#!sh\n" + string.Format(CultureInfo.InvariantCulture, script, time)),
            new RunOptions { CellTimeout = TimeSpan.FromSeconds(3) }
        );

        Assert.StartsWith("Timeout", result.Failure!.Message, StringComparison.Ordinal);
        Assert.Empty(Sleeping(time));
    }

    [Fact]
    public async Task An_interrupted_shell_leaves_none_either()
    {
        string time = Interlocked.Increment(ref s_time).ToString(CultureInfo.InvariantCulture);
        using var stop = new CancellationTokenSource();
        Task<RunResult> run = NotebookRunner.RunAsync(
            Book.Of($"#!sh\n(setsid sleep {time} > /dev/null 2>&1 &) ; sleep {time}"),
            new RunOptions(),
            stop.Token
        );
        for (int i = 0; i < 600 && Sleeping(time).Count < 2; i++)
        {
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }

        Assert.Equal(2, Sleeping(time).Count);
        await stop.CancelAsync();
        await run;

        Assert.Empty(Sleeping(time));
    }

    [Fact]
    public async Task What_a_shell_that_ends_leaves_on_purpose_stays()
    {
        string time = Interlocked.Increment(ref s_time).ToString(CultureInfo.InvariantCulture);

        await Book.Ran($"#!sh sleep {time} > /dev/null 2>&1 &");

        // The child is there; that it has become sleep may take it a moment more.
        for (int i = 0; i < 600 && Sleeping(time).Count == 0; i++)
        {
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }

        int left = Assert.Single(Sleeping(time));
        using Process process = Process.GetProcessById(left);
        process.Kill();
    }

    private static List<int> Sleeping(string time) =>
        [
            .. Directory
                .EnumerateDirectories("/proc")
                .Select(Path.GetFileName)
                .Select(name => int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out int id) ? id : 0)
                .Where(id => id > 0 && Is(id, time)),
        ];

    private static bool Is(int id, string time)
    {
        try
        {
            return File.ReadAllText($"/proc/{id}/cmdline", Encoding.UTF8) == $"sleep\0{time}\0";
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
