using NotebookKit.Hosts;

namespace NotebookKit.Cli.Tests.Summaries;

/// <summary>The command in the machine's own code: what it answers itself, and what the .NET program gets of everything else.</summary>
public class NativeTests
{
    private const string Capture = "data/snapshot-nomerges2/btrace.txt.gz";

    [Theory]
    [InlineData("--json")]
    [InlineData(null)]
    public async Task Alone_it_answers_a_stream_as_the_command_does(string? option)
    {
        using TestFolder alone = Alone();
        string[] summarize = ["summarize", "--stream", Capture, .. option is null ? Array.Empty<string>() : [option]];

        (int code, string output, string error) = await Notebookkit.RunProgramAsync(alone["notebookkit"], null, summarize);
        (int commandCode, string commandOutput, _) = await Notebookkit.RunProgramAsync(Notebookkit.CommandProgram, null, summarize);

        Assert.Equal((0, 0, ""), (code, commandCode, error));
        Assert.Equal(commandOutput, output);
    }

    [Theory]
    [InlineData(2, "no-such-file.txt")]
    [InlineData(1, "README.md")]
    public async Task Alone_it_says_what_is_wrong_with_a_capture_as_the_command_does(int expected, string capture)
    {
        using TestFolder alone = Alone();

        (int code, string output, string error) = await Notebookkit.RunProgramAsync(
            alone["notebookkit"],
            null,
            "summarize",
            "--stream",
            capture
        );
        (int commandCode, _, string commandError) = await Notebookkit.RunProgramAsync(
            Notebookkit.CommandProgram,
            null,
            "summarize",
            "--stream",
            capture
        );

        Assert.Equal((expected, expected, ""), (code, commandCode, output));
        Assert.Equal(commandError, error);
        Assert.Contains(capture, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Alone_it_says_of_all_else_what_is_missing()
    {
        using TestFolder alone = Alone();

        (int code, string output, string error) = await Notebookkit.RunProgramAsync(alone["notebookkit"], null, "run", "notebooks");

        Assert.Equal((2, ""), (code, output));
        Assert.Equal(
            $"notebookkit: cannot start {alone["NotebookKit.Cli"]}: No such file or directory; alone, this file knows summarize, diagnose, flame, capture, import, doctor, record, restore;"
                + " for all else keep it in the folder it was built into",
            error
        );
    }

    [Fact]
    public async Task The_program_gets_every_argument_byte_for_byte()
    {
        using TestFolder folder = Alone();
        Script(folder, """printf '<%s>' "$@" | od -An -v -tx1 | tr -d ' \n'""");

        // A shell of its own: .NET starts no program with an argument that is not text.
        (int code, string output, string error) = await Notebookkit.RunProgramAsync(
            "/bin/sh",
            null,
            "-c",
            """exec "$0" run "" "a b" "$(printf '\377\n\303')" --stream "*" """,
            folder["notebookkit"]
        );

        Assert.Equal((0, ""), (code, error));
        byte[] expected = [.. "<run><><a b><"u8, 0xff, (byte)'\n', 0xc3, .. "><--stream><*>"u8];
        Assert.Equal(Convert.ToHexStringLower(expected), output);
    }

    [Fact]
    public async Task The_program_comes_to_its_signals_as_the_shell_left_them()
    {
        using TestFolder folder = Alone();
        Script(folder, "exec grep ^SigIgn: /proc/self/status");

        (int code, string output, _) = await Notebookkit.RunProgramAsync(folder["notebookkit"], null, "doctor");

        // With SIGPIPE ignored, what the program starts would write on into a closed pipe instead of ending.
        Assert.Equal((0, "SigIgn:\t0000000000000000\n"), (code, output));
    }

    [Fact]
    public async Task The_exit_code_is_that_of_the_program()
    {
        using TestFolder folder = Alone();
        Script(folder, "exit 77");

        (int code, _, _) = await Notebookkit.RunProgramAsync(folder["notebookkit"], null, "run", "notebooks");

        Assert.Equal(77, code);
    }

    [Fact]
    public async Task Every_recording_gets_the_verdict_and_the_numbers_that_the_program_gives()
    {
        using TestFolder alone = Alone();
        foreach (
            string recording in Directory
                .GetDirectories(Path.Combine(RepositoryFolder.Root, "data"))
                .Where(Recording.IsIn)
                .Order(StringComparer.Ordinal)
        )
        {
            foreach (string command in (string[])["diagnose", "summarize"])
            {
                (int code, string output, string error) = await Notebookkit.RunProgramAsync(
                    alone["notebookkit"],
                    null,
                    command,
                    "--json",
                    recording
                );
                (int commandCode, string commandOutput, string commandError) = await Notebookkit.RunProgramAsync(
                    Notebookkit.CommandProgram,
                    null,
                    command,
                    "--json",
                    recording
                );

                Assert.Equal((commandCode, commandError), (code, error));
                Assert.True(commandOutput == output, $"{command} --json {recording}: the file of machine code gives another answer");
            }
        }
    }

    [Fact]
    public async Task Alone_it_draws_the_flame_graph_that_the_program_draws()
    {
        using TestFolder alone = Alone();
        string stacks = Path.Combine(RepositoryFolder.Root, "data", "snapshot-nomerges2", "perf-cpu.script.txt.gz");
        string longName = alone[new string('n', 120) + ".svg"];

        (int code, _, string error) = await Notebookkit.RunProgramAsync(alone["notebookkit"], null, "flame", stacks, "-o", longName);
        (int again, _, _) = await Notebookkit.RunProgramAsync(alone["notebookkit"], null, "flame", stacks, "-o", longName);
        (int commandCode, _, string commandError) = await Notebookkit.RunProgramAsync(
            Notebookkit.CommandProgram,
            null,
            "flame",
            stacks,
            "-o",
            alone["program.svg"]
        );

        Assert.Equal((0, 0, 0, commandError), (code, again, commandCode, error));
        Assert.Equal(File.ReadAllText(alone["program.svg"]), File.ReadAllText(longName));
        Assert.Equal(
            [Path.GetFileName(longName), "notebookkit", "program.svg"],
            Directory.GetFiles(alone.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal).OfType<string>()
        );
    }

    [Fact]
    public async Task Alone_it_imports_verifies_and_says_what_is_here()
    {
        using TestFolder alone = Alone();
        string data = Path.Combine(RepositoryFolder.Root, "data", "snapshot-nomerges2");

        (int imported, string output, string error) = await Notebookkit.RunProgramAsync(
            alone["notebookkit"],
            null,
            "import",
            Path.Combine(data, "btrace.txt.gz"),
            Path.Combine(data, "lsblk-all.json"),
            "-o",
            alone["case"]
        );
        (int verified, string seal, _) = await Notebookkit.RunProgramAsync(
            alone["notebookkit"],
            null,
            "record",
            "verify",
            Path.Combine(alone["case"], "recordings")
        );
        (int looked, string here, _) = await Notebookkit.RunProgramAsync(alone["notebookkit"], null, "doctor");
        (_, string help, _) = await Notebookkit.RunProgramAsync(alone["notebookkit"], null, "--help");

        Assert.True(imported == 0, output + error);
        Assert.Equal(0, verified);
        Assert.Contains("intact", seal, StringComparison.Ordinal);
        Assert.InRange(looked, 0, 1);
        Assert.Contains("perf", here, StringComparison.Ordinal);
        Assert.Contains("capture", help, StringComparison.Ordinal);
        Assert.DoesNotContain("notebooks --html", help, StringComparison.Ordinal);

        // What it sealed without OpenSSL is what the framework's SHA-256 finds.
        Assert.Empty(Recording.Open(Assert.Single(new CaseFolder(alone["case"]).Recordings)).Verify());
    }

    [Fact]
    public void It_is_one_file_that_asks_for_no_library_and_of_at_most_16_megabytes()
    {
        using TestFolder alone = Alone();
        byte[] file = File.ReadAllBytes(alone["notebookkit"]);

        Assert.InRange(file.Length, 1_000_000, 16 << 20);

        // A dynamic executable names its loader in a program header of type 3 (elf(5), PT_INTERP).
        (long table, int size, int count) = (
            BitConverter.ToInt64(file, 32),
            BitConverter.ToUInt16(file, 54),
            BitConverter.ToUInt16(file, 56)
        );
        Assert.DoesNotContain(3, Enumerable.Range(0, count).Select(i => BitConverter.ToInt32(file, (int)table + (i * size))));

        // Of an assembly whose types are told apart at run time, the file holds the name.
        bool Holds(string name) => file.AsSpan().IndexOf(System.Text.Encoding.ASCII.GetBytes(name)) >= 0;
        Assert.All(
            (string[])["System.CommandLine.dll", "ZstdSharp.dll"],
            name => Assert.True(Holds(name), $"{name} is not found in it, so that nothing would be")
        );
        string[] left =
        [
            "Microsoft.Data.Analysis.dll",
            "Microsoft.ML.Core.dll",
            "Microsoft.ML.Data.dll",
            "XPlot.Plotly.dll",
            "DuckDB.NET.Data.dll",
            "Apache.Arrow.dll",
            "Microsoft.DotNet.Interactive.dll",
        ];
        Assert.All(left, name => Assert.False(Holds(name), $"{name} is in it"));
    }

    private static TestFolder Alone()
    {
        byte[] launcher = File.ReadAllBytes(Notebookkit.Launcher);
        Assert.SkipWhen(
            launcher.AsSpan().SequenceEqual(File.ReadAllBytes(Notebookkit.CommandProgram)),
            "needs gcc or clang and the C library to link (Debian: gcc, libc6-dev) and a processor with AVX2 when the command is built: it starts by the launcher of .NET"
        );
        var folder = new TestFolder();
        Copied(Notebookkit.Launcher, folder["notebookkit"]);
        return folder;
    }

    private static void Script(TestFolder folder, string commands)
    {
        File.WriteAllText(folder["commands"], "#!/bin/sh\n" + commands + "\n");
        Copied(folder["commands"], folder["NotebookKit.Cli"]);
        Tool.Must("chmod", "+x", folder["NotebookKit.Cli"]);
    }

    // By a process of its own: what another test starts while a file is written here
    // keeps it open for writing, and the kernel does not execute such a file.
    private static void Copied(string from, string to) => Tool.Must("cp", from, to);
}
