using System.Text.Json.Nodes;
using NotebookKit.Jupyter.Messages;
using NotebookKit.Kernel.Language;
using NotebookKit.Kernel.Polyglot;
using NotebookKit.Scripting.Cells;

namespace NotebookKit.Jupyter.Serving;

/// <summary>Answers the requests of the shell channel.</summary>
internal sealed class ShellRequests
{
    private readonly JupyterChannels _channels;
    private readonly CellExecution _execution;
    private readonly InputHistory _history = new();
    private readonly Lazy<LanguageService> _language;
    private readonly Action _end;

    /// <param name="channels">Where answers go.</param>
    /// <param name="session">What runs the cells.</param>
    /// <param name="waiting">The requests that came and were not handled yet.</param>
    /// <param name="ready">Waits until the session may be used.</param>
    /// <param name="end">Ends the kernel.</param>
    public ShellRequests(
        JupyterChannels channels,
        NotebookSession session,
        Func<IEnumerable<JupyterMessage>> waiting,
        Action ready,
        Action end
    )
    {
        _channels = channels;
        _execution = new CellExecution(channels, session, _history, waiting, ready);
        _language = new Lazy<LanguageService>(() =>
        {
            ready();
            return new LanguageService(session.CSharp);
        });
        _end = end;
    }

    public void Interrupt() => _execution.Interrupt();

    /// <summary>Tells the client of the running cell that it failed; nothing where none runs.</summary>
    public void Fail(string name, string message) => _execution.Fail(name, message);

    public IReadOnlyList<string> Describe(Exception error) => ErrorText.Traceback(error, _execution.SourceOf);

    public void Answer(JupyterMessage request)
    {
        switch (request.Type)
        {
            case "kernel_info_request":
                _channels.Reply(request, "kernel_info_reply", KernelInfo.Content());
                break;
            case "execute_request":
                _execution.Execute(request);
                break;
            case "complete_request":
                _channels.Reply(request, "complete_reply", Complete(request));
                break;
            case "inspect_request":
                _channels.Reply(request, "inspect_reply", Inspect(request));
                break;
            case "is_complete_request":
                _channels.Reply(request, "is_complete_reply", IsComplete(request));
                break;
            case "history_request":
                _channels.Reply(request, "history_reply", _history.Find(request));
                break;
            case "comm_info_request":
                _channels.Reply(request, "comm_info_reply", new JsonObject { ["status"] = "ok", ["comms"] = new JsonObject() });
                break;
            case "comm_open" or "comm_msg":
                // No target is offered here: the client is told at once, as the protocol asks.
                _channels.Publish(
                    "comm_close",
                    new JsonObject { ["comm_id"] = request.Text("comm_id"), ["data"] = new JsonObject() },
                    request.Header
                );
                break;
            case "comm_close":
                break;
            case "connect_request":
                _channels.Reply(request, "connect_reply", _channels.Ports());
                break;
            case "shutdown_request":
                Shutdown(request);
                _end();
                break;
            case var type when type.EndsWith("_request", StringComparison.Ordinal):
                _channels.Reply(
                    request,
                    type[..^"request".Length] + "reply",
                    WireJson.Error("NotSupported", $"this kernel does not know {type}", [])
                );
                break;
        }
    }

    /// <summary>Tells the client that asked, and all others, that the kernel ends.</summary>
    public void Shutdown(JupyterMessage request)
    {
        var content = new JsonObject { ["status"] = "ok", ["restart"] = request.Flag("restart", false) };
        _channels.Reply(request, "shutdown_reply", content);
        _channels.Publish("shutdown_reply", (JsonObject)content.DeepClone(), request.Header);
    }

    private JsonObject Complete(JupyterMessage request)
    {
        string code = request.Text("code");
        int cursor = CursorOffset(code, request.Number("cursor_pos"));
        CompletionList list = _language.Value.Complete(code, cursor);
        return new JsonObject
        {
            ["status"] = "ok",
            ["matches"] = new JsonArray([.. list.Items.Select(item => (JsonNode)item.Text)]),
            ["cursor_start"] = CodePoints(code, list.Start),
            ["cursor_end"] = CodePoints(code, list.End),
            ["metadata"] = new JsonObject
            {
                ["_jupyter_types_experimental"] = new JsonArray([
                    .. list.Items.Select(item =>
                        (JsonNode)
                            new JsonObject
                            {
                                ["text"] = item.Text,
                                ["type"] = item.Kind,
                                ["signature"] = item.Signature,
                                ["start"] = CodePoints(code, list.Start),
                                ["end"] = CodePoints(code, list.End),
                            }
                    ),
                ]),
            },
        };
    }

    private JsonObject Inspect(JupyterMessage request)
    {
        string code = request.Text("code");
        string? text = _language.Value.Describe(code, CursorOffset(code, request.Number("cursor_pos")));
        return new JsonObject
        {
            ["status"] = "ok",
            ["found"] = text is not null,
            ["data"] = text is null ? new JsonObject() : new JsonObject { ["text/plain"] = text },
            ["metadata"] = new JsonObject(),
        };
    }

    private static JsonObject IsComplete(JupyterMessage request)
    {
        (string status, string indent) = Completeness.Of(request.Text("code"));
        var content = new JsonObject { ["status"] = status };
        if (status == "incomplete")
        {
            content["indent"] = indent;
        }

        return content;
    }

    // Positions count code points in the protocol, UTF-16 units here.
    private static int CursorOffset(string code, int? codePoints)
    {
        int offset = 0;
        for (int i = 0; i < (codePoints ?? int.MaxValue) && offset < code.Length; i++)
        {
            offset += char.IsSurrogatePair(code, offset) ? 2 : 1;
        }

        return offset;
    }

    private static int CodePoints(string code, int offset)
    {
        int count = 0;
        for (int i = 0; i < offset; i += char.IsSurrogatePair(code, i) ? 2 : 1)
        {
            count++;
        }

        return count;
    }
}
