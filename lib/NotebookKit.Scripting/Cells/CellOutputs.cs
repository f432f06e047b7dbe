using System.Globalization;
using NotebookKit.Scripting.Formatting;

namespace NotebookKit.Scripting.Cells;

/// <summary>Takes what a running cell shows and prints, in order, and hands it on.</summary>
/// <remarks>
/// Where a cell's outputs go is decided by who runs it: a headless run writes them into the document, a live kernel sends them.
/// Threads and tasks that a cell starts belong to the cell. What is printed and shown is bounded; what is cut is counted and said.
/// </remarks>
public sealed class CellOutputs
{
    /// <summary>The most characters of printed text that one cell keeps.</summary>
    public const int LongestStream = 1_000_000;

    private static readonly AsyncLocal<CellOutputs?> Running = new();
    private static readonly string Run = Guid.NewGuid().ToString("N")[..8];
    private static CellOutputs? _latest;
    private static long _displays;

    // What a change between the two streams costs beside the text: each makes an output of its own.
    private const int Turn = 100;
    private readonly IOutputSink _sink;
    private readonly bool _live;
    private readonly OutputBudget? _run;
    private readonly OutputBudget _shown;
    private readonly Dictionary<string, long> _sizes = [];
    private readonly Lock _gate = new();
    private string? _stream;
    private string? _work;
    private long _printed;
    private long _printedBytes;
    private long _cut;
    private long _dropped;
    private long _droppedCharacters;
    private bool _closed;

    // Libraries that cells load ask here, by words in AppContext, whether the cell that calls them was stopped, and whoever runs it for a
    // secret, and say what takes long: they know no type of this assembly.
    static CellOutputs()
    {
        AppContext.SetData("NotebookKit.CellStop", (Func<CancellationToken>)(static () => Running.Value?.Stop ?? CancellationToken.None));
        AppContext.SetData("NotebookKit.CellWork", (Action<string?>)(static what => Current.Work = what));
        AppContext.SetData("NotebookKit.CellQuestion", (Func<string, string>)(static prompt => Current.Ask(prompt, hidden: true)));
    }

    /// <summary>Opens the outputs of a cell.</summary>
    /// <param name="sink">Where they go.</param>
    /// <param name="live">True where what a cell's threads print after its end is still taken, as a live client can show it.</param>
    public CellOutputs(IOutputSink sink, bool live = false)
        : this(sink, live, null) { }

    internal CellOutputs(IOutputSink sink, bool live, OutputBudget? run)
    {
        _sink = sink;
        _live = live;
        _run = run;
        _shown = new OutputBudget(OutputBudget.OfCell, run);
    }

    /// <summary>The outputs of the cell that this code belongs to; outside any cell those
    /// of the latest, where it still takes any.</summary>
    public static CellOutputs Current => Running.Value ?? _latest ?? Nowhere;

    /// <summary>Takes everything and keeps nothing.</summary>
    internal static CellOutputs Nowhere { get; } = Unshown();

    /// <summary>What a library says that the cell is at; null where it says nothing.</summary>
    internal string? Work
    {
        get => Volatile.Read(ref _work);
        private set => Volatile.Write(ref _work, value);
    }

    /// <summary>Says to the code of the cell that it should stop.</summary>
    internal CancellationToken Stop { get; set; }

    /// <summary>Makes this the place for what the calling flow and its children show.</summary>
    public void Enter()
    {
        Running.Value = this;
        _latest = _live ? this : null;
    }

    /// <summary>Shows a bundle.</summary>
    public DisplayedValue Display(MimeBundle bundle)
    {
        string id = $"{Run}-{Interlocked.Increment(ref _displays).ToString(CultureInfo.InvariantCulture)}";
        if (!_closed && !IsPutOff(bundle, () => Show(bundle, id)))
        {
            Settle();
            lock (_gate)
            {
                if (!_closed)
                {
                    Show(bundle, id);
                }
            }
        }

        return new DisplayedValue(this, id);
    }

    /// <summary>True where an output waits for a form that is being made, while the run goes on.</summary>
    /// <param name="bundle">The output.</param>
    /// <param name="output">Shows it, when the next output comes or the run ends.</param>
    internal bool IsPutOff(MimeBundle bundle, Action output) =>
        _run is not null && bundle.IsBeingMade && _shown.HasAmpleRoom && _run.TryOwe(output);

    // What was put off belongs before what comes now.
    private void Settle() => _run?.Settle();

