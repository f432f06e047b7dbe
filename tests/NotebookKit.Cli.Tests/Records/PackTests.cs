using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
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
        Assert.DoesNotContain("not compared", said, StringComparison.Ordinal); // it shows nothing that each run makes anew
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
        Assert.Contains("notebooks/a.ipynb: run again, 1 output differs", said, StringComparison.Ordinal);
        Assert.Matches("cell 5 output 1 text/plain: line 1: expected \"\\d+\", found \"\\d+\"", said);
        Assert.Contains("notebooks/b.ipynb: not reproducible: cell 3 failed:", said, StringComparison.Ordinal);
    }

    // Recordings are mostly called after their host.
    [Fact]
    public async Task Recordings_of_one_name_are_packed_redacted_compared_and_run_again_each_as_itself()
    {
        foreach ((string from, string to) in new[] { ("snapshot-nomerges2", "bad"), ("snapshot-nomerges0", "good") })
        {
            Pile(from, to + "-pile");
            (int imported, _, string fault) = await Notebookkit.RunAsync(_folder.Path, "import", to + "-pile", "-o", to);
            Assert.True(imported == 0, fault);
        }

        Tool.Must("cp", "-r", _folder["bad"], _folder["copy"]);
        string lab = Path.GetFileName(Directory.GetDirectories(_folder["bad/recordings"]).Single());
        string[][] lines =
        [
            ["bad"],
            ["good/recordings/" + lab],
            ["copy/recordings/" + lab],
            ["bad/recordings/" + lab, "--against", "good/recordings/" + lab],
            ["bad", "--against", "good"],
        ];
        foreach ((int number, string[] line) in lines.Index())
        {
            (int ran, _, string fault) = await Notebookkit.RunAsync(_folder.Path, ["investigate", .. line, "-o", $"records/{number}"]);
            Assert.True(ran is 0 or 1 or 3, fault);
        }

        (int packed, string said, string error) = await RecordAsync("pack", "records", "-o", "a.zip");
        (int redacted, _, string why) = await RecordAsync("redact", "a.zip", "-o", "r.zip");
        (int verified, string proof, string doubt) = await RecordAsync("verify", "a.zip", "r.zip", "--execute");
        (int differ, string changed, string which) = await RecordAsync("diff", "a.zip/recordings/2/" + lab, "a.zip/recordings/" + lab);
        (int exported, _, string refused) = await RecordAsync("export", "a.zip", "--markdown", "-o", "out");

        Assert.True(packed == 0, error);
        Assert.StartsWith("a.zip: 5 records, 2 recordings;", said, StringComparison.Ordinal);
        Assert.True(redacted == 0, why);
        Assert.True(verified == 0, proof + doubt);
        Assert.Equal(10, Regex.Count(proof, "run again, the same"));
        Assert.All(
            ByteSearch.Members(_folder["r.zip"]).Where(member => member.Name.EndsWith(".html", StringComparison.Ordinal)),
            page => Assert.Contains("<dt>Redacted</dt>", Encoding.UTF8.GetString(page.Bytes), StringComparison.Ordinal)
        );
        Assert.True(differ == 1, changed + which);
        Assert.Contains("nomerges", changed, StringComparison.Ordinal);
        Assert.True(exported == 0, refused);
        string pair = File.ReadAllText(Directory.EnumerateFiles(_folder["out"], "3-*.md").Single());
        Assert.Contains($"- {lab} (path):", pair, StringComparison.Ordinal);
        Assert.Contains($"- {lab} (against):", pair, StringComparison.Ordinal);
    }

    // The parameter names a case that held the recordings; the pack holds these alone.
    [Fact]
    public async Task An_investigation_of_a_case_against_another_of_the_same_name_runs_again_from_its_pack_alone()
    {
        foreach ((string from, string to) in new[] { ("snapshot-nomerges2", "mine"), ("snapshot-nomerges0", "good/mine") })
        {
            (int imported, _, string fault) = await Notebookkit.RunAsync(
                _folder.Path,
                "import",
                Path.Combine(RepositoryFolder.Root, "data", from),
                "-o",
                to
            );
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
        Pile("snapshot-nomerges2", "pile");
        await Notebookkit.RunAsync(_folder.Path, "import", "pile", "-o", "mine");
        await Notebookkit.RunAsync(_folder.Path, "investigate", "mine");
        (int redacted, _, string error) = await RecordAsync("redact", "mine", "-o", "a.zip");
        Assert.True(redacted == 0, error);

        (int code, string said, _) = await RecordAsync("verify", "a.zip", "--execute");

        Assert.True(code == 0, said);
        Assert.Contains("run again, the same", said, StringComparison.Ordinal);
    }

    // Who is called so loses nothing by it; a notebook whose fields are renamed is none any more.
    [Fact]
    public async Task Names_that_are_words_of_columns_and_fields_leave_a_redacted_case_readable()
    {
        Pile("snapshot-nomerges2", "pile");
        File.Copy(Path.Combine(RepositoryFolder.Data, "snapshot-nomerges2", "iostat.json"), _folder["pile/iostat.json"]);
        File.WriteAllText(
            _folder["pile/notes.txt"],
            string.Concat(
                new[]
                {
                    "data",
                    "start",
                    "queue",
                    "await",
                    "read",
                    "sector",
                    "system",
                    "drive",
                    "merge",
                    "device",
                    "Device",
                    "output",
                }.Select(name => $"user={name}\n")
            )
        );
        await Notebookkit.RunAsync(_folder.Path, "import", "pile", "-o", "mine");
        await Notebookkit.RunAsync(_folder.Path, "investigate", "mine");

        (int redacted, string told, string error) = await RecordAsync("redact", "mine", "-o", "a.zip");
        (int code, string said, string fault) = await RecordAsync("verify", "a.zip", "--execute");

        Assert.True(redacted == 0, told + error);
        Assert.True(code == 0, said + fault);
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
    public async Task A_pack_of_a_name_by_which_it_is_not_known_and_one_that_is_not_there_are_told()
    {
        (int named, _, string why) = await RecordAsync(
            "pack",
            Path.Combine(RepositoryFolder.Root, "notebooks", "07-root-cause.ipynb"),
            "-o",
            "case.docx"
        );
        (int absent, _, string missing) = await RecordAsync("verify", "nosuch.zip");

        Assert.Equal((2, 2), (named, absent));
        Assert.Contains("case.docx would not be known as a pack: name it case.zip", why, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder["case.docx"]));
        Assert.Contains("nosuch.zip: there is no such file or folder", missing, StringComparison.Ordinal);
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

    // Whoever seals a pack anew may have written another page, another answer, another list.
    [Fact]
    public async Task A_page_that_is_not_of_its_notebook_is_found_in_a_pack_sealed_anew()
    {
        await Run("var n = 3;", "Host.Replay(Path.Combine(data, defect)).Fingerprint.NoMerges", "n");
        foreach (string page in new[] { "a", "index" })
        {
            await RecordAsync("pack", "records", "-o", "a.zip");
            Change(_folder["a.zip"], $"pages/{page}.html", text => text.Replace("passed", "fine", StringComparison.Ordinal));

            (int code, string said, _) = await RecordAsync("verify", "a.zip");

            Assert.Equal(1, code);
            Assert.Matches(
                $"pages/{page}.html is not the (page of notebooks/a.ipynb|list of these records): line \\d+: \"[^\n]*passed[^\n]*\" expected, found \"[^\n]*fine",
                said
            );
        }
    }

    [Fact]
    public async Task Pages_of_another_product_are_called_held_by_the_seal_alone_and_its_answer_is_found_out_by_a_run()
    {
        await Run("var n = 3;", "Host.Replay(Path.Combine(data, defect)).Fingerprint.NoMerges", "n");
        await RecordAsync("pack", "records", "-o", "a.zip");
        Change(_folder["a.zip"], "notebooks/a.ipynb", text => Regex.Replace(text, "(\"sentence\": ?\")[^\"]*", "$1It is the cable."));
        Change(_folder["a.zip"], "manifest.json", text => Regex.Replace(text, "(\"product\": ?\")[^\"]*", "$1NotebookKit 0.0.1"));

        (int code, string said, _) = await RecordAsync("verify", "a.zip");
        (int executed, string again, _) = await RecordAsync("verify", "a.zip", "--execute");

        Assert.True(code == 0, said);
        Assert.Contains("note: its pages are by NotebookKit 0.0.1, and this is NotebookKit 0.1.0", said, StringComparison.Ordinal);
        Assert.Equal(1, executed);
        Assert.Matches("answer: expected \"[^\n]*It is the cable.*found", again);
    }

    [Fact]
    public async Task Pictures_that_the_prose_names_are_packed_and_shown_in_the_packed_page()
    {
        Directory.CreateDirectory(_folder["records/pictures"]);
        File.WriteAllBytes(
            _folder["records/pictures/rack.png"],
            Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")
        );
        await Run("var n = 3;", "Host.Replay(Path.Combine(data, defect)).Fingerprint.NoMerges", "n");
        string record = File.ReadAllText(_folder["records/a.ipynb"]);
        JsonNode notebook = JsonNode.Parse(record)!;
        notebook["cells"]!
            .AsArray()
            .Add(
                JsonNode.Parse(
                    """{"cell_type": "markdown", "id": "rack", "metadata": {}, "source": "![the rack](pictures/../pictures/rack.png) ![gone](../gone.png)"}"""
                )
            );
        File.WriteAllText(_folder["records/a.ipynb"], notebook.ToJsonString());

        (int packed, _, string notes) = await RecordAsync("pack", "records", "-o", "a.zip");
        (int code, string said, _) = await RecordAsync("verify", "a.zip");
        Change(_folder["a.zip"], "notebooks/pictures/rack.png", text => text + "x");
        (int changed, string fault, _) = await RecordAsync("verify", "a.zip");

        Assert.Equal((0, 0, 1), (packed, code, changed));
        Assert.Contains("its picture ../gone.png is not packed", notes, StringComparison.Ordinal);
        Assert.Contains("a.zip: intact, ", said, StringComparison.Ordinal);
        Assert.Contains("pages/a.html is not the page of notebooks/a.ipynb", fault, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pack_of_nothing_is_not_intact()
    {
        await Run("var n = 3;", "Host.Replay(Path.Combine(data, defect)).Fingerprint.NoMerges", "n");
        await RecordAsync("pack", "records", "-o", "a.zip");
        Reseal(
            _folder["a.zip"],
            files =>
            {
                foreach (string name in files.Keys.Where(name => name != "manifest.json").ToArray())
                {
                    files.Remove(name);
                }

                JsonNode manifest = JsonNode.Parse(files["manifest.json"])!;
                (manifest["records"], manifest["files"]) = (new JsonArray(), new JsonArray());
                files["manifest.json"] = Encoding.UTF8.GetBytes(manifest.ToJsonString());
            }
        );

        (int code, string said, _) = await RecordAsync("verify", "a.zip");

        Assert.Equal(1, code);
        Assert.Contains("it lists no record and no recording", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_beside_the_recordings_and_a_list_of_no_records_are_found()
    {
        await Run("var n = 3;", "Host.Replay(Path.Combine(data, defect)).Fingerprint.NoMerges", "n");
        await RecordAsync("pack", "records", "-o", "a.zip");
        Reseal(
            _folder["a.zip"],
            files =>
            {
                JsonNode manifest = JsonNode.Parse(files["manifest.json"])!;
                (byte[] file, string name) = ("x"u8.ToArray(), "recordings/README.txt");
                files[name] = file;
                var listed = new JsonObject
                {
                    ["path"] = name,
                    ["bytes"] = file.Length,
                    ["sha256"] = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(file)),
                };
                manifest["files"]!.AsArray().Add((JsonNode)listed);
                manifest["files"]!.AsArray().Add(listed.DeepClone());
                manifest["records"] = new JsonArray();
                files["manifest.json"] = Encoding.UTF8.GetBytes(manifest.ToJsonString());
            }
        );

        (int code, string said, _) = await RecordAsync("verify", "a.zip");

        Assert.Equal(1, code);
        Assert.Contains("recordings/README.txt belongs to no record", said, StringComparison.Ordinal);
        Assert.Contains("pages/index.html belongs to no record", said, StringComparison.Ordinal);
        Assert.Contains("manifest.json lists recordings/README.txt twice", said, StringComparison.Ordinal);
        Assert.DoesNotContain("intact", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_again_that_reads_elsewhere_and_an_output_in_the_cell_of_parameters_are_not_the_same()
    {
        await Run("var n = 3;", $"Host.Replay(\"{RepositoryFolder.Data}/article-4.4\").Fingerprint.NoMerges", "n");
        await RecordAsync("pack", "records", "-o", "elsewhere.zip");
        await Run("var n = 3;", "Host.Replay(Path.Combine(data, defect)).Fingerprint.NoMerges", "n");
        JsonNode notebook = JsonNode.Parse(File.ReadAllText(_folder["records/a.ipynb"]))!;
        notebook["cells"]!
            .AsArray()
            .Add(
                JsonNode.Parse(
                    """
                    {"cell_type": "code", "id": "more", "metadata": {"tags": ["injected-parameters"]}, "source": "var m = n;", "execution_count": 6,
                     "outputs": [{"output_type": "stream", "name": "stdout", "text": "healthy"}]}
                    """
                )
            );
        File.WriteAllText(_folder["records/a.ipynb"], notebook.ToJsonString());
        await RecordAsync("pack", "records", "-o", "shows.zip");

        (int elsewhere, string read, _) = await RecordAsync("verify", "elsewhere.zip", "--execute");
        (int shows, string said, _) = await RecordAsync("verify", "shows.zip", "--execute");

        Assert.Equal((1, 1), (elsewhere, shows));
        Assert.Contains("article-4.4, which is not in the pack", read, StringComparison.Ordinal);
        Assert.Contains("code cells expected, found", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_drawing_that_no_cell_drew_is_found_by_a_run_again()
    {
        await Run(
            "var n = 3;",
            "Host.Replay(Path.Combine(data, defect)).Fingerprint.NoMerges",
            "NotebookKit.Plot.Line([1.0, 2.0], [3.0, 4.0]).Title(\"merged: none\")"
        );
        string record = File.ReadAllText(_folder["records/a.ipynb"]);
        string forged = Regex.Replace(record, "(\"application/vnd.notebookkit.svg\"[^\\]]*?)merged: none", "$1merged: all");
        Assert.NotEqual(record, forged);
        File.WriteAllText(_folder["records/a.ipynb"], forged);
        await RecordAsync("pack", "records", "-o", "a.zip");

        (int code, string said, _) = await RecordAsync("verify", "a.zip", "--execute");

        Assert.Equal(1, code);
        Assert.Contains("application/vnd.notebookkit.svg: line ", said, StringComparison.Ordinal);
    }

    // What verify would call a name that leads out of the pack is not packed.
    [Theory]
    [InlineData("10:30 nvme", "rename it")]
    [InlineData("A", "two notebooks are called")]
    [InlineData("Index", "rename it")]
    public async Task A_notebook_whose_name_no_pack_can_hold_is_refused(string name, string words)
    {
        await Run("var n = 3;", "Host.Replay(Path.Combine(data, defect)).Fingerprint.NoMerges", "n");
        File.Copy(_folder["records/a.ipynb"], _folder[$"records/{name}.ipynb"]);

        (int code, _, string error) = await RecordAsync("pack", "records", "-o", "a.zip");

        Assert.Equal(2, code);
        Assert.Contains(words, error, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder["a.zip"]));
    }

    // What is there was somebody's work.
    [Theory]
    [InlineData("pack records -o notes.txt", "notes.txt is there and is no pack")]
    [InlineData("diff records/a.ipynb records/a.ipynb --html notes.txt", "notes.txt is there and is no page")]
    [InlineData("redact records -o a.zip --map notes.txt", "notes.txt is there and is no map")]
    [InlineData("export records --html -o records", "records holds the page of a that its run left")]
    public async Task Another_file_is_not_written_over(string line, string words)
    {
        await Run("var n = 3;", "Host.Replay(Path.Combine(data, defect)).Fingerprint.NoMerges", "n");
        File.WriteAllText(_folder["notes.txt"], "mine");
        byte[] page = File.ReadAllBytes(_folder["records/a.html"]);

        (int code, _, string error) = await RecordAsync(line.Split(' '));

        Assert.Equal(2, code);
        Assert.Contains(words, error, StringComparison.Ordinal);
        Assert.Equal("mine", File.ReadAllText(_folder["notes.txt"]));
        Assert.Equal(page, File.ReadAllBytes(_folder["records/a.html"]));
    }

    // What stands at a place of the manifest, such as records/0/page; null to take it out.
    private static void Edit(string path, string at, string? value) =>
        Change(
            path,
            "manifest.json",
            text =>
            {
                var manifest = JsonNode.Parse(text)!;
                string[] steps = at.Split('/');
                JsonNode parent = steps[..^1]
                    .Aggregate(
                        manifest,
                        (node, step) =>
                            node is JsonArray list ? list[int.Parse(step, System.Globalization.CultureInfo.InvariantCulture)]! : node[step]!
                    );
                JsonNode? node = value is null ? null : JsonNode.Parse(value);
                if (parent is JsonArray array)
                {
                    array[int.Parse(steps[^1], System.Globalization.CultureInfo.InvariantCulture)] = node;
                }
                else if (value is null)
                {
                    _ = parent.AsObject().Remove(steps[^1]);
                }
                else
                {
                    parent[steps[^1]] = node;
                }

                return manifest.ToJsonString();
            }
        );

    private static void Change(string path, string name, Func<string, string> change)
    {
        byte[] bytes = ByteSearch.Members(path).First(member => member.Name == name).Bytes;
        string text = Encoding.Latin1.GetString(bytes),
            other = change(text);
        Assert.NotEqual(text, other);
        Repack(path, name, Encoding.Latin1.GetBytes(other));
    }

    private static void Repack(string path, string name, string text) => Repack(path, name, Encoding.UTF8.GetBytes(text));

    private static void Repack(string path, string name, byte[] bytes) =>
        Reseal(
            path,
            files =>
            {
                files[name] = bytes;
                if (name == "manifest.json")
                {
                    return;
                }

                var manifest = JsonNode.Parse(files["manifest.json"])!;
                foreach (JsonNode? file in manifest["files"]!.AsArray().Where(file => file!["path"]!.GetValue<string>() == name))
                {
                    file!["bytes"] = files[name].Length;
                    file["sha256"] = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(files[name]));
                }

                files["manifest.json"] = Encoding.UTF8.GetBytes(manifest.ToJsonString());
            }
        );

    // A pack made to deceive: its seal is right, what it is of is not.
    private static void Reseal(string path, Action<Dictionary<string, byte[]>> change)
    {
        var files = ByteSearch.Members(path).ToDictionary(member => member.Name, member => member.Bytes);
        change(files);
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
        Encoding
            .ASCII.GetBytes(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(whole.AsSpan(0, whole.Length - 64))))
            .CopyTo(whole, whole.Length - 64);
        File.WriteAllBytes(path, whole);
    }

    // Loose captures of a recording of the kit's.
    private void Pile(string from, string to)
    {
        foreach (string name in new[] { "btrace.txt.gz", "sysfs.txt", "uname.txt" })
        {
            Directory.CreateDirectory(_folder[to]);
            File.Copy(Path.Combine(RepositoryFolder.Data, from, name), Path.Combine(_folder[to], name));
        }
    }

    // Fewer where a machine does it; NOTEBOOKKIT_CORRUPTIONS=1000 by hand.
    [Fact]
    public async Task Every_corruption_is_found_and_named()
    {
        int count = int.Parse(
            Environment.GetEnvironmentVariable("NOTEBOOKKIT_CORRUPTIONS") ?? "200",
            System.Globalization.CultureInfo.InvariantCulture
        );
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
        Assert.Equal(
            [],
            Enumerable
                .Range(0, count)
                .Where(i => !corruption.IsNamed(targets[i], blocks[i]))
                .Select(i => $"{i} ({targets[i]}): {blocks[i]}")
        );
    }

    [Fact]
    public async Task A_pack_that_escapes_links_bombs_or_lies_is_refused_and_nothing_of_it_is_written()
    {
        string bomb = new('0', 50_000_000);
        (string Name, string Text, string Said)[] entries =
        [
            ("../escape", "x", "../escape leads out of the pack"),
            ("/etc/passwd", "x", "/etc/passwd leads out"),
            ("a\\..\\b", "x", "leads out"),
            ("c:evil", "x", "leads out"),
            ("notebooks/bomb", bomb, "notebooks/bomb is longer than the 10 bytes"),
            ("notebooks/link", "/etc/passwd", "notebooks/link is a link"),
            ("extra", "x", "extra is not in manifest.json"),
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
            manifest.Write(
                "{\"schema\":\"notebookkit.pack\",\"files\":[{\"path\":\"notebooks/bomb\",\"bytes\":10,\"sha256\":\"x\"},{\"path\":\"gone\",\"bytes\":1,\"sha256\":\"x\"}]}"u8
            );
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

    // Whoever made it sealed it, so that its bytes are what was sealed.
    [Theory]
    [InlineData("version", "5", "its version is 5, and this program reads 1")]
    [InlineData("version", null, "its version is none")]
    [InlineData("records", null, "it has no list of records")]
    [InlineData("records", "5", "it has no list of records")]
    [InlineData("records", "[null]", "records[0] is no object")]
    [InlineData("records", "[{}]", "records[0].notebook names no file in notebooks/ of the pack")]
    [InlineData("records", "[]", "notebooks/a.ipynb belongs to no record")]
    [InlineData("records/0/page", "\"pages/index.html\"", "records[0].page is not that of its notebook")]
    [InlineData("records/0/result", "\"failed\"", "its result is \"passed\", and manifest.json says \"failed\"")]
    [InlineData("records/0/parameters/defect", "\"standard\"", "its parameters is")]
    [InlineData("records/0/notebook", "\"../a.ipynb\"", "records[0].notebook names no file")]
    [InlineData("records/0/page", "\"pages/b.html\"", "records[0].page names no file in pages/")]
    [InlineData("records/0/parameters", "{\"data\": 5}", "records[0].parameters is no object of texts")]
    [InlineData("records/0/recordings", "{}", "records[0].recordings is no list")]
    [InlineData("records/0/recordings", "[]", "it used 1 recordings, and manifest.json lists 0 for it")]
    [InlineData("records/0/recordings/0/folder", "\"/etc\"", "records[0].recordings[0] names no recording of the pack")]
    [InlineData(
        "records/0/recordings/0/folder",
        "\"recordings/../recordings/article-4.4\"",
        "records[0].recordings[0] names no recording of the pack"
    )]
    [InlineData("records/0/recordings/0/case", "\"..\"", "records[0].recordings[0].case is no name of a folder")]
    [InlineData("files/0", "{\"path\": 5}", "files[0] is no path with its bytes and sha256")]
    [InlineData("redaction", "[]", "redaction does not say by what")]
    [InlineData("redaction", "{\"by\": \"somebody\"}", "it does not say that it is redacted, as manifest.json does")]
    [InlineData("records/0/recordings/0/parameter", "\"fix\"", "the parameter of article-4.4 is defect in it, and fix in manifest.json")]
    [InlineData("records/0/recordings/0/seal", "\"0\"", "the seal of article-4.4 is ")]
    public async Task A_manifest_without_sense_is_not_intact_however_it_is_sealed(string at, string? value, string words)
    {
        await Run("var n = 3;", "Host.Replay(Path.Combine(data, defect)).Fingerprint.NoMerges", "n");
        await RecordAsync("pack", "records", "-o", "a.zip");
        Edit(_folder["a.zip"], at, value);

        (int code, string said, string error) = await RecordAsync("verify", "a.zip", "--execute");

        Assert.Equal(1, code);
        Assert.Contains(words, said, StringComparison.Ordinal);
        Assert.DoesNotContain("a fault of this program", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_packed_recording_that_is_not_as_it_was_recorded_is_found_in_a_pack_sealed_anew()
    {
        await Run("var n = 3;", "Host.Replay(Path.Combine(data, defect)).Fingerprint.NoMerges", "n");
        await RecordAsync("pack", "records", "-o", "a.zip");
        string times = ByteSearch.Members(_folder["a.zip"]).First(member => member.Name.EndsWith(".csv", StringComparison.Ordinal)).Name;
        Repack(_folder["a.zip"], times, "changed");

        (int code, string said, _) = await RecordAsync("verify", "a.zip");

        Assert.Equal(1, code);
        Assert.Contains("recordings/article-4.4 is not as it was recorded", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_that_is_a_file_and_a_folder_is_told_by_whoever_reads_the_pack()
    {
        await Run("var n = 3;", "Host.Replay(Path.Combine(data, defect)).Fingerprint.NoMerges", "n");
        await RecordAsync("pack", "records", "-o", "a.zip");
        Reseal(_folder["a.zip"], files => files["notebooks/a.ipynb/b"] = [1]);

        string[][] all =
        [
            ["verify", "a.zip"],
            ["redact", "a.zip", "-o", "b.zip"],
            ["export", "a.zip", "--html", "-o", "out"],
            ["diff", "a.zip", "a.zip"],
        ];
        foreach (string[] line in all)
        {
            (int code, string said, string error) = await RecordAsync(line);

            Assert.True(code != 0, line[0]);
            Assert.Contains("notebooks/a.ipynb is a file, and a folder of other files", said + error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_case_is_verified_recording_by_recording()
    {
        await Notebookkit.RunAsync(_folder.Path, "import", Path.Combine(RepositoryFolder.Root, "data", "article-4.4"), "-o", "mine");

        (int code, string said, _) = await RecordAsync("verify", "mine");
        File.AppendAllText(Directory.EnumerateFiles(_folder["mine/recordings/article-4.4"], "*.txt").First(), "x");
        (int changed, string fault, _) = await RecordAsync("verify", "mine");

        Assert.Equal((0, 1), (code, changed));
        Assert.Contains("article-4.4: intact", said, StringComparison.Ordinal);
        Assert.Contains("NOT as recorded", fault, StringComparison.Ordinal);
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

    private Task<(int ExitCode, string Output, string Error)> RecordAsync(params string[] arguments) =>
        Notebookkit.RunAsync(_folder.Path, ["record", .. arguments]);

    private static string Load() => $"#r \"{RepositoryFolder.Library}\"\nusing NotebookKit; using System.IO;";
}
