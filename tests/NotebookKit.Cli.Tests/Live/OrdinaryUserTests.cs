using System.Diagnostics;
using NotebookKit.Cli.Tests.Safety;
using NotebookKit.Hosts;
using NotebookKit.Kernel.Notebooks;

namespace NotebookKit.Cli.Tests.Live;

/// <summary>A user who is not root runs the notebooks live: sudo starts the helper, and nothing else of it is root's.</summary>
[Collection(OneHost.Name)]
public sealed class OrdinaryUserTests : IDisposable
{
    private const string Rooms = "/var/tmp";
    private const string Prefix = "notebookkit-helper-";
    private readonly SudoUser _user = SudoUser.Create();

    [Fact]
    public async Task Notebooks_01_to_04_run_live_in_the_kernel_of_a_user_who_may_start_the_helper_alone()
    {
        Assert.SkipUnless(
            Tool.Run("/usr/bin/python3", "-c", "import nbclient").ExitCode == 0,
            "needs the Python module nbclient (Debian: python3-nbclient)"
        );
        using LoopDrive drive = LoopDrive.Attach();
        HostState before = HostState.Take(drive, _user.Root, _user.Home);
        string record = Path.Combine(_user.Home, "record");
        string script = Path.Combine(_user.Root, "run.py");
        File.Copy(Path.Combine(RepositoryFolder.Root, "tests", "NotebookKit.Kernel.Tests", "Jupyter", "run_with_nbclient.py"), script);
        (int installed, string spec, string complaint) = await _user.RunAsync(_user.Helper, "kernel", "install");
        Assert.True(installed == 0, spec + complaint);

        foreach (string name in (string[])["01-reproduce", "02-perf-latency", "03-iostat", "04-btrace-merges"])
        {
            string notebook = _user.Notebook(
                name + ".ipynb",
                ("mode", "live"),
                ("device", drive.Name),
                ("overwrite", drive.Name),
                ("record", record)
            );
            string executed = Path.Combine(_user.Home, name + ".ipynb");
            (int code, string output, string error) = await _user.RunAsync("/usr/bin/python3", script, notebook, executed);
            Assert.True(code == 0, output + error);
            Assert.Contains(drive.Name, File.ReadAllText(executed), StringComparison.Ordinal);
            Assert.NotEmpty(NotebookDocument.Load(executed).Cells[^1].Outputs);
        }

        HostState after = HostState.Take(drive, _user.Root, _user.Home);
        Assert.Equal(
            "",
            string.Join('\n', before.Differences(after).Where(line => !line.StartsWith(_user.Home + "/", StringComparison.Ordinal)))
        );
        Assert.Empty(Directory.GetDirectories(Rooms, Prefix + "*"));
        string[] recordings = Directory.GetDirectories(record);
        Assert.Contains(Path.Combine(record, "setup"), recordings);
        Assert.All(recordings, recording => Assert.Empty(Recording.Open(recording).Verify()));
        Assert.Equal("", Tool.Must("find", record, "-user", "root"));
    }

    [Fact]
    public async Task All_is_put_back_where_the_users_side_is_killed()
    {
        using LoopDrive drive = LoopDrive.Attach();
        HostState before = HostState.Take(drive, _user.Root, _user.Home);
        string notebook = _user.Notebook(
            "01-reproduce.ipynb",
            ("mode", "live"),
            ("device", drive.Name),
            ("overwrite", drive.Name),
            ("record", Path.Combine(_user.Home, "record"))
        );
        using Process run = _user.Start(_user.Helper, "run", notebook, "-o", Path.Combine(_user.Home, "out"));
        Task<string> output = run.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        Task<string> error = run.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        string? recording;
        while (
            (
                recording = Directory
                    .GetDirectories(Rooms, Prefix + "*")
                    .Select(room => Path.Combine(room, "record", "standard", Recording.FileName))
                    .FirstOrDefault(File.Exists)
            )
                is null
        )
        {
            Assert.False(run.HasExited, run.HasExited ? await output + await error : "");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        Assert.Equal("0", Tool.Must("stat", "--format", "%u", recording).Trim());
        Assert.Contains(drive.Path, File.ReadAllText("/proc/mounts"), StringComparison.Ordinal);
        run.Kill();
        for (
            long start = Stopwatch.GetTimestamp();
            Directory.GetDirectories(Rooms, Prefix + "*").Length > 0;
            await Task.Delay(100, TestContext.Current.CancellationToken)
        )
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromMinutes(5), "the helper goes on without its user");
        }

