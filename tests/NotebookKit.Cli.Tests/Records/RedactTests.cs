using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using NotebookKit.Hosts;

namespace NotebookKit.Cli.Tests.Records;

/// <summary><c>record redact</c>: no byte of the result holds a name, the pack verifies, and the verdict is the same.</summary>
public sealed class RedactTests : IDisposable
{
    private const string Source = "snapshot-nomerges2";
    private readonly TestFolder _folder = new();

    [Fact]
    public async Task None_of_sixty_planted_secrets_is_left_in_any_byte_and_the_pack_verifies_with_the_same_findings()
    {
        PlantedSecrets planted = PlantedSecrets.In(_folder["acme-db07-incident"], Path.Combine(RepositoryFolder.Root, "data", Source));
        Assert.True(planted.All.Count >= 60, $"{planted.All.Count} secrets");
        IReadOnlyList<byte[]> source = ByteSearch.Everything(_folder["acme-db07-incident"]);
        string[] missing = [.. planted.All.Where(secret => !PlantedSecrets.IsIn(source, secret))];
        Assert.Equal([], missing);
        _folder.Write("payroll-review.ipynb", new JsonObject(), PlantedSecrets.Cells(_folder["acme-db07-incident"]));
        (int ran, _, string runError) = await _folder.RunAsync("payroll-review.ipynb", "--ask", "Quentin.Oberholzer@acme-storage.example");
        Assert.True(ran == 0, runError);
        (int packed, _, string packError) = await RecordAsync("pack", "records", "-o", "case.zip");
        Assert.True(packed == 0, packError);

        (int code, string said, string error) = await RecordAsync("redact", "case.zip", "-o", "out.zip", "--map", "outside.json");
        (int verified, string proof, _) = await RecordAsync("verify", "out.zip");

        Assert.True(code == 0, said + error);
        Assert.True(verified == 0, proof);
        Assert.Contains("out.zip: redacted: ", proof, StringComparison.Ordinal);
        Assert.Contains("the verdict is the same for 1 of 1 recordings", proof, StringComparison.Ordinal);
        IReadOnlyList<byte[]> result = ByteSearch.Everything(_folder["out.zip"]);
        string[] left = [.. planted.All.Concat(PlantedSecrets.Spoken).Where(secret => PlantedSecrets.IsIn(result, secret))];
        Assert.Equal([], left);
        Assert.DoesNotContain("another verdict", said, StringComparison.Ordinal);
        Assert.True(
            OperatingSystem.IsWindows() || File.GetUnixFileMode(_folder["outside.json"]) == (UnixFileMode.UserRead | UnixFileMode.UserWrite)
        );
    }

    [Fact]
    public async Task None_of_the_secrets_of_a_sosreport_is_left_in_any_byte()
    {
        SosSecrets.In(_folder["zarnibux07-incident"], Path.Combine(RepositoryFolder.Root, "data", Source));
        IReadOnlyList<byte[]> source = ByteSearch.Everything(_folder["zarnibux07-incident"]);
        _folder.Write(
            "ledgerq-review.ipynb",
            new JsonObject { ["authors"] = new JsonArray(new JsonObject { ["name"] = "Ottilie Grimwald" }) },
            SosSecrets.Cells(_folder["zarnibux07-incident"])
        );
        await _folder.RunAsync("ledgerq-review.ipynb");
        // but for the one that is escaped
        Assert.Equal([], SosSecrets.All.Where(secret => secret != "escapedq" && !PlantedSecrets.IsIn(source, secret)));

        (int code, string said, string error) = await RecordAsync(
            "redact",
            "records/ledgerq-review.ipynb",
            "-o",
            "out.zip",
            "--map",
            "outside.json"
        );

        Assert.True(code == 0, said + error);
        IReadOnlyList<byte[]> result = ByteSearch.Everything(_folder["out.zip"]);
        Assert.Equal([], SosSecrets.All.Where(secret => PlantedSecrets.IsIn(result, secret)));
        (int again, string found, _) = await RecordAsync("redact", "--verify", "out.zip");
        Assert.True(again == 0, found);
    }

    [Fact]
    public async Task A_redacted_pack_runs_again_on_its_redacted_recordings_with_the_same_numbers()
    {
        // But for 08: its fleet is made of the recordings in the order of their names, which are others then.
        string[] notebooks =
        [
            .. Directory
                .GetFiles(Path.Combine(RepositoryFolder.Root, "notebooks"), "0?-*.ipynb")
                .Where(name => Path.GetFileName(name)[..2] is not ("00" or "08"))
                .Order(StringComparer.Ordinal),
        ];
        (int redacted, string left, string error) = await RecordAsync(["redact", .. notebooks, "-o", "out.zip", "--map", "outside.json"]);
        (int code, string said, _) = await RecordAsync("verify", "out.zip", "--execute");

        Assert.True(redacted == 0, left + error);
        Assert.DoesNotContain("another verdict", left, StringComparison.Ordinal);
        Assert.Equal(7, notebooks.Length);
        Assert.True(code == 0, said);
        Assert.Contains("out.zip: redacted: ", said, StringComparison.Ordinal);
        Assert.Equal(notebooks.Length, said.Split("run again, the same").Length - 1);
    }

