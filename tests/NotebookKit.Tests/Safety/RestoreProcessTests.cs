using System.Diagnostics;
using NotebookKit.Hosts;
using NotebookKit.Tests.Capture;

namespace NotebookKit.Tests.Safety;

/// <summary>Commands that a killed run left running: asked to end, so that they take down
/// what they set up, and their children with them.</summary>
[Collection(TracingTests.Name)]
public sealed class RestoreProcessTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("notebookkit-process-").FullName;

    [Theory]
    [InlineData("trap 'echo ended > ended; exit' TERM; echo up; while :; do sleep 0.1; done", true)]
    [InlineData("trap '' TERM; echo up; while :; do sleep 0.1; done", false)] // killed after ten seconds
    [InlineData("sleep 600 & echo $! > child; echo up; wait", false)]
    [InlineData("sleep 600 & echo $! > child; echo up; exit", false)] // the command itself is gone by then
    public void A_command_is_asked_to_end_and_all_of_its_session_ends(string script, bool endsItself)
    {
        Assert.SkipUnless(Tool.Has("setsid"), "needs setsid");
        var start = new ProcessStartInfo("setsid") { WorkingDirectory = _folder, RedirectStandardOutput = true };
        Array.ForEach(["sh", "-c", script], start.ArgumentList.Add);
        using Process process = Process.Start(start)!;
        long ticks = ProcessStat.StartTicks(process.Id) ?? 1;
        Assert.Equal("up", process.StandardOutput.ReadLine());
        if (script.EndsWith("exit", StringComparison.Ordinal))
        {
            process.WaitForExit();
        }

        LeftNotes notes = LeftNotes.Of(Directory.CreateDirectory(Path.Combine(_folder, "none")).FullName, Path.Combine(_folder, "left"));
        notes.Add("000001", $$"""{"kind":"process","Pid":{{process.Id}},"StartTicks":{{ticks}},"Command":"sh"}""");

        Restored looked = Assert.Single(Restore.All(notes.Root, dryRun: true));
        Restored ended = Assert.Single(notes.Restore());

        Assert.Null(looked.Done);
        Assert.True(ended.Done, ended.Detail);
        Assert.Null(ProcessStat.StartTicks(process.Id));
        Assert.Equal(endsItself, File.Exists(Path.Combine(_folder, "ended")));
        string child = Path.Combine(_folder, "child");
        Assert.Null(
            File.Exists(child)
                ? ProcessStat.StartTicks(int.Parse(File.ReadAllText(child), System.Globalization.CultureInfo.InvariantCulture))
                : null
        );
    }

    [Fact]
    public void Another_process_of_the_same_number_goes_on()
    {
        using Process process = Process.Start("sleep", (string[])["600"]);
        LeftNotes notes = LeftNotes.Of(Directory.CreateDirectory(Path.Combine(_folder, "none")).FullName, Path.Combine(_folder, "left"));
        notes.Add("000001", $$"""{"kind":"process","Pid":{{process.Id}},"StartTicks":1,"Command":"sleep"}""");

        Assert.True(Assert.Single(notes.Restore()).Done);

        Assert.False(process.HasExited);
        process.Kill();
        process.WaitForExit();
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
