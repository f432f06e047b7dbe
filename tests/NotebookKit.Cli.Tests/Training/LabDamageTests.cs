using System.Text.Json.Nodes;

namespace NotebookKit.Cli.Tests.Training;

/// <summary>What a class hands out, or a disk left damaged: it is named, and no answer is called wrong for it.</summary>
public sealed class LabDamageTests : IDisposable
{
    private readonly TestFolder _folder = new();

    private string Mine => _folder["mine"];

    private string Sealed => Path.Combine(Mine, "sealed", "case-b", "sealed.json");

    [Theory]
    [InlineData("")]
    [InlineData("broken")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{ \"schema\": \"notebookkit.lab\", \"version\": 1, \"exercises\": null }")]
    public async Task A_damaged_file_of_answers_is_set_aside_by_a_reset_and_kept(string text)
    {
        await Lab("start", "case-b");
        string file = Path.Combine(Mine, "lab.json");
        File.WriteAllText(file, text);

        (int checkedCode, _, string refused) = await Lab("check", "case-b");
        (int code, string said, string error) = await Lab("reset");
        (int again, _, string complaint) = await Lab("hint", "case-b");

        Assert.Equal(2, checkedCode);
        Assert.Contains("`notebookkit lab reset` sets it aside and begins anew", refused, StringComparison.Ordinal);
        Assert.True(code == 0, said + error);
        Assert.Contains("lab.json.damaged now", said, StringComparison.Ordinal);
        Assert.Equal(text, File.ReadAllText(file + ".damaged"));
        Assert.False(File.Exists(Path.Combine(Mine, "case-b.ipynb.before")));
        Assert.True(again == 0, complaint);
    }

