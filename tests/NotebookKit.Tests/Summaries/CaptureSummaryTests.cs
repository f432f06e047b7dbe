using System.Text.Json;
using NotebookKit.Formats;
using NotebookKit.Summaries;

namespace NotebookKit.Tests.Summaries;

public sealed class CaptureSummaryTests
{
    public static TheoryData<string> Recordings => [.. RepositoryFolder.Recordings(Recording.FileName)];

    [Theory, MemberData(nameof(Recordings))]
    public void Every_recording_fits_a_screen_and_accounts_for_what_was_read(string recording)
    {
        CaptureSummary summary = CaptureSummary.Of(Path.Combine(RepositoryFolder.Data, recording));
        string[] lines = summary.ToText().TrimEnd('\n').Split('\n');
        Assert.InRange(lines.Length, summary.Captures.Count == 0 ? 2 : 10, 50);
        Assert.True(
            summary.Captures.Count + summary.Tables.Count > 0 || summary.ToText().Contains("none of block events", StringComparison.Ordinal)
        );
        Assert.All(lines, line => Assert.InRange(line.Length, 1, 240));
        Assert.All(
            summary.Captures,
            capture => Assert.Equal(capture.Trace.Account!.Read, capture.Trace.Account.Recognised + capture.Trace.Account.SkippedCount)
        );
        Assert.DoesNotContain('\e', summary.ToText());
        Assert.Equal(summary.ToText(), System.Text.RegularExpressions.Regex.Replace(summary.ToText(colour: true), "\e\\[[0-9;]*m", ""));
    }

    [Fact]
    public void The_defect_is_told_with_its_reason_and_its_layer()
    {
        string text = CaptureSummary.Of(Path.Combine(RepositoryFolder.Data, "snapshot-nomerges2")).ToText();
        Assert.Contains("3,528 of 3,528 mergeable bios missed (100 %)", text, StringComparison.Ordinal);
        Assert.Contains("merging off (nomerges 2)", text, StringComparison.Ordinal);
        Assert.Contains("Sizes shrink at dm-3", text, StringComparison.Ordinal);
        Assert.Contains("nomerges 2", text, StringComparison.Ordinal);
    }

