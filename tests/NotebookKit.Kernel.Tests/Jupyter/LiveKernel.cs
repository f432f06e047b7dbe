using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using NotebookKit.Jupyter.Messages;
using NotebookKit.Jupyter.Transport;

namespace NotebookKit.Kernel.Tests.Jupyter;

/// <summary>A kernel in a process of its own, spoken to frame by frame.</summary>
internal sealed class LiveKernel : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);
    private readonly string _folder = Directory.CreateTempSubdirectory("kernel-").FullName;
    private readonly string _session = Guid.NewGuid().ToString("N");
    private readonly Timer _patience;
    private ZmtpPeer? _shell;

    public LiveKernel()
    {
        string file = Path.Combine(_folder, "connection.json");
        Connection.Write(file);
        Signer = new MessageSigner(Connection.Key, Connection.SignatureScheme);
        var start = new ProcessStartInfo("dotnet") { WorkingDirectory = _folder, RedirectStandardError = true };
        foreach (string argument in new[] { JupyterFolder.Program, "kernel", "--connection-file", file })
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["DOTNET_TieredPGO"] = "0";
        Process = Process.Start(start)!;
        Process.ErrorDataReceived += static (_, _) => { };
        Process.BeginErrorReadLine();

        // Nobody waits for ever for what a kernel does not answer: its end ends the connections.
        _patience = new Timer(_ => Process.Kill(), null, Patience, Timeout.InfiniteTimeSpan);
    }

    public ConnectionFile Connection { get; } = ConnectionFile.CreateLocal();

    public MessageSigner Signer { get; }

    public Process Process { get; }

    private ZmtpPeer Shell => _shell ??= Dealer(Connection.ShellPort);

    /// <summary>Connects to a port, which may not be bound yet.</summary>
    public static Socket Connect(int port)
    {
        for (int i = 0; ; i++)
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                socket.Connect(IPAddress.Loopback, port);
                return socket;
            }
            catch (SocketException) when (i < 300_000)
            {
                socket.Dispose();
                Thread.Sleep(1);
            }
        }
    }

    public ZmtpPeer Dealer(int port)
    {
        var peer = new ZmtpPeer(Connect(port), ZmtpListener.LongestMessage);
        peer.Handshake("DEALER", Guid.NewGuid().ToByteArray(), ["ROUTER"]);
        return peer;
    }

    /// <summary>The frames of a request.</summary>
    public List<ReadOnlyMemory<byte>> Request(string type, JsonObject content) =>
        JupyterMessage.Write(Signer, _session, [], default, type, content);

    public List<ReadOnlyMemory<byte>> ExecuteRequest(string code) => Request("execute_request", new JsonObject { ["code"] = code });

    /// <summary>Runs a cell and waits for its reply.</summary>
    public JsonElement Execute(string code) => Ask("execute_request", new JsonObject { ["code"] = code });

    /// <summary>Sends a request on the shell channel and waits for its reply.</summary>
    public JsonElement Ask(string type, JsonObject content)
    {
        Shell.Send(Request(type, content));
        return JsonDocument
            .Parse((Shell.Receive() ?? throw new EndOfStreamException($"the kernel ended, or was ended after {Patience}"))[^1])
            .RootElement;
    }

    /// <summary>Runs an expression and gives its value as text, or the kind of its error.</summary>
    public string Value(string code)
    {
        JsonElement value = Ask(
                "execute_request",
                new JsonObject
                {
                    ["code"] = "",
                    ["user_expressions"] = new JsonObject { ["value"] = code },
                }
            )
            .GetProperty("user_expressions")
            .GetProperty("value");
        return value.GetProperty("status").GetString() == "ok"
            ? value.GetProperty("data").GetProperty("text/plain").GetString()!
            : value.GetProperty("ename").GetString()!;
    }

    public void Dispose()
    {
        _shell?.Dispose();
        _patience.Dispose();
        Process.End();
        Directory.Delete(_folder, recursive: true);
    }
}
