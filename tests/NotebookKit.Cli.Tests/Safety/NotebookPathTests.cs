using System.Diagnostics;

namespace NotebookKit.Cli.Tests.Safety;

/// <summary>Notebooks that are none, lie elsewhere, or lead elsewhere; and where what is made of them is written.</summary>
public sealed class NotebookPathTests : IDisposable
{
    private readonly TestFolder _folder = new();

    [Theory]
    [InlineData("run")]
    [InlineData("page")]
    public async Task What_is_no_file_is_said_and_not_waited_for(string command)
    {
        Run("mkfifo", _folder["pipe.ipynb"]);
        Directory.CreateDirectory(_folder["folder.ipynb"]);
        using (FileStream sparse = File.Create(_folder["huge.ipynb"]))
        {
            sparse.SetLength(1L << 30);
        }

        foreach (
            (string path, string said) in new[]
            {
                ("pipe.ipynb", "pipe.ipynb is a pipe: give notebooks (.ipynb) or folders that hold some"),
                ("/dev/zero", "/dev/zero is a device: give notebooks"),
                ("folder.ipynb", "folder.ipynb holds no notebook"),
                (
                    "huge.ipynb",
                    "huge.ipynb has 1,024 MiB, of which no more than 64 MiB are read: without its outputs it may be shorter (jupyter nbconvert --clear-output)"
                ),
                (RepositoryFolder.Case("break/page-id-not-string.ipynb"), "cell 11: the field id holds true: expected a text"),
                (
                    RepositoryFolder.Case("break/page-output-not-object.ipynb"),
                    "cell 10: the field outputs[0] holds a text: expected an object"
                ),
            }
        )
        {
            (int code, _, string error) = await Notebookkit.RunAsync(_folder.Path, command, path, "-o", "out");

            Assert.Equal(2, code);
            Assert.Contains(said, error, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("run")]
    [InlineData("page")]
    public async Task A_folder_is_walked_and_never_left(string command)
    {
        _folder.Write("elsewhere/secret.ipynb", "\"secret\"");
        _folder.Write("tree/a.ipynb", "1");
        _folder.Write("tree/sub/b.ipynb", "2");
        Directory.CreateSymbolicLink(_folder["tree/out"], _folder["elsewhere"]);
        Directory.CreateSymbolicLink(_folder["tree/sub/round"], _folder["tree"]);
        File.CreateSymbolicLink(_folder["tree/c.ipynb"], "../elsewhere/secret.ipynb");
        File.CreateSymbolicLink(_folder["tree/d.ipynb"], "sub/b.ipynb");
        Run("mkfifo", _folder["tree/e.ipynb"]);

        (int code, _, string error) = await Notebookkit.RunAsync(_folder.Path, command, "tree", "-o", "made");

        Assert.Equal(0, code);
        Assert.Equal(
            ["a", "d", "sub/b"],
            Directory
                .EnumerateFiles(_folder["made"], command == "run" ? "*.ipynb" : "*.html", SearchOption.AllDirectories)
                .Select(path => Path.ChangeExtension(Path.GetRelativePath(_folder["made"], path), null))
                .Order(StringComparer.Ordinal)
        );
        Assert.Contains("note: tree/out is left out: it is a link to a folder", error, StringComparison.Ordinal);
        Assert.Contains("note: tree/sub/round is left out: it is a link to a folder", error, StringComparison.Ordinal);
        Assert.Contains(
            $"note: tree/c.ipynb is left out: it is a link that leads out of tree, to {Path.Combine(_folder.Path, "elsewhere/secret.ipynb")}",
            error,
            StringComparison.Ordinal
        );
        Assert.Contains("note: tree/e.ipynb is left out: it is a pipe", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pictures_of_a_page_lie_below_its_notebook_by_whatever_links()
    {
        byte[] picture = [0x89, (byte)'P', (byte)'N', (byte)'G'];
        Directory.CreateDirectory(_folder["private"]);
        Directory.CreateDirectory(_folder["book/own"]);
        await File.WriteAllBytesAsync(_folder["private/p.png"], [.. picture, .. "private"u8], TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(_folder["book/own/p.png"], [.. picture, .. "own"u8], TestContext.Current.CancellationToken);
        Directory.CreateSymbolicLink(_folder["book/way"], _folder["private"]);
        File.CreateSymbolicLink(_folder["book/link.png"], "../private/p.png");
        Run("mkfifo", _folder["book/pipe.png"]);
        _folder.Write(
            "book/a.ipynb",
            "md:![1](own/p.png) ![2](way/p.png) ![3](link.png) ![4](../private/p.png) ![5](pipe.png) ![6](%00.png)"
        );

        (int code, _, _) = await Notebookkit.RunAsync(_folder.Path, "page", "book/a.ipynb");

        string page = await File.ReadAllTextAsync(_folder["book/a.html"], TestContext.Current.CancellationToken);
        Assert.Equal(0, code);
        Assert.Contains(Convert.ToBase64String([.. picture, .. "own"u8]), page, StringComparison.Ordinal);
        Assert.DoesNotContain(Convert.ToBase64String([.. picture, .. "private"u8]), page, StringComparison.Ordinal);
    }

    // The compiler's parser takes twice the time for each second one of these words.
    [Fact]
    public async Task A_page_of_code_that_takes_for_ever_to_read_is_written()
    {
        _folder.Write(
            "a.ipynb",
            [.. Enumerable.Repeat("parameters:" + string.Concat(Enumerable.Repeat("partial ", 200)), 20), "int plain = 1;"]
        );

        (int code, _, _) = await Notebookkit.RunAsync(_folder.Path, "page", "a.ipynb");

        Assert.Equal(0, code);
        Assert.Contains(
            "int plain = 1;",
            System.Text.RegularExpressions.Regex.Replace(
                await File.ReadAllTextAsync(_folder["a.html"], TestContext.Current.CancellationToken),
                "<[^>]*>",
                ""
            ),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Six_runs_into_one_folder_all_pass()
    {
        _folder.Write("a.ipynb", "int n = 0; for (int i = 0; i < 1000; i++) n += i;", "n");

        (int ExitCode, string Output, string Error)[] runs = await Task.WhenAll(
            Enumerable.Range(0, 6).Select(_ => _folder.RunAsync("a.ipynb", "--html"))
        );

        Assert.All(runs, run => Assert.True(run.ExitCode == 0, run.Output + run.Error));
        Assert.Equal("499500", _folder.Read("records/a.ipynb").Plain("c1"));
        Assert.Equal(
            ["a.html", "a.ipynb", "index.html"],
            Directory.EnumerateFileSystemEntries(_folder["records"]).Select(Path.GetFileName).Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task A_file_or_link_under_the_old_temporary_name_is_left_alone()
    {
        File.WriteAllText(_folder["precious"], "precious");
        _folder.Write("a.ipynb", "1");
        Directory.CreateDirectory(_folder["records"]);
        File.CreateSymbolicLink(_folder["records/a.ipynb.writing"], _folder["precious"]);

        (int code, _, _) = await _folder.RunAsync("a.ipynb");

        Assert.Equal(0, code);
        Assert.Equal("precious", File.ReadAllText(_folder["precious"]));
        Assert.NotNull(new FileInfo(_folder["records/a.ipynb.writing"]).LinkTarget);
    }

    [Fact]
    public async Task In_place_on_a_link_the_real_notebook_is_renewed()
    {
        _folder.Write("real/a.ipynb", "6 * 7");
        File.CreateSymbolicLink(_folder["link.ipynb"], "real/a.ipynb");

        (int code, string output, string error) = await _folder.RunAsync("--in-place", "link.ipynb");

        Assert.True(code == 0, output + error);
        Assert.Equal("real/a.ipynb", new FileInfo(_folder["link.ipynb"]).LinkTarget);
        Assert.Equal("42", _folder.Read("real/a.ipynb").Plain("c0"));
        Assert.Equal(["a.ipynb"], Directory.EnumerateFileSystemEntries(_folder["real"]).Select(Path.GetFileName));
    }

    [Fact]
    public async Task Another_users_link_in_the_folder_of_records_is_not_written_through()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        _folder.Write("a.ipynb", "1");
        Directory.CreateDirectory(_folder["records"]);
        foreach (
            (string link, string[] arguments) in new[]
            {
                ("a.ipynb", Array.Empty<string>()),
                ("a.html", ["--html"]),
                ("index.html", ["--html"]),
            }
        )
        {
            File.WriteAllText(_folder["precious"], "precious");
            File.Delete(_folder["records/" + link]);
            File.CreateSymbolicLink(_folder["records/" + link], _folder["precious"]);
            Run("chown", "--no-dereference", "65534", _folder["records/" + link]);

            (int code, _, string error) = await _folder.RunAsync(["a.ipynb", .. arguments]);

            Assert.Equal(1, code);
            Assert.Contains("is a link of another user (number 65534): nothing is written through it", error, StringComparison.Ordinal);
            Assert.Equal("precious", File.ReadAllText(_folder["precious"]));
            File.Delete(_folder["records/" + link]);
        }
    }

    [Fact]
    public async Task A_record_that_is_a_link_to_its_own_notebook_is_refused()
    {
        _folder.Write("a.ipynb", "1");
        Directory.CreateDirectory(_folder["records"]);
        File.CreateSymbolicLink(_folder["records/a.ipynb"], "../a.ipynb");

        (int code, _, string error) = await _folder.RunAsync("a.ipynb");

        Assert.Equal(2, code);
        Assert.Contains("would be overwritten by its own record", error, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private static void Run(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments))!;
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }
}
