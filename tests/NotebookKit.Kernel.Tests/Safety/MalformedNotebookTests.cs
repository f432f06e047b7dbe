using System.Text.Json.Nodes;
using NotebookKit.Kernel.Notebooks;
using NotebookKit.Kernel.Pages;

namespace NotebookKit.Kernel.Tests.Safety;

/// <summary>Notebooks whose fields hold what they must not: an error names the file, the
/// cell and the field, and nothing else happens.</summary>
public sealed class MalformedNotebookTests
{
    // Every field of nbformat 4.5 that is read here, once.
    internal const string Whole = """
        {"cells":[
         {"cell_type":"markdown","id":"m","metadata":{},"source":["# T\n","text"],"attachments":{"a.png":{"image/png":"iVBORw0KGgo="}}},
         {"cell_type":"raw","id":"r","metadata":{},"source":"raw"},
         {"cell_type":"code","id":"c","execution_count":1,"metadata":{"tags":["parameters"],"execution":{"iopub.execute_input":"2026-01-02T03:04:05Z"}},"source":"int n = 1;","outputs":[
          {"output_type":"stream","name":"stdout","text":["a\n","b"]},
          {"output_type":"execute_result","execution_count":1,"data":{"text/plain":"1","application/json":{"x":[1,null]}},"metadata":{}},
          {"output_type":"display_data","data":{"text/html":["<b>","x</b>"]},"metadata":{"image/png":{"width":10}}},
          {"output_type":"error","ename":"E","evalue":"v","traceback":["l"]}]}],
         "metadata":{"kernelspec":{"name":".net-csharp","display_name":"C#"},"language_info":{"name":"C#","version":"14"},"title":"t","authors":[],
          "notebookkit":{"requires":["sh"],"run":{"elapsed_s":1}}},
         "nbformat":4,"nbformat_minor":5}
        """;

    private const string Text = "5 true null [] {} [5]";
    private const string Texts = "5 true null {} [5] [null] [\"a\",[\"b\"]]";
    private const string Object = "5 true null \"x\" [] [{}]";
    private const string List = "5 true null \"x\" {}";
    private const string Number = "true \"1\" [] {} -1 1.5 1e300";

    /// <summary>A field's path, the values that it must not hold, and what the error calls it.</summary>
    public static TheoryData<string, string, string> Fields =>
        new()
        {
            { "nbformat_minor", Number + " null", "field nbformat_minor" },
            { "metadata", Object, "field metadata" },
            { "metadata/title", Text, "field metadata.title" },
            { "metadata/authors", List, "field metadata.authors" },
            { "metadata/kernelspec", Object, "field metadata.kernelspec" },
            { "metadata/kernelspec/name", Text, "field metadata.kernelspec.name" },
            { "metadata/kernelspec/display_name", Text, "field metadata.kernelspec.display_name" },
            { "metadata/language_info", Object, "field metadata.language_info" },
            { "metadata/language_info/version", Text, "field metadata.language_info.version" },
            { "metadata/notebookkit", Object, "field metadata.notebookkit" },
            { "metadata/notebookkit/requires", List + " [5]", "field metadata.notebookkit.requires" },
            { "metadata/notebookkit/run", Object, "field metadata.notebookkit.run" },
            { "cells/0", "5 true null \"x\" []", "cell 1 is no JSON object" },
            { "cells/0/cell_type", Text, "cell 1: the field cell_type" },
            { "cells/0/id", Text, "cell 1: the field id" },
            { "cells/0/source", Texts, "cell 1: the field source" },
            { "cells/0/metadata", Object, "cell 1: the field metadata" },
            { "cells/0/attachments", Object, "cell 1: the field attachments" },
            { "cells/0/attachments/a.png", Object, "cell 1: the field attachments[\"a.png\"]" },
            { "cells/0/attachments/a.png/image~1png", Texts, "cell 1: the field attachments[\"a.png\"][\"image/png\"]" },
            { "cells/2/execution_count", Number, "cell 3: the field execution_count" },
            { "cells/2/metadata/tags", List + " [5]", "cell 3: the field metadata.tags" },
            { "cells/2/metadata/execution", Object, "cell 3: the field metadata.execution" },
            { "cells/2/metadata/execution/iopub.execute_input", Text, "cell 3: the field metadata.execution[\"iopub.execute_input\"]" },
            { "cells/2/outputs", List, "cell 3: the field outputs" },
            { "cells/2/outputs/1", "5 true null \"x\" []", "cell 3: the field outputs[1]" },
            { "cells/2/outputs/0/output_type", Text, "cell 3: the field outputs[0].output_type" },
            { "cells/2/outputs/0/name", Text, "cell 3: the field outputs[0].name" },
            { "cells/2/outputs/0/text", Texts, "cell 3: the field outputs[0].text" },
            { "cells/2/outputs/1/execution_count", Number, "cell 3: the field outputs[1].execution_count" },
            { "cells/2/outputs/1/data", Object, "cell 3: the field outputs[1].data" },
            { "cells/2/outputs/1/data/text~1plain", Texts, "cell 3: the field outputs[1].data[\"text/plain\"]" },
            { "cells/2/outputs/2/data/text~1html", Texts, "cell 3: the field outputs[2].data[\"text/html\"]" },
            { "cells/2/outputs/2/metadata", Object, "cell 3: the field outputs[2].metadata" },
            { "cells/2/outputs/3/ename", Text, "cell 3: the field outputs[3].ename" },
            { "cells/2/outputs/3/evalue", Text, "cell 3: the field outputs[3].evalue" },
            { "cells/2/outputs/3/traceback", List + " [5] [null]", "cell 3: the field outputs[3].traceback" },
        };

