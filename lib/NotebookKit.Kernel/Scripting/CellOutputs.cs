using System.Globalization;
using NotebookKit.Kernel.Formatting;

namespace NotebookKit.Kernel.Scripting;

/// <summary>Takes what a running cell shows and prints, in order, and hands it on.</summary>
/// <remarks>
/// Where a cell's outputs go is decided by who runs it: a headless run writes them into the document, a live kernel sends them.
/// Threads and tasks that a cell starts belong to the cell. Printed text is bounded; what is cut is counted and said.
/// </remarks>
/// <param name="sink">Where they go.</param>
/// <param name="live">True where what a cell's threads print after its end is still taken, as a live client can show it.</param>
public sealed class CellOutputs(IOutputSink sink, bool live = false)
{
    /// <summary>The most characters of printed text that one cell keeps.</summary>
    public const int LongestStream = 1_000_000;

    private static readonly AsyncLocal<CellOutputs?> Running = new();
    private static readonly string Run = Guid.NewGuid().ToString("N")[..8];
    private static CellOutputs? _latest;
    private static long _displays;
    private readonly Lock _gate = new();
    private long _printed;
    private long _cut;
    private bool _closed;

    // Libraries that cells load ask here, by a word in AppContext, whether the cell that calls them was stopped: they know no type of this assembly.
    static CellOutputs() => AppContext.SetData("NotebookKit.CellStop", (Func<CancellationToken>)(static () => Running.Value?.Stop ?? CancellationToken.None));

    /// <summary>The outputs of the cell that this code belongs to; outside any cell those of the latest, where it still takes any.</summary>
    public static CellOutputs Current => Running.Value ?? _latest ?? Nowhere;

    /// <summary>Takes everything and keeps nothing.</summary>
    internal static CellOutputs Nowhere { get; } = new(new NullSink());

    /// <summary>Says to the code of the cell that it should stop.</summary>
    internal CancellationToken Stop { get; set; }

    /// <summary>Makes this the place for what the calling flow and its children show.</summary>
    public void Enter()
    {
        Running.Value = this;
        _latest = live ? this : null;
    }

    /// <summary>Shows a bundle.</summary>
    public DisplayedValue Display(MimeBundle bundle)
    {
        string id = $"{Run}-{Interlocked.Increment(ref _displays).ToString(CultureInfo.InvariantCulture)}";
        lock (_gate)
        {
            if (!_closed)
            {
                sink.Display(bundle, id);
            }
        }

        return new DisplayedValue(this, id);
    }

    /// <summary>Replaces what was shown under an id; that may come from a later cell.</summary>
    public void Update(string id, MimeBundle bundle)
    {
        lock (_gate)
        {
            sink.Update(bundle, id);
        }
    }

    /// <summary>Takes printed text.</summary>
    /// <param name="name"><c>stdout</c> or <c>stderr</c>.</param>
    /// <param name="text">The text.</param>
    public void Print(string name, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        lock (_gate)
        {
            if (_closed || text.Length == 0)
            {
                return;
            }

            var left = (int)Math.Min(text.Length, LongestStream - _printed);
            _printed += left;
            _cut += text.Length - left;
            if (left > 0)
            {
                sink.Print(name, left == text.Length ? text : text[..left]);
            }
        }
    }

    /// <summary>Takes away what the cell showed and printed so far.</summary>
    /// <param name="wait">True to do it only when the next output comes, which spares a flicker.</param>
    public void Clear(bool wait)
    {
        lock (_gate)
        {
            if (!_closed)
            {
                sink.Clear(wait);
            }
        }
    }

    /// <summary>Says how far work has come, for the log of a headless run.</summary>
    internal void Progress(string line) => sink.Progress(line);

    /// <summary>Shows a text in the client's pager, apart from the outputs.</summary>
    public void Page(MimeBundle bundle) => sink.Page(bundle);

    /// <summary>Asks the user.</summary>
    /// <exception cref="InvalidOperationException">There is nobody to ask.</exception>
    public string Ask(string prompt, bool hidden) => sink.Ask(prompt, hidden, Stop);

    /// <summary>Ends the cell: cut text is said, and what it still prints from a thread of its own is dropped unless the client is live.</summary>
    public void Close()
    {
        lock (_gate)
        {
            if (!_closed && _cut > 0)
            {
                sink.Print("stderr", string.Create(CultureInfo.InvariantCulture, $"\n… {_cut:#,0} more characters were printed and not kept (a cell keeps {LongestStream:#,0})\n"));
                _cut = 0;
            }

            _closed |= !live;
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

    private sealed class NullSink : IOutputSink
    {
        public void Display(MimeBundle bundle, string id)
        {
        }

        public void Update(MimeBundle bundle, string id)
        {
        }

        public void Print(string name, string text)
        {
        }
    }
}
