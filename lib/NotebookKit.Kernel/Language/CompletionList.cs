namespace NotebookKit.Kernel.Language;

/// <summary>What may stand at the cursor.</summary>
/// <param name="Start">Where the word that is replaced starts, in UTF-16 units.</param>
/// <param name="End">Where it ends.</param>
/// <param name="Items">The words, best first.</param>
internal sealed record CompletionList(int Start, int End, IReadOnlyList<CompletionItem> Items);

/// <summary>One word that may stand at the cursor.</summary>
/// <param name="Text">What is inserted.</param>
/// <param name="Kind">Its kind, as Jupyter clients name it: function, class, instance, module, keyword, ....</param>
/// <param name="Signature">How it is called; empty where it is not.</param>
internal sealed record CompletionItem(string Text, string Kind, string Signature);
