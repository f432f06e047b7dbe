using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace NotebookKit.Cli.Tests.Safety;

/// <summary>Every command with its standard streams closed, or on a full disk: it ends
/// with a code, and says what it can where it can.</summary>
public sealed class ClosedStreamsTests : IDisposable
{
    private const int Aborted = 134;
    private const string Recording = "data/standard";
    private readonly TestFolder _folder = new();

    public static TheoryData<string> Commands =>
        [
            "--help",
            "doctor",
            "summarize " + Recording,
            "summarize --json " + Recording,
            "summarize --stream tests/data/cases/b20-scheduler-holds.blkparse.txt.gz",
            "record verify " + Recording,
            "restore --dry-run",
            "kernel list",
            "flame data/snapshot-nomerges2/perf-cpu.script.txt.gz",
            "run BOOK -o OUT",
            "page BOOK -o OUT",
            "kernel install --prefix OUT",
            "nonsense",
        ];

    // What is done to the streams; true where the output cannot be written.
    private static readonly (string How, bool OutputLost)[] Ways =
    [
        ("exec \"$@\" >&-", true),
        ("exec \"$@\" 2>&-", false),
        ("exec \"$@\" <&- >&- 2>&-", true),
        ("exec \"$@\" >/dev/full", true),
        ("exec \"$@\" >/dev/full 2>/dev/full", true),
    ];

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task A_command_ends_with_a_code_whatever_becomes_of_its_output(string command)
    {
        _folder.Write("book.ipynb", "md:# T", "Console.WriteLine(1); 2");
        string[] arguments =
        [
            .. command
                .Split(' ')
                .Select(word =>
                    word switch
                    {
                        "BOOK" => _folder["book.ipynb"],
                        "OUT" => _folder["out"],
                        _ => word,
                    }
                ),
        ];
        (int usual, string output, string error) = await RunAsync("exec \"$@\"", arguments);
        (string How, bool OutputLost, Task<(int ExitCode, string Output, string Error)> Run)[] runs =
        [
            .. Ways.Select(way => (way.How, way.OutputLost, RunAsync(way.How, arguments))),
        ];
        foreach ((string how, bool outputLost, Task<(int ExitCode, string Output, string Error)> run) in runs)
        {
            (int code, _, string said) = await run;

            bool answered = output.Length > 0;
            Assert.True(code == (answered && outputLost ? 1 : usual), $"{command}: {how}: exit code {code}, {said}");
            Assert.NotEqual(Aborted, code);
            Assert.DoesNotContain("Unhandled", said, StringComparison.Ordinal);
            if (answered && outputLost && !how.Contains("2>", StringComparison.Ordinal))
            {
                Assert.Contains("notebookkit: standard output cannot be written: ", said, StringComparison.Ordinal);
            }
        }

        Assert.True(output.Length + error.Length > 0);
    }

    [Fact]
    public async Task A_run_whose_output_is_closed_keeps_its_record_whole()
    {
        _folder.Write("book.ipynb", "Console.WriteLine(\"kept\"); System.IO.File.WriteAllText(\"own.txt\", new string('x', 100_000)); 2");
        (int code, _, _) = await RunAsync("exec \"$@\" <&- >&- 2>&-", "run", _folder["book.ipynb"], "-o", _folder["out"]);

        // What was said on a closed stream must be in no file: the number of that stream is given to the next file that is opened.
        Assert.Equal(1, code);
        Assert.Equal("2", _folder.Read("out/book.ipynb").Plain("c0"));
        Assert.Equal(new string('x', 100_000), File.ReadAllText(_folder["own.txt"]));
    }