    [Theory]
    [InlineData("locks", "null", "it has no locks or no hints")]
    [InlineData("hints", "null", "it has no locks or no hints")]
    [InlineData("story", "null", "it has no id, no story or no key")]
    [InlineData("hints.cause", "null", "the hints of cause: there is nothing of it")]
    [InlineData("locks.cause", "null", "the lock of cause: there is nothing of it")]
    [InlineData("locks.cause.rounds", "-5", "the lock of cause: rounds is -5")]
    [InlineData("locks.cause.rounds", "2147483647", "the lock of cause: rounds is 2147483647")]
    [InlineData("locks.cause.salt", "\"!!\"", "the lock of cause: salt")]
    [InlineData("locks.cause.salt", "null", "the lock of cause: salt")]
    [InlineData("locks.cause.wraps", "null", "the lock of cause: a wrap")]
    [InlineData("locks.cause.wraps", "[\"AAAA\"]", "the lock of cause: a wrap")]
    [InlineData("locks.cause.box", "\"AAAA\"", "the lock of cause: its box is cut off")]
    [InlineData("locks.cause.box", null, "its check, the hash of the rest, does not fit")]
    [InlineData("locks.cause.salt", null, "its check, the hash of the rest, does not fit")]
    [InlineData("locks.cause.instructor", null, "its check, the hash of the rest, does not fit")]
    [InlineData("hints.cause.box", null, "its check, the hash of the rest, does not fit")]
    [InlineData("story", null, "its check, the hash of the rest, does not fit")]
    [InlineData("check", "null", "it has no check")]
    public async Task A_damaged_exercise_is_called_that_by_every_command(string path, string? value, string told)
    {
        await Lab("start", "case-b");
        JsonNode document = JsonNode.Parse(File.ReadAllText(Sealed))!;
        string[] names = path.Split('.');
        JsonNode at = names[..^1].Aggregate(document, (node, name) => node[name]!);
        at[names[^1]] = value is null ? OneLetterChanged(at[names[^1]]!.GetValue<string>()) : JsonNode.Parse(value);
        File.WriteAllText(Sealed, document.ToJsonString());

        foreach (string[] command in new string[][] { ["check", "case-b"], ["hint", "case-b"], ["list"], ["score"] })
        {
            (int code, string output, string error) = await Lab(command);

            Assert.True(code == 2, $"{command[0]}: {code} {output}{error}");
            Assert.Contains(told, error, StringComparison.Ordinal);
            Assert.Contains("sealed.json", error, StringComparison.Ordinal);
            Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
            Assert.DoesNotContain("right", output, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("btrace.txt.gz", true)]
    [InlineData("btrace.txt.gz", false)]
    [InlineData("sysfs.txt.gz", true)]
    public async Task A_capture_that_was_cut_or_lost_is_damage_and_no_wrong_answer(string name, bool cut)
    {
        await Lab("start", "case-b");
        string capture = Path.Combine(Mine, "sealed", "case-b", name);
        byte[] whole = File.ReadAllBytes(capture);
        File.Delete(capture);
        if (cut)
        {
            File.WriteAllBytes(capture, whole[..3000]);
        }

        (int code, string output, string error) = await Lab("check", "case-b");
        (int again, _, string fault) = await Lab("start", "case-b");

        Assert.True(code == 2, output + error);
        Assert.Contains(cut ? "is not as it was sealed" : "is missing", error, StringComparison.Ordinal);
        Assert.Contains("`notebookkit lab start case-b` gets it anew", error, StringComparison.Ordinal);
        Assert.True(again == 0, fault);
        Assert.Equal(whole, File.ReadAllBytes(capture));
    }

    [Theory]
    [InlineData("uname.txt.gz", "link")]
    [InlineData("uname.txt.gz", "pipe")]
    [InlineData("extra", "pipe")]
    [InlineData("sealed.json", "pipe")]
    [InlineData("../../glossary.md", "link")]
    [InlineData("../../case-b.ipynb", "pipe")]
    public async Task A_link_or_a_pipe_in_a_classs_folder_is_refused_and_nothing_is_taken(string name, string kind)
    {
        string training = Path.Combine(RepositoryFolder.Notebooks, "training");
        string given = Path.Combine(_folder["class"], "sealed", "case-b");
        Directory.CreateDirectory(given);
        foreach (string file in Directory.GetFiles(Path.Combine(training, "sealed", "case-b")))
        {
            File.Copy(file, Path.Combine(given, Path.GetFileName(file)));
        }

        File.Copy(Path.Combine(training, "glossary.md"), Path.Combine(_folder["class"], "glossary.md"));
        File.Copy(Path.Combine(training, "case-b.ipynb"), Path.Combine(_folder["class"], "case-b.ipynb"));
        File.WriteAllText(_folder["secret"], "a secret of this host");
        string odd = Path.GetFullPath(Path.Combine(given, name));
        File.Delete(odd);
        Tool.Must(kind == "link" ? "ln" : "mkfifo", kind == "link" ? ["-s", _folder["secret"], odd] : [odd]);

        (int code, string output, string error) = await Lab("start", "case-b", "--from", _folder["class"]);

        Assert.True(code == 2, output + error);
        Assert.Contains(Path.GetFileName(odd), error, StringComparison.Ordinal);
        Assert.DoesNotContain(
            Directory.Exists(Mine) ? Directory.GetFiles(Mine, "*", SearchOption.AllDirectories) : [],
            file => File.ReadAllText(file).Contains("a secret", StringComparison.Ordinal)
        );
        Assert.Empty(
            Directory.Exists(Path.Combine(Mine, "sealed")) ? Directory.GetFileSystemEntries(Path.Combine(Mine, "sealed"), "*.part*") : []
        );
    }

    [Theory]
    [InlineData("sealed/case-b")]
    [InlineData("sealed")]
    public async Task A_case_that_is_a_link_is_not_followed(string link)
    {
        string training = Path.Combine(RepositoryFolder.Notebooks, "training");
        Directory.CreateDirectory(Path.GetDirectoryName(_folder["class/" + link])!);
        File.CreateSymbolicLink(_folder["class/" + link], Path.Combine(training, link));
        File.Copy(Path.Combine(training, "case-b.ipynb"), _folder["class/case-b.ipynb"]);

        (int code, string output, string error) = await Lab("start", "case-b", "--from", _folder["class"]);

        Assert.True(code == 2, output + error);
        Assert.Contains("is a link to", error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(Mine, "sealed", "case-b")));
    }

    public void Dispose() => _folder.Dispose();

    private static JsonNode OneLetterChanged(string text) => (text[0] == 'A' ? 'B' : 'A') + text[1..];

    private Task<(int ExitCode, string Output, string Error)> Lab(params string[] arguments) =>
        Notebookkit.RunAsync(_folder.Path, ["lab", .. arguments, "--dir", Mine]);
}
