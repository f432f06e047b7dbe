using Microsoft.CodeAnalysis.CSharp;

namespace NotebookKit.Scripting.Cells;

/// <summary>What cells stand on, as the compiler sees it: made only when something is compiled on it.</summary>
/// <remarks>Of a notebook whose cells were all compiled in an earlier run the compiler sees nothing.</remarks>
internal sealed class Submission
{
    private static readonly Lock Making = new();
    private readonly Submission? _previous;
    private Func<CSharpCompilation?, CSharpCompilation>? _make;
    private CSharpCompilation? _made;

    /// <summary>One that is made when it is needed.</summary>
    /// <param name="previous">What it stands on; null for the first.</param>
    /// <param name="key">Names the texts and files that it is made of; null where something else decides too.</param>
    /// <param name="make">Makes it on the compilation of <paramref name="previous"/>.</param>
    public Submission(Submission? previous, string? key, Func<CSharpCompilation?, CSharpCompilation> make) =>
        (_previous, Key, _make) = (previous, key, make);

    /// <summary>One that is made.</summary>
    public Submission(string? key, CSharpCompilation made) => (Key, _made) = (key, made);

    /// <summary>Names the texts and files that it is made of; null where something else decides too.</summary>
    public string? Key { get; }

    /// <summary>The compilation.</summary>
    public CSharpCompilation Compilation
    {
        get
        {
            // One after the other from the first that is missing: a notebook may have more cells than a stack has room for.
            lock (Making)
            {
                var missing = new Stack<Submission>();
                for (Submission? at = this; at is { _made: null }; at = at._previous)
                {
                    missing.Push(at);
                }

                while (missing.TryPop(out Submission? next))
                {
                    next._made = next._make!(next._previous?._made);
                    next._make = null;
                }

                return _made!;
            }
        }
    }
}
