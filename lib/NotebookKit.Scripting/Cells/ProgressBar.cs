using System.Diagnostics;
using System.Globalization;
using NotebookKit.Scripting.Formatting;

namespace NotebookKit.Scripting.Cells;

/// <summary>A bar that shows how far long work has come, in one place that is updated; made by <c>Progress(title, total)</c>.</summary>
/// <remarks>
/// It is an <see cref="IProgress{T}"/>, so that a library can report to it without knowing notebooks. It is drawn at most ten times a
/// second. A headless run writes lines to its log instead, one every tenth of the way; the notebook keeps the last state.
/// </remarks>
public sealed class ProgressBar : IProgress<long>, IProgress<double>, IDisposable
{
    private const int Drawn = 100;
    private readonly string _title;
    private readonly long? _total;
    private readonly CellOutputs _outputs = CellOutputs.Current;
    private readonly DisplayedValue _shown;
    private readonly long _started = Stopwatch.GetTimestamp();
    private readonly Lock _gate = new();
    private long _done;
    private long _lastDrawn;
    private int _lastTenth;
    private bool _ended;

    internal ProgressBar(string title, long? total)
    {
        _title = title;
        _total = total;
        _shown = _outputs.Display(Draw());
    }

    /// <summary>Says how much is done, in the unit of the total.</summary>
    public void Report(long value)
    {
        lock (_gate)
        {
            _done = value;
            if (!_ended && Stopwatch.GetElapsedTime(_lastDrawn).TotalMilliseconds >= Drawn)
            {
                Show();
            }
        }
    }

    /// <summary>Says which part is done, from 0 to 1.</summary>
    public void Report(double value) => Report((long)(Math.Clamp(value, 0, 1) * (_total ?? 100)));

    /// <summary>Says that so much more is done.</summary>
    public void Advance(long by = 1)
    {
        lock (_gate)
        {
            Report(_done + by);
        }
    }

    /// <summary>Ends the bar and shows how long the work took.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (!_ended)
            {
                _ended = true;
                Show();
            }
        }
    }

    private void Show()
    {
        _lastDrawn = Stopwatch.GetTimestamp();
        MimeBundle bundle = Draw();
        _outputs.Update(_shown.Id, bundle);
        int tenth = _total is > 0 ? (int)(_done * 10 / _total.Value) : 0;
        if (_ended || tenth > _lastTenth)
        {
            _lastTenth = tenth;
            _outputs.Progress(bundle["text/plain"]!);
        }
    }

    private MimeBundle Draw()
    {
        double seconds = Stopwatch.GetElapsedTime(_started).TotalSeconds;
        string done = string.Create(CultureInfo.InvariantCulture, $"{_done:#,0}{(_total is { } total ? $" of {total:#,0}" : "")}");
        double? part = _total is > 0 ? Math.Clamp((double)_done / _total.Value, 0, 1) : null;
        string time =
            _ended ? string.Create(CultureInfo.InvariantCulture, $"in {seconds:0.0} s")
            : part is > 0.02 ? string.Create(CultureInfo.InvariantCulture, $"{seconds:0} s, about {seconds / part * (1 - part):0} s left")
            : string.Create(CultureInfo.InvariantCulture, $"{seconds:0} s");
        string text = $"{_title}: {done}{(part is { } share ? string.Create(CultureInfo.InvariantCulture, $" ({share:0%})") : "")} {time}";

        // One that was left early stands still and says so by its colour.
        string colour =
            !_ended ? "#1f77b4"
            : part is null or >= 1 ? "#2a9d8f"
            : "#e76f51";
        string width = string.Create(CultureInfo.InvariantCulture, $"{100 * (part ?? (_ended ? 1 : 0.3)):0.#}%");
        return new MimeBundle
        {
            {
                "text/html",
                $"<div style=\"display:flex;gap:10px;align-items:center\"><div role=\"progressbar\" style=\"width:240px;height:12px;border-radius:6px;background:rgba(127,127,127,0.25)\">"
                    + $"<div style=\"width:{width};height:12px;border-radius:6px;background:{colour}\"></div></div><span>{ValueFormatter.Escape(text)}</span></div>"
            },
            { "text/plain", text },
        };
    }
}
