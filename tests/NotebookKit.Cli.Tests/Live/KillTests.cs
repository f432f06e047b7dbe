using System.Globalization;
using System.Text;
using NotebookKit.Cli.Tests.Safety;

namespace NotebookKit.Cli.Tests.Live;

/// <summary>A live notebook that is killed outright, and what puts the host right again.</summary>
[Collection(OneHost.Name)]
public class KillTests
{
    [Fact]
    public async Task A_killed_notebook_leaves_a_valid_recording_no_running_tool_and_what_restore_undoes()
    {
        Assert.SkipUnless(
            Environment.IsPrivilegedProcess && File.Exists("/usr/bin/setpriv") && File.Exists("/usr/sbin/losetup"),
            "needs root, setpriv and losetup"
        );
        using var folder = new TestFolder();
        string device = Attach(folder["image"]);
        try
        {
            string setting = $"/sys/block/{device}/queue/nomerges";
            string before = await File.ReadAllTextAsync(setting, TestContext.Current.CancellationToken);
            folder.Write(
                "live.ipynb",
                $$"""
                #r "{{RepositoryFolder.Library}}"
                using NotebookKit;
                var host = Host.Live("{{folder["record"]}}", "{{device}}", new LiveOptions { JournalFolder = "{{folder[
                    "journal"
                ]}}", MountTracefs = true });
                host.Sysfs("{{device}}").With("nomerges", 2);
                await host.Ftrace().While("sleep", "987");
                """
            );
            using (Notebookkit run = Notebookkit.Start(folder.Path, "run", "live.ipynb"))
            {
                // setpriv has the words of sleep behind its own until it becomes sleep:
                // killed before, it has not yet asked to end with its parent.
                await UntilAsync(() => Running("sleep 987", "sleep") && File.ReadAllText(setting).Trim() == "2");
                run.Kill();
            }

            await UntilAsync(() => !Running("sleep 987"));
            Assert.Equal("2", (await File.ReadAllTextAsync(setting, TestContext.Current.CancellationToken)).Trim());
            (int dryCode, string dry, _) = await Notebookkit.RunAsync(folder.Path, "restore", "--dry-run", "--journal", folder["journal"]);
            (int code, string done, string error) = await Notebookkit.RunAsync(folder.Path, "restore", "--journal", folder["journal"]);
            (int verifyCode, string verified, _) = await Notebookkit.RunAsync(folder.Path, "record", "verify", "record");

            Assert.Equal(0, dryCode);
            Assert.Contains($"would undo  {setting} = {before.Trim()}", dry, StringComparison.Ordinal);
            Assert.True(code == 0, done + error);
            Assert.Equal(before, await File.ReadAllTextAsync(setting, TestContext.Current.CancellationToken));
            Assert.Contains("instances/notebookkit-", done, StringComparison.Ordinal);
            Assert.Equal(0, verifyCode);
            Assert.Contains("the recorder ended during ftrace-block, workload", verified, StringComparison.Ordinal);
            Assert.Contains("ftrace-block.txt is not sealed: ftrace-block had not ended", verified, StringComparison.Ordinal);
            (_, string nothing, _) = await Notebookkit.RunAsync(folder.Path, "restore", "--journal", folder["journal"]);
            Assert.Contains("Nothing is left to undo", nothing, StringComparison.Ordinal);
        }
        finally
        {
            Tool.Run("losetup", "--detach", "/dev/" + device);
        }
    }