    [Theory]
    [MemberData(nameof(Fields))]
    public void A_field_of_a_wrong_kind_is_named_with_its_file_and_cell(string path, string values, string named)
    {
        foreach (string value in values.Split(' '))
        {
            JsonNode notebook = JsonNode.Parse(Whole)!;
            Set(notebook, path, JsonNode.Parse(value));

            var error = Assert.Throws<NotebookFormatException>(() => NotebookDocument.Parse(notebook.ToJsonString(), "some.ipynb"));

            Assert.StartsWith("some.ipynb: ", error.Message, StringComparison.Ordinal);
            Assert.Contains(named, error.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("cells/0/source", "cell 1: the field source is missing")]
    [InlineData("cells/0/cell_type", "cell 1: the field cell_type is missing")]
    [InlineData("cells/2/outputs/0/text", "cell 3: the field outputs[0].text is missing")]
    [InlineData("cells/2/outputs/0/output_type", "cell 3: the field outputs[0].output_type is missing")]
    public void A_field_that_must_be_there_is_named_where_it_is_not(string path, string named)
    {
        JsonNode notebook = JsonNode.Parse(Whole)!;
        (JsonNode parent, string name) = Find(notebook, path);
        ((JsonObject)parent).Remove(name);

        var error = Assert.Throws<NotebookFormatException>(() => NotebookDocument.Parse(notebook.ToJsonString(), "some.ipynb"));

        Assert.Contains(named, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("break/page-id-not-string.ipynb", "cell 11: the field id holds true: expected a text")]
    [InlineData("break/page-output-not-object.ipynb", "cell 10: the field outputs[0] holds a text: expected an object")]
    public void The_cases_that_once_broke_the_page_name_their_field(string name, string named)
    {
        var error = Assert.Throws<NotebookFormatException>(() => NotebookDocument.Load(RepositoryFolder.Case(name)));

        Assert.Contains(named, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_nbformat_lets_be_missing_and_what_a_later_one_adds_is_no_fault()
    {
        const string Bare =
            """{"cells":[{"cell_type":"code","source":"1"},{"cell_type":"code","source":"2","execution_count":2.0,"outputs":[{"output_type":"hologram","new":[1]}],"later":{}}],"nbformat":4}""";

        NotebookDocument document = NotebookDocument.Parse(Bare, "bare.ipynb");

        Assert.Equal(2, document.Cells[1].ExecutionCount);
        Assert.Contains("In [2]", NotebookPage.Write(document), StringComparison.Ordinal);
    }

    [Fact]
    public void Half_a_character_is_shown_as_the_replacement_character_and_written_back_as_it_was()
    {
        string half = Whole
            .Replace("\"text\"]", "\"cut \\ud83d\"]", StringComparison.Ordinal)
            .Replace("\"text\":[\"a\\n\",\"b\"]", "\"text\":\"\\\\\\ud83d\\ud83d\\ude80 \\udc00!\"", StringComparison.Ordinal);

        NotebookDocument document = NotebookDocument.Parse(half, "half.ipynb");

        Assert.EndsWith("cut \ufffd", document.Cells[0].Source, StringComparison.Ordinal);
        Assert.Contains(
            "\\\ufffd\ud83d\ude80 \ufffd!",
            System.Net.WebUtility.HtmlDecode(NotebookPage.Write(document)),
            StringComparison.Ordinal
        );
        Assert.Contains("\"cut \\ud83d\"", document.ToJson(), StringComparison.Ordinal);
    }

    [Fact]
    public void Bytes_that_are_no_text_are_named_with_their_place()
    {
        string folder = Directory.CreateTempSubdirectory("bytes-").FullName;
        string path = Path.Combine(folder, "a.ipynb");
        File.WriteAllBytes(path, [.. "{\n \"nbformat\": 4, \"x\": \""u8, 0xc3, 0x28, .. "\"}"u8]);

        var error = Assert.Throws<NotebookFormatException>(() => NotebookDocument.Load(path));

        Assert.Contains("a.ipynb line 2: byte 0xc3 at offset 24 is no UTF-8", error.Message, StringComparison.Ordinal);
        Directory.Delete(folder, recursive: true);
    }

    private static void Set(JsonNode notebook, string path, JsonNode? value)
    {
        (JsonNode parent, string name) = Find(notebook, path);
        if (parent is JsonArray list)
        {
            list[int.Parse(name, System.Globalization.CultureInfo.InvariantCulture)] = value;
        }
        else
        {
            parent[name] = value;
        }
    }

    private static (JsonNode Parent, string Name) Find(JsonNode notebook, string path)
    {
        string[] steps = [.. path.Split('/').Select(step => step.Replace("~1", "/", StringComparison.Ordinal))];
        JsonNode parent = notebook;
        foreach (string step in steps[..^1])
        {
            parent = parent is JsonArray list ? list[int.Parse(step, System.Globalization.CultureInfo.InvariantCulture)]! : parent[step]!;
        }

        return (parent, steps[^1]);
    }
}
