using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using NotebookKit.Jupyter.Messages;
using NotebookKit.Scripting.Formatting;

namespace NotebookKit.Jupyter.Serving;

/// <summary>One line below a long cell that says what it is at, until the cell shows
/// something itself or ends; nothing of it is kept in the notebook.</summary>
internal sealed class CellNews(JupyterChannels channels, JupyterMessage request)
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(0.5),
        Every = TimeSpan.FromSeconds(0.5);
    private readonly string _id = "news-" + Guid.NewGuid().ToString("N")[..8];
    private readonly long _started = Stopwatch.GetTimestamp();
    private TimeSpan _said;
    private bool _ended;

    /// <summary>Says it, where it is time to.</summary>
    /// <param name="work">What the cell is at; null where nothing is known.</param>
    public void Tell(string? work)
    {
        TimeSpan since = Stopwatch.GetElapsedTime(_started);
        if (_ended || work is null || since < First || (_said > TimeSpan.Zero && since - _said < Every))
        {
            return;
        }

        var line = new MimeBundle("text/plain", string.Create(CultureInfo.InvariantCulture, $"{work} … {since.TotalSeconds:0.0} s"));
        channels.Publish(
            _said == TimeSpan.Zero ? "display_data" : "update_display_data",
            new JsonObject
            {
                ["data"] = WireJson.Data(line),
                ["metadata"] = new JsonObject(),
                ["transient"] = new JsonObject { ["display_id"] = _id },
            },
            request.Header
        );
        _said = since;
    }

    /// <summary>Takes it away.</summary>
    /// <param name="wait">True where an output follows at once, which spares a flicker.</param>
    public void End(bool wait)
    {
        if (!_ended && _said > TimeSpan.Zero)
        {
            channels.Publish("clear_output", new JsonObject { ["wait"] = wait }, request.Header);
        }

        _ended = true;
    }
}
