using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace NotebookKit.Kernel.Tests.Safety;

/// <summary>A kernel in a process of its own, started as Jupyter starts it, and known by its connection file and its ports alone.</summary>
internal sealed class RawKernel : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("raw-kernel-").FullName;
    private readonly Process _process;

    public RawKernel()
    {
        Ports = FreePorts();
        var connection = new JsonObject
        {
            ["transport"] = "tcp",
            ["ip"] = "127.0.0.1",
            ["key"] = Key,
            ["signature_scheme"] = "hmac-sha256",
            ["shell_port"] = Ports[0],
            ["iopub_port"] = Ports[1],
            ["stdin_port"] = Ports[2],
            ["control_port"] = Ports[3],
            ["hb_port"] = Ports[4],
        };
        string file = Path.Combine(_folder, "connection.json");
        File.WriteAllText(file, connection.ToJsonString());
        string program = Path.Combine(RepositoryFolder.Root, "lib", "bin", "NotebookKit.Cli.dll");
        _process = Process.Start(
            new ProcessStartInfo("dotnet", [program, "kernel", "--connection-file", file])
            {
                WorkingDirectory = _folder,
                RedirectStandardError = true,
            }
        )!;
        _process.ErrorDataReceived += (_, line) => Errors.Append(line.Data).Append('\n');
        _process.BeginErrorReadLine();
    }

    public string Key { get; } = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));

    /// <summary>Shell, iopub, stdin, control, heartbeat.</summary>
    public int[] Ports { get; }

    public int Shell => Ports[0];

    public int Iopub => Ports[1];

    public int Heartbeat => Ports[4];

    /// <summary>What it said on standard error.</summary>
    public StringBuilder Errors { get; } = new();

    public bool Lives => !_process.HasExited;

    /// <summary>The most memory that it ever had at once, in bytes.</summary>
    public long Peak =>
        1024
        * long.Parse(
            File.ReadLines($"/proc/{_process.Id}/status")
                .First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal))
                .Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
            CultureInfo.InvariantCulture
        );

    /// <summary>Runs a cell as a new client, and gives all that it printed.</summary>
    public string Run(string code)
    {
        using RawClient iopub = RawClient.Open(Iopub, "SUB");
        using RawClient shell = RawClient.Open(Shell, "DEALER");
        iopub.Subscribe();

        // Who subscribes is not told when that holds: what is broadcast on this request says so.
        shell.Request(Key, "kernel_info_request", []);
        while (shell.Receive().Type != "kernel_info_reply") { }

        shell.Request(Key, "execute_request", new JsonObject { ["code"] = code });
        var printed = new StringBuilder();
        for (bool started = false; ; )
        {
            (string type, JsonNode content) = iopub.Receive();
            started |= type == "execute_input";
            _ = type == "stream" ? printed.Append(content["text"]!.GetValue<string>()) : printed;
            if (started && type == "status" && content["execution_state"]!.GetValue<string>() == "idle")
            {
                return printed.ToString();
            }
        }
    }

    public void Dispose()
    {
        _process.End();
        Directory.Delete(_folder, recursive: true);
    }

    private static int[] FreePorts()
    {
        TcpListener[] held = [.. Enumerable.Range(0, 5).Select(_ => new TcpListener(IPAddress.Loopback, 0))];
        foreach (TcpListener listener in held)
        {
            listener.Start();
        }

        int[] ports = [.. held.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port)];
        foreach (TcpListener listener in held)
        {
            listener.Stop();
        }

        return ports;
    }
}
