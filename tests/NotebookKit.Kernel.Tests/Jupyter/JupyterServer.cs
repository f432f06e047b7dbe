using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using NotebookKit.Kernel.Tests.Hosts;

namespace NotebookKit.Kernel.Tests.Jupyter;

/// <summary>A Jupyter server on a port of loopback, which starts kernels for whoever asks.</summary>
internal sealed class JupyterServer : IDisposable
{
    private readonly Process _server;

    /// <summary>Starts one and waits until it listens.</summary>
    /// <param name="program">Python and the server's module.</param>
    /// <param name="jupyter">Where the server finds kernels.</param>
    /// <param name="arguments">The server's own; the port is added.</param>
    public JupyterServer(HostProgram program, JupyterFolder jupyter, params string[] arguments)
    {
        int port = FreePort();
        Address = $"http://127.0.0.1:{port}";
        ProcessStartInfo start = program.Start([.. arguments, "--no-browser", "--allow-root", "--ip=127.0.0.1", $"--port={port}"]);
        foreach ((string name, string value) in JupyterFolder.Settings(jupyter.Path))
        {
            start.Environment[name] = value;
        }

        _server = Process.Start(start)!;
        _server.ErrorDataReceived += static (_, _) => { };
        _server.OutputDataReceived += static (_, _) => { };
        _server.BeginErrorReadLine();
        _server.BeginOutputReadLine();
        LiveKernel.Connect(port).Dispose();
    }

    /// <summary>Where it answers.</summary>
    public string Address { get; }

    /// <summary>Debian's server, which is the web notebook too.</summary>
    public static JupyterServer Notebook(JupyterFolder jupyter, string folder, params string[] arguments) =>
        new(
            JupyterFolder.Python("-m", "notebook"),
            jupyter,
            [$"--notebook-dir={folder}", "--NotebookApp.token=", "--NotebookApp.password=", .. arguments]
        );

    /// <summary>A port that nobody listens on.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public void Dispose() => _server.End(tree: true);
}
