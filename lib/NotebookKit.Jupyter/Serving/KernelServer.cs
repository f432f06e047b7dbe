using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using NotebookKit.Jupyter.Messages;
using NotebookKit.Kernel.Polyglot;
using NotebookKit.Kernel.Processes;
using NotebookKit.Kernel.Running;
using NotebookKit.Scripting.Cells;

namespace NotebookKit.Jupyter.Serving;

/// <summary>A live kernel: takes requests from Jupyter clients until one of them ends it.</summary>
/// <remarks>
/// Requests on the shell channel are handled one after the other on the calling thread; the control channel (interrupt, shutdown) and the
/// heartbeat have threads of their own and answer while a cell runs.
/// Source: Messaging in Jupyter, version 5.4.
/// </remarks>
public sealed class KernelServer : IDisposable
{
    private readonly BlockingCollection<JupyterMessage> _requests = [];
    private readonly JupyterChannels _channels;
    private readonly ShellRequests _shell;
    private readonly Thread _warming;
    private readonly Lock _control = new();
    private volatile bool _ending;

    /// <summary>Binds the sockets of a connection; <see cref="Run"/> serves them.</summary>
    /// <param name="connection">Tells where to listen; read while the compiler comes up.</param>
    /// <param name="folder">The folder in which cells run.</param>
    /// <exception cref="System.Net.Sockets.SocketException">An address is taken or not this machine's.</exception>
    /// <exception cref="InvalidDataException">The connection names an address or scheme that is not known.</exception>
    public KernelServer(Func<ConnectionFile> connection, string folder)
    {
        ArgumentNullException.ThrowIfNull(connection);

        // The compiler takes longest to come up: it does so while the connection is read, the sockets are bound and the client finds them.
        var session = new NotebookSession(folder);
        _warming = new Thread(() => session.CSharp.WarmUp(), maxStackSize: 16 << 20) { IsBackground = true, Name = "warm-up" };
        _warming.Start();
        _channels = new JupyterChannels(connection(), _requests.Add, OnControl, Log);
        _shell = new ShellRequests(_channels, session, () => _requests, _warming.Join, End);
    }

    /// <summary>Serves until a client asks to shut down, or the process that started the kernel is gone.</summary>
    public void Run()
    {
        using ConsoleCapture console = ConsoleCapture.Start();
        Console.SetIn(new AskingReader());
        using var signals = new ProcessSignals(OnSignal);
        AppDomain.CurrentDomain.ProcessExit += OnProcessExit;
        ExceptionHandling.SetUnhandledExceptionHandler(OnUnhandled);
        ParentProcess.OnEnd(End);
        _channels.Publish("status", new JsonObject { ["execution_state"] = "starting" }, default);
        foreach (JupyterMessage request in _requests.GetConsumingEnumerable())
        {
            Handle(request, _shell.Answer);
        }

        AppDomain.CurrentDomain.ProcessExit -= OnProcessExit;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _channels.Dispose();
        _requests.Dispose();
    }

    private void OnSignal(PosixSignalContext signal)
    {
        signal.Cancel = true;
        if (signal.Signal == PosixSignal.SIGINT)
        {
            _shell.Interrupt();
        }
        else
        {
            End();
        }
    }

    private static void Log(string line) => ConsoleCapture.Say("notebookkit kernel: " + line);

    private void Handle(JupyterMessage request, Action<JupyterMessage> answer)
    {
        _channels.Publish("status", new JsonObject { ["execution_state"] = "busy" }, request.Header);
        try
        {
            answer(request);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            // A fault of the kernel's own must not leave the client waiting.
            // a call of a call of a call may have megabytes of frames
            string told = OutputBudget.Cut(error.ToString(), ErrorText.LongestMessage);
            Log($"{request.Type}: {told}");
            if (request.Type.EndsWith("_request", StringComparison.Ordinal))
            {
                _channels.Reply(
                    request,
                    request.Type.Replace("_request", "_reply", StringComparison.Ordinal),
                    WireJson.Error(error.GetType().Name, OutputBudget.Cut(error.Message, ErrorText.LongestMessage), [told])
                );
            }
        }

        _channels.Publish("status", new JsonObject { ["execution_state"] = "idle" }, request.Header);
    }

    private void OnControl(JupyterMessage request)
    {
        lock (_control)
        {
            if (_ending)
            {
                return;
            }

            Handle(request, AnswerControl);
            if (request.Type == "shutdown_request")
            {
                End();
            }
        }
    }

    private void AnswerControl(JupyterMessage request)
    {
        switch (request.Type)
        {
            case "interrupt_request":
                _shell.Interrupt();
                _channels.Reply(request, "interrupt_reply", WireJson.Ok());
                break;
            case "shutdown_request":
                _shell.Shutdown(request);
                break;
            case "kernel_info_request":
                _shell.Answer(request);
                break;
            case "debug_request":
                _channels.Reply(
                    request,
                    "debug_reply",
                    new JsonObject
                    {
                        ["type"] = "response",
                        ["success"] = false,
                        ["message"] = "this kernel has no debugger",
                    }
                );
                break;
            default:
                Log($"{request.Type} on the control channel is not known");
                break;
        }
    }

    // A cell that does not stop keeps the shell's thread: then the process is ended from here.
    private void End()
    {
        _ending = true;
        _requests.CompleteAdding();
        _shell.Interrupt();
        AppDomain.CurrentDomain.ProcessExit -= OnProcessExit;
        new Thread(() =>
        {
            Thread.Sleep(TimeSpan.FromSeconds(4));
            EndOfProcess.Now(0);
        })
        {
            IsBackground = true,
        }.Start();
    }

    private void OnProcessExit(object? sender, EventArgs e) =>
        _shell.Fail(
            "KernelExit",
            "the cell ended the process (Environment.Exit): the kernel is gone, and with it everything that cells declared"
        );

    private bool OnUnhandled(Exception error)
    {
        if (CellStop.Is(error))
        {
            return true;
        }

        foreach (string line in _shell.Describe(error).Prepend("a thread that a cell started ended with an exception:"))
        {
            CellOutputs.Current.Print("stderr", line + "\n");
        }

        return true;
    }
}
