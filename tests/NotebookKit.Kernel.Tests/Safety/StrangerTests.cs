using System.Net.Sockets;

namespace NotebookKit.Kernel.Tests.Safety;

/// <summary>
/// What users of the same machine can do to a kernel whose key they do not know: they can
/// reach its ports. Everything here is bytes on sockets.
/// </summary>
public sealed class StrangerTests
{
    private const string Chatter = "for (int i = 0; i < 100_000; i++) Console.WriteLine(i); Console.Write(\"end\");";

    [Fact]
    public void Subscribers_that_never_read_hold_nobody_up()
    {
        using var kernel = new RawKernel();
        Assert.Equal("1", kernel.Run("Console.Write(1);"));
        RawClient[] deaf = [.. Enumerable.Range(0, 30).Select(_ => RawClient.Open(kernel.Iopub, "SUB"))];
        foreach (RawClient client in deaf)
        {
            client.Subscribe();
        }

        // As much as makes every buffer on the way full. A kernel that waits for each of them answers after the client's patience.
        for (int i = 0; i < 8; i++)
        {
            kernel.Run("display(HTML(new string('x', 7_000_000)));");
        }

        string printed = kernel.Run(Chatter);

        Assert.EndsWith("99999\nend", printed, StringComparison.Ordinal);
        Assert.InRange(kernel.Peak, 1, 1L << 30);
        Array.ForEach(deaf, client => client.Dispose());
    }

    [Fact]
    public void Long_frames_without_a_signature_are_not_kept()
    {
        using var kernel = new RawKernel();
        kernel.Run("1");
        byte[] piece = new byte[1 << 20];
        foreach (int port in new[] { kernel.Shell, kernel.Ports[2], kernel.Ports[3], kernel.Iopub, kernel.Heartbeat })
        {
            RawClient[] clients =
            [
                .. Enumerable
                    .Range(0, 4)
                    .Select(_ =>
                        RawClient.Open(
                            port,
                            port == kernel.Iopub ? "SUB"
                                : port == kernel.Heartbeat ? "REQ"
                                : "DEALER"
                        )
                    ),
            ];
            foreach (RawClient client in clients)
            {
                SendUntilClosed(client, RawClient.Head(512L << 20, more: true), piece, 512);
            }

            Array.ForEach(clients, client => client.Dispose());
        }

        Assert.Equal("2", kernel.Run("Console.Write(2);"));
        Assert.InRange(kernel.Peak, 1, 700L << 20);
    }

    [Fact]
    public void Messages_that_are_long_but_allowed_are_bounded_together()
    {
        using var kernel = new RawKernel();
        kernel.Run("1");
        byte[] piece = new byte[1 << 20];
        RawClient[] clients = [.. Enumerable.Range(0, 60).Select(_ => RawClient.Open(kernel.Shell, "DEALER"))];
        foreach (RawClient client in clients)
        {
            // All but its last byte.
            SendUntilClosed(client, RawClient.Head(15L << 20, more: false), piece, 14);
        }

        Assert.Equal("2", kernel.Run("Console.Write(2);"));
        Assert.InRange(kernel.Peak, 1, 700L << 20);
        Array.ForEach(clients, client => client.Dispose());
    }

    [Fact]
    public void A_signed_request_may_be_long()
    {
        using var kernel = new RawKernel();

        Assert.Equal("8000000", kernel.Run("Console.Write(\"" + new string('x', 8_000_000) + "\".Length);"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(0)]
    public void Connections_that_say_nothing_keep_nobody_out(byte minor)
    {
        using var kernel = new RawKernel();
        Assert.Equal("1", kernel.Run("Console.Write(1);"));
        var idle = new List<RawClient>();
        foreach (int port in kernel.Ports)
        {
            for (int i = 0; i < 300; i++)
            {
                idle.Add(
                    RawClient.Open(
                        port,
                        port == kernel.Iopub ? "SUB"
                            : port == kernel.Heartbeat ? "REQ"
                            : "DEALER",
                        minor
                    )
                );
            }
        }

        Assert.Equal("2", kernel.Run("Console.Write(2);"));
        idle.ForEach(client => client.Dispose());
        Assert.Equal("3", kernel.Run("Console.Write(3);"));
    }

    [Fact]
    public void A_client_that_showed_the_key_keeps_its_connection_however_many_come()
    {
        using var kernel = new RawKernel();
        using RawClient own = RawClient.Open(kernel.Shell, "DEALER");
        own.Request(kernel.Key, "kernel_info_request", []);
        Assert.Equal("kernel_info_reply", own.Receive().Type);
        RawClient[] idle = [.. Enumerable.Range(0, 400).Select(_ => RawClient.Open(kernel.Shell, "DEALER"))];

        own.Request(kernel.Key, "kernel_info_request", []);

        Assert.Equal("kernel_info_reply", own.Receive().Type);
        Array.ForEach(idle, client => client.Dispose());
    }

    [Fact]
    public void Greetings_that_are_begun_and_not_ended_keep_nobody_out_and_end()
    {
        using var kernel = new RawKernel();
        kernel.Run("1");
        var sockets = new List<Socket>();
        for (int i = 0; i < 300; i++)
        {
            Socket socket = RawClient.Dial(kernel.Ports[i % 5]);
            socket.Send(RawClient.Greeting()[..(i % 64)]);
            sockets.Add(socket);
        }

        Assert.Equal("2", kernel.Run("Console.Write(2);"));
        Assert.All(sockets, socket => Assert.True(IsClosed(socket)));
        sockets.ForEach(socket => socket.Dispose());
    }

    [Fact]
    public void A_message_that_comes_byte_by_byte_is_not_waited_for()
    {
        using var kernel = new RawKernel();
        kernel.Run("1");
        using RawClient slow = RawClient.Open(kernel.Shell, "DEALER");
        slow.Send(RawClient.Head(1000, more: false));
        using var dripping = new Timer(_ => Ignore(() => slow.Send([0])), null, 0, 500);

        Assert.True(slow.IsClosedWithin(TimeSpan.FromMinutes(2)));
    }

    [Fact]
    public void A_log_is_not_filled_by_strangers()
    {
        using var kernel = new RawKernel();
        kernel.Run("1");
        for (int i = 0; i < 500; i++)
        {
            using Socket socket = RawClient.Dial(kernel.Ports[i % 5]);
            Ignore(() =>
                socket.Send([.. RawClient.Greeting(), 4, 26, .. "\u0005READY"u8, 11, .. "Socket-Type"u8, 0, 0, 0, 6, .. "\e[31mX"u8])
            );
        }

        Assert.Equal("2", kernel.Run("Console.Write(2);"));
        Assert.InRange(kernel.Errors.ToString().Split('\n').Length, 1, 200);
        Assert.DoesNotContain('\e', kernel.Errors.ToString());
    }

    private static void SendUntilClosed(RawClient client, byte[] head, byte[] piece, int pieces) =>
        Ignore(() =>
        {
            client.Send(head);
            for (int i = 0; i < pieces; i++)
            {
                client.Send(piece);
            }
        });

    private static void Ignore(Action send)
    {
        try
        {
            send();
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // Turned away before all of it was sent, which is what is hoped for.
        }
    }

    private static bool IsClosed(Socket socket)
    {
        socket.ReceiveTimeout = (int)TimeSpan.FromMinutes(2).TotalMilliseconds;
        byte[] buffer = new byte[256];
        try
        {
            while (socket.Receive(buffer) > 0) { }

            return true;
        }
        catch (SocketException error)
        {
            return error.SocketErrorCode is not (SocketError.TimedOut or SocketError.WouldBlock);
        }
    }
}
