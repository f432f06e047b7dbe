using System.Text;

namespace NotebookKit.Cli.Tests.Records;

/// <summary><c>record export</c>: Markdown with pictures, the page, SRU sections, Parquet.</summary>
public sealed class ExportTests : IDisposable
{
    private readonly TestFolder _folder = new();

    [Fact]
    public async Task A_record_is_written_in_every_form_that_was_asked_for()
    {
        string record = Path.Combine(RepositoryFolder.Root, "notebooks", "06-flame-graphs.ipynb");

        (int code, string said, string error) = await ExportAsync(record, "-o", "out", "--markdown", "--html", "--sru", "--parquet");

        Assert.True(code == 0, error);
        string markdown = File.ReadAllText(_folder["out/06-flame-graphs.md"]);
        Assert.StartsWith("# 06", markdown, StringComparison.Ordinal);
        Assert.Contains("## Findings", markdown, StringComparison.Ordinal);
        Assert.Contains("](06-flame-graphs-1.png)", markdown, StringComparison.Ordinal);
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], File.ReadAllBytes(_folder["out/06-flame-graphs-1.png"])[..4]);
        Assert.Contains("<!DOCTYPE html>", File.ReadAllText(_folder["out/06-flame-graphs.html"]), StringComparison.Ordinal);
        string[] sru = File.ReadAllLines(_folder["out/06-flame-graphs.sru.txt"]);
        Assert.All(sru, line => Assert.True(line.Length <= 72 || !line.Trim().Contains(' ', StringComparison.Ordinal), line));
        Assert.Equal(
            ["[Impact]", "[Fix]", "[Test Case]", "[Where problems could occur]", "[Other Info]", "[ACK]", "[Verification in -proposed]"],
            sru.Where(line => line.StartsWith('['))
        );
        string parquet = said.Split('\n').First(line => line.EndsWith(".parquet", StringComparison.Ordinal));
        Assert.Equal("PAR1", Encoding.ASCII.GetString(File.ReadAllBytes(_folder[parquet])[..4]));
    }

    [Fact]
    public async Task A_pack_is_exported_as_the_record_in_it_and_a_changed_one_is_refused()
    {
        (int packed, _, string packError) = await Notebookkit.RunAsync(
            _folder.Path,
            ["record", "pack", Path.Combine(RepositoryFolder.Root, "notebooks", "07-root-cause.ipynb"), "-o", "case.zip"]
        );
        (int code, string said, string error) = await ExportAsync("case.zip", "-o", "out", "--markdown", "--sru", "--parquet");
        byte[] bytes = File.ReadAllBytes(_folder["case.zip"]);
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(_folder["bad.zip"], bytes);
        (int refused, _, string why) = await ExportAsync("bad.zip", "-o", "bad", "--markdown");

        Assert.True(packed == 0, packError);
        Assert.True(code == 0, error);
        Assert.StartsWith("# 07", File.ReadAllText(_folder["out/07-root-cause.md"]), StringComparison.Ordinal);
        Assert.Contains("-requests-1.parquet", said, StringComparison.Ordinal);
        Assert.Contains(
            "verification-done-SERIES",
            File.ReadAllText(_folder["out/07-root-cause.sru.txt"]).ReplaceLineEndings(" ").Replace("  ", " ", StringComparison.Ordinal),
            StringComparison.Ordinal
        );
        Assert.Equal(2, refused);
        Assert.Contains("bad.zip is not as it was packed", why, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("case")]
    [InlineData("case/recordings/snapshot-nomerges2")]
    [InlineData("case.zip")]
    public async Task A_case_without_a_notebook_is_exported_with_its_verdict(string path)
    {
        await Notebookkit.RunAsync(_folder.Path, "import", Path.Combine(RepositoryFolder.Root, "data", "snapshot-nomerges2"), "-o", "case");
        (int packed, _, string packError) = await Notebookkit.RunAsync(_folder.Path, ["record", "pack", "case", "-o", "case.zip"]);

        (int code, string said, string error) = await ExportAsync(path, "-o", "out", "--markdown", "--sru", "--parquet");

        Assert.True(packed == 0, packError);
        Assert.True(code == 0, error);
        Assert.Contains("holds no notebook, and is judged by `investigate`'s", error, StringComparison.Ordinal);
        string markdown = File.ReadAllText(Assert.Single(Directory.GetFiles(_folder["out"], "*.md")));
        Assert.Contains("merging is switched off", markdown, StringComparison.Ordinal);
        Assert.Contains("-requests-1.parquet", said, StringComparison.Ordinal);
        Assert.Contains("recordings/day=2026-11-22/host=lab/", said, StringComparison.Ordinal);
        (int asked, string rows, string fault) = await Notebookkit.RunAsync(_folder.Path, "fleet", "add", "out");
        Assert.True(asked == 0, fault);
        Assert.Contains("1 recordings added", rows, StringComparison.Ordinal);
        (_, rows, _) = await Notebookkit.RunAsync(_folder.Path, "fleet", "query", "lost-merges", "--format", "csv");
        Assert.Contains("lab,nvme0n1,2026-11-22", rows, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder["case/notebooks"]) && Directory.EnumerateFileSystemEntries(_folder["case/notebooks"]).Any());
    }

    [Theory]
    [InlineData("--markdown", "case.md", "# What I wrote of it\n")]
    [InlineData("--markdown", "case-1.png", "no picture")]
    [InlineData("--sru", "case.sru.txt", "my own notes")]
    public async Task Somebodys_own_file_of_the_same_name_stays(string form, string file, string text)
    {
        File.Copy(Path.Combine(RepositoryFolder.Root, "notebooks", "01-reproduce.ipynb"), _folder["case.ipynb"]);
        Directory.CreateDirectory(_folder["out"]);
        File.WriteAllText(_folder["out/" + file], text);

        (int code, _, string error) = await ExportAsync("case.ipynb", "-o", "out", form);
        string left = File.ReadAllText(_folder["out/" + file]);
        File.Delete(_folder["out/" + file]);
        (int first, _, string firstError) = await ExportAsync("case.ipynb", "-o", "out", form);
        (int again, _, string againError) = await ExportAsync("case.ipynb", "-o", "out", form);

        Assert.Equal(2, code);
        Assert.Contains($"{file} is there and is no ", error, StringComparison.Ordinal);
        Assert.Equal(text, left);
        Assert.True(first == 0 && again == 0, firstError + againError);
    }

    [Fact]
    public async Task What_was_written_into_a_draft_by_hand_is_kept_beside_the_new_one()
    {
        File.Copy(Path.Combine(RepositoryFolder.Root, "notebooks", "01-reproduce.ipynb"), _folder["case.ipynb"]);
        await ExportAsync("case.ipynb", "-o", "out", "--markdown", "--sru");
        string filled = File.ReadAllText(_folder["out/case.sru.txt"])
            .Replace("MISSING: the commit", "commit 1234567890ab", StringComparison.Ordinal);
        File.WriteAllText(_folder["out/case.sru.txt"], filled);
        byte[] foreign = [0x89, .. "PNG of somebody else"u8];
        File.WriteAllBytes(_folder["out/case-1.png"], foreign);

        (int code, _, string error) = await ExportAsync("case.ipynb", "-o", "out", "--markdown", "--sru");

        Assert.True(code == 0, error);
        Assert.Contains(
            "out/case.sru.txt was there and differs from what is written now: it is kept as case.sru.1.txt",
            error,
            StringComparison.Ordinal
        );
        Assert.Equal(filled, File.ReadAllText(_folder["out/case.sru.1.txt"]));
        Assert.Contains("MISSING: the commit", File.ReadAllText(_folder["out/case.sru.txt"]), StringComparison.Ordinal);
        Assert.Equal(foreign, File.ReadAllBytes(_folder["out/case-1.1.png"]));
        Assert.False(File.Exists(_folder["out/case.1.md"]));
    }

    [Fact]
    public async Task Nothing_is_written_where_one_form_would_replace_a_foreign_file_and_a_file_is_no_folder()
    {
        File.Copy(Path.Combine(RepositoryFolder.Root, "notebooks", "01-reproduce.ipynb"), _folder["case.ipynb"]);
        Directory.CreateDirectory(_folder["out"]);
        File.WriteAllText(_folder["out/case.sru.txt"], "my own notes");

        (int code, _, string error) = await ExportAsync("case.ipynb", "-o", "out", "--markdown", "--html", "--sru");
        (int file, _, string why) = await ExportAsync("case.ipynb", "-o", "case.ipynb", "--markdown");

        Assert.Equal((2, 2), (code, file));
        Assert.Contains("case.sru.txt is there and is no text of an update", error, StringComparison.Ordinal);
        Assert.Equal(["case.sru.txt"], Directory.GetFiles(_folder["out"]).Select(Path.GetFileName));
        Assert.Contains("case.ipynb is a file: name a folder to export to", why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_form_named_is_a_mistake_that_is_said()
    {
        (int code, _, string error) = await ExportAsync(
            Path.Combine(RepositoryFolder.Root, "notebooks", "06-flame-graphs.ipynb"),
            "-o",
            "out"
        );

        Assert.Equal(2, code);
        Assert.Contains("say in which form", error, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private Task<(int Code, string Output, string Error)> ExportAsync(params string[] arguments) =>
        Notebookkit.RunAsync(_folder.Path, ["record", "export", .. arguments]);
}
