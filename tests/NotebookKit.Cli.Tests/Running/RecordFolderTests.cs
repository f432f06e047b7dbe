namespace NotebookKit.Cli.Tests.Running;

/// <summary>Where a record cannot be written, nothing is run; where it no longer can, it is not lost.</summary>
public sealed class RecordFolderTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public RecordFolderTests() => _folder.Write("book.ipynb", $"System.IO.File.WriteAllText(\"{_folder["ran"]}\", \"\");");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_read_only_folder_is_refused_before_anything_runs()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root, to mount a read-only folder");
        string locked = Directory.CreateDirectory(_folder["locked"]).FullName;
        Tool.Must("mount", "-t", "tmpfs", "-o", "size=1m", "locked", locked);
        try
        {
            File.Copy(_folder["book.ipynb"], Path.Combine(locked, "book.ipynb"));
            Tool.Must("mount", "-o", "remount,ro", locked);

            (int out_, _, string error) = await _folder.RunAsync("book.ipynb", "--out", "locked");
            (int below, _, _) = await _folder.RunAsync("book.ipynb", "--out", "locked/deeper");
            (int inPlace, _, string inPlaceError) = await _folder.RunAsync("locked/book.ipynb", "--in-place");

            Assert.Equal((2, 2, 2), (out_, below, inPlace));
            Assert.Contains("--out locked: nothing can be written there: Read-only file system", error, StringComparison.Ordinal);
            Assert.Contains("Nothing was run", inPlaceError, StringComparison.Ordinal);
            Assert.False(File.Exists(_folder["ran"]));
        }
        finally
        {
            Tool.Run("umount", locked);
        }
    }

    [Fact]
    public async Task A_folder_in_the_place_of_a_record_is_refused_before_anything_runs()
    {
        Directory.CreateDirectory(_folder["out/book.ipynb"]);

        (int code, _, string error) = await _folder.RunAsync("book.ipynb", "-o", "out");

        Assert.Equal(2, code);
        Assert.Contains("out/book.ipynb, where the record of book goes, is a folder", error, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder["ran"]));
    }

    [Fact]
    public async Task Trying_the_folder_leaves_nothing_in_it()
    {
        (int code, _, string error) = await _folder.RunAsync("book.ipynb", "-o", "out");

        Assert.True(code == 0, error);
        Assert.Equal(["book.ipynb"], Directory.GetFileSystemEntries(_folder["out"]).Select(Path.GetFileName));
        Assert.True(File.Exists(_folder["ran"]));
    }

    [Fact]
    public async Task A_record_whose_folder_went_during_the_run_is_written_elsewhere_and_said()
    {
        _folder.Write(
            "goes.ipynb",
            $"System.IO.Directory.Delete(\"{_folder["out"]}\", true); System.IO.File.WriteAllText(\"{_folder["out"]}\", \"\"); \"kept\""
        );

        (int code, string output, string error) = await _folder.RunAsync("goes.ipynb", "-o", "out", "--html");

        Assert.Equal(1, code);
        Assert.Contains("out/goes.ipynb could not be written", error, StringComparison.Ordinal);
        string kept = error.Split("the record is in ")[1].Split('\n')[0].Trim();
        Assert.Contains(kept, output, StringComparison.Ordinal);
        Assert.Contains("kept", await File.ReadAllTextAsync(kept, TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Directory.Delete(Path.GetDirectoryName(kept)!, recursive: true);
    }

    [Fact]
    public async Task A_record_is_kept_though_the_folder_for_temporary_files_is_missing_too()
    {
        _folder.Write(
            "goes.ipynb",
            $"System.IO.Directory.Delete(\"{_folder["out"]}\", true); System.IO.File.WriteAllText(\"{_folder["out"]}\", \"\"); Environment.SetEnvironmentVariable(\"TMPDIR\", \"/nowhere/at/all\"); \"kept\""
        );

        (int code, _, string error) = await _folder.RunAsync("goes.ipynb", "-o", "out");

        Assert.Equal(1, code);
        string kept = error.Split("the record is in ")[1].Split('\n')[0].Trim();
        Assert.Contains("kept", await File.ReadAllTextAsync(kept, TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Directory.Delete(Path.GetDirectoryName(kept)!, recursive: true);
    }
}
