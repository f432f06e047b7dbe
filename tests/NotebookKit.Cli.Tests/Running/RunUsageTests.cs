namespace NotebookKit.Cli.Tests.Running;

public sealed class RunUsageTests : IDisposable
{
    private readonly TestFolder _folder = new();

    [Theory]
    [InlineData("none.ipynb", "none.ipynb is not there: give notebooks (.ipynb) or folders that hold some")]
    [InlineData("empty", "empty holds no notebook (.ipynb)")]
    [InlineData("broken.ipynb", "broken.ipynb line 1 column 2: expected JSON")]
    [InlineData("a.ipynb -p other=1", "no parameter 'other' in a; there are n, path")]
    [InlineData("a.ipynb -p n=many", "parameter 'n' is of type int, which 'many' does not fit")]
    [InlineData("a.ipynb -p n", "-p n: expected name=value")]
    [InlineData("a.ipynb -p n=1 -p n=2", "-p n is given twice")]
    [InlineData("a.ipynb --timeout 0", "--timeout 0: expected seconds above 0")]
    [InlineData("a.ipynb --timeout soon", "--timeout soon: expected seconds above 0")]
    [InlineData("a.ipynb --in-place --html", "--in-place writes into the notebooks themselves: it goes with neither --out nor --html")]
    [InlineData("a.ipynb --in-place --out", "Required argument missing for option: '--out'.")]
    [InlineData("a.ipynb --out .", "a.ipynb would be overwritten by its own record: give another --out, or --in-place if that is meant")]
    [InlineData("a.ipynb --out broken.ipynb", "--out broken.ipynb: the folder cannot be made")]
    [InlineData("a.ipynb copy/a.ipynb", "a.ipynb and copy/a.ipynb would both be written to records/a.ipynb")]
    [InlineData("a.ipynb --outt x", "--outt")]
    [InlineData("", "what shall be run? Give notebooks (.ipynb) or folders that hold some")]
    public async Task A_command_that_cannot_be_meant_says_what_is_wrong_and_runs_nothing(string arguments, string expected)
    {
        _folder.Write("a.ipynb", "parameters:int n = 1;\nvar path = \"x\";", "System.IO.File.WriteAllText(\"ran\", \"\");");
        _folder.Write("copy/a.ipynb", "1");
        Directory.CreateDirectory(_folder["empty/.ipynb_checkpoints"]);
        File.WriteAllText(_folder["empty/.ipynb_checkpoints/a.ipynb"], "{}");
        File.WriteAllText(_folder["broken.ipynb"], "{,");

        (int code, _, string error) = await _folder.RunAsync(arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        Assert.Equal(2, code);
        Assert.Contains(expected, error, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder["ran"]));
        Assert.False(Directory.Exists(_folder["records"]));
    }

    [Theory]
    [InlineData("nowhere", "There is no folder ")]
    [InlineData("none", "It holds no recording (a folder with recording.json).")]
    [InlineData("some", "It holds mine.")]
    public async Task Findings_of_the_bundled_recordings_never_stand_in_for_those_of_a_folder_that_lacks_one(string data, string says)
    {
        _folder.Write(
            "a.ipynb",
            "parameters:var data = \"../data\";\nvar defect = \"snapshot-nomerges2\";",
            "System.IO.File.WriteAllText(\"ran\", \"\");"
        );
        Directory.CreateDirectory(_folder["none"]);
        Directory.CreateDirectory(_folder["some/mine"]);
        File.WriteAllText(_folder["some/mine/recording.json"], "{}");

        (int code, _, string error) = await _folder.RunAsync("a.ipynb", "-p", "data=" + data);
        (int named, _, _) = await _folder.RunAsync("a.ipynb", "-p", "data=some", "-p", "defect=mine");

        Assert.Equal((2, 0), (code, named));
        Assert.Contains(
            $"no recording \"snapshot-nomerges2\" is there, which a reads (-p defect=NAME names another). {says}",
            error,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("defect=other", "-p defect=other: no recording \"other\" is in ", "It holds mine.")]
    [InlineData("capture=gone", "-p capture=gone: there is no such file or folder, neither where you are (", "beside the notebook (")]
    [InlineData("against=gone", "-p against=gone: there is no such file or folder, neither", "a folder or archive of captures")]
    public async Task A_parameter_that_names_what_is_not_there_is_told_before_anything_runs(string given, string where, string what)
    {
        _folder.Write(
            "books/a.ipynb",
            "parameters:var data = \"../some\";\nvar defect = \"mine\";\nvar capture = \"\";\nvar against = \"\";",
            "System.IO.File.WriteAllText(\"../ran\", \"\");"
        );
        Directory.CreateDirectory(_folder["some/mine"]);
        File.WriteAllText(_folder["some/mine/recording.json"], "{}");

        (int code, _, string error) = await _folder.RunAsync("books/a.ipynb", "-p", given);

        Assert.Equal(2, code);
        Assert.Contains(where, error, StringComparison.Ordinal);
        Assert.Contains(what, error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder["ran"]));
    }

