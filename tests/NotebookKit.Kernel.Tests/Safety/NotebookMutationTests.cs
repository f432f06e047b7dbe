using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using NotebookKit.Kernel.Notebooks;
using NotebookKit.Kernel.Pages;
using NotebookKit.Kernel.Running;

namespace NotebookKit.Kernel.Tests.Safety;

/// <summary>Notebooks with anything changed: read and shown, or refused with a reason.
/// NOTEBOOKKIT_FUZZ gives another number of them.</summary>
public sealed class NotebookMutationTests
{
    private static readonly int Count = int.Parse(
        Environment.GetEnvironmentVariable("NOTEBOOKKIT_FUZZ") ?? "1500",
        CultureInfo.InvariantCulture
    );

    private static readonly string[] Values =
    [
        "null",
        "true",
        "5",
        "-1",
        "1e999",
        "123456789012345678901234567890",
        "\"\"",
        "\"text\"",
        "\"\\ud800\"",
        "\"\\u0000\"",
        "[]",
        "{}",
        "[null]",
        "[[1]]",
        "{\"text/html\":5}",
        "[\"# a\\n\",\"![x](attachment:a.png) ![y](%00.png) ![z](../../x.png)\"]",
        "\"<script>1</script><img src=x onerror=1>\"",
        "[{\"output_type\":\"stream\"}]",
    ];

    [Fact]
    public void Any_value_anywhere_is_shown_or_refused_with_a_reason()
    {
        const int Seed = 20261127;
        var random = new Random(Seed);
        int shown = 0;
        for (int i = 0; i < Count; i++)
        {
            JsonNode notebook = JsonNode.Parse(MalformedNotebookTests.Whole)!;
            for (int changes = random.Next(1, 4); changes > 0; changes--)
            {
                Change(notebook, random);
            }

            shown += Try(Encoding.UTF8.GetBytes(JupyterJson.Write(notebook)), $"seed {Seed}, notebook {i}") ? 1 : 0;
        }

        Assert.InRange(shown, 1, Count - 1);
    }

    [Fact]
    public void Any_bytes_are_shown_or_refused_with_a_reason()
    {
        const int Seed = 15;
        var random = new Random(Seed);
        byte[] whole = Encoding.UTF8.GetBytes(MalformedNotebookTests.Whole);
        for (int i = 0; i < Count; i++)
        {
            byte[] bytes = [.. whole];
            for (int changes = random.Next(1, 6); changes > 0; changes--)
            {
                bytes[random.Next(bytes.Length)] = random.Next(3) == 0 ? (byte)random.Next(256) : "{}[]\",:0e\\u"u8[random.Next(11)];
            }

            Try(random.Next(4) == 0 ? bytes[..random.Next(bytes.Length)] : bytes, $"seed {Seed}, bytes {i}");
        }
    }

    // Everything that a command does with a notebook that it does not run.
    private static bool Try(byte[] bytes, string which)
    {
        string path = Path.Combine(AppContext.BaseDirectory, "mutated.ipynb");
        try
        {
            File.WriteAllBytes(path, bytes);
            NotebookDocument document = NotebookDocument.Load(path);
            Assert.NotEmpty(NotebookPage.Write(document));
            _ = NotebookPage.TitleOf(document);
            _ = RunRecord.Of(document);
            _ = RunParameters.Of(document);
            NotebookDocument again = NotebookDocument.Parse(document.ToJson(), "again.ipynb");
            Assert.Empty(OutputComparison.Differences(document, again));
            return true;
        }
        catch (NotebookFormatException error)
        {
            Assert.Contains("mutated.ipynb", error.Message, StringComparison.Ordinal);
            return false;
        }
        catch (Exception error) when (error is not Xunit.Sdk.XunitException)
        {
            throw new InvalidOperationException($"{which}: {error.GetType().Name} from {Encoding.UTF8.GetString(bytes)}", error);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static void Change(JsonNode notebook, Random random)
    {
        JsonNode at = notebook;
        while (Children(at) is { Count: > 0 } children)
        {
            JsonNode? next = children[random.Next(children.Count)];
            if (next is null || random.Next(4) == 0)
            {
                break;
            }

            at = next;
        }

        JsonNode? value = JsonNode.Parse(Values[random.Next(Values.Length)]);
        switch (at.Parent)
        {
            case JsonArray list when random.Next(4) == 0:
                list.Add(value);
                break;
            case JsonArray list:
                list[at.GetElementIndex()] = value;
                break;
            case JsonObject parent when random.Next(5) == 0:
                parent.Remove(at.GetPropertyName());
                break;
            case JsonObject parent:
                parent[at.GetPropertyName()] = value;
                break;
            default:
                break;
        }
    }

    private static List<JsonNode?> Children(JsonNode node) =>
        node switch
        {
            JsonObject json => [.. json.Select(member => member.Value)],
            JsonArray list => [.. list],
            _ => [],
        };
}
