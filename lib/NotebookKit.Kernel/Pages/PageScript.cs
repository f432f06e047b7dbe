using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace NotebookKit.Kernel.Pages;

/// <summary>The one script that a page may run, and the hash by which its content security policy knows it.</summary>
internal static class PageScript
{
    /// <summary>The script's text, as it stands in the page.</summary>
    public static string Text { get; } = "\n" + Read("flame.js") + "\n" + Read("NotebookKit.Kernel.Pages.page.js");

    /// <summary>What the policy names: the script of exactly these bytes.</summary>
    public static string Hash { get; } = "'sha256-" + Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Text))) + "'";

    private static string Read(string name)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!;
        return new StreamReader(stream).ReadToEnd().ReplaceLineEndings("\n");
    }
}
