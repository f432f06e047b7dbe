using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using NotebookKit.Display;
using NotebookKit.Kernel.Notebooks;
using NotebookKit.Redaction;

namespace NotebookKit.Cli.Running;

/// <summary>Redacts an executed notebook: prose, code, outputs of every kind, and what it
/// carries beside its cells; pictures are drawn again.</summary>
/// <param name="redactor">What replaces.</param>
internal sealed partial class NotebookRedaction(Redactor redactor)
{
    private const double Scale = 2;
    private const string Blank = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==";
    private static readonly string[] Pictures = ["image/png", "image/jpeg", "image/gif", "image/webp"];

    /// <summary>How many pictures were drawn again from their redacted drawing.</summary>
    public int Drawn { get; private set; }

    /// <summary>How many had no drawing, or no program to draw it, and are not in the result.</summary>
    public int Dropped { get; private set; }

    /// <summary>Redacts a notebook.</summary>
    public JsonObject Redact(JsonObject notebook)
    {
        var other = (JsonObject)Walk("", notebook.DeepClone())!;
        foreach (JsonObject cell in (other["cells"] as JsonArray ?? []).OfType<JsonObject>())
        {
            if (cell.Remove("attachments"))
            {
                Dropped++;
            }
        }

        return other;
    }

    private JsonNode? Walk(string field, JsonNode? node)
    {
        switch (node)
        {
            case JsonObject bundle when field == "data" && bundle.Any(form => form.Key.Contains('/', StringComparison.Ordinal)):
                return Bundle(bundle);
            case JsonObject map:
                return new JsonObject(
                    map.ToArray()
                        .Select(one => KeyValuePair.Create(redactor.RedactKey(one.Key), Walk(one.Key, one.Value)))
                        .DistinctBy(one => one.Key)
                );
            case JsonArray lines when IsText(field) && lines.All(line => line is JsonValue value && value.TryGetValue(out string? _)):
                // A name that two lines share is one name.
                return Lines(redactor.Redact(string.Concat(lines.Select(line => line!.GetValue<string>()))));
            case JsonArray list:
                return new JsonArray([.. list.Select(item => Walk(field, item))]);
            case JsonValue when field is "cell_type" or "output_type" or "mimetype":
                return node.DeepClone();
            case JsonValue value when value.TryGetValue(out string? text):
                return JsonValue.Create(redactor.RedactField(field, text));
            default:
                return node?.DeepClone();
        }
    }

    // A chart's "text" is a list of values, and not the lines of one text.
    private JsonNode? Values(string field, JsonNode? node) =>
        node switch
        {
            JsonObject map => new JsonObject(
                map.ToArray()
                    .Select(one => KeyValuePair.Create(redactor.RedactKey(one.Key), Values(one.Key, one.Value)))
                    .DistinctBy(one => one.Key)
            ),
            JsonArray list => new JsonArray([.. list.Select(item => Values(field, item))]),
            JsonValue value when value.TryGetValue(out string? text) => JsonValue.Create(redactor.RedactField(field, text)),
            _ => node?.DeepClone(),
        };

    private static bool IsText(string field) => field is "source" or "text";

    private static JsonArray Lines(string text) => new([.. Line().Matches(text).Select(line => (JsonNode)JsonValue.Create(line.Value))]);

    // One value in several forms: those of no text stand for a picture, and are made of its drawing anew.
    private JsonObject Bundle(JsonObject bundle)
    {
        var other = new JsonObject();
        string? drawing = Text(bundle[MimeTypes.Drawing]) ?? Text(bundle["image/svg+xml"]);
        foreach ((string mime, JsonNode? form) in bundle)
        {
            string kind = redactor.Redact(mime); // somebody's own, such as application/vnd.acme+json, names him
            if (Pictures.Contains(mime))
            {
                if (drawing is not null && StaticPicture.Rasterize(redactor.Redact(drawing), Scale) is { } png)
                {
                    other["image/png"] = Convert.ToBase64String(png);
                    Drawn++;
                }
                else
                {
                    Dropped++;
                }
            }
            else if (mime.EndsWith("json", StringComparison.Ordinal))
            {
                other[kind] = Text(form) is { } json ? JsonValue.Create(redactor.RedactJson(json)) : Values("", form);
            }
            else if (Text(form) is { } text)
            {
                other[kind] = mime == "text/html" ? Html(text) : redactor.Redact(text);
            }
        }

        return other;
    }

    // A flame graph carries its drawing for its script, and the picture that is shown where scripts are off.
    private string Html(string html)
    {
        string? drawing = null;
        string shown = Flame()
            .Replace(
                html,
                match =>
                {
                    drawing = redactor.Redact(Encoding.UTF8.GetString(Convert.FromBase64String(match.Groups[2].Value)));
                    return match.Groups[1].Value + Hold(Convert.ToBase64String(Encoding.UTF8.GetBytes(drawing))) + "\"";
                }
            );
        shown = Embedded()
            .Replace(
                shown,
                match =>
                {
                    byte[]? png = drawing is null ? null : StaticPicture.Rasterize(drawing, Scale);
                    _ = png is null ? Dropped++ : Drawn++;
                    return "data:image/png;base64," + Hold(png is null ? Blank : Convert.ToBase64String(png));
                }
            );
        string other = Held()
            .Replace(
                redactor.Redact(shown),
                match => _held[int.Parse(match.Groups[1].ValueSpan, System.Globalization.CultureInfo.InvariantCulture)]
            );
        _held.Clear();
        return other;
    }

    private readonly List<string> _held = [];

    // What is redacted already waits behind a mark.
    private string Hold(string done)
    {
        _held.Add(done);
        return Mark(_held.Count - 1);
    }

    private static string Mark(int number) => $"\uE000{number}\uE001";

    private static string? Text(JsonNode? form) => JupyterJson.Text(form);

    [GeneratedRegex(@"(nbkFlameIn\(""[^""]*"",""[^""]*"","")([A-Za-z0-9+/=]+)""", RegexOptions.CultureInvariant)]
    private static partial Regex Flame();

    [GeneratedRegex(@"data:image/[a-z+]+;base64,[A-Za-z0-9+/=]+", RegexOptions.CultureInvariant)]
    private static partial Regex Embedded();

    [GeneratedRegex("\uE000(\\d+)\uE001", RegexOptions.CultureInvariant)]
    private static partial Regex Held();

    [GeneratedRegex(@"[^\n]*\n|[^\n]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex Line();
}
