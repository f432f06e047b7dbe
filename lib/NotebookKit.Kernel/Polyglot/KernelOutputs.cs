using Microsoft.AspNetCore.Html;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Events;
using Microsoft.DotNet.Interactive.Formatting;
using NotebookKit.Scripting.Cells;
using NotebookKit.Scripting.Formatting;
using DisplayedValue = NotebookKit.Scripting.Cells.DisplayedValue;

namespace NotebookKit.Kernel.Polyglot;

/// <summary>Takes what kernels of other languages show and print, for the cell that runs.</summary>
internal sealed class KernelOutputs(CellOutputs outputs)
{
    private readonly Dictionary<string, DisplayedValue> _displayed = new(StringComparer.Ordinal);

    /// <summary>The value of the cell's end.</summary>
    public object? Value { get; private set; }

    /// <summary>That value as it is shown; null where there is none.</summary>
    public MimeBundle? Shown { get; private set; }

    /// <summary>What went wrong first; null for nothing. A command that another one sent
    /// says it by <see cref="ErrorProduced"/> alone.</summary>
    public (Exception? Error, string Message)? Failed { get; private set; }

    public void Take(KernelEvent happened)
    {
        switch (happened)
        {
            case CommandFailed failed:
                Failed ??= (failed.Exception, failed.Message);
                break;
            case ErrorProduced error:
                Failed ??= (null, error.Message);
                break;
            case ReturnValueProduced produced:
                (Value, Shown) = (produced.Value, Bundle(produced));
                break;
            case DisplayedValueProduced produced:
                DisplayedValue first = outputs.Display(Bundle(produced));
                _ = produced.ValueId is { } id && _displayed.TryAdd(id, first);
                break;
            case DisplayedValueUpdated updated when _displayed.TryGetValue(updated.ValueId, out DisplayedValue? shown):
                outputs.Update(shown.Id, Bundle(updated));
                break;
            case StandardOutputValueProduced printed:
                outputs.Print("stdout", Text(printed));
                break;
            case StandardErrorValueProduced printed:
                outputs.Print("stderr", Text(printed));
                break;
            default:
                break;
        }
    }

    // A value looks the same whichever language shows it; what is markup already, or came as text alone, stays as it is.
    private static MimeBundle Bundle(DisplayEvent happened)
    {
        if (happened.Value is not (null or IHtmlContent or ScriptContent or FormattedValue or string))
        {
            return ValueFormatter.Format(happened.Value);
        }

        var bundle = new MimeBundle();
        foreach (FormattedValue form in happened.FormattedValues)
        {
            bundle.Add(form.MimeType, form.Value);
        }

        return bundle;
    }

    private static string Text(DisplayEvent printed) => string.Concat(printed.FormattedValues.Select(form => form.Value));
}
