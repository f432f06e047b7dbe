namespace NotebookKit.Kernel.Pages;

/// <summary>Decides where a link of a page may lead.</summary>
internal static class Links
{
    private static readonly string[] Schemes = ["http", "https", "mailto"];

    /// <summary>True for the web, mail, and places in the page itself.</summary>
    public static bool IsSafe(string? url) =>
        url is not null && (url.StartsWith('#') || (Uri.TryCreate(url, UriKind.Absolute, out Uri? uri) && Schemes.Contains(uri.Scheme)));

    /// <summary>Where a link of a notebook leads in the page made of it.</summary>
    /// <returns>Another notebook's page for a link to that notebook; null for files that do not travel with the page.</returns>
    public static string? InPage(string? url)
    {
        if (url is null || IsSafe(url))
        {
            return url;
        }

        int end = url.IndexOfAny(['#', '?']) is >= 0 and var at ? at : url.Length;
        string path = url[..end];
        bool beside =
            path.EndsWith(".ipynb", StringComparison.Ordinal)
            && !path.Contains(':', StringComparison.Ordinal)
            && !path.StartsWith('/')
            && !path.Contains('\\', StringComparison.Ordinal)
            && !path.Split('/').Contains("..");
        return beside ? path[..^".ipynb".Length] + ".html" + url[end..] : null;
    }
}
