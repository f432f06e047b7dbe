using System.Text.Json.Nodes;
using NotebookKit.Kernel.Notebooks;
using NotebookKit.Kernel.Running;

namespace NotebookKit.Kernel.Tests.Running;

/// <summary>Notebooks of one process share an engine, and cells are compiled before their
/// turn: nobody must notice but by the clock.</summary>
[Collection("runs")]
public sealed class SharedRunTests : IDisposable
{
    // What a library does that lets its picture be drawn while the run goes on.
    private const string Slow = """
        class TypeFormatterSourceAttribute(Type type) : Attribute { public Type FormatterSourceType => type; public string[] PreferredMimeTypes => ["image/png", "text/plain"]; }
        class Source { public object[] CreateTypeFormatters() => [new Png()]; }
        class Png
        {
            public string MimeType => "image/png";
            public bool Format(object value, System.IO.TextWriter to)
            {
                ((IProgress<Task<string>>)to).Report(Task.Run(() => { System.Threading.Thread.Sleep(200); return ((Slow)value).Picture(); }));
                return true;
            }
        }
        [TypeFormatterSource(typeof(Source))] class Slow(string picture) { public string Picture() => picture ?? throw new Exception("no ink"); public override string ToString() => "slow"; }
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("run-").FullName;

    [Fact]
    public async Task Each_notebook_begins_as_in_a_fresh_kernel()
    {
        SmallAssembly.Compile(
            _folder,
            "Kept",
            "namespace Kept; public class Counter { public static int Count; public static System.Func<int> Hook; }"
        );
        string[] cells =
        [
            "#r \"Kept.dll\"\nusing Kept;",
            "int mine = ++Counter.Count;\nvar before = Counter.Hook is null;\nCounter.Hook = () => mine;",
            "$\"{mine} {before}\"",
        ];

        RunResult one = await Book.Run(Book.Of(cells), new RunOptions { Folder = _folder });
        RunResult other = await Book.Run(Book.Of(cells), new RunOptions { Folder = _folder });
        RunResult third = await Book.Run(Book.Of("mine"), new RunOptions { Folder = _folder });

        Assert.Equal("1 True", one.Document.Plain(2));
        Assert.Equal("1 True", other.Document.Plain(2));
        Assert.Contains("CS0103", third.Failure?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_library_is_the_same_file_under_a_name_of_its_own_in_each_session()
    {
        string path = SmallAssembly.Compile(_folder, "Kept", "namespace Kept; public class Here { }");
        var runs = new List<string>();
        for (int i = 0; i < 2; i++)
        {
            RunResult result = await Book.Run(
                Book.Of("#r \"Kept.dll\"", "typeof(Kept.Here).Assembly.Location"),
                new RunOptions { Folder = _folder }
            );
            runs.Add(result.Document.Plain(1));
        }

        Assert.Equal([path, path], runs.Select(Path.GetFullPath));
        Assert.NotEqual(runs[0], runs[1]);
    }

    [Fact]
    public async Task A_library_that_changed_between_two_notebooks_is_read_again()
    {
        string[] cells = ["#r \"Kept.dll\"", "new Kept.Here().Value"];
        SmallAssembly.Compile(_folder, "Kept", "namespace Kept; public class Here { public int Value => 1; }");
        RunResult one = await Book.Run(Book.Of(cells), new RunOptions { Folder = _folder });
        File.Delete(Path.Combine(_folder, "Kept.dll"));
        SmallAssembly.Compile(_folder, "Kept", "namespace Kept; public class Here { public string Value => \"two\"; public int More; }");
        RunResult other = await Book.Run(Book.Of(cells), new RunOptions { Folder = _folder });

        Assert.Equal("1", one.Document.Plain(1));
        Assert.Equal("two", other.Document.Plain(1));
    }

    [Fact]
    public async Task A_script_that_a_cell_writes_is_what_the_next_cell_loads()
    {
        File.WriteAllText(Path.Combine(_folder, "made.csx"), "int made = 1;");

        RunResult result = await Book.Run(
            Book.Of("System.IO.File.WriteAllText(\"made.csx\", \"int made = 2;\");", "#load \"made.csx\"\nmade", "made + 1"),
            new RunOptions { Folder = _folder }
        );

        Assert.True(result.Passed, result.Failure?.Message);
        Assert.Equal(["2", "3"], [result.Document.Plain(1), result.Document.Plain(2)]);
    }

    [Fact]
    public async Task A_cell_with_an_error_fails_in_its_turn_and_later_cells_stand_on_those_that_ran()
    {
        RunResult result = await Book.Run(
            Book.Tagged(
                ("var a = 1;", []),
                ("a + missing", ["raises-exception"]),
                ("var b = a + 1;\nthrow new Exception(\"ran\");", ["raises-exception"]),
                ("a + b", [])
            )
        );

        Assert.True(result.Passed, result.Failure?.Message);
        Assert.Contains("CS0103", result.Document.Cells[1].Outputs[0]!["evalue"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal("3", result.Document.Plain(3));
    }

    [Fact]
    public async Task Cells_with_directives_and_shared_values_run_as_if_each_was_compiled_in_its_turn()
    {
        NotebookDocument ran = await Book.Ran(
            "int x = 2;",
            "#!csharp\nint y = x * 2;\n#!html\n<b>between</b>\n#!csharp\nint z = y + 1;",
            "#!time\nz",
            "#!set --name w --value @csharp:z\nz + 1",
            "z + y"
        );

        Assert.Equal("5", ran.Plain(2, output: 1));
        Assert.Equal("6", ran.Plain(3));
        Assert.Equal("9", ran.Plain(4));
    }

    [Fact]
    public async Task A_picture_that_is_still_being_drawn_keeps_its_place()
    {
        NotebookDocument ran = await Book.Ran(
            Slow,
            "display(new Slow(\"b25l\"));\nConsole.Write(\"after\");\nnew Slow(\"dHdv\")",
            "new Slow(\"dGhyZWU=\")",
            "var shown = display(new Slow(\"Zm91cg==\"));\nshown.Update(\"five\");",
            "7"
        );

        Assert.Equal(
            ["display_data", "stream", "execute_result"],
            ran.Cells[1].Outputs.Select(output => output!["output_type"]!.GetValue<string>())
        );
        Assert.Equal(["b25l", "dHdv"], [Picture(ran.Cells[1].Outputs[0]), Picture(ran.Cells[1].Outputs[2])]);
        Assert.Equal("dGhyZWU=", Picture(ran.Cells[2].Outputs.Single()));
        Assert.Equal("five", Book.Text(ran.Cells[3].Outputs.Single()!["data"]!["text/plain"]));
        Assert.Equal("7", ran.Plain(4));
    }

    [Fact]
    public async Task A_picture_stands_before_the_error_that_follows_it_and_one_that_fails_says_so()
    {
        RunResult result = await Book.Run(Book.Of(Slow, "new Slow(null)", "display(new Slow(\"b25l\"));\nthrow new Exception(\"end\");"));

        Assert.False(result.Passed);
        Assert.Contains("image/png could not be made: no ink", result.Document.Plain(1), StringComparison.Ordinal);
        Assert.Equal(
            ["display_data", "error"],
            result.Document.Cells[2].Outputs.Select(output => output!["output_type"]!.GetValue<string>())
        );
        Assert.Equal("b25l", Picture(result.Document.Cells[2].Outputs[0]));
    }

    private static string Picture(JsonNode? output) => Book.Text(output!["data"]!["image/png"]);

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
