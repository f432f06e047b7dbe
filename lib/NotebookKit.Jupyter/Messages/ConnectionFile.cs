using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using NotebookKit.Files;
using NotebookKit.Kernel.Files;

namespace NotebookKit.Jupyter.Messages;

/// <summary>Where a kernel listens and with which key its messages are signed: Jupyter's connection file.</summary>
/// <remarks>Source: "Connection files", Making kernels for Jupyter.</remarks>
public sealed record ConnectionFile
{
    private const long LongestFile = 1 << 20;

    /// <summary><c>tcp</c> or <c>ipc</c>.</summary>
    public string Transport { get; init; } = "tcp";

    /// <summary>The address to bind; for ipc the front part of the sockets' paths.</summary>
    public string Ip { get; init; } = "127.0.0.1";

    /// <summary>The secret of both sides; empty where messages are not signed.</summary>
    public string Key { get; init; } = "";

    /// <summary>Always <c>hmac-</c> and a hash.</summary>
    public string SignatureScheme { get; init; } = "hmac-sha256";

    /// <summary>Port of the requests.</summary>
    public int ShellPort { get; init; }

    /// <summary>Port of what is broadcast.</summary>
    public int IopubPort { get; init; }

    /// <summary>Port on which the kernel asks the user.</summary>
    public int StdinPort { get; init; }

    /// <summary>Port of interrupts and shutdown.</summary>
    public int ControlPort { get; init; }

    /// <summary>Port of the heartbeat.</summary>
    public int HbPort { get; init; }

    /// <summary>Reads a connection file.</summary>
    /// <exception cref="InvalidDataException">It is not one; the message says what is wrong.</exception>
    public static ConnectionFile Read(string path)
    {
        try
        {
            JsonObject json =
                JsonNode.Parse(RegularFile.Read(path, LongestFile)) as JsonObject
                ?? throw new InvalidDataException($"{path}: expected a JSON object");
            var file = new ConnectionFile
            {
                Transport = Text(json, "transport", "tcp"),
                Ip = Text(json, "ip", "127.0.0.1"),
                Key = Text(json, "key", ""),
                SignatureScheme = Text(json, "signature_scheme", "hmac-sha256"),
                ShellPort = Port(json, "shell_port"),
                IopubPort = Port(json, "iopub_port"),
                StdinPort = Port(json, "stdin_port"),
                ControlPort = Port(json, "control_port"),
                HbPort = Port(json, "hb_port"),
            };
            return file.Transport is "tcp" or "ipc"
                ? file
                : throw new InvalidDataException($"transport '{file.Transport}' is not known: tcp and ipc are");
        }
        catch (Exception error) when (error is JsonException or InvalidDataException or InvalidOperationException or FormatException)
        {
            throw new InvalidDataException($"{path} is not a Jupyter connection file: {JsonFault.Of(error)}", error);
        }
    }

    /// <summary>Makes a connection of its own: free ports on this machine alone, and a new key.</summary>
    public static ConnectionFile CreateLocal()
    {
        int[] ports = FreePorts(5);
        return new ConnectionFile
        {
            Key = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32)),
            ShellPort = ports[0],
            IopubPort = ports[1],
            StdinPort = ports[2],
            ControlPort = ports[3],
            HbPort = ports[4],
        };
    }

    /// <summary>Writes the file, readable by its owner alone.</summary>
    public void Write(string path)
    {
        var json = new JsonObject
        {
            ["transport"] = Transport,
            ["ip"] = Ip,
            ["key"] = Key,
            ["signature_scheme"] = SignatureScheme,
            ["shell_port"] = ShellPort,
            ["iopub_port"] = IopubPort,
            ["stdin_port"] = StdinPort,
            ["control_port"] = ControlPort,
            ["hb_port"] = HbPort,
            ["kernel_name"] = "",
        };
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        ReplacedFile.Write(
            path,
            file =>
            {
                using var writer = new Utf8JsonWriter(file, new JsonWriterOptions { Indented = true });
                json.WriteTo(writer);
            },
            UnixFileMode.UserRead | UnixFileMode.UserWrite
        );
    }

    internal EndPoint Address(int port) =>
        Transport == "ipc"
            ? new UnixDomainSocketEndPoint($"{Ip}-{port}")
            : new IPEndPoint(
                Ip == "*" ? IPAddress.Any
                    : Ip == "localhost" ? IPAddress.Loopback
                    : IPAddress.TryParse(Ip, out IPAddress? address) ? address
                    : throw new InvalidDataException($"ip '{Ip}' is no address"),
                port
            );

    private static string Text(JsonObject json, string name, string otherwise) => json[name]?.GetValue<string>() ?? otherwise;

    private static int Port(JsonObject json, string name) =>
        json[name] is JsonValue value && value.TryGetValue(out int port) && port is > 0 and < 65536
            ? port
            : throw new InvalidDataException($"{name} is missing or no port");

    private static int[] FreePorts(int count)
    {
        // All are held at once, so that they differ.
        var held = new List<TcpListener>();
        for (int i = 0; i < count; i++)
        {
            var listener = new TcpListener(IPAddress.Loopback, 0);
            listener.Start();
            held.Add(listener);
        }

        int[] ports = [.. held.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port)];
        held.ForEach(listener => listener.Stop());
        return ports;
    }
}