    [Fact]
    public async Task Ctrl_C_puts_a_changed_attribute_back()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess && File.Exists("/usr/sbin/losetup"), "needs root and losetup");
        using var folder = new TestFolder();
        string device = Attach(folder["image"]);
        try
        {
            string setting = $"/sys/block/{device}/queue/nomerges";
            string before = await File.ReadAllTextAsync(setting, TestContext.Current.CancellationToken);
            folder.Write(
                "live.ipynb",
                $$"""
                #r "{{RepositoryFolder.Library}}"
                using NotebookKit;
                var host = Host.Live("{{folder["record"]}}", "{{device}}", new LiveOptions { JournalFolder = "{{folder["journal"]}}" });
                host.Sysfs("{{device}}").With("nomerges", 2);
                host.Run(new CommandStep("hang", "sleep", "986"));
                """
            );
            using Notebookkit run = Notebookkit.Start(folder.Path, "run", "live.ipynb");
            await UntilAsync(() => Running("sleep 986") && File.ReadAllText(setting).Trim() == "2");
            run.Interrupt();
            await run.EndAsync();

            Assert.Equal(before, await File.ReadAllTextAsync(setting, TestContext.Current.CancellationToken));
            Assert.False(Running("sleep 986"));
            Assert.Empty(
                Directory.Exists(folder["journal"]) ? Directory.GetFiles(folder["journal"], "*", SearchOption.AllDirectories) : []
            );
        }
        finally
        {
            Tool.Run("losetup", "--detach", "/dev/" + device);
        }
    }

    [Fact]
    public async Task The_doctor_names_every_tool_and_what_works_without_it()
    {
        (int code, string output, _) = await Notebookkit.RunAsync(RepositoryFolder.Root, "doctor");

        Assert.InRange(code, 0, 1);
        foreach (
            string need in (string[])
                ["root", "tracefs", "blk tracer", "perf", "blktrace", "iostat", "device-mapper", "what still works without it"]
        )
        {
            Assert.Contains(need, output, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("\u001b", output, StringComparison.Ordinal);
    }

    // As on a host where busybox stands in for util-linux: a program of that name that knows none of its options.
    [Fact]
    public async Task A_setpriv_that_cannot_end_tools_with_their_parent_is_named_and_not_used()
    {
        using var folder = new TestFolder();
        File.CreateSymbolicLink(folder["setpriv"], "/bin/true");

        (_, string output, _) = await Notebookkit.RunWithAsync(
            ("PATH", folder.Path + ":" + Environment.GetEnvironmentVariable("PATH")),
            "doctor"
        );

        Assert.Matches("setpriv +limited", output);
        Assert.Contains(
            "knows no --pdeathsig",
            string.Join(' ', output.Split(default(char[]), StringSplitOptions.RemoveEmptyEntries)),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Verify_names_the_file_that_was_changed()
    {
        using var folder = new TestFolder();
        foreach (string file in Directory.GetFiles(Path.Combine(RepositoryFolder.Root, "data", "article-4.4")))
        {
            Directory.CreateDirectory(folder["copy"]);
            File.Copy(file, Path.Combine(folder["copy"], Path.GetFileName(file)));
        }

        (int intact, string before, _) = await Notebookkit.RunAsync(folder.Path, "record", "verify", "copy");
        await File.AppendAllTextAsync(Path.Combine(folder["copy"], "times.csv"), "more\n", TestContext.Current.CancellationToken);
        (int changed, string after, _) = await Notebookkit.RunAsync(folder.Path, "record", "verify", ".");
        (int none, _, string error) = await Notebookkit.RunAsync(folder.Path, "record", "verify", "nowhere");

        Assert.Equal((0, 1, 2), (intact, changed, none));
        Assert.Contains("copy: intact", before, StringComparison.Ordinal);
        Assert.Contains("times.csv has ", after, StringComparison.Ordinal);
        Assert.Contains("nowhere: there is no such file or folder", error, StringComparison.Ordinal);
    }

    private static string Attach(string image)
    {
        using (FileStream file = File.Create(image))
        {
            file.SetLength(16 << 20);
        }

        string device = Path.GetFileName(Tool.Must("losetup", "--find", "--show", image).Trim());

        // What is asked of a queue stays with the device's name, whatever was attached under it before.
        File.WriteAllText($"/sys/block/{device}/queue/nomerges", "0");
        return device;
    }

    private static bool Running(string commandLine, string? program = null)
    {
        string wanted = commandLine.Replace(' ', '\0') + "\0";
        return Directory
            .GetDirectories("/proc")
            .Where(folder => int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out _))
            .Any(folder =>
            {
                try
                {
                    return File.ReadAllText(folder + "/cmdline", Encoding.UTF8).EndsWith(wanted, StringComparison.Ordinal)
                        && (program is null || File.ReadAllText(folder + "/comm").Trim() == program);
                }
                catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
                {
                    return false;
                }
            });
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        for (int i = 0; i < 6000 && !condition(); i++)
        {
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }

        Assert.True(condition(), "it did not come to that within ten minutes");
    }
}
