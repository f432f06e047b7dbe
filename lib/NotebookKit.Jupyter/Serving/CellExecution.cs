using System.Text.Json;
using System.Text.Json.Nodes;
using NotebookKit.Jupyter.Messages;
using NotebookKit.Kernel.Polyglot;
using NotebookKit.Scripting.Cells;
using NotebookKit.Scripting.Formatting;

namespace NotebookKit.Jupyter.Serving;

/// <summary>Runs the cells that clients send, one after the other.</summary>
internal sealed class CellExecution
{
    private static readonly TimeSpan FlushEvery = TimeSpan.FromMilliseconds(50);
    private const int FlushesATend = 100;
    private readonly JupyterChannels _channels;
    private readonly NotebookSession _session;
    private readonly InputHistory _history;
    private readonly Func<IEnumerable<JupyterMessage>> _waiting;
    private readonly Action _ready;
    private readonly Dictionary<int, string> _sources = [];
    private readonly HashSet<JupyterMessage> _aborted = [];
    private readonly Lock _gate = new();
    private CancellationTokenSource? _running;
    private (JupyterMessage Request, JupyterSink Sink, int Number)? _current;
    private JupyterSink? _latest;
    private volatile Told? _told;
    private int _count;

    public CellExecution(
        JupyterChannels channels,
        NotebookSession session,
        InputHistory history,
        Func<IEnumerable<JupyterMessage>> waiting,
        Action ready
    )
    {
        _channels = channels;
        _session = session;
        _history = history;
        _waiting = waiting;
        _ready = ready;
        new Thread(FlushNowAndThen, maxStackSize: 256 << 10) { IsBackground = true, Name = "flush" }.Start();
    }

    /// <summary>The text of a cell by its number.</summary>
    public string? SourceOf(int number) => _sources.GetValueOrDefault(number);

    /// <summary>Stops the running cell.</summary>
    public void Interrupt()
    {
        lock (_gate)
        {
            _running?.Cancel();
        }
    }

    public void Execute(JupyterMessage request)
    {
        if (_aborted.Remove(request))
        {
            _channels.Reply(request, "execute_reply", new JsonObject { ["status"] = "aborted", ["execution_count"] = _count });
            return;
        }

        string code = request.Text("code");
        bool silent = request.Flag("silent", false);
        bool stored = !silent && request.Flag("store_history", true);
        int number = _count + 1;
        _count = stored ? number : _count;
        _sources[number] = code;
        if (!silent)
        {
            _channels.Publish("execute_input", new JsonObject { ["code"] = code, ["execution_count"] = number }, request.Header);
        }

        var sink = new JupyterSink(_channels, request, request.Flag("allow_stdin", true));
        var outputs = new CellOutputs(sink, live: true);
        EvaluationResult result = Evaluate(request, code, number, sink, outputs);
        outputs.Close();
        sink.Flush();
        sink.EndNews(last: true);
        if (result is EvaluationResult.Success { Shown: { } shown } && !silent)
        {
            _channels.Publish(
                "execute_result",
                new JsonObject
                {
                    ["data"] = WireJson.Data(shown),
                    ["metadata"] = new JsonObject(),
                    ["execution_count"] = number,
                },
                request.Header
            );
        }

        if (stored)
        {
            _history.Add(number, code, (result as EvaluationResult.Success)?.Shown?["text/plain"]);
        }

        JsonObject reply = Failure(result) is { } failure ? Failed(request, failure, silent) : Succeeded(request, number);
        reply["execution_count"] = number;
        reply["payload"] = sink.Payload;
        _channels.Reply(request, "execute_reply", reply);
    }

    /// <summary>Tells the client of the running cell that it failed; nothing where none runs.</summary>
    public void Fail(string name, string message)
    {
        if (_current is not var (request, sink, number))
        {
            return;
        }

        sink.Flush();
        JsonObject error = WireJson.Error(name, message, [$"{name}: {message}"]);
        JsonObject reply = (JsonObject)error.DeepClone();
        reply["execution_count"] = number;
        error.Remove("status");
        _channels.Publish("error", error, request.Header);
        _channels.Reply(request, "execute_reply", reply);
        _channels.Publish("status", new JsonObject { ["execution_state"] = "idle" }, request.Header);
        _channels.Drain();
    }

    private EvaluationResult Evaluate(JupyterMessage request, string code, int number, JupyterSink sink, CellOutputs outputs)
    {
        using var stop = new CancellationTokenSource();
        lock (_gate)
        {
            _running = stop;
        }

        _latest = sink;
        _told = request.Flag("silent", false) ? null : new Told(sink, outputs);
        _current = (request, sink, number);
        try
        {
            // Who interrupts while the compiler still comes up means this cell too.
            _ready();
            EvaluationResult result = _session.Evaluate(code, number, outputs, timeout: null, stop.Token);
            return result is EvaluationResult.Success { Shown: { } shown } success ? success with { Shown = outputs.Keep(shown) } : result;
        }
        finally
        {
            _told = null;
            _current = null;
            lock (_gate)
            {
                _running = null;
            }
        }
    }

    private CellFailureText? Failure(EvaluationResult result) =>
        result is EvaluationResult.Cancelled { LeftBehind: false }
            ? new CellFailureText("Interrupted", "the cell was interrupted", ["Interrupted: the cell was interrupted"])
            : CellFailureText.Of(result, SourceOf);

    private JsonObject Failed(JupyterMessage request, CellFailureText failure, bool silent)
    {
        JsonObject reply = WireJson.Error(
            failure.Name,
            failure.Message,
            failure.Traceback.Count > 0 ? failure.Traceback : [failure.Message]
        );
        if (!silent)
        {
            JsonObject error = (JsonObject)reply.DeepClone();
            error.Remove("status");
            _channels.Publish("error", error, request.Header);
        }

        if (request.Flag("stop_on_error", true))
        {
            _aborted.UnionWith(_waiting().Where(one => one.Type == "execute_request"));
        }

        return reply;
    }

    private JsonObject Succeeded(JupyterMessage request, int number)
    {
        JsonObject reply = WireJson.Ok();
        var expressions = new JsonObject();
        if (request.Content.TryGetProperty("user_expressions", out JsonElement asked) && asked.ValueKind == JsonValueKind.Object)
        {
            foreach (JsonProperty expression in asked.EnumerateObject())
            {
                expressions[expression.Name] = Expression(request, expression.Value.ToString(), number);
            }
        }

        reply["user_expressions"] = expressions;
        return reply;
    }

    private JsonObject Expression(JupyterMessage request, string code, int number)
    {
        EvaluationResult result = Evaluate(
            request,
            code,
            number,
            new JupyterSink(_channels, request, allowStdin: false),
            CellOutputs.Unshown()
        );
        if (CellFailureText.Of(result, _ => code) is { } failure)
        {
            return WireJson.Error(failure.Name, failure.Message, failure.Traceback);
        }

        JsonObject shown = WireJson.Ok();
        shown["data"] = WireJson.Data(result is EvaluationResult.Success { Shown: { } bundle } ? bundle : new MimeBundle());
        shown["metadata"] = new JsonObject();
        return shown;
    }

    private sealed record Told(JupyterSink Sink, CellOutputs Outputs);

    // Not a timer: those run on the thread pool, which a cell may have filled.
    private void FlushNowAndThen()
    {
        for (int i = 1; ; i++)
        {
            Thread.Sleep(FlushEvery);
            _latest?.Flush();
            if (_told is { } told)
            {
                told.Sink.Tell(told.Outputs.Work);
            }

            if (i % FlushesATend == 0)
            {
                _channels.Tend();
            }
        }
    }
}