    [Fact]
    public async Task A_relative_path_is_that_of_where_the_user_stands_and_of_two_the_one_taken_is_said()
    {
        _folder.Write("books/a.ipynb", "parameters:var data = \"x\";", "System.IO.Path.GetFullPath(data)");
        Directory.CreateDirectory(_folder["here"]);
        Directory.CreateDirectory(_folder["both"]);
        Directory.CreateDirectory(_folder["books/both"]);
        Directory.CreateDirectory(_folder["books/there"]);

        string here = await Taken("here"),
            both = await Taken("both"),
            there = await Taken("there");

        Assert.StartsWith(_folder["here"] + " ", here, StringComparison.Ordinal);
        Assert.StartsWith(_folder["both"] + " ", both, StringComparison.Ordinal);
        Assert.StartsWith(_folder["books/there"] + " ", there, StringComparison.Ordinal);
        Assert.Contains($"there is {_folder["books/both"]} too, beside the notebook", both, StringComparison.Ordinal);
        Assert.DoesNotContain("beside the notebook", here + there, StringComparison.Ordinal);

        async Task<string> Taken(string data)
        {
            (int code, _, string error) = await _folder.RunAsync("books/a.ipynb", "-p", "data=" + data);
            Assert.Equal(0, code);
            return _folder.Read("records/a.ipynb").Plain("c1") + " " + error;
        }
    }

    [Fact]
    public async Task A_parameter_goes_to_the_notebooks_that_have_it_and_the_others_are_named()
    {
        _folder.Write("books/1.ipynb", "parameters:int n = 1;", "n");
        _folder.Write("books/2.ipynb", "parameters:string other = \"x\";", "other");

        (int code, _, string error) = await _folder.RunAsync("books", "-p", "n=5");

        Assert.Equal(0, code);
        Assert.Equal("5", _folder.Read("records/1.ipynb").Plain("c1"));
        Assert.Equal("x", _folder.Read("records/2.ipynb").Plain("c1"));
        Assert.Contains("note: parameter n is not known to 2 and changes nothing there", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--help", "notebookkit [command] [options]")]
    [InlineData("run --help", "notebookkit run notebooks --html")]
    public async Task Help_names_the_commands_and_gives_examples(string arguments, string expected)
    {
        (int code, string output, string error) = await Notebookkit.RunAsync(_folder.Path, arguments.Split(' '));

        Assert.Equal(0, code);
        Assert.Empty(error);
        Assert.Contains(expected, output, StringComparison.Ordinal);
        Assert.Contains("Examples:", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_host_without_fonts_renews_pictures_as_PNG_and_says_how_they_were_drawn()
    {
        string copy = _folder["book.ipynb"];
        _folder.Write("book.ipynb", "#r \"" + RepositoryFolder.Library + "\"", "NotebookKit.Plot.Cdf(new[] { 1.0, 2, 3 })");
        (int code, string output, string error) = await Notebookkit.RunWithAsync(("PATH", _folder.Path), "run", copy, "--in-place");
        Assert.Equal(0, code);
        Assert.Contains("were drawn without a font", output + error, StringComparison.Ordinal);
        Assert.Contains(
            "\"image/png\": \"iVBORw0KGgo",
            await File.ReadAllTextAsync(copy, TestContext.Current.CancellationToken),
            StringComparison.Ordinal
        );
    }

    public void Dispose() => _folder.Dispose();
}
