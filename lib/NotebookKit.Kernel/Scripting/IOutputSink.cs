using NotebookKit.Kernel.Formatting;

namespace NotebookKit.Kernel.Scripting;

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
}
