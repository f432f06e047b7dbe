using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Markdig;
using Markdig.Renderers;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;
using NotebookKit.Kernel.Notebooks;

namespace NotebookKit.Kernel.Pages;

/// <summary>A heading of the page.</summary>
/// <param name="Level">1 to 6.</param>
/// <param name="Text">Its text, not yet escaped.</param>
/// <param name="Id">The place it marks.</param>
internal sealed record Heading(int Level, string Text, string Id);

/// <summary>Writes the prose of one page: Markdown without raw HTML, headings that can be linked to, pictures in the page.</summary>
/// <param name="local">Reads a picture by the path that the prose names it by, from the
/// notebook's folder on; null, or a null answer, for none.</param>
/// <param name="bounds">How much is read as Markdown; the rest stays plain.</param>
internal sealed class Prose(Func<string, byte[]?>? local, PageBounds bounds)
{
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder()
        .UsePipeTables()
        .UseEmphasisExtras()
        .UseAutoLinks()
        .UseTaskLists()
        .UseDefinitionLists()
        .DisableHtml()
        .Build();

    private static readonly Dictionary<string, string> Pictures = new(StringComparer.OrdinalIgnoreCase)
    {
        [".png"] = "image/png",
        [".jpg"] = "image/jpeg",
        [".jpeg"] = "image/jpeg",
        [".gif"] = "image/gif",
        [".svg"] = "image/svg+xml",
        [".webp"] = "image/webp",
    };

    private readonly HashSet<string> _ids = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);

    /// <summary>The page's title: its first heading, where that is of level 1.</summary>
    public string? Title { get; private set; }

    /// <summary>The headings below the title, in order.</summary>
    public List<Heading> Headings { get; } = [];

    /// <summary>Writes a cell; the page's title is taken out, since the page's head shows it.</summary>
    public string Write(NotebookCell cell) => Write(cell.Source, cell.Json["attachments"] as JsonObject);

    /// <summary>Writes Markdown that an output holds.</summary>
    public string Write(string text) => Write(text, null);

    private string Write(string text, JsonObject? attachments)
    {
        try
        {
            return bounds.TakesProse(text) ? Formatted(text, attachments) : AsItIs(text);
        }
        catch (ArgumentException error) when (error.Source == typeof(Markdown).Assembly.GetName().Name)
        {
            // Nested deeper than its reader goes.
            return AsItIs(text);
        }
    }

    private static string AsItIs(string text) => $"<pre>{PageFrame.Escape(text)}</pre>\n";

    private string Formatted(string text, JsonObject? attachments)
    {
        MarkdownDocument document = Markdown.Parse(text, Pipeline);
        foreach (HeadingBlock heading in document.Descendants<HeadingBlock>().ToList())
        {
            string words = Plain(heading);
            if (Title is null && Headings.Count == 0 && heading.Level == 1 && heading.Parent == document)
            {
                Title = words;
                document.Remove(heading);
                continue;
            }

            string id = Id(words);
            heading.GetAttributes().Id = id;
            Headings.Add(new Heading(heading.Level, words, id));
        }

        foreach (LinkInline link in document.Descendants<LinkInline>().ToList())
        {
            Lead(link, attachments);
        }

        foreach (
            AutolinkInline link in document.Descendants<AutolinkInline>().Where(link => !link.IsEmail && !Links.IsSafe(link.Url)).ToList()
        )
        {
            link.ReplaceBy(new LiteralInline(link.Url));
        }

        var writer = new StringWriter(CultureInfo.InvariantCulture);
        var renderer = new HtmlRenderer(writer);
        Pipeline.Setup(renderer);
        renderer.Render(document);
        return writer.ToString();
    }

    private void Lead(LinkInline link, JsonObject? attachments)
    {
        string? url = link.GetDynamicUrl?.Invoke() ?? link.Url;
        link.GetDynamicUrl = null;
        if ((link.IsImage ? Picture(url, attachments) : Links.InPage(url)) is { } target)
        {
            link.Url = target;
            return;
        }

        // The words stay; what they led to does not travel with the page.
        var words = new ContainerInline();
        while (link.FirstChild is { } child)
        {
            child.Remove();
            words.AppendChild(child);
        }

        link.ReplaceBy(words, copyChildren: false);
    }

    private string? Picture(string? url, JsonObject? attachments)
    {
        if (url is null || url.StartsWith("data:image/", StringComparison.OrdinalIgnoreCase))
        {
            return url;
        }

        if (url.StartsWith("attachment:", StringComparison.Ordinal))
        {
            return
                attachments?[Uri.UnescapeDataString(url["attachment:".Length..])] is JsonObject forms
                && forms.FirstOrDefault(form => form.Key.StartsWith("image/", StringComparison.Ordinal)) is { Value: { } content } picture
                ? $"data:{picture.Key};base64,{JupyterJson.Text(content)}"
                : null;
        }

        return
            local is not null
            && !url.Contains(':', StringComparison.Ordinal)
            && !url.Contains("%00", StringComparison.Ordinal)
            && Pictures.TryGetValue(Path.GetExtension(url), out string? mime)
            && local(Uri.UnescapeDataString(url)) is { } bytes
            ? $"data:{mime};base64,{Convert.ToBase64String(bytes)}"
            : null;
    }

    private string Id(string text)
    {
        var id = new StringBuilder();
        foreach (char c in text.ToLowerInvariant())
        {
            if (char.IsLetterOrDigit(c))
            {
                id.Append(c);
            }
            else if (id.Length > 0 && id[^1] != '-')
            {
                id.Append('-');
            }
        }

        string slug = id.ToString().Trim('-');
        slug = slug.Length == 0 ? "section" : slug;
        string unique = slug;
        while (!_ids.Add(unique))
        {
            int number = _numbers[slug] = _numbers.GetValueOrDefault(slug, 1) + 1;
            unique = string.Create(CultureInfo.InvariantCulture, $"{slug}-{number}");
        }

        return unique;
    }

    private static string Plain(HeadingBlock heading)
    {
        var writer = new StringWriter(CultureInfo.InvariantCulture);
        var renderer = new HtmlRenderer(writer)
        {
            EnableHtmlForInline = false,
            EnableHtmlForBlock = false,
            EnableHtmlEscape = false,
        };
        Pipeline.Setup(renderer);
        renderer.WriteLeafInline(heading);
        return writer.ToString().Trim();
    }
}
