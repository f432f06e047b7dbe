using NotebookKit.Kernel.Notebooks;
using NotebookKit.Kernel.Running;

namespace NotebookKit.Cli.Tests.Notebooks;

/// <summary>Cells of other languages, and the values that they share with C#, in a headless run with the library.</summary>
public sealed class PolyglotTests : IDisposable
{
    private readonly TestFolder _folder = new();

    private static string Frame =>
        $"""
            #r "{RepositoryFolder.Library}"
            using Microsoft.Data.Analysis;
            using NotebookKit;
            var requests = new DataFrame(new StringDataFrameColumn("rwbs", new[] {"{"} "R", "WS", "R", null {"}"}), new DoubleDataFrameColumn("d2c_us", new double?[] {"{"} 80, 250, null, 410 {"}"}));
            """;

    // Our kernel under nbclient and Microsoft's are held to the same outputs (PolyglotClientTests, MicrosoftKernelTests).
    [Fact]
    public async Task A_notebook_of_CSharp_SQL_HTML_JavaScript_and_shell_cells_that_share_values_gives_its_committed_outputs()
    {
        string source = Path.Combine(RepositoryFolder.Root, "tests", "data", "polyglot", "polyglot.ipynb");

        (int code, string output, string error) = await Notebookkit.RunAsync(
            Path.GetDirectoryName(source)!,
            "run",
            source,
            "--out",
            _folder["records"]
        );

        Assert.True(code == 0, output + error);
        Assert.Empty(OutputComparison.Differences(NotebookDocument.Load(source), _folder.Read("records/polyglot.ipynb")));
    }

