// Notebooks of before open with a using of each room. A namespace that holds nothing does not compile there; one that holds what is
// internal does. The other rooms' namespaces hold types of their own.
namespace NotebookKit.Commits
{
    /// <summary>Keeps the namespace.</summary>
    internal static class FormerNamespace;
}

namespace NotebookKit.Pictures
{
    /// <summary>Keeps the namespace.</summary>
    internal static class FormerNamespace;
}

namespace NotebookKit.Verification
{
    /// <summary>Keeps the namespace.</summary>
    internal static class FormerNamespace;
}
