namespace NotebookKit.Cli.Tests.Summaries;

/// <summary>The command in the machine's own code: what it answers itself, and what the .NET program gets of everything else.</summary>
public class LauncherTests
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

        (int code, string output, string error) = await Notebookkit.RunProgramAsync(alone["notebookkit"], null, "summarize", "--stream", capture);
        (int commandCode, _, string commandError) = await Notebookkit.RunProgramAsync(Notebookkit.CommandProgram, null, "summarize", "--stream", capture);

        Assert.Equal((expected, expected, ""), (code, commandCode, output));
        Assert.Equal(commandError, error);
        Assert.Contains(capture, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Alone_it_says_of_all_else_what_is_missing()
    {
        using TestFolder alone = Alone();

        (int code, string output, string error) = await Notebookkit.RunProgramAsync(alone["notebookkit"], null, "doctor");

        Assert.Equal((2, ""), (code, output));
        Assert.Equal($"notebookkit: cannot start {alone["NotebookKit.Cli"]}: No such file or directory; alone, this file knows \"summarize --stream [--json] PATH\" only;"
            + " for all else keep it in the folder it was built into", error);
    }

    [Fact]
    public async Task The_program_gets_every_argument_byte_for_byte()
    {
        using TestFolder folder = Alone();
        Script(folder, """printf '<%s>' "$@" | od -An -v -tx1 | tr -d ' \n'""");

        // A shell of its own: .NET starts no program with an argument that is not text.
        (int code, string output, string error) = await Notebookkit.RunProgramAsync("/bin/sh", null, "-c", """exec "$0" summarize "" "a b" "$(printf '\377\n\303')" --stream "*" """, folder["notebookkit"]);

        Assert.Equal((0, ""), (code, error));
        byte[] expected = [.. "<summarize><><a b><"u8, 0xff, (byte)'\n', 0xc3, .. "><--stream><*>"u8];
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

    private static TestFolder Alone()
    {
        byte[] launcher = File.ReadAllBytes(Notebookkit.Launcher);
        Assert.SkipWhen(launcher.AsSpan().SequenceEqual(File.ReadAllBytes(Notebookkit.CommandProgram)),
            "needs gcc or clang, the C library's headers (Debian: gcc, libc6-dev) and a processor with AVX2 when the command is built: it starts by the launcher of .NET");
        var folder = new TestFolder();
        File.Copy(Notebookkit.Launcher, folder["notebookkit"]);
        return folder;
    }

    private static void Script(TestFolder folder, string commands)
    {
        // A copy may be executed as what it was copied from.
        File.Copy(Notebookkit.Launcher, folder["NotebookKit.Cli"]);
        File.WriteAllText(folder["NotebookKit.Cli"], "#!/bin/sh\n" + commands + "\n");
    }
}
