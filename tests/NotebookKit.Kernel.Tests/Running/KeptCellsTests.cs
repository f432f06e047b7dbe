using NotebookKit.Scripting.Cells;

namespace NotebookKit.Kernel.Tests.Running;

/// <summary>Cells compiled in an earlier run are taken where they would become the same again, and nowhere else.</summary>
public sealed class KeptCellsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("kept-").FullName;
    private readonly Store _store = new();

    [Fact]
    public void A_second_run_compiles_nothing_and_shows_the_same()
    {
        string[] cells =
        [
            "using System.IO;\nint a = 6;",
            "int Twice(int x) => 2 * x;\nTwice(a)",
            "foreach (int i in new[] { 1, 2 }) Console.Write(i);",
            "var later = Task.FromResult(a + 1);\nawait later",
        ];
        Assert.Equal(["", "12", "", "7"], Run(cells));
        Assert.Equal((0, 4), _store.Counts());

        Assert.Equal(["", "12", "", "7"], Run(cells));
        Assert.Equal((4, 0), _store.Counts());
    }

    [Fact]
    public void A_cell_that_is_new_stands_on_kept_ones()
    {
        Run(["record Point(int X);", "var p = new Point(3);", "p.X"]);
        _store.Counts();

        Assert.Equal(["", "", "4"], Run(["record Point(int X);", "var p = new Point(3);", "p.X + 1"]));
        Assert.Equal((2, 1), _store.Counts());
        Assert.Equal(["", "", "4", "8"], Run(["record Point(int X);", "var p = new Point(3);", "p.X + 1", "new Point(p.X + 5).X"]));
        Assert.Equal((3, 1), _store.Counts());
    }

    [Theory]
    [InlineData(2, "int a = 2;", "a")]
    [InlineData(1, "int a = 1;", "a + 0")]
    public void What_stands_on_another_text_is_compiled_again(int anew, string first, string second)
    {
        Run(["int a = 1;", "a"]);
        _store.Counts();

        Run([first, second]);
        Assert.Equal(anew, _store.Counts().New);
    }

    [Fact]
    public void A_library_that_changed_is_compiled_against_again()
    {
        string[] cells = ["#r \"Lib.dll\"", "Lib.One.Value.GetType().Name"];
        SmallAssembly.Compile(_folder, "Lib", "namespace Lib; public static class One { public const int Value = 1; }");
        Assert.Equal("Int32", Run(cells)[1]);
        _store.Counts();

        // A constant stands in the cell's own code: what was kept would show the old one.
        SmallAssembly.Compile(_folder, "Lib", "namespace Lib; public static class One { public const string Value = \"two\"; }");
        File.SetLastWriteTimeUtc(Path.Combine(_folder, "Lib.dll"), DateTimeOffset.UtcNow.AddSeconds(5).UtcDateTime);
        Assert.Equal("String", Run(cells)[1]);
        Assert.Equal(2, _store.Counts().New);
    }

    [Fact]
    public void What_was_compiled_against_a_file_is_not_kept_for_the_one_that_replaced_it_meanwhile()
    {
        string dep = SmallAssembly.Compile(_folder, "Dep", "namespace Dep; public class Base { public const int Value = 1; }");
        SmallAssembly.Compile(_folder, "Lib", "namespace Lib; public class One : Dep.Base { }", dep);
        string[] cells = ["#r \"Lib.dll\"", "Lib.One.Value"];
        var session = new CSharpSession(_folder, _store);
        session.Run(cells[0], CSharpSession.FileOf(1), CellOutputs.Unshown());
        session.Run("new Lib.One() is null", CSharpSession.FileOf(2), CellOutputs.Unshown());

        // The session knows the old one, and the next its successor; the file that the cell names is the same.
        SmallAssembly.Compile(_folder, "Dep", "namespace Dep; public class Base { public const int Value = 2; }");
        File.SetLastWriteTimeUtc(dep, DateTimeOffset.UtcNow.AddSeconds(5).UtcDateTime);
        session.Run(cells[1], CSharpSession.FileOf(3), CellOutputs.Unshown());

        var next = new CSharpSession(_folder, _store);
        next.Run(cells[0], CSharpSession.FileOf(1), CellOutputs.Unshown());
        next.Run("new Lib.One() is null", CSharpSession.FileOf(2), CellOutputs.Unshown());
        Assert.Equal(2, Assert.IsType<EvaluationResult.Success>(next.Run(cells[1], CSharpSession.FileOf(3), CellOutputs.Unshown())).Value);
    }

    [Fact]
    public void A_library_that_came_before_the_one_that_was_found_is_taken()
    {
        string[] cells = ["#r \"System.Xml.XDocument\"", "1"];
        Run(cells);
        _store.Counts();

        File.Copy(SmallAssembly.Compile(_folder, "Other", "public class Here { }"), Path.Combine(_folder, "System.Xml.XDocument"));
        Run(cells);
        Assert.Equal(2, _store.Counts().New);
        Assert.Equal("Here", Run(["#r \"System.Xml.XDocument\"", "typeof(Here).Name"])[1]);
    }

    [Theory]
    [InlineData("#load")]
    [InlineData("# load")]
    [InlineData("#\tload")]
    public void What_a_loaded_script_says_is_never_kept(string load)
    {
        string[] cells = [$"{load} \"more.csx\"", "More()"];
        File.WriteAllText(Path.Combine(_folder, "more.csx"), "int More() => 1;");
        Assert.Equal("1", Run(cells)[1]);
        File.WriteAllText(Path.Combine(_folder, "more.csx"), "int More() => 2;");
        Assert.Equal("2", Run(cells)[1]);
        Assert.Equal((0, 0), _store.Counts());
    }

    [Fact]
    public void A_library_that_a_link_leads_to_is_another_one_when_its_target_is()
    {
        string target = SmallAssembly.Compile(_folder, "Linked", "public class K { public const int V = 1; }");
        string link = Path.Combine(_folder, "link.dll");
        File.CreateSymbolicLink(link, target);
        File.SetLastWriteTimeUtc(target, DateTime.UnixEpoch);
        long length = new FileInfo(target).Length;
        string[] cells = [$"#r \"{link}\"", "K.V"];
        Assert.Equal("1", Run(cells)[1]);

        // As long as before, and of the same time.
        File.Delete(target);
        SmallAssembly.Compile(_folder, "Linked", "public class K { public const int V = 2; }");
        File.SetLastWriteTimeUtc(target, DateTime.UnixEpoch);
        Assert.Equal(length, new FileInfo(target).Length);
        Assert.Equal("2", Run(cells)[1]);
    }

    [Fact]
    public void An_error_is_told_as_before_where_cells_were_kept()
    {
        string[] cells = ["int Fail(int x)\n{\n    if (x > 0) throw new InvalidOperationException(\"no\");\n    return x;\n}", "\nFail(1)"];
        string first = Failure(cells);
        string second = Failure(cells);
        Assert.Equal((2, 2), _store.Counts());
        Assert.Contains("cell 1", first, StringComparison.Ordinal);
        Assert.Equal(first, second);
        Assert.Contains("CS0103", Failure([.. cells.Take(1), "nowhere"]), StringComparison.Ordinal);
    }

    [Fact]
    public void A_cell_that_was_kept_can_be_stopped()
    {
        string[] cells = ["while (true) { }"];
        for (int i = 0; i < 2; i++)
        {
            var session = new CSharpSession(_folder, _store);
            CellOutputs outputs = CellOutputs.Unshown();
            EvaluationResult result = CSharpSession.Evaluate(
                () => session.Run(cells[0], CSharpSession.FileOf(1), outputs),
                1,
                outputs,
                TimeSpan.FromSeconds(1),
                TestContext.Current.CancellationToken
            );
            Assert.IsType<EvaluationResult.TimedOut>(result);
        }

        Assert.Equal((1, 1), _store.Counts());
    }

    [Fact]
    public void More_cells_than_a_stack_has_room_for_can_stand_on_one_another()
    {
        string[] cells = [.. Enumerable.Range(0, 300).Select(i => $"int a{i} = {i};")];
        Run(cells);
        Assert.Equal("299", Run([.. cells, "a299"])[^1]);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string[] Run(string[] cells)
    {
        var session = new CSharpSession(_folder, _store);
        return
        [
            .. cells.Select(
                (code, i) =>
                    session.Run(code, CSharpSession.FileOf(i + 1), CellOutputs.Unshown()) switch
                    {
                        EvaluationResult.Success success => $"{success.Value}",
                        EvaluationResult.RuntimeError error => throw new InvalidOperationException(code, error.Exception),
                        EvaluationResult.CompilationError error => throw new InvalidOperationException(
                            string.Join('\n', error.Errors.Select(one => one.ToString()))
                        ),
                        var other => throw new InvalidOperationException(other.GetType().Name),
                    }
            ),
        ];
    }

    private string Failure(string[] cells)
    {
        var session = new CSharpSession(_folder, _store);
        CellOutputs outputs = CellOutputs.Unshown();
        EvaluationResult last = cells
            .Select(
                (code, i) =>
                    CSharpSession.Evaluate(() => session.Run(code, CSharpSession.FileOf(i + 1), outputs), i + 1, outputs, null, default)
            )
            .Last();
        CellFailureText failure = CellFailureText.Of(last, number => cells[number - 1])!;
        return string.Join('\n', [failure.Message, .. failure.Traceback]);
    }

    private sealed class Store : ICellStore
    {
        private readonly Dictionary<string, byte[]> _kept = [];
        private int _found;
        private int _new;

        public byte[]? Find(string key) => _kept.GetValueOrDefault(key) is { } bytes ? Count(bytes) : null;

        public void Keep(string key, byte[] bytes)
        {
            _new++;
            _kept[key] = bytes;
        }

        // What was found may stand on a file that is another by now: then it is kept anew.
        public (int Found, int New) Counts()
        {
            var counts = (_found, _new);
            (_found, _new) = (0, 0);
            return counts;
        }

        private byte[] Count(byte[] bytes)
        {
            _found++;
            return bytes;
        }
    }
}
