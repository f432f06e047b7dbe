using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;
using NotebookKit.Kernel.Notebooks;
using NotebookKit.Kernel.Running;
using NotebookKit.Kernel.Tests.Running;

namespace NotebookKit.Kernel.Tests.Directives;

[Collection("runs")]
public sealed class DirectiveTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("directives-").FullName;

    [Fact]
    public async Task A_cell_goes_from_csharp_to_html_and_back_and_keeps_its_line_numbers()
    {
        RunResult result = await Book.Run(Book.Of("var a = 1;\n#!html\n<b>bold</b>\n#!csharp\na + missing"));

        Assert.Equal("(5,5): error CS0103: The name 'missing' does not exist in the current context", result.Failure!.Details[0]);
        Assert.Equal("<b>bold</b>", Book.Text(result.Document.Cells[0].Outputs[0]!["data"]!["text/html"]));
    }

    [Fact]
    public async Task Cells_of_imports_comments_or_nothing_alone_run_and_count_for_those_behind()
    {
        NotebookDocument ran = await Book.Ran(
            "using System.IO;",
            "// nothing",
            "",
            "int x = 1;",
            "using System.Xml;",
            "Path.Combine(\"a\", \"b\") + x"
        );

        Assert.Equal("a/b1", ran.Plain(5));
    }

    [Fact]
    public async Task Variables_are_named_and_shown_in_their_last_form()
    {
        NotebookDocument ran = await Book.Ran("int b = 1; var list = new List<string> { \"x\" };", "var b = \"new\";", "#!who", "#!whos");

        Assert.Equal("b  list", ran.Plain(2));
        string table = Book.Text(ran.Cells[3].Outputs[0]!["data"]!["text/html"]);
        Assert.Contains("List&lt;string&gt;", table, StringComparison.Ordinal);
        Assert.Contains("new", table, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_shell_prints_in_order_and_its_exit_code_fails_the_cell()
    {
        RunResult result = await Book.Run(
            Book.Of("#!sh echo one\nConsole.WriteLine(\"two\");", "#!sh\necho three\nexit 3"),
            new RunOptions { Folder = _folder }
        );

        Assert.Equal("one\ntwo\n", Book.Text(result.Document.Cells[0].Outputs[0]!["text"]));
        Assert.Equal("InvalidOperationException: #!sh ended with exit code 3", result.Failure!.Message);
    }

    [Fact]
    public async Task A_notebook_and_a_script_are_imported()
    {
        File.WriteAllText(Path.Combine(_folder, "more.ipynb"), Book.Of("int inner = 5;", "inner * 2").ToJson());
        File.WriteAllText(Path.Combine(_folder, "more.csx"), "int outer = 6;");

        RunResult result = await Book.Run(
            Book.Of("#!import more.ipynb\n#!import more.csx", "inner + outer"),
            new RunOptions { Folder = _folder }
        );

        Assert.True(result.Passed, result.Failure?.Message);
        Assert.Equal("11", result.Document.Plain(1));
    }

    [Fact]
    public async Task Directives_are_listed_and_time_is_taken()
    {
        NotebookDocument ran = await Book.Ran("#!lsmagic", "#!time\nvar x = 1;");

        Assert.Contains("#!import", Book.Text(ran.Cells[0].Outputs[0]!["data"]!["text/html"]), StringComparison.Ordinal);
        Assert.StartsWith("Wall time: ", ran.Plain(1), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_package_is_restored_and_can_be_used_and_the_set_is_shown()
    {
        NotebookDocument ran = await Book.Ran("#r \"nuget: Markdig, 1.6.0\"\nusing Markdig;", "Markdown.ToHtml(\"*x*\").Trim()");

        Assert.StartsWith("Installed packages:\n  Markdig, 1.6.0", ran.Plain(0), StringComparison.Ordinal);
        Assert.Equal("<p><em>x</em></p>", ran.Plain(1));
    }

    [Fact]
    public async Task A_package_comes_from_a_source_that_the_cell_names_with_its_native_library()
    {
        string feed = Path.Combine(_folder, "feed");
        Directory.CreateDirectory(feed);
        string name = "Nbk.Test" + Guid.NewGuid().ToString("N")[..8];
        SmallAssembly.Compile(
            _folder,
            name,
            "public static class Own { [System.Runtime.InteropServices.DllImport(\"nbktest\")] static extern int SystemNative_GetPid(); public static int Process() => SystemNative_GetPid(); }"
        );
        using (
            ZipArchive package = await ZipFile.OpenAsync(
                Path.Combine(feed, name + ".1.2.3.nupkg"),
                ZipArchiveMode.Create,
                TestContext.Current.CancellationToken
            )
        )
        {
            Put(
                package,
                name + ".nuspec",
                Encoding.UTF8.GetBytes(
                    $"<package><metadata><id>{name}</id><version>1.2.3</version><authors>us</authors><description>a test</description></metadata></package>"
                )
            );
            Put(
                package,
                $"lib/net10.0/{name}.dll",
                await File.ReadAllBytesAsync(Path.Combine(_folder, name + ".dll"), TestContext.Current.CancellationToken)
            );
            Put(
                package,
                $"runtimes/{RuntimeInformation.RuntimeIdentifier}/native/libnbktest.so",
                await File.ReadAllBytesAsync(SystemLibrary, TestContext.Current.CancellationToken)
            );
        }

        RunResult without = await Book.Run(Book.Of($"#r \"nuget: {name}, 1.2.3\""));
        NotebookDocument ran = await Book.Ran(
            $"#i \"nuget:{feed}\"\n#r \"nuget: {name}, 1.2.3\"",
            "Own.Process() == Environment.ProcessId"
        );

        Assert.Matches("NU1101: .*" + name, without.Failure!.Message);
        Assert.StartsWith($"Installed packages:\n  {name}, 1.2.3", ran.Plain(0), StringComparison.Ordinal);
        Assert.Equal("True", ran.Plain(1));
    }

    [Fact]
    public async Task A_package_that_is_not_to_be_had_is_an_error_of_its_line()
    {
        RunResult result = await Book.Run(Book.Of("int a = 1;\n#r \"nuget: Markdig, 999.0.0\""));

        Assert.Matches(@"^CompilationError: \(2,1\): error NU1102: .*Markdig", result.Failure!.Message);
        Assert.Contains(result.Failure.Details, line => line.Contains("#r \"nuget: Markdig, 999.0.0\"", StringComparison.Ordinal));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    // Any native library does; this one is on every machine that runs .NET.
    private static string SystemLibrary =>
        Directory.EnumerateFiles(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "libSystem.Native.so").Single();

    private static void Put(ZipArchive package, string name, byte[] bytes)
    {
        using Stream entry = package.CreateEntry(name).Open();
        entry.Write(bytes);
    }
}
