using System.Globalization;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using NotebookKit.Jupyter.Messages;
using NotebookKit.Jupyter.Transport;

namespace NotebookKit.Kernel.Tests.Jupyter;

/// <summary>Clients that lie, break off and vanish. NOTEBOOKKIT_FUZZ gives another number of them.</summary>
public sealed class HostileClientTests
{
    private static readonly int Count = int.Parse(
        Environment.GetEnvironmentVariable("NOTEBOOKKIT_FUZZ") ?? "400",
        CultureInfo.InvariantCulture
    );

    [Fact]
    public void Broken_frames_on_every_socket_do_not_disturb_the_kernel()
    {
        using var kernel = new LiveKernel();
        kernel.Execute("int kept = 41;");
        var random = new Random(20261124);
        int[] ports =
        [
            kernel.Connection.ShellPort,
            kernel.Connection.ControlPort,
            kernel.Connection.StdinPort,
            kernel.Connection.IopubPort,
            kernel.Connection.HbPort,
        ];
        for (int i = 0; i < Count; i++)
        {
            using Socket socket = LiveKernel.Connect(ports[i % ports.Length]);
            try
            {
                socket.Send(Garbage(random, kernel, i / ports.Length % 6));
            }
            catch (SocketException)
            {
                // Turned away before all of it was sent.
            }
        }

        Assert.Equal("42", kernel.Value("kept + 1"));
        Assert.False(kernel.Process.HasExited);
    }

    [Fact]
    public void Unsigned_wrongly_signed_and_repeated_requests_are_not_carried_out()
    {
        using var kernel = new LiveKernel();
        kernel.Execute("int runs = 0;");
        using ZmtpPeer peer = kernel.Dealer(kernel.Connection.ShellPort);
        List<ReadOnlyMemory<byte>> good = kernel.ExecuteRequest("runs++;");
        List<ReadOnlyMemory<byte>> unsigned = [.. kernel.ExecuteRequest("runs += 100;")];
        unsigned[1] = Array.Empty<byte>();
        List<ReadOnlyMemory<byte>> changed = [.. kernel.ExecuteRequest("runs += 1000;")];
        changed[5] = "{\"code\":\"runs += 10000;\"}"u8.ToArray();
        var stranger = new MessageSigner("another key", "hmac-sha256");
        List<ReadOnlyMemory<byte>> foreign = JupyterMessage.Write(
            stranger,
            "s",
            [],
            default,
            "execute_request",
            new JsonObject { ["code"] = "runs += 100000;" }
        );
        foreach (List<ReadOnlyMemory<byte>> frames in new[] { good, good, unsigned, changed, foreign, good, [unsigned[0]] })
        {
            peer.Send(frames);
        }

        peer.Receive();
        Assert.Equal("1", kernel.Value("runs"));
    }

    [Fact]
    public void A_client_that_vanishes_in_the_middle_of_a_cell_leaves_the_kernel_to_the_next()
    {
        using var kernel = new LiveKernel();
        kernel.Execute("1");
        for (int i = 0; i < 20; i++)
        {
            using ZmtpPeer peer = kernel.Dealer(kernel.Connection.ShellPort);
            peer.Send(kernel.ExecuteRequest("for (int i = 0; i < 1000; i++) Console.WriteLine(i);"));
        }

        Assert.Equal("2", kernel.Value("1+1"));
    }

    [Fact]
    public void Requests_of_any_content_are_answered()
    {
        using var kernel = new LiveKernel();
        var random = new Random(7);
        string[] types =
        [
            "complete_request",
            "inspect_request",
            "is_complete_request",
            "history_request",
            "execute_request",
            "comm_info_request",
            "nonsense_request",
        ];
        for (int i = 0; i < Count; i++)
        {
            string code = string.Concat(Enumerable.Range(0, random.Next(40)).Select(_ => Pieces[random.Next(Pieces.Length)]));
            var content = new JsonObject
            {
                ["code"] = random.Next(20) == 0 ? 5 : code,
                ["cursor_pos"] = random.Next(-3, 60),
                ["hist_access_type"] = random.Next(2) == 0 ? "search" : "tail",
                ["pattern"] = code,
                ["n"] = random.Next(-2, 5),
                ["silent"] = random.Next(2) == 0,
            };
            Assert.NotNull(kernel.Ask(types[i % types.Length], content).GetProperty("status").GetString());
        }

        Assert.False(kernel.Process.HasExited);
    }

    [Theory]
    [InlineData("complete_request")]
    [InlineData("inspect_request")]
    public void Code_nested_deeper_than_the_stack_reaches_is_answered(string type)
    {
        using var kernel = new LiveKernel();
        string code = string.Concat(Enumerable.Repeat("a.", 100_000));

        Assert.Equal(
            "ok",
            kernel.Ask(type, new JsonObject { ["code"] = code, ["cursor_pos"] = code.Length }).GetProperty("status").GetString()
        );

        Assert.Equal("2", kernel.Value("1 + 1"));
    }

    private static readonly string[] Pieces =
    [
        "int ",
        "x",
        "=",
        "1",
        ";",
        ".",
        "(",
        ")",
        "{",
        "}",
        "\"",
        "'",
        "\n",
        "#!",
        "#r \"",
        "await ",
        "new ",
        "Console",
        "<",
        ">",
        ",",
        "=>",
        "var ",
        "class ",
        "é",
        "😀",
        "\ud800",
        "\0",
        "/*",
        "//",
        "$\"",
        "@",
        "[",
        "]",
        "using ",
        "string",
    ];

    private static byte[] Garbage(Random random, LiveKernel kernel, int kind)
    {
        byte[] greeting = [0xff, 0, 0, 0, 0, 0, 0, 0, 1, 0x7f, 3, 0, .. "NULL"u8, .. new byte[48]];
        byte[] noise = new byte[random.Next(1, 2000)];
        random.NextBytes(noise);
        byte[] ready = [4, 26, .. "\u0005READY"u8, 11, .. "Socket-Type"u8, 0, 0, 0, 6, .. "DEALER"u8];
        ready[1] = (byte)(ready.Length - 2);
        return kind switch
        {
            0 => noise,
            1 => [.. greeting, .. noise],
            2 => [.. greeting, .. ready, .. noise],
            3 => [.. greeting, .. ready, 2, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, .. noise],
            4 => [.. greeting, .. ready, 2, 0, 0, 0, 0, 0x1f, 0, 0, 0, .. noise],
            _ => [.. greeting, .. ready, .. Enumerable.Repeat((byte[])[1, 0], 5000).SelectMany(frame => frame)],
        };
    }
}
