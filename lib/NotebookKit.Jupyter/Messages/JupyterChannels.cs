using System.Text;
using System.Text.Json.Nodes;
using NotebookKit.Jupyter.Transport;

namespace NotebookKit.Jupyter.Messages;

/// <summary>The five sockets of a kernel, with signed messages in and out.</summary>
internal sealed class JupyterChannels : IDisposable
{
    private const int LoggedRefusals = 20;
    private readonly ConnectionFile _connection;
    private readonly string _session = Guid.NewGuid().ToString("N");
    private readonly MessageSigner _signer;
    private readonly ZmtpListener _shell;
    private readonly ZmtpListener _control;
    private readonly ZmtpListener _stdin;
    private readonly ZmtpListener _iopub;
    private readonly ZmtpListener _heartbeat;
    private readonly Lock _asking = new();
    private readonly Action<string> _log;
    private readonly PeerUsers _users = new();
    private TaskCompletionSource<string>? _answer;
    private long _refused;

    /// <summary>Binds all sockets.</summary>
    /// <param name="connection">Where.</param>
    /// <param name="onShell">Hears of requests on the shell channel.</param>
    /// <param name="onControl">Hears of requests on the control channel.</param>
    /// <param name="log">Hears of what is refused.</param>
    /// <exception cref="System.Net.Sockets.SocketException">An address is taken or not this machine's.</exception>
    public JupyterChannels(ConnectionFile connection, Action<JupyterMessage> onShell, Action<JupyterMessage> onControl, Action<string> log)
    {
        _connection = connection;
        _log = log;
        _signer = new MessageSigner(connection.Key, connection.SignatureScheme);
        (UnprovenMemory, PeerUsers) strangers = (new UnprovenMemory(), _users);
        _heartbeat = new ZmtpListener("REP", connection.Address(connection.HbPort), Echo, log, strangers);
        _iopub = new ZmtpListener("PUB", connection.Address(connection.IopubPort), static (_, _) => { }, log, strangers);
        _stdin = new ZmtpListener(
            "ROUTER",
            connection.Address(connection.StdinPort),
            (peer, frames) => Take(peer, frames, OnAnswer),
            log,
            strangers
        );
        _control = new ZmtpListener(
            "ROUTER",
            connection.Address(connection.ControlPort),
            (peer, frames) => Take(peer, frames, onControl),
            log,
            strangers
        );
        _shell = new ZmtpListener(
            "ROUTER",
            connection.Address(connection.ShellPort),
            (peer, frames) => Take(peer, frames, onShell),
            log,
            strangers
        );
    }

    /// <summary>Messages that were not taken: no Jupyter message, unsigned, wrongly signed, or sent before.</summary>
    public long Refused => Interlocked.Read(ref _refused);

    /// <summary>Broadcasts a message.</summary>
    /// <param name="type">Its type.</param>
    /// <param name="content">Its content.</param>
    /// <param name="parent">The header of the request it belongs to; empty where to none.</param>
    public void Publish(string type, JsonObject content, ReadOnlyMemory<byte> parent) =>
        _iopub.Publish(
            type,
            JupyterMessage.Write(_signer, _session, [Encoding.UTF8.GetBytes($"kernel.{_session}.{type}")], parent, type, content)
        );

    /// <summary>Answers a request.</summary>
    public void Reply(JupyterMessage request, string type, JsonObject content)
    {
        List<ReadOnlyMemory<byte>> frames = JupyterMessage.Write(_signer, _session, request.Route, request.Header, type, content);
        _shell.TrySend(request.Peer, frames);
    }

    /// <summary>Asks the user behind a request.</summary>
    /// <exception cref="InvalidOperationException">The client has no stdin channel.</exception>
    public string Ask(JupyterMessage request, string prompt, bool hidden, CancellationToken stop)
    {
        // Clients give their shell and stdin connections the same name, so that the question finds its way.
        ZmtpPeer peer =
            _stdin.Find(request.Peer.Identity)
            ?? throw new InvalidOperationException($"nobody can answer \"{prompt}\": the client has no stdin channel");
        lock (_asking)
        {
            _answer = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
            var content = new JsonObject { ["prompt"] = prompt, ["password"] = hidden };
            _stdin.TrySend(peer, JupyterMessage.Write(_signer, _session, [], request.Header, "input_request", content));
            _answer.Task.Wait(stop);
            return _answer.Task.Result;
        }
    }

    /// <summary>The ports, for a client that asks.</summary>
    public JsonObject Ports() =>
        new()
        {
            ["shell_port"] = _connection.ShellPort,
            ["iopub_port"] = _connection.IopubPort,
            ["stdin_port"] = _connection.StdinPort,
            ["control_port"] = _connection.ControlPort,
            ["hb_port"] = _connection.HbPort,
        };

    /// <summary>Closes connections whose other end is gone; to be called now and then.</summary>
    public void Tend()
    {
        foreach (ZmtpListener socket in (ZmtpListener[])[_shell, _control, _stdin, _iopub, _heartbeat])
        {
            socket.Tend();
        }
    }

    /// <summary>Waits a moment until what was broadcast is on its way: the process ends.</summary>
    public void Drain() => _iopub.Drain();

    public void Dispose()
    {
        _shell.Dispose();
        _control.Dispose();
        _stdin.Dispose();
        _iopub.Dispose();
        _heartbeat.Dispose();
    }

    private void Echo(ZmtpPeer peer, List<byte[]> frames) =>
        _heartbeat.TrySend(peer, [.. frames.Select(frame => (ReadOnlyMemory<byte>)frame)]);

    private void OnAnswer(JupyterMessage message)
    {
        if (message.Type == "input_reply")
        {
            _answer?.TrySetResult(message.Text("value"));
        }
    }

    private void Take(ZmtpPeer peer, List<byte[]> frames, Action<JupyterMessage> hand)
    {
        if (JupyterMessage.Read(peer, frames, _signer, out string? refusal) is { } message)
        {
            if (!peer.Proven)
            {
                peer.Prove();
                _users.Prove(peer.User);
            }

            hand(message);
        }
        else if (Interlocked.Increment(ref _refused) is var count && count <= LoggedRefusals)
        {
            _log($"a message was dropped: {refusal}{(count == LoggedRefusals ? "; further ones are dropped without a word" : "")}");
        }
    }
}
