using NotebookKit.Kernel.Notebooks;

namespace NotebookKit.Kernel.Tests.Notebooks;

public class NotebookDocumentTests
{
    // As Jupyter 7 writes it, unknown fields and all.
    private const string Jupyter = """
        {
         "cells": [
          {
           "attachments": {},
           "cell_type": "markdown",
           "id": "intro",
           "metadata": {
            "vendor": {
             "x": [
              1,
              2.50
             ]
            }
           },
           "source": [
            "# Größe <b>&amp;</b> 'é' 漢字 🚀 \u0001 \t \\ \" \n",
            "\n",
            "text"
           ]
          },
          {
           "cell_type": "code",
           "execution_count": 3,
           "id": "c1",
           "metadata": {},
           "outputs": [
            {
             "data": {
              "text/plain": [
               "1"
              ]
             },
             "execution_count": 3,
             "metadata": {},
             "output_type": "execute_result"
            }
           ],
           "source": []
          }
         ],
         "metadata": {
          "kernelspec": {
           "display_name": ".NET (C#)",
           "language": "C#",
           "name": ".net-csharp"
          },
          "unknown": null
         },
         "nbformat": 4,
         "nbformat_minor": 5
        }

        """;

    [Fact]
    public void A_notebook_that_nobody_changed_is_written_back_byte_for_byte()
    {
        string text = Jupyter.ReplaceLineEndings("\n");

        Assert.Equal(text, NotebookDocument.Parse(text, "x.ipynb").ToJson());
    }

    [Fact]
    public void Saving_replaces_the_file_and_leaves_nothing_beside_it()
    {
        string folder = Directory.CreateTempSubdirectory("save-").FullName;
        string path = Path.Combine(folder, "x.ipynb");
        NotebookDocument document = NotebookDocument.Parse(Jupyter, "x.ipynb");
        document.Cells[0].Source = "new\ntext";

        document.Save(path);

        Assert.Equal(["x.ipynb"], Directory.GetFiles(folder).Select(Path.GetFileName));
        Assert.Equal("new\ntext", NotebookDocument.Load(path).Cells[0].Source);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void Missing_and_double_ids_are_replaced_by_stable_ones()
    {
        const string Old =
            """{"cells":[{"cell_type":"code","metadata":{},"outputs":[],"execution_count":null,"source":"1"},{"cell_type":"raw","metadata":{},"id":"a","source":"r"},{"cell_type":"raw","metadata":{},"id":"a","source":"r"}],"metadata":{},"nbformat":4,"nbformat_minor":4}""";

        NotebookDocument one = NotebookDocument.Parse(Old, "old.ipynb");
        NotebookDocument two = NotebookDocument.Parse(Old, "old.ipynb");

        Assert.Equal(one.Cells.Select(cell => cell.Id), two.Cells.Select(cell => cell.Id));
        Assert.Equal(3, one.Cells.Select(cell => cell.Id).Distinct().Count());
        Assert.Equal("a", one.Cells[1].Id);
        Assert.Contains("\"nbformat_minor\": 5", one.ToJson(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "bad.ipynb line 1 column 1: the file is empty")]
    [InlineData("{\n \"cells\": [\n  {,\n", "bad.ipynb line 3 column 4: expected JSON")]
    [InlineData(
        "{\n \"nbformat\": 4,\n \"nbformat\": 4}",
        "bad.ipynb line 3 column 2: expected JSON: the field nbformat stands there twice"
    )]
    [InlineData("[]", "expected a JSON object")]
    [InlineData("{\"cells\":[]}", "the field nbformat is missing")]
    [InlineData("{\"cells\":[],\"nbformat\":3}", "nbformat 3 cannot be read")]
    [InlineData("{\"cells\":[],\"nbformat\":5}", "nbformat 5 cannot be read")]
    [InlineData("{\"nbformat\":4}", "the field cells is missing")]
    [InlineData("{\"nbformat\":4,\"cells\":[{\"cell_type\":\"code\"}]}", "cell 1: the field source is missing")]
    [InlineData("{\"nbformat\":4,\"cells\":[{\"cell_type\":\"spoken\",\"source\":\"\"}]}", "cell 1 has cell_type 'spoken'")]
    public void What_is_no_notebook_is_an_error_that_says_what_and_where(string text, string expected)
    {
        var error = Assert.Throws<NotebookFormatException>(() => NotebookDocument.Parse(text, "bad.ipynb"));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.StartsWith("bad.ipynb", error.Message, StringComparison.Ordinal);
    }

    private const string Whole = """
        {
         "cells": [
          { "cell_type": "code", "id": "a", "metadata": { "tags": [] }, "execution_count": null, "outputs": [], "source": ["1 + 1\n", "2"] }
         ],
         "metadata": { "kernelspec": { "name": "x" } },
         "nbformat": 4,
         "nbformat_minor": 5
        }
        """;

    // Cut off at every byte, and every byte replaced: what is no JSON any more is told in words of ours, with its place.
    [Theory, InlineData(null), InlineData('#'), InlineData(','), InlineData('"'), InlineData('}'), InlineData('\n'), InlineData('7')]
    public void Damage_is_told_with_line_and_column_and_in_no_reader_s_words(char? replaced)
    {
        int told = 0;
        for (int at = 1; at < Whole.Length; at++)
        {
            string text = replaced is { } letter ? Whole[..at] + letter + Whole[(at + 1)..] : Whole[..at];
            try
            {
                NotebookDocument.Parse(text, "bad.ipynb");
            }
            catch (NotebookFormatException error)
            {
                told++;
                Assert.DoesNotMatch("LineNumber|BytePosition|Expected |is an invalid|is invalid|instead reached|JsonReader", error.Message);
                if (error.Message.Contains("expected JSON", StringComparison.Ordinal))
                {
                    Assert.Matches("^bad.ipynb line [0-9]+ column [0-9]+: expected JSON: .+Get the notebook anew", error.Message);
                }
            }
        }

        Assert.InRange(told, Whole.Length / 20, Whole.Length);
    }
}
