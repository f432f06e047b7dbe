using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;

namespace NotebookKit.Cli.Tests.Records;

/// <summary><c>record pack</c>, and <c>record verify</c> of packs that are whole, changed, or made to harm.</summary>
public sealed class PackTests : IDisposable
{
    private readonly TestFolder _folder = new();

    [Fact]
    public async Task A_pack_of_the_same_records_has_the_same_bytes_and_verifies_and_runs_again_the_same()
    {
        await Run("var n = 3;", "Host.Replay(Path.Combine(data, defect)).Fingerprint.NoMerges", "n");

        (int first, string packed, string error) = await RecordAsync("pack", "records", "-o", "a.zip");
        (int second, _, _) = await RecordAsync("pack", "records", "-o", "b.zip");
        (int verified, string said, string fault) = await RecordAsync("verify", "a.zip", "--execute");

        Assert.True(first == 0, error);
        Assert.Equal(0, second);
        Assert.Matches("^a.zip: 1 record, 1 recording; seal [0-9a-f]{64}\n$", packed);
        Assert.Equal(File.ReadAllBytes(_folder["a.zip"]), File.ReadAllBytes(_folder["b.zip"]));
        Assert.True(verified == 0, said + fault);
        Assert.Contains("a.zip: intact, ", said, StringComparison.Ordinal);
        Assert.Contains("notebooks/a.ipynb: run again, the same", said, StringComparison.Ordinal);
        using ZipArchive zip = ZipFile.OpenRead(_folder["a.zip"]);
        Assert.Contains(zip.Entries, entry => entry.FullName == "pages/a.html");
        using var index = new StreamReader(zip.GetEntry("pages/index.html")!.Open());
        Assert.Contains("<a href=\"a.html\">", await index.ReadToEndAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Contains(zip.Entries, entry => entry.FullName == "recordings/article-4.4/recording.json");
    }

    [Fact]
    public async Task What_differs_in_a_run_again_is_shown_side_by_side_and_what_cannot_run_says_why()
    {
        await Run("var n = 3;", "Host.Replay(Path.Combine(data, defect)).Fingerprint.NoMerges", "DateTime.UtcNow.Ticks");
        _folder.Write("b.ipynb", Load(), "parameters:var here = 1;", "File.Exists(\"there\") ? 1 : throw new Exception(\"gone\")");
        File.WriteAllText(_folder["there"], "");
        (int ran, _, string error) = await _folder.RunAsync("b.ipynb");
        Assert.True(ran == 0, error);
        await RecordAsync("pack", "records", "-o", "a.zip");

        (int code, string said, _) = await RecordAsync("verify", "a.zip", "--execute");

        Assert.Equal(1, code);
        Assert.Contains("notebooks/a.ipynb: run again, 1 outputs differ", said, StringComparison.Ordinal);
        Assert.Matches("cell 5 output 1 text/plain: line 1: expected \"\\d+\", found \"\\d+\"", said);
        Assert.Contains("notebooks/b.ipynb: not reproducible: cell 3 failed:", said, StringComparison.Ordinal);
    }

    // The parameter names a case that held the recordings; the pack holds these alone.
    [Fact]
    public async Task An_investigation_of_a_case_against_another_of_the_same_name_runs_again_from_its_pack_alone()
    {
        foreach ((string from, string to) in new[] { ("snapshot-nomerges2", "mine"), ("snapshot-nomerges0", "good/mine") })
        {
            (int imported, _, string fault) = await Notebookkit.RunAsync(_folder.Path, "import", Path.Combine(RepositoryFolder.Root, "data", from), "-o", to);
            Assert.True(imported == 0, fault);
        }

        (int named, _, string error) = await Notebookkit.RunAsync(_folder.Path, "investigate", "mine/", "--against", "good/mine");
        Assert.True(named == 1, error);
        await RecordAsync("pack", "mine", "-o", "a.zip");
        Directory.Delete(_folder["mine"], recursive: true);
        Directory.Delete(_folder["good"], recursive: true);

        (int code, string said, string complaint) = await RecordAsync("verify", "a.zip", "--execute");

        Assert.True(code == 0, said + complaint);
        Assert.Contains("notebooks/investigate-mine.ipynb: run again, the same", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_investigation_of_captures_that_are_no_recording_is_packed_with_a_word_and_not_run_on_what_lies_outside()
    {
        File.Copy(Path.Combine(RepositoryFolder.Root, "data", "snapshot-nomerges2", "btrace.txt.gz"), _folder["btrace.txt.gz"]);
        await Notebookkit.RunAsync(_folder.Path, "investigate", "btrace.txt.gz", "-o", "records");

        (int packed, _, string note) = await RecordAsync("pack", "records", "-o", "a.zip");
        (int code, string said, _) = await RecordAsync("verify", "a.zip", "--execute");

        Assert.Equal((0, 1), (packed, code));
        Assert.Contains("btrace.txt.gz are no recording: `notebookkit import ", note, StringComparison.Ordinal);
        Assert.Contains("not reproducible: its captures ", said, StringComparison.Ordinal);
    }

    // What blkparse prints below its events is read too.
    [Fact]
    public async Task A_redacted_case_of_blkparses_text_runs_again_the_same()
    {
        foreach (string name in new[] { "btrace.txt.gz", "sysfs.txt", "uname.txt" })
        {
            Directory.CreateDirectory(_folder["pile"]);
            File.Copy(Path.Combine(RepositoryFolder.Root, "data", "snapshot-nomerges2", name), Path.Combine(_folder["pile"], name));
        }

        await Notebookkit.RunAsync(_folder.Path, "import", "pile", "-o", "mine");
        await Notebookkit.RunAsync(_folder.Path, "investigate", "mine");
        (int redacted, _, string error) = await RecordAsync("redact", "mine", "-o", "a.zip");
        Assert.True(redacted == 0, error);

        (int code, string said, _) = await RecordAsync("verify", "a.zip", "--execute");

        Assert.True(code == 0, said);
        Assert.Contains("run again, the same", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("pack mine -o mine/notebooks/investigate.ipynb", "would be called a notebook")]
    [InlineData("pack mine -o mine/recordings/article-4.4/in.zip", "would lie in the recording")]
    [InlineData("redact a.zip -o a.zip", "a.zip is read")]
    [InlineData("redact a.zip -o link.zip", "link.zip is read")]
    [InlineData("redact a.zip -o b.zip --map a.zip", "a.zip is read")]
    [InlineData("redact a.zip -o b.zip --map b.zip", "b.zip is read, or written")]
    [InlineData("diff a.zip mine --html a.zip", "a.zip is read")]
    [InlineData("diff a.zip/recordings/article-4.4 mine --html a.zip", "a.zip is read")]
    [InlineData("export mine --markdown -o mine/recordings/article-4.4/out", "would lie in the recording")]
    public async Task Nothing_is_written_over_what_is_read_nor_into_a_recording(string line, string words)
    {
        await Notebookkit.RunAsync(_folder.Path, "import", Path.Combine(RepositoryFolder.Root, "data", "article-4.4"), "-o", "mine");
        await RecordAsync("pack", "mine", "-o", "a.zip");
        File.CreateSymbolicLink(_folder["link.zip"], "a.zip");
        byte[] before = File.ReadAllBytes(_folder["a.zip"]);

        (int code, _, string error) = await RecordAsync(line.Split(' '));

        Assert.Equal(2, code);
        Assert.Contains(words, error, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(_folder["a.zip"]));
        Assert.Equal(0, (await RecordAsync("verify", Path.Combine("mine", "recordings", "article-4.4"))).ExitCode);
    }

    [Fact]
    public async Task A_record_whose_outputs_are_of_another_recording_than_the_packed_one_is_found()
    {
        await Run("var n = 3;", "Host.Replay(Path.Combine(data, defect)).Fingerprint.NoMerges", "n");
        string record = _folder["records/a.ipynb"];
        string text = File.ReadAllText(record);
        string seal = Regex.Match(text, "\"seal\": ?\"([0-9a-f]{64})\"").Groups[1].Value;
        await RecordAsync("pack", "records", "-o", "a.zip");
        string other = seal[..^1] + (seal[^1] == '0' ? '1' : '0');
        Repack(_folder["a.zip"], "notebooks/a.ipynb", text.Replace(seal, other, StringComparison.Ordinal));

        (int code, string said, _) = await RecordAsync("verify", "a.zip");

        Assert.Equal(1, code);
        Assert.Contains($"its outputs are of article-4.4 with the seal {other}", said, StringComparison.Ordinal);
    }

    // A pack made to deceive: its hashes and its seal are right, what they are of is not.
    private static void Repack(string path, string name, string text)
    {
        var files = ByteSearch.Members(path).ToDictionary(member => member.Name, member => member.Bytes);
        files[name] = Encoding.UTF8.GetBytes(text);
        var manifest = System.Text.Json.Nodes.JsonNode.Parse(files["manifest.json"])!;
        foreach (System.Text.Json.Nodes.JsonNode? file in manifest["files"]!.AsArray().Where(file => file!["path"]!.GetValue<string>() == name))
        {
            file!["bytes"] = files[name].Length;
            file["sha256"] = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(files[name]));
        }

        files["manifest.json"] = Encoding.UTF8.GetBytes(manifest.ToJsonString());
        File.Delete(path);
        using (ZipArchive zip = ZipFile.Open(path, ZipArchiveMode.Create))
        {
            zip.Comment = "notebookkit-sha256 " + new string('0', 64);
            foreach ((string member, byte[] bytes) in files)
            {
                using Stream stream = zip.CreateEntry(member).Open();
                stream.Write(bytes);
            }
        }

        byte[] whole = File.ReadAllBytes(path);
        Encoding.ASCII.GetBytes(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(whole.AsSpan(0, whole.Length - 64)))).CopyTo(whole, whole.Length - 64);
        File.WriteAllBytes(path, whole);
    }

    // Fewer where a machine does it; NOTEBOOKKIT_CORRUPTIONS=1000 by hand.
    [Fact]
    public async Task Every_corruption_is_found_and_named()
    {
        int count = int.Parse(Environment.GetEnvironmentVariable("NOTEBOOKKIT_CORRUPTIONS") ?? "200", System.Globalization.CultureInfo.InvariantCulture);
        await Run("var n = 3;", "Host.Replay(Path.Combine(data, defect)).Fingerprint.NoMerges", "n");
        await RecordAsync("pack", "records", "-o", "a.zip");
        Directory.CreateDirectory(_folder["bad"]);
        var corruption = new PackCorruption(_folder["a.zip"], seed: 22);
        string?[] targets = [.. Enumerable.Range(0, count).Select(i => corruption.Write(_folder[$"bad/{i}.zip"], i))];

        (int code, string said, string error) = await RecordAsync(["verify", .. Enumerable.Range(0, count).Select(i => $"bad/{i}.zip")]);

        Assert.Equal(1, code);
        Assert.DoesNotContain("a fault of this program", error, StringComparison.Ordinal);
        Assert.DoesNotContain(": intact", said, StringComparison.Ordinal);
        string[] blocks = Regex.Split(said, "(?m)(?<=^bad/\\d+\\.zip: NOT as packed, [^\n]*\n)");
        Assert.Equal(count, blocks.Count(block => block.Length > 0));
        Assert.Equal([], Enumerable.Range(0, count).Where(i => !corruption.IsNamed(targets[i], blocks[i])).Select(i => $"{i} ({targets[i]}): {blocks[i]}"));
    }

    [Fact]
    public async Task A_pack_that_escapes_links_bombs_or_lies_is_refused_and_nothing_of_it_is_written()
    {
        string bomb = new('0', 50_000_000);
        (string Name, string Text, string Said)[] entries =
        [
            ("../escape", "x", "../escape leads out of the pack"), ("/etc/passwd", "x", "/etc/passwd leads out"), ("a\\..\\b", "x", "leads out"), ("c:evil", "x", "leads out"),
            ("notebooks/bomb", bomb, "notebooks/bomb is longer than the 10 bytes"), ("notebooks/link", "/etc/passwd", "notebooks/link is a link"), ("extra", "x", "extra is not in manifest.json"),
        ];
        using (ZipArchive zip = ZipFile.Open(_folder["evil.zip"], ZipArchiveMode.Create))
        {
            foreach ((string name, string text, _) in entries)
            {
                ZipArchiveEntry entry = zip.CreateEntry(name);
                entry.ExternalAttributes = name.EndsWith("link", StringComparison.Ordinal) ? unchecked((int)0xA1FF0000) : 0;
                using Stream stream = entry.Open();
                stream.Write(Encoding.UTF8.GetBytes(text));
            }

            using Stream manifest = zip.CreateEntry("manifest.json").Open();
            manifest.Write("{\"schema\":\"notebookkit.pack\",\"files\":[{\"path\":\"notebooks/bomb\",\"bytes\":10,\"sha256\":\"x\"},{\"path\":\"gone\",\"bytes\":1,\"sha256\":\"x\"}]}"u8);
        }

        File.WriteAllText(_folder["not.zip"], "PK no zip");
        (int code, string said, string error) = await RecordAsync("verify", "evil.zip", "not.zip", "--execute");

        Assert.Equal(1, code);
        Assert.All(entries, entry => Assert.Contains(entry.Said, said, StringComparison.Ordinal));
        Assert.Contains("gone is gone", said, StringComparison.Ordinal);
        Assert.Contains("it has no seal at its end", said, StringComparison.Ordinal);
        Assert.Contains("not.zip: NOT as packed", said, StringComparison.Ordinal);
        Assert.DoesNotContain("a fault of this program", error, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(Path.GetDirectoryName(_folder.Path)!, "escape")));
    }

    [Fact]
    public async Task Outputs_out_of_order_are_found_in_a_pack()
    {
        await Run("var n = 3;", "Host.Replay(Path.Combine(data, defect)).Fingerprint.NoMerges", "n");
        string path = _folder["records/a.ipynb"];
        File.WriteAllText(path, Regex.Replace(File.ReadAllText(path), "\"execution_count\": 4,", "\"execution_count\": 9,"));
        await RecordAsync("pack", "records", "-o", "a.zip");

        (int code, string said, _) = await RecordAsync("verify", "a.zip");

        Assert.Equal(1, code);
        Assert.Contains("notebooks/a.ipynb: cell c3 was run as number 9, not in the order of the notebook", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_says_what_it_was_made_of_and_how_to_check_it()
    {
        await Run("var n = 3;", "Host.Replay(Path.Combine(data, defect)).Fingerprint.NoMerges", "n");

        string page = File.ReadAllText(_folder["records/a.html"]);
        string box = page[page.IndexOf("<section class=\"check\"", StringComparison.Ordinal)..];
        Assert.Matches("<li>article-4.4 <code>[0-9a-f]{64}</code></li>", box);
        Assert.Contains("Run by NotebookKit ", box, StringComparison.Ordinal);
        Assert.Contains("notebookkit run a.ipynb", box, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private async Task Run(params string[] cells)
    {
        _folder.Write("a.ipynb", [Load(), $"parameters:var data = \"{RepositoryFolder.Data}\";\nvar defect = \"article-4.4\";", .. cells]);
        (int code, _, string error) = await _folder.RunAsync("a.ipynb", "--html");
        Assert.True(code == 0, error);
    }

    private Task<(int ExitCode, string Output, string Error)> RecordAsync(params string[] arguments) => Notebookkit.RunAsync(_folder.Path, ["record", .. arguments]);

    private static string Load() => $"#r \"{RepositoryFolder.Library}\"\nusing NotebookKit.Hosts; using System.IO;";
}
