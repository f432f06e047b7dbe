using NotebookKit.Scripting.Formatting;

namespace NotebookKit.Scripting.Cells;

/// <summary>Where the outputs of a cell go: into a document, or to a client.</summary>
public interface IOutputSink
{
    /// <summary>A value was shown.</summary>
    /// <param name="bundle">Its forms.</param>
    /// <param name="id">Its id, for <see cref="Update"/>.</param>
    void Display(MimeBundle bundle, string id);

    /// <summary>A shown value was replaced.</summary>
    /// <param name="bundle">Its new forms.</param>
    /// <param name="id">The id under which it was shown.</param>
    void Update(MimeBundle bundle, string id);

    /// <summary>Text was printed.</summary>
    /// <param name="name"><c>stdout</c> or <c>stderr</c>.</param>
    /// <param name="text">The text, which need not end a line.</param>
    void Print(string name, string text);

    /// <summary>What the cell showed and printed so far is to go.</summary>
    /// <param name="wait">True to let it go only when the next output comes.</param>
    void Clear(bool wait) { }

    /// <summary>A text is to be shown apart from the outputs; without a pager it is an output like any other.</summary>
    /// <param name="bundle">Its forms.</param>
    void Page(MimeBundle bundle) => Display(bundle, "pager");

    /// <summary>Work came further; for a log, since the bar itself is a shown value.</summary>
    /// <param name="line">How far, in one line.</param>
    void Progress(string line) { }

    /// <summary>Asks the user for a line.</summary>
    /// <param name="prompt">What is asked.</param>
    /// <param name="hidden">True where the answer is a secret.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="InvalidOperationException">There is nobody to ask.</exception>
    string Ask(string prompt, bool hidden, CancellationToken cancellation) =>
        throw new InvalidOperationException(
            $"nobody can answer \"{prompt}\": the notebook runs without a client; give the value as a parameter"
        );
}
