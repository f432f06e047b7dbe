using System.Text.Json.Nodes;
using NotebookKit.Kernel.Notebooks;
using NotebookKit.Kernel.Running;

namespace NotebookKit.Kernel.Tests.Running;

[Collection("runs")]
public sealed class NotebookRunnerTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("run-").FullName;

    [Fact]
    public async Task Cells_share_what_they_declare_and_the_last_expression_is_the_result()
    {
        NotebookDocument ran = await Book.Ran("int x = 20;", "int Twice(int n) => n * 2;", "Twice(x) + 2", "(string?)null", "x++;");

        Assert.Empty(ran.Cells[0].Outputs);
        Assert.Equal("42", ran.Plain(2));
        Assert.Equal("<null>", ran.Plain(3));
        Assert.Empty(ran.Cells[4].Outputs);
        Assert.Equal([1, 2, 3, 4, 5], ran.Cells.Select(cell => cell.ExecutionCount));
    }

    [Fact]
    public async Task A_cell_may_await()
    {
        NotebookDocument ran = await Book.Ran("await Task.Delay(1);\nvar n = await Task.FromResult(7);", "n");

        Assert.Equal("7", ran.Plain(1));
    }

    [Fact]
    public async Task An_assembly_named_by_path_brings_those_beside_it()
    {
        string inner = SmallAssembly.Compile(_folder, "Inner", "namespace Inner; public class Deep { public int Value => 5; }");
        SmallAssembly.Compile(
            _folder,
            "Outer",
            "namespace Outer; public class Shallow { public int Value => new Inner.Deep().Value + 1; }",
            inner
        );

        RunResult result = await Book.Run(
            Book.Of("#r \"Outer.dll\"\nvar s = new Outer.Shallow();", "s.Value", "new Outer.Shallow().GetType() == s.GetType()"),
            new RunOptions { Folder = _folder }
        );

        Assert.True(result.Passed, result.Failure?.Message);
        Assert.Equal("6", result.Document.Plain(1));
        Assert.Equal("True", result.Document.Plain(2));
    }

    [Fact]
    public async Task A_script_is_loaded_from_the_notebooks_folder_and_files_are_found_there()
    {
        File.WriteAllText(Path.Combine(_folder, "more.csx"), "int Half(int n) => n / 2;");
        File.WriteAllText(Path.Combine(_folder, "beside.txt"), "here");
        string before = Environment.CurrentDirectory;

        RunResult result = await Book.Run(
            Book.Of("#load \"more.csx\"\nHalf(8)", "System.IO.File.ReadAllText(\"beside.txt\")"),
            new RunOptions { Folder = _folder }
        );

        Assert.Equal("4", result.Document.Plain(0));
        Assert.Equal("here", result.Document.Plain(1));
        Assert.Equal(before, Environment.CurrentDirectory);
    }

    [Fact]
    public async Task A_shown_value_is_replaced_in_its_place_even_from_a_later_cell()
    {
        NotebookDocument ran = await Book.Ran(
            "var bar = display(\"0 %\");\nConsole.Write(\"a\");\nbar.Update(\"50 %\");",
            "bar.Update(HTML(\"<b>done</b>\"));"
        );

        JsonArray outputs = ran.Cells[0].Outputs;
        Assert.Equal(2, outputs.Count);
        Assert.Equal("<b>done</b>", Book.Text(outputs[0]!["data"]!["text/html"]));
        Assert.Equal("a", Book.Text(outputs[1]!["text"]));
    }

    [Fact]
    public async Task Printed_text_and_shown_values_keep_their_order()
    {
        NotebookDocument ran = await Book.Ran(
            "Console.WriteLine(\"one\");\nConsole.WriteLine(\"two\");\n3.Display();\nConsole.Error.WriteLine(\"four\");\nConsole.Write(5);\n6"
        );

        JsonArray outputs = ran.Cells[0].Outputs;
        Assert.Equal(
            ["stream", "display_data", "stream", "stream", "execute_result"],
            outputs.Select(output => output!["output_type"]!.GetValue<string>())
        );
        Assert.Equal("one\ntwo\n", Book.Text(outputs[0]!["text"]));
        Assert.Equal("stderr", outputs[2]!["name"]!.GetValue<string>());
        Assert.Equal("5", Book.Text(outputs[3]!["text"]));
    }

    [Fact]
    public async Task A_cell_that_asks_for_input_gets_its_end()
    {
        NotebookDocument ran = await Book.Ran("Console.ReadLine()");

        Assert.Equal("<null>", ran.Plain(0));
    }

    [Fact]
    public async Task Endless_printing_is_cut_and_says_so()
    {
        NotebookDocument ran = await Book.Ran("for (int i = 0; i < 30000; i++) Console.WriteLine(new string('x', 99));");

        string text = string.Concat(ran.Cells[0].Outputs.Select(output => Book.Text(output!["text"])));
        Assert.InRange(text.Length, 1_000_000, 1_000_200);
        Assert.Contains("2,000,000 more characters", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_compile_error_shows_its_line_and_marks_the_place()
    {
        RunResult result = await Book.Run(Book.Of("int ok = 1;", "int a = 1;\nint b = missing + a;", "3"));

        Assert.Equal(2, result.Failure!.Number);
        Assert.Equal("(2,9): error CS0103: The name 'missing' does not exist in the current context", result.Failure.Details[0]);
        Assert.Equal("    int b = missing + a;", result.Failure.Details[1]);
        Assert.Equal("            ^^^^^^^", result.Failure.Details[2]);
        JsonNode error = result.Document.Cells[1].Outputs[0]!;
        Assert.Equal("error", error["output_type"]!.GetValue<string>());
        Assert.Empty(result.Document.Cells[2].Outputs);
        Assert.Null(result.Document.Cells[2].ExecutionCount);
    }

    [Fact]
    public async Task A_compile_error_in_a_loaded_script_names_the_script_and_shows_no_line_of_the_cell()
    {
        File.WriteAllText(Path.Combine(_folder, "broken.csx"), "int fine = 1;\nint b = missing;");

        RunResult result = await Book.Run(Book.Of("#load \"broken.csx\"\nvar second = 2;"), new RunOptions { Folder = _folder });

        Assert.Equal(
            "broken.csx(2,9): error CS0103: The name 'missing' does not exist in the current context",
            Assert.Single(result.Failure!.Details)
        );
    }

    [Fact]
    public async Task An_assembly_that_is_not_there_is_the_only_error_of_its_cell()
    {
        RunResult result = await Book.Run(Book.Of("#r \"nowhere.dll\"\nusing Nowhere;"), new RunOptions { Folder = _folder });

        Assert.StartsWith(
            "(1,1): error CS0006: Metadata file 'nowhere.dll' could not be found",
            result.Failure!.Details[0],
            StringComparison.Ordinal
        );
        Assert.DoesNotContain(result.Failure.Details, line => line.Contains("CS0246", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Each_cell_that_ran_keeps_when_it_started_and_ended_and_the_notebook_keeps_its_run()
    {
        DateTimeOffset before = DateTimeOffset.UtcNow.AddSeconds(-1);

        RunResult result = await Book.Run(
            Book.Tagged(("var n = 1;", ["parameters"]), ("throw new Exception();", []), ("n", [])),
            new RunOptions { Parameters = new Dictionary<string, string> { ["n"] = "2" } }
        );

        NotebookDocument again = NotebookDocument.Parse(result.Document.ToJson(), "again.ipynb");
        foreach (NotebookCell ran in again.Cells.Take(3))
        {
            DateTimeOffset started = Stamp(ran, "iopub.execute_input");
            Assert.InRange(started, before, Stamp(ran, "shell.execute_reply"));
        }

        Assert.Null(again.Cells[3].Metadata["execution"]);
        RunRecord run = RunRecord.Of(again)!;
        Assert.Equal("failed", run.Result);
        Assert.Equal("2", run.Parameters["n"]);
        Assert.InRange(run.Started, before.AddSeconds(-1), DateTimeOffset.UtcNow);
        Assert.DoesNotContain(Environment.MachineName, again.ToJson(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_keeps_ids_unknown_fields_and_metadata_and_replaces_outputs_alone()
    {
        const string Text = """
            {"cells":[{"cell_type":"markdown","id":"m-1","metadata":{"theirs":[1,2.50]},"source":"text"},
            {"cell_type":"code","execution_count":9,"id":"c_2","metadata":{"collapsed":true,"tags":["x"]},"outputs":[{"output_type":"stream","name":"stdout","text":"old"}],"source":"1","odd":{"a":null}}],
            "metadata":{"kernelspec":{"name":".net-csharp","display_name":".NET (C#)","language":"C#"},"vendor":{"v":1.0},"notebookkit":{"requires":["git"]}},"nbformat":4,"nbformat_minor":5,"extra":"kept"}
            """;
        NotebookDocument document = NotebookDocument.Parse(Text, "x.ipynb");

        RunResult result = await Book.Run(document, new RunOptions { Folder = _folder });

        JsonNode after = JsonNode.Parse(result.Document.ToJson())!;
        JsonNode before = JsonNode.Parse(Text)!;
        Assert.Equal("1", result.Document.Plain(1));
        JsonObject cell = after["cells"]![1]!.AsObject();
        cell["outputs"] = before["cells"]![1]!["outputs"]!.DeepClone();
        cell["execution_count"] = 9;
        cell["metadata"]!.AsObject().Remove("execution");
        after["metadata"]!["notebookkit"]!.AsObject().Remove("run");
        Assert.True(JsonNode.DeepEquals(before, after), after.ToJsonString());
    }

    [Fact]
    public async Task An_exception_shows_the_cells_line_and_its_cause()
    {
        RunResult result = await Book.Run(
            Book.Of(
                "int Divide(int n)\n{\n    return 1 / n;\n}",
                "try\n{\n    Divide(0);\n}\ncatch (Exception e)\n{\n    throw new InvalidOperationException(\"outer\", e);\n}"
            )
        );

        string details = string.Join('\n', result.Failure!.Details);
        Assert.Equal("InvalidOperationException: outer", result.Failure.Message);
        Assert.True(
            details.Contains("at cell 2 line 7: throw new InvalidOperationException(\"outer\", e);", StringComparison.Ordinal),
            details
        );
        Assert.Contains("caused by System.DivideByZeroException", details, StringComparison.Ordinal);
        Assert.Contains("at cell 1 line 3: return 1 / n;", details, StringComparison.Ordinal);
        Assert.DoesNotContain("Microsoft.CodeAnalysis", details, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lazy_sequence_that_throws_while_it_is_shown_fails_its_cell()
    {
        RunResult result = await Book.Run(Book.Of("new[] { 1, 0 }.Select(n => 1 / n)", "2"));

        Assert.StartsWith("DivideByZeroException", result.Failure!.Message, StringComparison.Ordinal);
        Assert.Equal("error", result.Document.Cells[0].Outputs[0]!["output_type"]!.GetValue<string>());
        Assert.Empty(result.Document.Cells[1].Outputs);
    }

    [Fact]
    public async Task What_a_failing_cell_declared_before_stays_declared_when_it_may_fail()
    {
        RunResult result = await Book.Run(
            Book.Tagged(("var kept = 9;\nthrow new Exception(\"expected\");", ["raises-exception"]), ("kept", []))
        );

        Assert.True(result.Passed);
        Assert.Equal("9", result.Document.Plain(1));
    }

    [Fact]
    public async Task A_tight_loop_is_left_behind_when_its_time_is_up()
    {
        // The compiler's own first start is no part of the cell's time.
        await Book.Ran("Console.Write(1);");

        RunResult result = await Book.Run(
            Book.Of("Console.Write(\"in\");\nwhile (true) { }", "1"),
            new RunOptions { CellTimeout = TimeSpan.FromSeconds(10) }
        );

        Assert.Equal("Timeout: the cell took longer than the 10 s it may take", result.Failure!.Message);
        Assert.Equal("in", Book.Text(result.Document.Cells[0].Outputs[0]!["text"]));
    }

    [Fact]
    public async Task A_cancelled_run_keeps_what_ran()
    {
        using var stop = new CancellationTokenSource();
        var options = new RunOptions
        {
            Progress = cell =>
            {
                if (cell is { Number: 2, Ended: false })
                {
                    stop.CancelAfter(300);
                }
            },
        };

        RunResult result = await NotebookRunner.RunAsync(Book.Of("1", "await Task.Delay(60000);", "3"), options, stop.Token);

        Assert.True(result.Cancelled);
        Assert.False(result.Passed);
        Assert.Equal("1", result.Document.Plain(0));
        Assert.Equal("Cancelled", result.Document.Cells[1].Outputs[0]!["ename"]!.GetValue<string>());
        Assert.Empty(result.Document.Cells[2].Outputs);
    }

    [Fact]
    public async Task Parameters_replace_the_values_of_the_tagged_cell()
    {
        var values = new Dictionary<string, string>
        {
            ["path"] = "a\"b\\c",
            ["n"] = "-3",
            ["x"] = "1e3",
            ["on"] = "false",
        };

        RunResult result = await Book.Run(
            Book.Tagged(("var path = \"p\";\nvar n = 1;\ndouble x = 2;\nvar on = true;", ["parameters"]), ("$\"{path} {n} {x} {on}\"", [])),
            new RunOptions { Parameters = values }
        );

        Assert.True(result.Passed, result.Failure?.Message);
        Assert.Equal("a\"b\\c -3 1000 False", result.Document.Plain(2));
        Assert.Equal(["injected-parameters"], result.Document.Cells[1].Tags);
    }

    [Theory]
    [InlineData("other", "1", "has no parameter 'other'; its parameters are n")]
    [InlineData("n", "many", "is of type int, which 'many' does not fit")]
    public async Task A_parameter_that_is_not_known_or_does_not_fit_is_an_error(string name, string value, string expected)
    {
        var error = await Assert.ThrowsAsync<ArgumentException>(() =>
            Book.Run(
                Book.Tagged(("var n = 1;", ["parameters"])),
                new RunOptions { Parameters = new Dictionary<string, string> { [name] = value } }
            )
        );

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_directive_that_this_engine_does_not_know_is_a_clear_error()
    {
        RunResult result = await Book.Run(Book.Of("var a = 1;\n#!pwsh"));

        Assert.Contains("(2,1): error NK0001: this engine does not know #!pwsh", result.Failure!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_client_kept_in_pieces_compares_as_what_was_printed()
    {
        Assert.Empty(OutputComparison.Differences(Printed("a\nb\n"), Printed("a\n", "b\n")));
        Assert.NotEmpty(OutputComparison.Differences(Printed("a\nb\n"), Printed("a\n", "c\n")));
        Assert.NotEmpty(OutputComparison.Differences(Printed("a\nb\n"), Printed("a\n")));

        static NotebookDocument Printed(params string[] pieces)
        {
            string outputs = string.Join(
                ",",
                pieces.Select(piece => $$"""{"output_type":"stream","name":"stdout","text":{{JsonValue.Create(piece).ToJsonString()}}}""")
            );
            return NotebookDocument.Parse(
                $$"""{"cells":[{"cell_type":"code","execution_count":1,"metadata":{},"source":"","outputs":[{{outputs}}]}],"metadata":{},"nbformat":4,"nbformat_minor":5}""",
                "printed"
            );
        }
    }

    [Fact]
    public void Where_other_names_have_other_widths_the_values_of_a_chart_are_compared_and_not_its_places()
    {
        NotebookDocument one = Chart("a", 3, 150.2),
            moved = Chart("a", 3, 151.9),
            other = Chart("a", 4, 150.2);
        Assert.NotEmpty(OutputComparison.Differences(one, moved));
        Assert.Empty(OutputComparison.Differences(one, moved, ComparedDrawings.Marks));
        Assert.NotEmpty(OutputComparison.Differences(one, other, ComparedDrawings.Marks));
        Assert.NotEmpty(OutputComparison.Differences(one, Chart("b", 3, 150.2), ComparedDrawings.Marks));
        Assert.Empty(OutputComparison.Differences(Flame("read", 40, 1), Flame("read", 40, 2), ComparedDrawings.Marks));
        Assert.NotEmpty(OutputComparison.Differences(Flame("read", 40, 1), Flame("read", 41, 1), ComparedDrawings.Marks));
        Assert.NotEmpty(OutputComparison.Differences(Flame("read", 40, 1), Flame("read", 40, 1, about: "the fix"), ComparedDrawings.Marks));
        Assert.NotEmpty(OutputComparison.Differences(one, Chart("a", 3, 150.2, title: "20 times as long"), ComparedDrawings.Marks));

        static NotebookDocument Chart(string name, int value, double place, string title = "2 times as long") =>
            Shown(
                new JsonObject
                {
                    ["application/vnd.plotly.v1+json"] = new JsonObject
                    {
                        ["data"] = new JsonArray(new JsonObject { ["name"] = name, ["y"] = new JsonArray(value) }),
                        ["layout"] = new JsonObject
                        {
                            ["title"] = new JsonObject { ["text"] = title },
                            ["annotations"] = new JsonArray(new JsonObject { ["x"] = place }),
                        },
                    },
                }
            );

        static NotebookDocument Flame(string frame, int samples, int place, string about = "the defect")
        {
            string drawing = Convert.ToBase64String(
                System.Text.Encoding.UTF8.GetBytes($"<svg><g><title>{frame} ({samples} samples)</title><rect x=\"{place}\"/></g></svg>")
            );
            return Shown(
                new JsonObject
                {
                    ["text/html"] =
                        $"<img alt=\"{about}\" src=\"data:image/png;base64,{place}\"><script>nbkFlameIn(\"nbk-flame-{place:x16}\",\"width:1px\",\"{drawing}\");</script>",
                }
            );
        }

        static NotebookDocument Shown(JsonObject data) =>
            NotebookDocument.Parse(
                $$$"""{"cells":[{"cell_type":"code","execution_count":1,"metadata":{},"source":"","outputs":[{"output_type":"display_data","data":{{{data.ToJsonString()}}},"metadata":{}}]}],"metadata":{},"nbformat":4,"nbformat_minor":5}""",
                "shown"
            );
    }

    [Fact]
    public void Of_drawings_with_other_names_each_mark_is_compared_by_where_in_its_panel_it_stands()
    {
        NotebookDocument one = Drawn("lvol-a", 100, 500, 300),
            moved = Drawn("a-longer-name", 200, 400, 360);
        Assert.NotEmpty(OutputComparison.Differences(one, moved, ComparedDrawings.Letters));
        Assert.Empty(OutputComparison.Differences(one, moved, ComparedDrawings.Marks));
        Assert.Contains(
            "expected \"circle fill=#0072b2 r=3 0.5 ms\" at 0.4",
            Assert.Single(OutputComparison.Differences(one, Drawn("a", 100, 500, 350), ComparedDrawings.Marks)),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "found \"circle fill=#0072b2 r=3 0.7 ms\"",
            Assert.Single(OutputComparison.Differences(one, Drawn("a", 100, 500, 300, "0.7 ms"), ComparedDrawings.Marks)),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "found none",
            Assert.Single(OutputComparison.Differences(one, Output("<svg/>"), ComparedDrawings.Marks)),
            StringComparison.Ordinal
        );
        foreach (
            (string was, string made) in new[]
            {
                ("r=\"3\"", "r=\"3\" transform=\"translate(200)\""),
                ("r=\"3\"", "r=\"3\" opacity=\"0\""),
                ("data-plot=\"100 50 500 100\"", "data-plot=\"-1 -1 0 0\""),
                ("</svg>", "<rect width=\"900\" height=\"900\" fill=\"#fff\"/></svg>"),
                ("data-x=\"0 1\"", "data-x=\"0 9\""),
            }
        )
        {
            string forged = one.ToJson()
                .Replace(
                    was.Replace("\"", "\\\"", StringComparison.Ordinal),
                    made.Replace("\"", "\\\"", StringComparison.Ordinal),
                    StringComparison.Ordinal
                );
            Assert.NotEqual(one.ToJson(), forged);
            Assert.NotEmpty(OutputComparison.Differences(one, NotebookDocument.Parse(forged, "forged"), ComparedDrawings.Marks));
        }

        Assert.Contains(
            "is no drawing",
            Assert.Single(OutputComparison.Differences(one, Output("<svg"), ComparedDrawings.Marks)),
            StringComparison.Ordinal
        );
        Assert.Empty(OutputComparison.Differences(one, Output("<svg/>")));

        static NotebookDocument Drawn(string name, int left, int width, int at, string said = "0.5 ms") =>
            Output(
                $"<svg><g class=\"nbk-panel\" data-plot=\"{left} 50 {width} 100\" data-x=\"0 1\"><text>{name}</text><g class=\"nbk-series\" data-s=\"read\"><circle cx=\"{at}\" cy=\"60\" r=\"3\" fill=\"#0072b2\"><title>{said}</title></circle></g></g></svg>"
            );

        static NotebookDocument Output(string drawing) =>
            NotebookDocument.Parse(
                $$$"""{"cells":[{"cell_type":"code","execution_count":1,"metadata":{},"source":"","outputs":[{"output_type":"display_data","data":{"application/vnd.notebookkit.svg":{{{JsonValue.Create(drawing).ToJsonString()}}}},"metadata":{}}]}],"metadata":{},"nbformat":4,"nbformat_minor":5}""",
                "drawn"
            );
    }

    [Fact]
    public async Task What_is_not_compared_is_counted()
    {
        NotebookDocument book = await Book.Ran(
            "Console.WriteLine(\"at 2026-01-02T03:04:05Z, done in 3.5 s\");",
            Picture("a", "image/png;base64,iVBORw0KGgo=")
        );

        LeftUncompared left = OutputComparison.NotCompared(book);

        Assert.Equal(new LeftUncompared(1, 1, 1, 0), left);
        Assert.Equal("1 picture as a rasteriser made it, 1 time of day, 1 duration", left.ToString());
        Assert.Equal("", default(LeftUncompared).ToString());
    }

    [Fact]
    public async Task Two_runs_of_one_notebook_compare_as_equal_and_a_change_is_found()
    {
        string[] cells =
        [
            "DateTime.UtcNow.ToString(\"O\")",
            "Console.WriteLine(\"/srv/x/data/a.txt\");",
            "new[] { 1, 2 }",
            Picture("a", "image/png;base64,iVBORw0KGgo="),
        ];
        NotebookDocument one = await Book.Ran(cells);
        NotebookDocument two = await Book.Ran(cells);
        NotebookDocument other = await Book.Ran(
            cells[0],
            "Console.WriteLine(\"/home/y/data/a.txt\");",
            "new[] { 1, 3 }",
            Picture("a", "image/svg+xml;base64,PHN2Zy8+")
        );
        NotebookDocument named = await Book.Ran(cells[0], cells[1], cells[2], Picture("b", "image/png;base64,iVBORw0KGgo="));

        Assert.Empty(OutputComparison.Differences(one, two));
        Assert.All(
            OutputComparison.Differences(one, other),
            difference => Assert.StartsWith("cell 3 output 1", difference, StringComparison.Ordinal)
        );
        Assert.NotEmpty(OutputComparison.Differences(one, other));
        Assert.Contains(
            OutputComparison.Differences(one, named),
            difference => difference.StartsWith("cell 4 output 1 text/html", StringComparison.Ordinal)
        );
    }

    // Fonts and rasteriser make the bits of a picture within HTML; what it is called is the notebook's.
    private static string Picture(string name, string data) => $"HTML(\"<img alt='{name}' src='data:{data}'>\")";

    private static DateTimeOffset Stamp(NotebookCell cell, string name) =>
        DateTimeOffset.Parse(cell.Metadata["execution"]![name]!.GetValue<string>(), System.Globalization.CultureInfo.InvariantCulture);

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