    [Fact]
    public async Task Numbers_of_closed_streams_are_no_files()
    {
        _folder.Write(
            "book.ipynb",
            "string.Join(\"\\n\", new[] { 0, 1, 2 }.Select(n => new System.IO.FileInfo($\"/proc/self/fd/{n}\").LinkTarget))"
        );
        foreach (string program in new[] { Notebookkit.Launcher, Notebookkit.CommandProgram })
        {
            await RunProgramAsync("exec \"$@\" <&- >&- 2>&-", program, "run", _folder["book.ipynb"], "-o", _folder["out"]);

            Assert.Equal("/dev/null\n/dev/null\n/dev/null", _folder.Read("out/book.ipynb").Plain("c0"));
        }
    }

    [Fact]
    public async Task A_reader_that_goes_away_early_is_no_fault()
    {
        (int code, string output, string error) = await RunAsync("\"$@\" | head -c 10; exit ${PIPESTATUS[0]}", "summarize", Recording);

        Assert.Equal(0, code);
        Assert.Equal(10, output.Length);
        Assert.Empty(error);
    }

    [Theory]
    [InlineData("2>&-")]
    [InlineData("2>/dev/full")]
    [InlineData(">&- 2>&- <&-")]
    public async Task A_kernel_serves_with_no_place_to_complain_to(string how)
    {
        // Strangers at its ports make it want to say something.
        string connection = _folder["connection.json"];
        int[] ports = FreePorts();
        await File.WriteAllTextAsync(
            connection,
            JsonSerializer.Serialize(
                new
                {
                    transport = "tcp",
                    ip = "127.0.0.1",
                    key = "k",
                    signature_scheme = "hmac-sha256",
                    shell_port = ports[0],
                    iopub_port = ports[1],
                    stdin_port = ports[2],
                    control_port = ports[3],
                    hb_port = ports[4],
                }
            ),
            TestContext.Current.CancellationToken
        );
        using Process kernel = Start($"exec \"$@\" {how}", Notebookkit.Launcher, "kernel", "--connection-file", connection);
        foreach (int port in ports)
        {
            using Socket socket = await Dial(port);
            await socket.SendAsync(
                "no greeting at all, and long enough to be read as one: it is refused\n"u8.ToArray(),
                TestContext.Current.CancellationToken
            );
            Assert.True(await ClosedAsync(socket));
        }

        Assert.False(kernel.HasExited);
        kernel.Kill(entireProcessTree: true);
        await kernel.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    public void Dispose() => _folder.Dispose();

    private static Task<(int ExitCode, string Output, string Error)> RunAsync(string script, params string[] arguments) =>
        RunProgramAsync(script, Notebookkit.Launcher, arguments);

    private static async Task<(int ExitCode, string Output, string Error)> RunProgramAsync(
        string script,
        string program,
        params string[] arguments
    )
    {
        using Process process = Start(script, program, arguments);
        Task<string> output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        Task<string> error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output, await error);
    }

    private static Process Start(string script, string program, params string[] arguments) =>
        Process.Start(
            new ProcessStartInfo("bash", ["-c", script, "bash", program, .. arguments])
            {
                WorkingDirectory = RepositoryFolder.Root,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                RedirectStandardInput = true,
            }
        )!;

    private static async Task<Socket> Dial(int port)
    {
        for (int i = 0; ; i++)
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            try
            {
                await socket.ConnectAsync(IPAddress.Loopback, port, TestContext.Current.CancellationToken);
                return socket;
            }
            catch (SocketException) when (i < 6000)
            {
                socket.Dispose();
                await Task.Delay(20, TestContext.Current.CancellationToken);
            }
        }
    }

    private static async Task<bool> ClosedAsync(Socket socket)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        byte[] buffer = new byte[256];
        try
        {
            while (await socket.ReceiveAsync(buffer, patience.Token) > 0) { }
        }
        catch (SocketException)
        {
            // Closed with what was not read.
        }

        return true;
    }

    private static int[] FreePorts()
    {
        TcpListener[] held = [.. Enumerable.Range(0, 5).Select(_ => new TcpListener(IPAddress.Loopback, 0))];
        Array.ForEach(held, listener => listener.Start());
        int[] ports = [.. held.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port)];
        Array.ForEach(held, listener => listener.Stop());
        return ports;
    }
}
