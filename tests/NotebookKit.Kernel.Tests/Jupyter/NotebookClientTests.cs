using NotebookKit.Kernel.Notebooks;
using NotebookKit.Kernel.Running;

namespace NotebookKit.Kernel.Tests.Jupyter;

/// <summary>The repository's notebooks under nbclient and nbconvert give the outputs that
/// they were committed with, which a headless run wrote.</summary>
[Collection("runs")]
public sealed class NotebookClientTests : IDisposable
{
    private readonly JupyterFolder _jupyter = new();

    public static TheoryData<string> Notebooks =>
        [
            .. Directory
                .EnumerateFiles(RepositoryFolder.Notebooks, "*.ipynb")
                .Select(path => Path.GetFileName(path))
                .Order(StringComparer.Ordinal),
        ];

    [Theory]
    [MemberData(nameof(Notebooks))]
    public void Nbclient_gives_the_outputs_of_a_headless_run(string name)
    {
        JupyterFolder.Needs("nbclient", "python3-nbclient");
        string source = Path.Combine(RepositoryFolder.Notebooks, name);
        string target = Path.Combine(_jupyter.Path, name);

        (int code, string output) = _jupyter.Script("run_with_nbclient.py", source, target);

        Assert.True(code == 0, output);
        Assert.Equal(
            "",
            string.Join(Environment.NewLine, OutputComparison.Differences(NotebookDocument.Load(source), NotebookDocument.Load(target)))
        );
    }

    [Theory]
    [MemberData(nameof(Notebooks))]
    public void Nbconvert_gives_the_outputs_of_a_headless_run(string name)
    {
        JupyterFolder.Needs("nbconvert", "python3-nbconvert");
        string source = Path.Combine(RepositoryFolder.Notebooks, name);

        (int code, string output) = _jupyter.Module(
            "nbconvert",
            "--to",
            "notebook",
            "--execute",
            "--ExecutePreprocessor.kernel_name=.net-csharp",
            "--ExecutePreprocessor.startup_timeout=300",
            "--output-dir",
            _jupyter.Path,
            source
        );

        Assert.True(code == 0, output);
        Assert.Equal(
            "",
            string.Join(
                Environment.NewLine,
                OutputComparison.Differences(NotebookDocument.Load(source), NotebookDocument.Load(Path.Combine(_jupyter.Path, name)))
            )
        );
    }

    [Fact]
    public async Task Nbconvert_executes_a_notebook_with_errors_input_and_updates_as_a_headless_run_does()
    {
        JupyterFolder.Needs("nbconvert", "python3-nbconvert");
        string source = Path.Combine(_jupyter.Path, "small.ipynb");
        NotebookDocument book = Book.Tagged(
            ("Console.WriteLine(\"one\");\nConsole.Error.WriteLine(\"two\");\n3", []),
            ("int Half(int n) => 1 / (n - n);\nHalf(2)", ["raises-exception"]),
            ("var d = display(\"a\");\nd.Update(new[] { new { Name = \"x\", Size = 1 } });", []),
            ("#!html\n<b>bold</b>", []),
            ("missing", ["raises-exception"]),
            ("new Dictionary<string, int> { [\"k\"] = 1 }", [])
        );
        File.WriteAllText(source, book.ToJson());
        Assert.True((await Book.Run(book)).Passed);

        (int code, string output) = _jupyter.Module(
            "nbconvert",
            "--to",
            "notebook",
            "--execute",
            "--ExecutePreprocessor.kernel_name=.net-csharp",
            "--ExecutePreprocessor.startup_timeout=300",
            "--output",
            "ran.ipynb",
            source
        );

        Assert.True(code == 0, output);
        Assert.Empty(OutputComparison.Differences(book, NotebookDocument.Load(Path.Combine(_jupyter.Path, "ran.ipynb"))));
    }

    public void Dispose() => _jupyter.Dispose();
}
