using System.Diagnostics;

namespace NotebookKit.Cli.Tests.Safety;

/// <summary>Notebooks that somebody else writes, or names, while they are run.</summary>
public sealed class EditedMeanwhileTests : IDisposable
{
    private readonly TestFolder _folder = new();

    [Fact]
    public async Task What_was_saved_while_it_ran_in_place_stays()
    {
        _folder.Write("a.ipynb", "while (!System.IO.File.Exists(\"go\")) await Task.Delay(20);", "1 + 1");
        _folder.Write("a.executed.ipynb", "\"of an earlier day\"");
        using Notebookkit command = Notebookkit.Start(_folder.Path, "run", "a.ipynb", "--in-place");
        await command.WaitForAsync("a: cell 1/2");
        _folder.Write("a.ipynb", "\"mine\"");
        byte[] mine = File.ReadAllBytes(_folder["a.ipynb"]);

        File.WriteAllText(_folder["go"], "");
        (int code, string output, string error) = await command.EndAsync();

        Assert.Equal(1, code);
        Assert.Equal(mine, File.ReadAllBytes(_folder["a.ipynb"]));
        Assert.Contains("a.ipynb was changed while it ran and stays as it is; what ran is in ", error, StringComparison.Ordinal);
        Assert.Equal("2", _folder.Read("a.executed-2.ipynb").Plain("c1"));
        Assert.Contains("a.executed-2.ipynb", output, StringComparison.Ordinal);
        Assert.Equal("\"of an earlier day\"", Assert.Single(_folder.Read("a.executed.ipynb").Cells).Source);
    }

    [Fact]
    public async Task What_nobody_touched_is_written_in_place()
    {
        _folder.Write("a.ipynb", "System.IO.Directory.SetCurrentDirectory(\"/\"); 1 + 1");

        (int code, _, string error) = await Notebookkit.RunAsync(_folder.Path, "run", "a.ipynb", "--in-place");

        Assert.Equal(0, code);
        Assert.DoesNotContain("was changed", error, StringComparison.Ordinal);
        Assert.Equal("2", _folder.Read("a.ipynb").Plain("c0"));
    }

    [Fact]
    public async Task A_notebook_whose_page_would_be_that_of_the_list_is_refused_before_it_runs()
    {
        _folder.Write("books/index.ipynb", "System.IO.File.WriteAllText(\"ran\", \"\")");
        _folder.Write("books/sub/index.ipynb", "2");

        (int code, _, string error) = await Notebookkit.RunAsync(_folder.Path, "run", "books", "--html", "-o", "out");

        Assert.Equal(2, code);
        Assert.Contains(
            "out/index.html, which lists the records: rename the notebook, or leave --html out",
            error,
            StringComparison.Ordinal
        );
        Assert.False(Directory.Exists(_folder["out"]));
        Assert.Equal(0, (await Notebookkit.RunAsync(_folder.Path, "run", "books/sub", "-o", "out")).ExitCode);
    }

    [Fact]
    public async Task Names_that_are_no_text_and_hidden_ones_are_told_of()
    {
        _folder.Write("books/a.ipynb", "1");
        _folder.Write("books/.b.ipynb", "2");
        _folder.Write("books/.ipynb_checkpoints/a.ipynb", "3");
        Shell("cp \"$1/a.ipynb\" \"$1/$(printf 'c\\377d')\".ipynb");

        (int code, string output, string error) = await Notebookkit.RunAsync(_folder.Path, "run", "books", "-o", "out");

        Assert.Equal(0, code);
        Assert.Contains("1 of 1 notebook passed", output, StringComparison.Ordinal);
        Assert.Contains("note: books/.b.ipynb is left out: its name begins with a dot", error, StringComparison.Ordinal);
        Assert.Contains("d.ipynb is left out: its name is no UTF-8", error, StringComparison.Ordinal);
        Assert.DoesNotContain("checkpoints", error, StringComparison.Ordinal);
    }

    // .NET deletes no file whose name is no text.
    public void Dispose() => Shell("rm -rf -- \"$(dirname -- \"$1\")\"");

    private void Shell(string line)
    {
        using Process shell = Process.Start("/bin/sh", ["-c", line, "sh", _folder["books"]]);
        shell.WaitForExit();
        Assert.Equal(0, shell.ExitCode);
    }
}