    [
        Theory,
        InlineData("blktrace"),
        InlineData("btrace.txt"),
        InlineData("perf-block.data"),
        InlineData("perf-block.script.txt"),
        InlineData("blktrace/nvme0n1")
    ]
    public void A_capture_alone_is_summarized_whatever_its_dialect(string file)
    {
        string path = file.Contains('/', StringComparison.Ordinal)
            ? Path.Combine(RepositoryFolder.Data, "snapshot-nomerges2", file)
            : RepositoryFolder.File("snapshot-nomerges2", file);
        CaptureSummary summary = CaptureSummary.Of(path);
        Assert.Null(summary.Recording);
        Assert.Contains("D2C  requests  3,584", summary.ToText(), StringComparison.Ordinal);
        Assert.Contains(summary.Main!.Trace.Account!.Dialect, summary.ToText(), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_member_of_an_array_has_its_way()
    {
        string text = CaptureSummary.Of(RepositoryFolder.Case("stacks/raid0-slow-member/perf-block-all.data.gz")).ToText();
        Assert.All(
            (string[])["259,1", "259,2", "259,3", "259,6"],
            member => Assert.Contains($"9,0 -> {member}", text, StringComparison.Ordinal)
        );
    }

    [Fact]
    public void A_trace_of_requests_alone_says_what_it_cannot_know()
    {
        string text = CaptureSummary.Of(RepositoryFolder.File("snapshot-nomerges2", "perf-block.data")).ToText();
        Assert.Contains("bios were not traced", text, StringComparison.Ordinal);
        Assert.Contains("No Q events", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Q2C  bios", text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_json_holds_every_table_of_its_schema_and_no_other()
    {
        using JsonDocument json = JsonDocument.Parse(CaptureSummary.Of(Path.Combine(RepositoryFolder.Data, "snapshot-nomerges2")).ToJson());
        JsonElement root = json.RootElement;
        Assert.Equal(
            (SummarySchema.Name, SummarySchema.Version),
            (root.GetProperty("schema").GetString(), root.GetProperty("version").GetInt32())
        );
        foreach (JsonElement capture in root.GetProperty("captures").EnumerateArray())
        {
            Assert.Equal(
                SummarySchema.Tables.Keys.Order(),
                capture.GetProperty("tables").EnumerateObject().Select(table => table.Name).Order()
            );
        }

        JsonElement tables = root.GetProperty("captures")[0].GetProperty("tables");
        Assert.Equal(3584, tables.GetProperty("merges").GetProperty("rows")[0].GetProperty("D").GetInt64());
        Assert.Equal(100, tables.GetProperty("missedMerges").GetProperty("rows")[0].GetProperty("missed share").GetDouble());
        JsonElement account = root.GetProperty("captures")[0].GetProperty("account");
        Assert.Equal(
            account.GetProperty("read").GetInt64(),
            account.GetProperty("recognised").GetInt64() + account.GetProperty("skipped").GetInt64()
        );
    }

    [Fact]
    public void An_unknown_value_is_null_in_the_json()
    {
        using JsonDocument json = JsonDocument.Parse(
            CaptureSummary.Of(RepositoryFolder.File("snapshot-nomerges2", "perf-block.script.txt")).ToJson()
        );
        JsonElement merges = json.RootElement.GetProperty("captures")[0].GetProperty("tables").GetProperty("merges").GetProperty("rows")[0];
        Assert.Equal(JsonValueKind.Null, merges.GetProperty("Q").ValueKind);
        Assert.Equal(JsonValueKind.Null, json.RootElement.GetProperty("recording").ValueKind);
    }

    [Fact]
    public void Control_characters_of_a_capture_never_reach_the_terminal()
    {
        string path = Path.Combine(Directory.CreateTempSubdirectory("sum").FullName, "a\e[31mb.txt");
        File.WriteAllText(path, "259,0 0 1 0.000000001 7 Q R 0 + 8 [cat]\n");
        string text = CaptureSummary.Of(path).ToText();
        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
        Assert.DoesNotContain('\e', text);
    }

    [Fact]
    public void Two_recordings_are_not_one_capture()
    {
        (string one, string other) = (Path.Combine(RepositoryFolder.Data, "standard"), Path.Combine(RepositoryFolder.Data, "stalls"));
        Assert.Contains(
            "--against",
            Assert.Throws<ArgumentException>(() => CaptureSummary.Of(one, other)).Message,
            StringComparison.Ordinal
        );
        Assert.Throws<FileNotFoundException>(() => CaptureSummary.Of("/no/such/capture"));
        Assert.Throws<CaptureFormatException>(() => CaptureSummary.Of(Path.Combine(RepositoryFolder.Root, "README.md")));
    }

    [Fact]
    public void Several_captures_of_one_run_are_listed_together()
    {
        CaptureSummary summary = CaptureSummary.Of(
            RepositoryFolder.File("snapshot-nomerges2", "perf-block.script.txt"),
            RepositoryFolder.File("snapshot-nomerges2", "blktrace")
        );
        Assert.Equal(2, summary.Captures.Count);
        Assert.Equal(BlktraceBinary.Dialect, summary.Main!.Trace.Account!.Dialect);
    }

    [Fact]
    public void Devices_have_the_names_that_the_host_gave_them_and_the_stack_its_ways()
    {
        string text = CaptureSummary.Of(Path.Combine(RepositoryFolder.Data, "snapshot-nomerges2")).ToText();
        Assert.Contains("dm-3 -> dm-1 -> nvme0n1", text, StringComparison.Ordinal);
        Assert.Contains("nvme0n1 drive: 3,584 bios", text, StringComparison.Ordinal);
        Assert.DoesNotContain("259,0", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Iostat_s_means_of_busy_intervals_are_beside_the_trace()
    {
        string text = CaptureSummary.Of(Path.Combine(RepositoryFolder.Data, "snapshot-nomerges2")).ToText();
        Assert.Matches(@"nvme0n1 +7 +2,9\d\d", text);
        Assert.Contains("iostat text 119", text, StringComparison.Ordinal);
    }

    [
        Theory,
        InlineData("iostat.txt", "iostat text"),
        InlineData("iostat.json", "iostat JSON"),
        InlineData("lsblk.json", "lsblk JSON"),
        InlineData("diskstats-after.txt", "diskstats text"),
        InlineData("sysfs.txt", "sysfs text"),
        InlineData("dmsetup-table.txt", "dmsetup text")
    ]
    public void A_capture_of_counters_alone_is_recognised_by_its_content(string file, string dialect)
    {
        CaptureSummary summary = CaptureSummary.Of(RepositoryFolder.File("snapshot-nomerges2", file));
        Assert.Empty(summary.Captures);
        Assert.Equal(dialect, Assert.Single(summary.Tables).Table.Dialect);
        Assert.Contains(dialect, summary.ToText(), StringComparison.Ordinal);
        using JsonDocument json = JsonDocument.Parse(summary.ToJson());
        Assert.Equal(dialect, json.RootElement.GetProperty("counters")[0].GetProperty("dialect").GetString());
    }

    [Fact]
    public void Loose_files_of_one_host_name_its_devices_and_judge_its_queue()
    {
        CaptureSummary summary = CaptureSummary.Of(
            new[] { "blktrace", "lsblk.json", "sysfs.txt" }.Select(file => RepositoryFolder.File("snapshot-nomerges2", file)).ToArray()
        );
        Assert.Contains("merging off (nomerges 2)", summary.ToText(), StringComparison.Ordinal);
        Assert.Contains("nvme0n1 drive", summary.ToText(), StringComparison.Ordinal);
    }

    [Fact]
    public void Against_another_recording_what_changed_is_ranked()
    {
        CaptureSummary summary = CaptureSummary
            .Of(Path.Combine(RepositoryFolder.Data, "snapshot-nomerges2"))
            .Against(CaptureSummary.Of(Path.Combine(RepositoryFolder.Data, "snapshot-nomerges0")));
        Assert.Contains(
            "From snapshot-nomerges2 to snapshot-nomerges0: missed merges 100 % to 0 %",
            summary.ToText(),
            StringComparison.Ordinal
        );
        using JsonDocument json = JsonDocument.Parse(summary.ToJson());
        Assert.Equal(
            "missed merges",
            json.RootElement.GetProperty("comparison").GetProperty("table").GetProperty("rows")[0].GetProperty("measure").GetString()
        );
        CaptureSummary counters = CaptureSummary.Of(RepositoryFolder.File("standard", "iostat.txt"));
        Assert.Throws<ArgumentException>(() => summary.Against(counters));
    }

    [Fact]
    public void JSON_is_known_by_the_command_where_the_file_does_not_say_so()
    {
        CaptureSummary summary = CaptureSummary.Of(Path.Combine(RepositoryFolder.Data, "live-lab"));

        Assert.Equal(
            ["iostat JSON", "iostat JSON"],
            summary.Tables.Where(table => table.Table is IostatCapture).Select(table => table.Table.Dialect)
        );
        Assert.Contains(summary.Tables, table => table.Table is LsblkCapture);
        Assert.Empty(summary.Notes);
    }

    [Fact]
    public void A_loop_device_has_its_name_without_any_listing_and_plugs_of_no_device_are_no_device()
    {
        string path = Path.Combine(Directory.CreateTempSubdirectory("sum").FullName, "perf.txt");
        File.WriteAllText(
            path,
            """
            fio 10 [000] 1.000050: block:block_plug: [fio]
            fio 10 [000] 1.000060: block:block_bio_queue: 7,3 R 800 + 8 [fio]
            fio 10 [000] 1.000100: block:block_rq_issue: 7,3 R 4096 () 800 + 8 [fio]
            swapper 0 [000] 1.000900: block:block_rq_complete: 7,3 R () 800 + 8 [0]

            """
        );
        string text = CaptureSummary.Of(path).ToText();
        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
        Assert.Contains("loop3 drive: 1 bios", text, StringComparison.Ordinal);
        Assert.DoesNotContain("0,0", text, StringComparison.Ordinal);
    }
}