    private void Show(MimeBundle bundle, string id)
    {
        lock (_gate)
        {
            if (Keep(bundle, out long size) is { } kept)
            {
                _sizes[id] = size;
                _sink.Display(kept, id);
            }
        }
    }

    /// <summary>What is kept of a value that is the cell's result.</summary>
    internal MimeBundle? Keep(MimeBundle bundle)
    {
        lock (_gate)
        {
            return Keep(bundle, out _);
        }
    }

    /// <summary>Replaces what was shown under an id; that may come from a later cell.</summary>
    public void Update(string id, MimeBundle bundle)
    {
        Settle();
        lock (_gate)
        {
            if (_sizes.TryGetValue(id, out long before))
            {
                // The new one takes the place of the old one.
                _shown.Return(before);
                MimeBundle? kept = Keep(bundle, out long size);
                _sizes[id] = kept is null ? 0 : size;
                _sink.Update(kept ?? new MimeBundle("text/plain", ""), id);
            }
        }
    }

    /// <summary>Takes printed text.</summary>
    /// <param name="name"><c>stdout</c> or <c>stderr</c>.</param>
    /// <param name="text">The text.</param>
    public void Print(string name, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        Settle();
        lock (_gate)
        {
            if (_closed || text.Length == 0)
            {
                return;
            }

            _printed += _stream is null || _stream == name ? 0 : Turn;
            _stream = name;
            long room = Math.Clamp(LongestStream - _printed, 0, text.Length);
            string kept = room == text.Length ? text : text[..(int)room];
            long bytes = _run is null ? 0 : OutputBudget.RecordedBytes(kept);
            kept = _run?.TryTake(bytes) == false ? "" : kept;
            _printed += kept.Length;
            _printedBytes += kept.Length > 0 ? bytes : 0;
            _cut += text.Length - kept.Length;
            if (kept.Length > 0)
            {
                _sink.Print(name, kept);
            }
        }
    }

    /// <summary>Takes away what the cell showed and printed so far.</summary>
    /// <param name="wait">True to do it only when the next output comes, which spares a flicker.</param>
    public void Clear(bool wait)
    {
        Settle();
        lock (_gate)
        {
            if (!_closed)
            {
                _shown.Return(_sizes.Values.Sum());
                _sizes.Clear();
                _run?.Return(_printedBytes);
                _printed = _printedBytes = _cut = 0;
                _sink.Clear(wait);
            }
        }
    }

    /// <summary>Says how far work has come, for the log of a headless run.</summary>
    internal void Progress(string line) => _sink.Progress(line);

    /// <summary>Shows a text in the client's pager, apart from the outputs.</summary>
    public void Page(MimeBundle bundle)
    {
        if (Keep(bundle) is { } kept)
        {
            _sink.Page(kept);
        }
    }

    /// <summary>Asks the user.</summary>
    /// <exception cref="InvalidOperationException">There is nobody to ask.</exception>
    public string Ask(string prompt, bool hidden) => _sink.Ask(prompt, hidden, Stop);

    /// <summary>Ends the cell: cut text is said, and what it still prints from a thread
    /// of its own is dropped unless the client is live.</summary>
    public void Close()
    {
        lock (_gate)
        {
            if (!_closed && _cut > 0)
            {
                _sink.Print(
                    "stderr",
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"\n… {_cut:#,0} more characters were printed and not kept (a cell keeps {LongestStream:#,0}, a run {OutputBudget.OfRun:#,0} bytes)\n"
                    )
                );
                _cut = 0;
            }

            if (!_closed && _dropped > 0)
            {
                _sink.Print(
                    "stderr",
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"\n… {_dropped:#,0} more outputs of {_droppedCharacters:#,0} characters were shown and not kept ({OutputBudget.Bounds})\n"
                    )
                );
                _dropped = _droppedCharacters = 0;
            }

            _closed |= !_live;
        }
    }

    /// <summary>Ends the cell for good.</summary>
    internal void Abandon()
    {
        Close();
        lock (_gate)
        {
            _closed = true;
        }
    }

    /// <summary>The outputs of code whose value alone is wanted.</summary>
    internal static CellOutputs Unshown() => new(new NullSink());

    private MimeBundle? Keep(MimeBundle bundle, out long size)
    {
        if (_shown.Take(bundle, out size) is { } kept)
        {
            return kept;
        }

        _dropped++;
        _droppedCharacters += bundle.Sum(form => (long)form.Value.Length);
        return null;
    }

    private sealed class NullSink : IOutputSink
    {
        public void Display(MimeBundle bundle, string id) { }

        public void Update(MimeBundle bundle, string id) { }

        public void Print(string name, string text) { }
    }
}
