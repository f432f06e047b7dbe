using System.Text;
using System.Text.Json;
using NotebookKit.Tests.Capture;

namespace NotebookKit.Tests.Safety;

/// <summary>tracefs that is unmounted or hidden under a capture: what was changed in it
/// is the kernel's, and is put back all the same.</summary>
/// <remarks>Everything runs in a mount namespace of its own, where unmounting tracefs is nobody else's loss.</remarks>
[Collection(TracingTests.Name)]
public sealed class TracefsGoneTests : IDisposable
{
    private const string Place = "/sys/kernel/tracing";
    private readonly string _folder = Directory.CreateTempSubdirectory("notebookkit-tracefs-").FullName;

    private static string Program => Path.Combine(RepositoryFolder.Root, "lib", "bin", "notebookkit");

    private string Journal => Path.Combine(_folder, "journal");

    [Theory]
    [InlineData("blk tracer", "umount --lazy /sys/kernel/tracing")]
    [InlineData("blk tracer", "mount -t tmpfs none /sys/kernel/tracing")]
    [InlineData(
        "blk tracer",
        "umount --lazy /sys/kernel/tracing && mount -t tmpfs none /sys/kernel && mkdir /sys/kernel/tracing && echo nop > /sys/kernel/tracing/current_tracer"
    )]
    [InlineData("instance", "umount --lazy /sys/kernel/tracing")]
    [InlineData("instance", "mount -t tmpfs none /sys/kernel/tracing")]
    public async Task A_capture_under_which_it_goes_ends_with_every_setting_put_back(string tool, string gone)
    {
        using NumberedLoop loop = Loop();
        string before = await StateAsync();
        Notebook(
            loop,
            $"""var captured = await host.{Capture(tool, loop)}.While("sh", "-c", "{gone} && dd if={loop.Path} of=/dev/null bs=64k count=16 iflag=direct"); host.Dispose(); captured.First.Trace.Requests.Count >= 16 ? "all there" : "too few" """
        );

        (int exitCode, string output, string error) = Alone($"'{Program}' run live.ipynb -o out");

        Assert.True(exitCode == 0, output + error);
        Assert.Equal(before, await StateAsync(before));
        Assert.Empty(Notes());
        Assert.Contains(
            "\"all there\"",
            await File.ReadAllTextAsync(Path.Combine(_folder, "out", "live.ipynb"), TestContext.Current.CancellationToken),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("blk tracer", "umount --lazy /sys/kernel/tracing")]
    [InlineData("blk tracer", "mount -t tmpfs none /sys/kernel/tracing")]
    [InlineData("instance", "umount --lazy /sys/kernel/tracing")]
    [InlineData("instance", "true")]
    public async Task Restore_puts_back_what_a_killed_capture_left_in_it(string tool, string gone)
    {
        using NumberedLoop loop = Loop();
        string before = await StateAsync();
        Notebook(loop, $$"""await host.{{Capture(tool, loop)}}.While("sh", "-c", $"kill -9 {Environment.ProcessId}; sleep 1")""");
        Alone($"'{Program}' run live.ipynb");
        Assert.NotEqual(before, State());
        Assert.NotEmpty(Notes());

        (int exitCode, string output, string error) = Alone($"{gone}; '{Program}' restore --journal '{Journal}'");

        Assert.True(exitCode == 0, output + error);
        Assert.DoesNotContain("FAILED", output, StringComparison.Ordinal);
        Assert.Equal(before, await StateAsync(before));
        Assert.Empty(Notes());
    }

    [Theory]
    [InlineData("true", false)]
    [InlineData("umount /sys/kernel/tracing", false)]
    [InlineData("umount /sys/kernel/tracing; mount -t tracefs somebody-else /sys/kernel/tracing", true)]
    public void The_mount_of_a_killed_run_ends_and_no_other(string meanwhile, bool isMounted)
    {
        using NumberedLoop loop = Loop();
        Notebook(loop, """await host.Ftrace().While("sh", "-c", $"kill -9 {Environment.ProcessId}; sleep 1")""");

        (int exitCode, string output, string error) = Alone(
            $"umount --lazy {Place}; '{Program}' run live.ipynb; grep -c 'tracefs notebookkit-' /proc/self/mountinfo; {meanwhile}; '{Program}' restore --journal '{Journal}' || exit 9; grep -c ' {Place} ' /proc/self/mountinfo; true"
        );

        Assert.True(exitCode == 0, output + error);
        Assert.Equal("1", output.Split('\n').First(line => line.Length == 1));
        Assert.Equal(isMounted ? "1" : "0", output.TrimEnd().Split('\n')[^1]);
        Assert.Empty(Notes());
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static string Capture(string tool, NumberedLoop loop) =>
        tool == "instance" ? "Ftrace()" : $"Blktrace(\"{loop.Name}\", new BlktraceOptions {{ Tool = BlktraceTool.Ftrace }})";

    private NumberedLoop Loop()
    {
        NumberedLoop loop = NumberedLoop.Attach(NumberedLoop.Image(_folder, "image", 16));
        Assert.SkipUnless(
            Tool.Has("unshare") && State().Contains("current_tracer", StringComparison.Ordinal),
            "needs unshare and a kernel with ftrace"
        );
        return loop;
    }

    private void Notebook(NumberedLoop loop, string last)
    {
        string source = $$"""
            #r "{{Path.Combine(RepositoryFolder.Root, "lib", "bin", "NotebookKit.dll")}}"
            using NotebookKit;
            var host = Host.Live("{{Path.Combine(
                _folder,
                "record"
            )}}", "{{loop.Name}}", new LiveOptions { JournalFolder = "{{Journal}}", MountTracefs = true });
            {{last}}
            """;
        File.WriteAllText(
            Path.Combine(_folder, "live.ipynb"),
            JsonSerializer.Serialize(
                new
                {
                    cells = new[]
                    {
                        new
                        {
                            cell_type = "code",
                            execution_count = (int?)null,
                            id = "c0",
                            metadata = new { },
                            outputs = Array.Empty<string>(),
                            source,
                        },
                    },
                    metadata = new { },
                    nbformat = 4,
                    nbformat_minor = 5,
                }
            )
        );
    }

    private string[] Notes() => Directory.Exists(Journal) ? Directory.GetFiles(Journal, "*.json", SearchOption.AllDirectories) : [];

    // In a mount namespace of its own, with tracefs at its place.
    private (int ExitCode, string Output, string Error) Alone(string script)
    {
        (int exitCode, byte[] output, string error) = Tool.Run(
            "unshare",
            "--mount",
            "sh",
            "-c",
            $"cd '{_folder}' && {{ test -e {Place}/current_tracer || mount -t tracefs nodev {Place}; }} && {script}"
        );
        return (exitCode, Encoding.UTF8.GetString(output), error);
    }

    // What the captures change in it, wherever it is mounted.
    private string State()
    {
        string place = Directory.CreateDirectory(Path.Combine(_folder, "place")).FullName;
        return Encoding.UTF8.GetString(
            Tool.Run(
                "unshare",
                "--mount",
                "sh",
                "-c",
                $"mount -t tracefs nodev '{place}' && cd '{place}' && grep -H . current_tracer options/bin options/context-info buffer_size_kb trace_clock && ls instances"
            ).Output
        );
    }

    // Others may trace at this moment too; they put back what they change.
    private async Task<string> StateAsync(string? wanted = null)
    {
        string state = State();
        for (
            int i = 0;
            i < 600 && (wanted is null ? !state.Contains("current_tracer:nop", StringComparison.Ordinal) : state != wanted);
            i++
        )
        {
            await Task.Delay(100, TestContext.Current.CancellationToken);
            state = State();
        }

        return state;
    }
}
