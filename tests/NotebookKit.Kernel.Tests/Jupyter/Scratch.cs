using System.Text.Json.Nodes;
using NotebookKit.Kernel.Notebooks;

namespace NotebookKit.Kernel.Tests.Jupyter;

/// <summary>What is opened in hosts: notebooks written for a test, and copies of the repository's in a folder like a checkout.</summary>
internal static class Scratch
{
    /// <summary>A notebook that asks for the C# kernel.</summary>
    public static NotebookDocument Of(params string[] cells)
    {
        NotebookDocument book = Book.Of(cells);
        book.Metadata["kernelspec"] = new JsonObject
        {
            ["name"] = ".net-csharp",
            ["display_name"] = ".NET (C#)",
            ["language"] = "C#",
        };
        book.Metadata["language_info"] = new JsonObject { ["name"] = "C#" };
        return book;
    }

    /// <summary>A folder with copies of notebooks, and beside it what they read.</summary>
    /// <returns>The folder above <c>notebooks</c>, <c>lib</c> and <c>data</c>.</returns>
    public static string Checkout(string parent, params string[] notebooks)
    {
        string checkout = Path.Combine(parent, "checkout"),
            folder = Path.Combine(checkout, "notebooks");
        Directory.CreateDirectory(folder);
        foreach (string link in new[] { "lib", "data" })
        {
            Directory.CreateSymbolicLink(Path.Combine(checkout, link), Path.Combine(RepositoryFolder.Root, link));
        }

        foreach (string name in notebooks)
        {
            File.Copy(Path.Combine(RepositoryFolder.Notebooks, name), Path.Combine(folder, name));
        }

        return checkout;
    }
}
