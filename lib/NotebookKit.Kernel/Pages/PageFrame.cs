using System.Reflection;
using NotebookKit.Scripting.Formatting;

namespace NotebookKit.Kernel.Pages;

/// <summary>What every page has: one file that loads nothing, runs no script but its own,
/// and reads on light and dark screens and on paper.</summary>
public static class PageFrame
{
    private static readonly Lazy<string> Style = new(() =>
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("NotebookKit.Kernel.Pages.page.css")!;
        return new StreamReader(stream).ReadToEnd();
    });

    /// <summary>How every page begins.</summary>
    public static ReadOnlySpan<byte> Start => "<!DOCTYPE html>"u8;

    /// <summary>Puts a body into a whole page.</summary>
    /// <param name="title">The title, as text.</param>
    /// <param name="body">The body, as HTML that is safe to show.</param>
    public static string Write(string title, string body) =>
        $"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src {PageScript.Hash}; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <meta name="referrer" content="no-referrer">
            <meta name="generator" content="NotebookKit">
            <title>{ValueFormatter.Escape(title)}</title>
            <style>
            {Style.Value}</style>
            </head>
            <body>
            {body}<script>{PageScript.Text}</script>
            </body>
            </html>

            """;

    /// <summary>Makes a text safe to stand in a page.</summary>
    public static string Escape(string? text) => ValueFormatter.Escape(text ?? "");
}
