using System.Diagnostics.CodeAnalysis;
using NotebookKit.Scripting.Formatting;

namespace NotebookKit.Scripting.Cells;

/// <summary>What every cell can call without a prefix, and as <c>Kernel.…</c>: the names that .NET Interactive gives them.</summary>
[SuppressMessage("Style", "IDE1006", Justification = "display is the name that notebooks use.")]
[SuppressMessage("Naming", "CA1707", Justification = "display is the name that notebooks use.")]
public static class Kernel
{
    /// <summary>Is cancelled when the running cell is interrupted; give it to work that takes long.</summary>
    public static CancellationToken CancellationToken => CellOutputs.Current.Stop;

    /// <summary>Shows a value at once, in the middle of a cell.</summary>
    /// <returns>The shown value, which can be replaced later.</returns>
    public static DisplayedValue display(object? value) => CellOutputs.Current.Display(ValueFormatter.Format(value));

    /// <summary>Shows a value as one mime type.</summary>
    /// <returns>The shown value, which can be replaced later.</returns>
    public static DisplayedValue display(object? value, string mimeType) =>
        CellOutputs.Current.Display(ValueFormatter.Format(value, mimeType));

    /// <summary>Marks a text as HTML.</summary>
    public static HtmlString HTML(string html) => new(html);

    /// <summary>Sends a script to the client, which runs it; a static page of the notebook does not.</summary>
    public static DisplayedValue Javascript(string script) => CellOutputs.Current.Display(new MimeBundle("application/javascript", script));

    /// <summary>Shows a bar for long work, which is updated in its place.</summary>
    /// <param name="title">What is being done.</param>
    /// <param name="total">How much there is to do, in any unit; null where that is not known.</param>
    /// <returns>The bar: report to it, and dispose of it at the end.</returns>
    public static ProgressBar Progress(string title, long? total = null) => new(title, total);

    /// <summary>Takes away what the cell showed and printed so far.</summary>
    /// <param name="wait">True to do it only when the next output comes, which spares a flicker.</param>
    public static void ClearOutput(bool wait = false) => CellOutputs.Current.Clear(wait);

    /// <summary>Shows a value in the client's pager, apart from the cell's outputs.</summary>
    public static void Page(object? value) => CellOutputs.Current.Page(ValueFormatter.Format(value));

    /// <summary>Asks the user for a line.</summary>
    /// <param name="prompt">What is asked.</param>
    /// <exception cref="InvalidOperationException">The notebook runs without a client that can ask.</exception>
    public static Task<string> GetInputAsync(string prompt = "") => Task.FromResult(CellOutputs.Current.Ask(prompt, hidden: false));

    /// <summary>Asks the user for a secret, which is not shown as it is typed.</summary>
    /// <param name="prompt">What is asked.</param>
    /// <exception cref="InvalidOperationException">The notebook runs without a client that can ask.</exception>
    public static Task<PasswordString> GetPasswordAsync(string prompt = "") =>
        Task.FromResult(new PasswordString(CellOutputs.Current.Ask(prompt, hidden: true)));
}
