using System.Globalization;
using NotebookKit.Kernel.Formatting;

namespace NotebookKit.Kernel.Scripting;

/// <summary>Takes what a running cell shows and prints, in order, and hands it on.</summary>
/// <remarks>
/// Where a cell's outputs go is decided by who runs it: a headless run writes them into the document, a live kernel sends them.
/// Threads and tasks that a cell starts belong to the cell. Printed text is bounded; what is cut is counted and said.
/// </remarks>
public sealed class CellOutputs(IOutputSink sink)
{
    /// <summary>The most characters of printed text that one cell keeps.</summary>
    public const int LongestStream = 1_000_000;

    private static readonly AsyncLocal<CellOutputs?> Running = new();
    private static readonly CellOutputs Nowhere = new(new NullSink());
    private static long _displays;
    private readonly Lock _gate = new();
    private long _printed;
    private long _cut;
    private bool _closed;

    /// <summary>The outputs of the cell that this code belongs to; outside any cell, nothing is kept.</summary>
    public static CellOutputs Current => Running.Value ?? Nowhere;

    /// <summary>Makes this the place for what the calling flow and its children show.</summary>
    public void Enter() => Running.Value = this;

    /// <summary>Shows a bundle.</summary>
    public DisplayedValue Display(MimeBundle bundle)
    {
        string id = "display-" + Interlocked.Increment(ref _displays).ToString(CultureInfo.InvariantCulture);
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

    /// <summary>Ends the cell: what it still prints from a thread of its own is dropped, and cut text is said.</summary>
    public void Close()
    {
        lock (_gate)
        {
            if (!_closed && _cut > 0)
            {
                sink.Print("stderr", string.Create(CultureInfo.InvariantCulture, $"\n… {_cut:#,0} more characters were printed and not kept (a cell keeps {LongestStream:#,0})\n"));
            }

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