        HostState after = HostState.Take(drive, _user.Root, _user.Home);
        Assert.Equal(
            "",
            string.Join('\n', before.Differences(after).Where(line => !line.StartsWith(_user.Home + "/", StringComparison.Ordinal)))
        );
    }

    [Fact]
    public async Task A_folder_that_the_user_cannot_write_is_refused_before_anything_runs()
    {
        using LoopDrive drive = LoopDrive.Attach();
        string notebook = _user.Notebook(
            "01-reproduce.ipynb",
            ("mode", "live"),
            ("device", drive.Name),
            ("overwrite", drive.Name),
            ("record", Path.Combine(_user.Root, "record"))
        );

        (int code, string output, string error) = await _user.RunAsync(
            _user.Helper,
            "run",
            notebook,
            "-o",
            Path.Combine(_user.Home, "out")
        );

        Assert.Equal(1, code);
        Assert.Contains("nothing can be recorded there", output + error, StringComparison.Ordinal);
        Assert.Equal("", Tool.Must("wipefs", "--no-act", "--noheadings", drive.Path));
        Assert.False(Directory.Exists(Path.Combine(_user.Root, "record")));
    }

    [Fact]
    public async Task Capture_starts_the_helper_and_the_command_beside_has_the_users_own_rights()
    {
        using LoopDrive drive = LoopDrive.Attach();
        HostState before = HostState.Take(drive, _user.Root, _user.Home);
        string told = Path.Combine(_user.Home, "told");
        string secret = Path.Combine(_user.Root, "secret");
        File.WriteAllText(secret, "");
        Tool.Must("chmod", "600", secret);

        (int code, string output, string error) = await _user.RunAsync(
            _user.Helper,
            "capture",
            drive.Name,
            "-o",
            "case",
            "--",
            "sh",
            "-c",
            "id -u > told; pwd >> told; cat ../secret 2>> told; echo $HOME $USER $LOGNAME $SUDO_UID $SUDO_COMMAND >> told"
        );
        HostState after = HostState.Take(drive, _user.Root, _user.Home);

        Assert.True(code == 0, output + error);
        string[] lines = File.ReadAllLines(told);
        Assert.Equal(Tool.Must("stat", "--format", "%u", _user.Home).Trim(), lines[0]);
        Assert.Equal(_user.Home, lines[1]);
        Assert.Contains("ermission denied", lines[2], StringComparison.Ordinal);
        string name = Tool.Must("stat", "--format", "%U", _user.Home).Trim();
        Assert.Equal($"{_user.Home} {name} {name}", lines[3]);
        Assert.Contains(" for the tools from start to end (the kernel's own work", output, StringComparison.Ordinal);
        Recording recording = Recording.Open(Assert.Single(new CaseFolder(Path.Combine(_user.Home, "case")).Recordings));
        Assert.Empty(recording.Verify());
        Assert.Equal(["time", "sh", "-c"], recording.Find(new CommandStep("workload"))!.Argv.Take(3));
        Assert.Equal("", Tool.Must("find", Path.Combine(_user.Home, "case"), "-user", "root"));
        Assert.Equal(
            "",
            string.Join('\n', before.Differences(after).Where(line => !line.StartsWith(_user.Home + "/", StringComparison.Ordinal)))
        );

        (int again, _, string refused) = await _user.RunAsync(_user.Helper, "capture", drive.Name, "--seconds", "1", "-o", "case");
        Assert.Equal(2, again);
        Assert.Contains("is not empty", refused, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("capture", "LOOP", "0")]
    [InlineData("capture", "LOOP", "/tmp")]
    [InlineData("capture", "LOOP", "relative", "id")]
    [InlineData("capture", "LOOP")]
    [InlineData("sh", "-c", "id")]
    [InlineData("article", "LOOP", "LOOP", "4", "16")]
    [InlineData("article", "LOOP", "LOOP", "4", "0", "Auto")]
    [InlineData("article", "LOOP", "LOOP", "65", "16", "Auto")]
    [InlineData("article", "LOOP", "LOOP", "4", "16", "7")]
    [InlineData("article", "LOOP", "LOOP", "4", "16", "Auto", "/etc")]
    public async Task Anything_else_is_not_done(params string[] asked)
    {
        using LoopDrive drive = LoopDrive.Attach();
        (int code, string output, string error) = await AskAsync([
            .. asked.Select(one => one.Replace("LOOP", drive.Name, StringComparison.Ordinal)),
        ]);

        Assert.True(code == 2, output + error);
        Assert.Equal("", output);
        Assert.Contains("and nothing else", error, StringComparison.Ordinal);
        Assert.Equal("", Tool.Must("wipefs", "--no-act", "--noheadings", drive.Path));
    }

    [Theory]
    [InlineData("LOOP", "loop99", "was typed")]
    [InlineData("../mem", "../mem", "is no name")]
    [InlineData("nvme99n99", "nvme99n99", "nvme99n99")]
    public async Task The_helper_itself_looks_at_the_drive(string device, string typed, string says)
    {
        using LoopDrive drive = LoopDrive.Attach();
        (int code, string output, string error) = await AskAsync(
            "article",
            device.Replace("LOOP", drive.Name, StringComparison.Ordinal),
            typed,
            "4",
            "16",
            "Auto"
        );

        Assert.True(code == 1, output + error);
        Assert.Contains(says, error, StringComparison.Ordinal);
        Assert.Equal("", Tool.Must("wipefs", "--no-act", "--noheadings", drive.Path));
    }

    [Fact]
    public async Task A_drive_with_a_file_system_is_refused_by_the_helper_and_stays()
    {
        using LoopDrive drive = LoopDrive.Attach();
        Tool.Must("mkfs.ext4", "-q", drive.Path);
        (int code, _, string error) = await AskAsync("article", drive.Name, drive.Name, "4", "16", "Auto");

        Assert.Equal(1, code);
        Assert.Contains("carries a signature: ext4", error, StringComparison.Ordinal);
        Assert.Contains("ext4", Tool.Must("wipefs", "--no-act", "--noheadings", drive.Path), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_stands_in_the_environment_is_not_believed()
    {
        using LoopDrive drive = LoopDrive.Attach();
        string tools = Directory.CreateDirectory(Path.Combine(_user.Home, "tools")).FullName;
        string mark = Path.Combine(_user.Home, "mark");
        foreach (string tool in (string[])["wipefs", "mkfs.ext4", "lvm", "pvcreate", "mount", "setsid", "setpriv"])
        {
            File.WriteAllText(Path.Combine(tools, tool), $"#!/bin/sh\ntouch {mark}\n");
            Tool.Must("chmod", "755", Path.Combine(tools, tool));
        }

        // As if sudo kept it all.
        (int code, _, string error) = await Notebookkit.RunProgramAsync(
            "/usr/bin/env",
            null,
            $"PATH={tools}",
            $"TMPDIR={tools}",
            $"XDG_STATE_HOME={tools}",
            $"HOME={tools}",
            "SUDO_UID=1",
            _user.Helper,
            "helper",
            "article",
            drive.Name,
            "loop99",
            "4",
            "16",
            "Auto"
        );

        Assert.True(code == 1, error);
        Assert.Contains("was typed", error, StringComparison.Ordinal);
        Assert.False(File.Exists(mark));
    }

    [Theory]
    [InlineData("right", "was typed where the plan is for")] // by the helper, which sudo let begin
    [InlineData("wrong", "sudo did not start the helper")]
    public async Task The_kernel_asks_for_the_password_that_sudo_wants_once(string answer, string says)
    {
        Assert.SkipUnless(
            Tool.Run("/usr/bin/python3", "-c", "import jupyter_client").ExitCode == 0,
            "needs the Python module jupyter_client (Debian: python3-jupyter-client)"
        );
        using LoopDrive drive = LoopDrive.Attach();
        string script = Path.Combine(_user.Root, "answer.py");
        File.Copy(Path.Combine(RepositoryFolder.Root, "tests", "NotebookKit.Cli.Tests", "Live", "answer_password.py"), script);
        _user.AskFor("right");
        await _user.RunAsync(_user.Helper, "kernel", "install");

        (int code, string output, string error) = await _user.RunAsync(
            "/usr/bin/python3",
            script,
            Path.Combine(_user.Root, "notebooks"),
            answer,
            $"#r \"../lib/bin/NotebookKit.dll\"\nawait NotebookKit.ArticleRun.Record(\"{_user.Home}/record\", \"{drive.Name}\", \"loop99\")"
        );

        Assert.True(code == 0, output + error);
        Assert.Equal(1, output.Split("asked: True sudo's password").Length - 1);
        Assert.True(output.Contains(says, StringComparison.Ordinal), output + error);
    }

    [Fact]
    public async Task Whom_sudo_does_not_know_is_told_the_rule_that_is_missing()
    {
        using LoopDrive drive = LoopDrive.Attach();
        string notebook = _user.Notebook(
            "01-reproduce.ipynb",
            ("mode", "live"),
            ("device", drive.Name),
            ("overwrite", drive.Name),
            ("record", Path.Combine(_user.Home, "record"))
        );
        _user.Forbid();

        (int code, string output, string error) = await _user.RunAsync(
            _user.Helper,
            "run",
            notebook,
            "-o",
            Path.Combine(_user.Home, "out")
        );

        Assert.Equal(1, code);
        Assert.True((output + error).Contains("NOPASSWD", StringComparison.Ordinal), output + error);
        Assert.False(Directory.Exists(Path.Combine(_user.Home, "record")));
    }

    public void Dispose() => _user.Dispose();

    private Task<(int ExitCode, string Output, string Error)> AskAsync(params string[] asked) =>
        _user.RunAsync(["sudo", "-n", "--", _user.Helper, "helper", .. asked]);
}
