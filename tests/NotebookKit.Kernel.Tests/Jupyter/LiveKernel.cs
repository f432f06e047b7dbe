using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using NotebookKit.Kernel.Jupyter;
using NotebookKit.Kernel.Jupyter.Transport;

namespace NotebookKit.Kernel.Tests.Jupyter;

/// <summary>A kernel in a process of its own, spoken to frame by frame.</summary>
internal sealed class LiveKernel : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("kernel-").FullName;
    private readonly string _session = Guid.NewGuid().ToString("N");
    private ZmtpPeer? _shell;
    private ZmtpPeer? _iopub;

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
    public List<ReadOnlyMemory<byte>> Request(string type, JsonObject content) => JupyterMessage.Write(Signer, _session, [], default, type, content);

    public List<ReadOnlyMemory<byte>> ExecuteRequest(string code) => Request("execute_request", new JsonObject { ["code"] = code });

    /// <summary>Runs a cell and waits for its reply.</summary>
    public JsonElement Execute(string code) => Ask("execute_request", new JsonObject { ["code"] = code });

    /// <summary>Sends a request on the shell channel and waits for its reply.</summary>
    public JsonElement Ask(string type, JsonObject content)
    {
        Shell.Send(Request(type, content));
        return JsonDocument.Parse(Shell.Receive()![^1]).RootElement;
    }

    /// <summary>Runs an expression and gives its value as text.</summary>
    public string Value(string code)
    {
        if (_iopub is null)
        {
            _iopub = new ZmtpPeer(Connect(Connection.IopubPort), ZmtpListener.LongestMessage);
            _iopub.Handshake("SUB", [], ["PUB"]);
            _iopub.Send([new byte[] { 1 }]);
            Thread.Sleep(200);
        }

        List<ReadOnlyMemory<byte>> request = ExecuteRequest(code);
        string id = Id(request[2]);
        Shell.Send(request);
        string value = "";
        while (_iopub.Receive() is { } frames)
        {
            if (frames[4].Length < 3 || Id(frames[4]) != id)
            {
                continue;
            }

            string type = JsonDocument.Parse(frames[3]).RootElement.GetProperty("msg_type").GetString()!;
            JsonElement body = JsonDocument.Parse(frames[^1]).RootElement;
            value = type switch
            {
                "execute_result" => body.GetProperty("data").GetProperty("text/plain").GetString()!,
                "error" => body.GetProperty("ename").GetString()!,
                _ => value,
            };
            if (type == "status" && body.GetProperty("execution_state").GetString() == "idle")
            {
                break;
            }
        }

        Shell.Receive();
        return value;
    }

    private static string Id(ReadOnlyMemory<byte> header) => JsonDocument.Parse(header).RootElement.GetProperty("msg_id").GetString()!;

    public void Dispose()
    {
        _shell?.Dispose();
        _iopub?.Dispose();
        if (!Process.HasExited)
        {
            Process.Kill();
        }

        Process.WaitForExit();
        Process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
