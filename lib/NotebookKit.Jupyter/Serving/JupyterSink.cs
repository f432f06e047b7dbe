using System.Text;
using System.Text.Json.Nodes;
using NotebookKit.Jupyter.Messages;
using NotebookKit.Scripting.Cells;
using NotebookKit.Scripting.Formatting;

namespace NotebookKit.Jupyter.Serving;

/// <summary>Sends the outputs of one execute request; printed text is gathered for a
/// moment, so that a line a message is not sent.</summary>
internal sealed class JupyterSink(JupyterChannels channels, JupyterMessage request, bool allowStdin) : IOutputSink
{
    private const int MostGathered = 1 << 15;
    private readonly StringBuilder _text = new();
    private readonly CellNews _news = new(channels, request);
    private string _name = "";

    /// <summary>Shows what a long cell is at, while it has shown nothing itself.</summary>
    public void Tell(string? work)
    {
        lock (_text)
        {
            if (_text.Length == 0)
            {
                _news.Tell(work);
            }
        }
    }

    /// <summary>Takes the news away for good: what comes now stays.</summary>
    public void EndNews(bool last = false)
    {
        lock (_text)
        {
            _news.End(wait: !last);
        }
    }

    /// <summary>What the reply says besides: pages for the client's pager.</summary>
    public JsonArray Payload { get; } = [];

    public void Display(MimeBundle bundle, string id)
    {
        lock (_text)
        {
            Flush();
            _news.End(wait: true);
            channels.Publish("display_data", Data(bundle, id), request.Header);
        }
    }

    public void Update(MimeBundle bundle, string id)
    {
        lock (_text)
        {
            Flush();
            channels.Publish("update_display_data", Data(bundle, id), request.Header);
        }
    }

    public void Print(string name, string text)
    {
        lock (_text)
        {
            if (_name != name)
            {
                Flush();
                _name = name;
            }

            _text.Append(text);
            if (_text.Length > MostGathered)
            {
                Flush();
            }
        }
    }

    public void Clear(bool wait)
    {
        lock (_text)
        {
            Flush();
            _news.End(wait: false);
            channels.Publish("clear_output", new JsonObject { ["wait"] = wait }, request.Header);
        }
    }

    public void Page(MimeBundle bundle) =>
        Payload.Add(
            (JsonNode)
                new JsonObject
                {
                    ["source"] = "page",
                    ["data"] = WireJson.Data(bundle),
                    ["start"] = 0,
                }
        );

    public string Ask(string prompt, bool hidden, CancellationToken cancellation)
    {
        if (!allowStdin)
        {
            throw new InvalidOperationException(
                $"nobody can answer \"{prompt}\": this client does not take questions; give the value as a parameter"
            );
        }

        Flush();
        EndNews(last: true);
        return channels.Ask(request, prompt, hidden, cancellation);
    }

    /// <summary>Sends what was printed since the last message.</summary>
    public void Flush()
    {
        lock (_text)
        {
            if (_text.Length == 0)
            {
                return;
            }

            // Half a character waits for its other half.
            _news.End(wait: true);
            int length = char.IsHighSurrogate(_text[^1]) && _text.Length > 1 ? _text.Length - 1 : _text.Length;
            channels.Publish("stream", new JsonObject { ["name"] = _name, ["text"] = _text.ToString(0, length) }, request.Header);
            _text.Remove(0, length);
        }
    }

    private static JsonObject Data(MimeBundle bundle, string id) =>
        new()
        {
            ["data"] = WireJson.Data(bundle),
            ["metadata"] = new JsonObject(),
            ["transient"] = new JsonObject { ["display_id"] = id },
        };
}