    // The kernel fills eight bytes for the kind of I/O and leaves what lay behind it: in this recording the name of cat.
    [Fact]
    public async Task What_lies_behind_a_text_of_fixed_length_in_perf_data_is_cleared()
    {
        string recording = Path.Combine(RepositoryFolder.Root, "data", "snapshot-nomerges2");
        byte[] left = [.. "RA\0\0cat\0"u8];
        Assert.Contains(ByteSearch.Everything(recording), bytes => bytes.AsSpan().IndexOf(left) >= 0);

        (int code, string said, string error) = await RecordAsync("redact", recording, "-o", "a.zip");

        Assert.True(code == 0, said + error);
        Assert.DoesNotContain(ByteSearch.Everything(_folder["a.zip"]), bytes => bytes.AsSpan().IndexOf("RA\0\0c"u8) >= 0);
    }

    [Fact]
    public async Task Names_are_other_ones_for_each_case_and_the_same_everywhere_in_it()
    {
        PlantedSecrets.In(_folder["one"], Path.Combine(RepositoryFolder.Root, "data", Source));
        await RecordAsync("redact", "one", "-o", "a.zip");
        await RecordAsync("redact", "one", "-o", "b.zip");

        JsonNode a = JsonNode.Parse(File.ReadAllText(_folder["a.zip.map.json"]))!["words"]!,
            b = JsonNode.Parse(File.ReadAllText(_folder["b.zip.map.json"]))!["words"]!;
        string volume = a["vgpayroll"]!.GetValue<string>();

        Assert.NotEqual(volume, b["vgpayroll"]!.GetValue<string>());
        string[] naming =
        [
            .. ByteSearch
                .Members(_folder["a.zip"])
                .Where(member =>
                    ByteSearch
                        .Everything(member.Bytes)
                        .Any(bytes => Encoding.Latin1.GetString(bytes).Contains(volume, StringComparison.Ordinal))
                )
                .Select(member => Path.GetFileName(member.Name)),
        ];
        Assert.Contains("dmsetup-table.txt", naming);
        Assert.Contains("lsblk.json", naming);
        Assert.Contains("lsblk.txt", naming);
    }

    [Fact]
    public async Task What_is_kept_by_name_stays_and_the_check_says_so()
    {
        PlantedSecrets.In(_folder["one"], Path.Combine(RepositoryFolder.Root, "data", Source));
        (int code, string said, string error) = await RecordAsync("redact", "one", "-o", "a.zip", "--keep", "vgpayroll");
        (int again, string found, _) = await RecordAsync("redact", "--verify", "a.zip");

        Assert.True(code == 0, said + error);
        Assert.Equal(0, again);
        Assert.Contains("but what was kept on purpose: vgpayroll", found, StringComparison.Ordinal);
        Assert.Contains(
            ByteSearch.Everything(_folder["a.zip"]),
            bytes => Encoding.Latin1.GetString(bytes).Contains("vgpayroll-", StringComparison.Ordinal)
        );
    }

    [Theory]
    [InlineData("payrolld")]
    [InlineData("10.20.30.40")]
    [InlineData("wwn-0x5002538e40a1b2c3")]
    [InlineData("52:54:00:ab:cd:ef")]
    [InlineData("0b1f2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d")]
    [InlineData("fd12:3456:789a::7")]
    [InlineData("j.smith@corp.example.com")]
    public async Task The_check_ends_with_3_on_a_name_that_was_left_in_text_gzip_base64_or_utf16(string secret)
    {
        foreach (
            (string name, byte[] bytes) in new[]
            {
                ("text.txt", Encoding.UTF8.GetBytes($"a line of {secret} here\n")),
                ("packed.gz", Gzip($"a line of {secret} here\n")),
                ("wide.txt", (byte[])[.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes($"a line of {secret} here\n")]),
                (
                    "base64.txt",
                    Encoding.UTF8.GetBytes(
                        "data: " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"a line of {secret} here, and more words of it\n")) + "\n"
                    )
                ),
            }
        )
        {
            File.WriteAllBytes(_folder[name], bytes);

            (int code, string said, _) = await RecordAsync("redact", "--verify", name);

            Assert.True(code == 3, $"{name}: {said}");
        }
    }

    [Fact]
    public async Task A_firmware_version_is_no_address_and_a_changed_recording_is_refused()
    {
        Directory.CreateDirectory(_folder["case"]);
        var writer = new RecordingWriter(_folder["case/one"])
        {
            Name = "one",
            Title = "one",
            Host = new Fingerprint(),
        };
        File.WriteAllText(_folder["case/one/notes.txt"], "firmware 21.40.0.7 answers at 10.9.8.7, driver version: 6.2.0.34\n");
        writer.Finish();

        (int code, string said, string error) = await RecordAsync("redact", "case/one", "-o", "a.zip");
        string notes = Encoding.UTF8.GetString(
            ByteSearch.Members(_folder["a.zip"]).Single(member => member.Name.EndsWith("notes.txt", StringComparison.Ordinal)).Bytes
        );
        File.AppendAllText(_folder["case/one/notes.txt"], "x");
        (int changed, _, string why) = await RecordAsync("redact", "case/one", "-o", "b.zip");

        Assert.True(code == 0, said + error);
        Assert.Matches(@"^firmware 21\.40\.0\.7 \w+ at 198\.1[89]\.\d+\.\d+, driver version: 6\.2\.0\.34\n$", notes);
        Assert.Equal(2, changed);
        Assert.Contains("is not as it was recorded, and is not redacted", why, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder["b.zip"]));
    }

    public void Dispose() => _folder.Dispose();

    private Task<(int Code, string Output, string Error)> RecordAsync(params string[] arguments) =>
        Notebookkit.RunAsync(_folder.Path, ["record", .. arguments]);

    private static byte[] Gzip(string text)
    {
        using var to = new MemoryStream();
        using (var zip = new GZipStream(to, CompressionLevel.Fastest))
        {
            zip.Write(Encoding.UTF8.GetBytes(text));
        }

        return to.ToArray();
    }
}