    [Fact]
    public async Task The_library_and_SQL_are_used_in_one_cell_and_csharp_goes_on_behind_it()
    {
        NotebookDocument ran = await Ran(
            Frame
                + "\n#!sql --name counts\nSELECT rwbs, count(*) AS n FROM requests GROUP BY 1 ORDER BY n DESC LIMIT 1\n#!csharp\n#!share --from sql counts\n(long)counts[\"n\"][0]"
        );

        Assert.Equal(2, ran.Cells[0].Outputs.Count);
        Assert.Contains("rwbs  n", ran.Cells[0].Outputs[0]!["data"]!["text/plain"]!.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal("2", ran.Plain("c0"));
    }

    [Fact]
    public async Task A_frame_is_shared_by_name_by_share_and_by_set_and_every_way_sees_its_rows()
    {
        NotebookDocument ran = await Ran(
            Frame,
            "#!sql\nSELECT count(d2c_us) AS n FROM requests",
            "#!sql\n#!share --from csharp requests --as shared\nSELECT count(d2c_us) AS n FROM shared",
            "#!sql\n#!set --byref --name given --value @csharp:requests\nSELECT count(d2c_us) AS n FROM given",
            "#!sql\n#!set --name copied --value @csharp:requests\nSELECT count(d2c_us) AS n FROM copied"
        );

        Assert.All(new[] { "c1", "c2", "c3", "c4" }, cell => Assert.Equal("n\n3\n1 row × 1 column\n", ran.Plain(cell)));
    }

    [Fact]
    public async Task Values_of_every_kind_reach_SQL_shell_and_csharp()
    {
        NotebookDocument ran = await Ran(
            Frame + "\nvar whole = 7; var part = 0.5; var text = \"it's\"; var truth = true; var time = new DateTime(2026, 1, 2, 3, 4, 5);",
            "#!sql --name all\n#!share --from csharp whole\n#!share --from csharp part\n#!share --from csharp text\n#!share --from csharp truth\n#!share --from csharp time\n"
                + "SELECT getvariable('whole') + 1 AS a, getvariable('part') AS b, getvariable('text') AS c, getvariable('truth') AS d, getvariable('time') AS e",
            "#!sh\n#!share --from csharp text\n#!share --from csharp part\necho \"$text $part\"",
            "#!set --name five --value 5\n#!set --byref --name frame --value @sql:all\nfive + \" \" + frame.Columns.Count",
            "#!who"
        );

        Assert.Equal("a    b  c     d    e\n8  0.5  it's  yes  2026-01-02 03:04:05\n1 row × 5 columns\n", ran.Plain("c1"));
        Assert.Contains("it's 0.5", ran.Cells[2].Outputs.Single()!["text"]![0]!.ToString(), StringComparison.Ordinal);
        Assert.Equal("5 5", ran.Plain("c3"));
        Assert.Equal("five  frame  part  requests  text  time  truth  whole\nsql: all", ran.Plain("c4"));
    }

    [Fact]
    public async Task A_whole_number_of_64_bits_reaches_every_language_by_set_as_it_is()
    {
        NotebookDocument ran = await Ran(
            Frame
                + "\nlong start = 1732924800123456789; var ev = new DataFrame(new Int64DataFrameColumn(\"ns\", new long[] { start - 1, start, start + 1 }));",
            "#!sql\n#!set --name start --value @csharp:start\nSELECT count(*) AS n FROM ev WHERE ns = getvariable('start')",
            "#!sh\n#!set --name start --value @csharp:start\necho $start",
            "#!set --name again --value @csharp:start\nagain == start"
        );

        Assert.Equal("n\n1\n1 row × 1 column\n", ran.Plain("c1"));
        Assert.Contains("1732924800123456789", ran.Cells[2].Outputs.Single()!["text"]![0]!.ToString(), StringComparison.Ordinal);
        Assert.Equal("True", ran.Plain("c3"));
    }

    // What the README shows is pasted, and must run.
    [Fact]
    public async Task The_READMEs_cells_run_as_they_stand()
    {
        string readme = File.ReadAllText(Path.Combine(RepositoryFolder.Root, "README.md"));
        string[] cells =
        [
            .. System
                .Text.RegularExpressions.Regex.Matches(
                    readme,
                    "```(?:csharp)?\n(#r \"\\.\\./lib/bin/NotebookKit\\.dll\"\n.*?)```",
                    System.Text.RegularExpressions.RegexOptions.Singleline
                )
                .Select(block => block.Groups[1].Value.Replace("\"../", $"\"{RepositoryFolder.Root}/", StringComparison.Ordinal)),
        ];
        Assert.Equal(2, cells.Length);
        foreach (string cell in cells)
        {
            NotebookDocument ran = await Ran(cell);
            Assert.NotEmpty(ran.Cells[0].Outputs);
        }
    }

    [Fact]
    public async Task A_changed_frame_and_a_reassigned_name_are_seen_by_the_next_query()
    {
        NotebookDocument ran = await Ran(
            Frame,
            "#!sql\nSELECT sum(d2c_us) AS s FROM requests",
            "requests[\"d2c_us\"][2] = 10.0;",
            "#!sql\nSELECT sum(d2c_us) AS s FROM requests",
            "var requests = new DataFrame(new DoubleDataFrameColumn(\"d2c_us\", new double[] { 1 }));",
            "#!sql\nSELECT sum(d2c_us) AS s FROM requests"
        );

        Assert.Equal(["740", "750", "1"], new[] { "c1", "c3", "c5" }.Select(cell => ran.Plain(cell).Split('\n')[1].Trim()));
    }

    [Theory]
    [InlineData("#!sql\nSELECT * FROM nowhere", "Table with name nowhere does not exist")]
    [InlineData("#!sql\nSELECT 1; SELEKT 2", "syntax error at or near \"SELEKT\"")]
    [InlineData("#!sql --nme x\nSELECT 1", "--nme")]
    [InlineData("1 + 1\n#!share --from nobody x", "(2,1): error NK0004: there is no language 'nobody'")]
    [InlineData("#!share --from sql nothing", "nothing")]
    [InlineData("#!set --value 5", "--name")]
    [InlineData("#!sql\n#!share --from csharp version\nSELECT 1", "'version' is Version")]
    [InlineData("#!sql\n#!set --name long --value @csharp:large\nSELECT 1", "#!set --byref")]
    [InlineData("#!set --name 1x --value 5", "'1x' is no name that C# takes")]
    [InlineData("#!sql\n#!share --from csharp endless\nSELECT 1", "'endless' has no form as application/json")]
    [InlineData("#!html\n#!set --name x --value 1\n<b>x</b>", "error NK0004: No handler registered on kernel html")]
    [InlineData("#!sh\n#!share --from csharp requests\necho", "'requests' is DataFrame")]
    [InlineData(
        "var much = new string('z', 140_000);\n#!sh\n#!share --from csharp much\necho hi",
        "'much' takes 140,006 bytes, and Linux hands a program 131,072 a variable at most"
    )]
    [InlineData("var cut = \"a\\0b\";\n#!sh\n#!share --from csharp cut\necho hi", "'cut' holds the character 0")]
    [InlineData(
        "class Sly : Exception { public override string Message => throw new Exception(\"m\"); public override string StackTrace => throw new Exception(\"s\"); }\nthrow new Sly();",
        "(its Message throws Exception)"
    )]
    public async Task A_mistake_fails_the_cell_and_says_what_it_is(string cell, string told)
    {
        _folder.Write(
            "a.ipynb",
            Frame
                + "\nclass Endless { public Endless Self => this; } var endless = new Endless(); var version = new Version(1, 2); var large = new DataFrame(new Int64DataFrameColumn(\"n\", Enumerable.Range(0, 10_001).Select(i => (long)i)));",
            cell
        );

        (int code, string output, string error) = await _folder.RunAsync("a.ipynb");

        Assert.True(code == 1, output + error);
        Assert.True(output.Contains(told, StringComparison.Ordinal), output);
        Assert.Contains("2 of 2 cells", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SQL_without_the_library_says_what_is_missing()
    {
        _folder.Write("a.ipynb", "1 + 1", "int a = 1;\n#!sql\nSELECT 1");

        (int code, string output, _) = await _folder.RunAsync("a.ipynb");

        Assert.Equal(1, code);
        Assert.Contains("(2,1): error NK0004: #!sql comes with the library", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_query_that_takes_too_long_is_stopped_and_the_next_one_runs()
    {
        _folder.Write(
            "a.ipynb",
            Frame,
            "#!sql\nSELECT count(*) FROM range(1000000000) a, range(100000) b WHERE a.range % 7 = b.range % 11"
        );

        (int code, string output, _) = await _folder.RunAsync("a.ipynb", "--timeout", "3");

        Assert.Equal(1, code);
        Assert.Contains("Timeout: the cell took longer than the 3 s it may take", output, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private async Task<NotebookDocument> Ran(params string[] cells)
    {
        _folder.Write("a.ipynb", cells);
        (int code, string output, string error) = await _folder.RunAsync("a.ipynb");
        Assert.True(code == 0, output + error);
        return _folder.Read("records/a.ipynb");
    }
}
