using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using NotebookKit.Hosts;

namespace NotebookKit.Tests.Hosts;

/// <summary>What the seal of <c>recording.json</c> shows: that not a byte was changed, and else what.</summary>
public class SealTests
{
    [Fact]
    public void The_seal_is_the_hash_of_the_document_before_it_as_any_other_program_can_compute_it()
    {
        string path = Path.Combine(RepositoryFolder.Data, "standard", Recording.FileName);
        string text = File.ReadAllText(path);

        string expected = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(WithoutSeal(text))));
        Assert.Equal(expected, Recording.Open(Path.GetDirectoryName(path)!).Seal);
    }

    [Fact]
    public void Every_changed_byte_of_the_document_is_found()
    {
        int seed = Environment.TickCount;
        var random = new Random(seed);
        using var copy = new RecordingCopy("article-4.4");
        byte[] bytes = File.ReadAllBytes(copy.File(Recording.FileName));
        for (int i = 0; i < bytes.Length; i++)
        {
            byte before = bytes[i];
            bytes[i] = (byte)(before ^ random.Next(1, 256));
            File.WriteAllBytes(copy.File(Recording.FileName), bytes);
            Assert.True(FaultOf(copy) is not null, $"byte {i}, {before} made {bytes[i]} (seed {seed}): found intact");
            bytes[i] = before;
        }

        File.WriteAllBytes(copy.File(Recording.FileName), bytes);
        Assert.Null(FaultOf(copy));
    }

    [Theory]
    [InlineData('\t')]
    [InlineData('\r')]
    [InlineData('\n')]
    public void White_space_made_other_white_space_is_found_and_called_layout(char other)
    {
        using var copy = new RecordingCopy("article-4.4");
        string whole = File.ReadAllText(copy.File(Recording.FileName));
        foreach (int i in Enumerable.Range(0, whole.Length).Where(i => whole[i] == ' ' && whole[i - 1] is ' ' or '\n' && i % 7 == 0))
        {
            File.WriteAllText(copy.File(Recording.FileName), whole[..i] + other + whole[(i + 1)..]);
            Assert.Matches("the layout of the (file|seal).*every value is as it was sealed", FaultOf(copy) ?? $"byte {i}: found intact");
        }
    }

    public static TheoryData<string, string, string> Edits =>
        new()
        {
            { "\"nomerges\": \"0\"", "\"nomerges\": \"2\"", "host.queue.nomerges = \"2\" is not what was sealed" },
            { "\"nomerges\": \"0\"", "\"nomergez\": \"0\"", "host.queue.nomergez = \"0\" is not what was sealed" },
            { "\"nomerges\": \"0\",", "", "1 sealed value is missing after line" },
            { "\"nomerges\": \"0\",", "\"nomerges\": \"0\", \"more\": \"1\",", "host.queue.more = \"1\" is not what was sealed" },
            {
                "\"blktrace\": \"1.2.0\",\n    \"perf\": \"6.1\"",
                "\"perf\": \"6.1\",\n    \"blktrace\": \"1.2.0\"",
                "stand in another order than was sealed"
            },
            { "\"label\": \"healthy\"", "\"label\": \"nomerge\"", "line 7: label = \"nomerge\" is not what was sealed" },
            { "\"label\": \"healthy\"", "\"label\": \"he\\u0061lthy\"", "every value is as it was sealed" },
            { "\"iops_limit\": 3000", "\"iops_limit\": 3000.0", "settings.iops_limit = 3000.0 is not what was sealed" },
        };

    [Theory]
    [MemberData(nameof(Edits))]
    public void What_was_changed_is_named_and_nothing_is_replayed(string before, string after, string expected)
    {
        using var copy = new RecordingCopy();
        copy.Edit(json =>
            json.Contains(before, StringComparison.Ordinal)
                ? json.Replace(before, after, StringComparison.Ordinal)
                : throw new ArgumentException(before)
        );

        Assert.Contains(expected, Assert.Single(Recording.OpenToVerify(copy.Folder).Verify()), StringComparison.Ordinal);
        string refused = Assert.Throws<RecordingException>(() => Host.Replay(copy.Folder)).Message;
        Assert.Contains(expected, refused, StringComparison.Ordinal);
        Assert.Contains("record seal", refused, StringComparison.Ordinal);
    }

    [Fact]
    public void A_step_taken_out_and_one_put_in_are_found_where_they_were()
    {
        using var copy = new RecordingCopy();
        EditJson(copy, json => json["steps"]!.AsArray().RemoveAt(2));
        Assert.Contains(
            "sealed values are missing after line",
            Assert.Single(Recording.OpenToVerify(copy.Folder).Verify()),
            StringComparison.Ordinal
        );

        using var other = new RecordingCopy();
        JsonNode forged = JsonNode.Parse("""{ "name": "forged", "argv": ["true"], "start": null, "end": null, "exitCode": 0 }""")!;
        EditJson(other, json => json["steps"]!.AsArray().Insert(2, forged));
        Assert.Contains(
            Recording.OpenToVerify(other.Folder).Verify(),
            fault => fault.Contains("steps[2].name = \"forged\"", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void A_seal_that_was_itself_changed_or_taken_out_is_told_from_a_changed_document()
    {
        static string Changed(Func<string, string> change)
        {
            using var copy = new RecordingCopy();
            copy.Edit(change);
            return Assert.Single(Recording.OpenToVerify(copy.Folder).Verify());
        }

        static string Zeroed(string json, string name)
        {
            int at = json.LastIndexOf($"\"{name}\": \"", StringComparison.Ordinal) + name.Length + 5;
            int end = json.IndexOf('"', at);
            return json[..at] + new string('0', end - at) + json[end..];
        }

        Assert.Contains("seal.sha256", Changed(json => Zeroed(json, "sha256")), StringComparison.Ordinal);
        Assert.Contains("seal.values", Changed(json => Zeroed(json, "values")), StringComparison.Ordinal);
        Assert.Contains("layout of the seal", Changed(json => json + "\n"), StringComparison.Ordinal);
        Assert.Contains("the seal was taken out", Changed(json => WithoutSeal(json)), StringComparison.Ordinal);
    }

    [Fact]
    public void Where_only_the_entry_of_a_file_was_changed_the_file_is_said_to_be_as_sealed()
    {
        using var copy = new RecordingCopy();
        string hash = Recording.Open(copy.Folder).Files.Single(file => file.Path == "time.txt").Sha256;
        copy.Edit(json => json.Replace(hash, new string('a', 64), StringComparison.Ordinal));

        IReadOnlyList<string> faults = Recording.OpenToVerify(copy.Folder).Verify();

        Assert.Equal(2, faults.Count);
        Assert.Contains("files[\"time.txt\"].sha256", faults[0], StringComparison.Ordinal);
        Assert.Contains("time.txt is as it was sealed", faults[1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_recording_of_before_there_were_seals_opens_is_called_not_sealed_and_can_be_sealed()
    {
        using var copy = new RecordingCopy();
        copy.Edit(Unsealed);

        Recording recording = Recording.Open(copy.Folder);
        Assert.Null(recording.Seal);
        Assert.Contains("not sealed", Assert.Single(recording.Verify()), StringComparison.Ordinal);
        Assert.Contains("not sealed", recording.ToString(), StringComparison.Ordinal);

        Recording now = recording.SealAnew();
        Assert.Empty(now.Verify());
        Assert.NotNull(now.Seal);
        Assert.DoesNotContain("not sealed", now.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_not_as_listed_is_not_sealed_over()
    {
        using var copy = new RecordingCopy();
        copy.Edit(json => json.Replace("\"label\": \"healthy\"", "\"label\": \"nomerge\"", StringComparison.Ordinal));
        File.AppendAllText(copy.File("time.txt"), "more\n");

        Assert.Contains(
            "time.txt has ",
            Assert.Throws<RecordingException>(() => Recording.OpenToVerify(copy.Folder).SealAnew()).Message,
            StringComparison.Ordinal
        );
        Assert.Throws<RecordingException>(() => Recording.Open(copy.Folder));
    }

    [Fact]
    public void A_step_that_did_not_end_hides_no_file_but_its_own()
    {
        using var folder = new Formats.TemporaryFile("done\n"u8, "done.txt");
        var writer = new RecordingWriter(folder.Folder)
        {
            Name = "mine",
            Title = "mine",
            Host = new Fingerprint(),
        };
        writer.Add(
            new RecordedStep
            {
                Name = "done",
                Argv = ["true"],
                ExitCode = 0,
                Stdout = "done.txt",
            }
        );
        writer.Begin(
            new RecordedStep
            {
                Name = "cut",
                Argv = ["sleep"],
                Unfinished = "killed",
                Writes = ["cut.txt", "cut/"],
            }
        );
        Directory.CreateDirectory(Path.Combine(folder.Folder, "cut"));
        foreach (string file in (string[])["cut.txt", "cut/0", "cut.txt2", "forged.txt"])
        {
            File.WriteAllText(Path.Combine(folder.Folder, file), file);
        }

        Recording recording = Recording.Open(folder.Folder);

        Assert.Equal(
            ["cut.txt2", "forged.txt"],
            recording.Verify().Select(fault => Path.GetFileName(fault.Split(' ')[0])).Order(StringComparer.Ordinal)
        );
        Assert.Equal(2, recording.NotSealed().Count);
        Assert.All(recording.NotSealed(), text => Assert.Contains("is not sealed: cut had not ended", text, StringComparison.Ordinal));
    }

    [Fact]
    public void A_step_marked_as_unfinished_afterwards_hides_nothing()
    {
        using var copy = new RecordingCopy();
        EditJson(copy, json => json["steps"]![0]!["unfinished"] = "the recorder ended before the command did");
        File.WriteAllText(copy.File("forged.txt"), "");

        IReadOnlyList<string> faults = Recording.OpenToVerify(copy.Folder).Verify();

        Assert.Contains(faults, fault => fault.Contains("steps[0].unfinished", StringComparison.Ordinal));
        Assert.Contains(faults, fault => fault.Contains("forged.txt", StringComparison.Ordinal));
    }

    /// <summary>A document as it was before there were seals.</summary>
    internal static string Unsealed(string json) => WithoutSeal(json).Replace("\"version\": 2", "\"version\": 1", StringComparison.Ordinal);

    private static string WithoutSeal(string json) => json[..json.LastIndexOf(",\n  \"seal\"", StringComparison.Ordinal)] + "\n}\n";

    private static void EditJson(RecordingCopy copy, Action<JsonNode> change) =>
        copy.Edit(text =>
        {
            JsonNode json = JsonNode.Parse(text)!;
            change(json);
            return json.ToJsonString();
        });

    private static string? FaultOf(RecordingCopy copy)
    {
        try
        {
            return Recording.OpenToVerify(copy.Folder).Verify() is [var first, ..] ? first : null;
        }
        catch (RecordingException fault)
        {
            return fault.Message;
        }
    }
}
