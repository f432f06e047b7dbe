using NotebookKit.Formats;
using NotebookKit.Tests.Blocks;

namespace NotebookKit.Tests.Diagnosis;

/// <summary>Stacks that are not the article's: layers without A events, arrays, swap, multipath, discards.</summary>
public sealed class OtherStackTests
{
    [Fact]
    public void A_layer_that_hands_its_bios_down_without_A_is_tied_by_its_table()
    {
        DeviceMap devices = DeviceMap.Of(
            LsblkJson.Read(RepositoryFolder.File("dm-delay", "lsblk-all.json")),
            DmsetupText.Read(RepositoryFolder.File("dm-delay", "dmsetup-table.txt"))
        );
        BlockTrace with = BlockTrace.Open(RepositoryFolder.File("dm-delay", "blktrace-dm"));
        BlockTrace without = Damage.Without(with, BlockAction.Remap);
        Assert.Empty(without.Layers.Edges);

        Finding cause = Diagnose.Cause(Diagnose.OfDevice(without, new BlockDevice(259, 0), devices: devices))!;

        Assert.Equal("dm-delay", cause.Kind);
        Assert.Contains("by the offsets of its table", cause.Evidence[0].Rows, StringComparison.Ordinal);
        Assert.Equal(
            Diagnose.Cause(Diagnose.OfDevice(with, new BlockDevice(259, 0), devices: devices))!.Value!.Value,
            cause.Value!.Value,
            0.1
        );
    }

    [Fact]
    public void Reads_beside_discards_that_take_four_times_as_long_are_a_finding()
    {
        var lines = new List<string>();
        for (int i = 0; i < 200; i++)
        {
            int us = i * 2000;
            bool beside = i is >= 100 and < 150;
            if (i == 100)
            {
                lines.Add($"{us - 10} D D 900000 + 262144");
            }

            lines.Add($"{us} D R {i * 64 * 7} + 8");
            lines.Add($"{us + (beside ? 1090 : 260)} C R {i * 64 * 7} + 8");
            if (i == 149)
            {
                lines.Add($"{us + 1500} C D 900000 + 262144");
            }
        }

        Finding discards = Assert.Single(Of(string.Join('\n', lines)), finding => finding.Kind == "discards");

        Assert.Contains("1.09 ms while one is under way and 0.26 ms else", discards.Statement, StringComparison.Ordinal);
    }

    [Fact]
    public void A_resync_is_named_by_its_thread()
    {
        string lines = string.Join(
            '\n',
            Enumerable
                .Range(0, 100)
                .Select(i => $"{i * 100} Q R {i * 128} + 128\n{(i * 100) + 10} D R {i * 128} + 128\n{(i * 100) + 90} C R {i * 128} + 128")
        );
        string text = TraceText.Text(lines).Replace("[cat]", "[md0_resync]", StringComparison.Ordinal);

        Finding background = Assert.Single(Of(BlockTrace.From(TraceText.Read(text))), finding => finding.Kind == "background");

        Assert.Contains("md0_resync makes 100 % of the bios", background.Statement, StringComparison.Ordinal);
        Assert.DoesNotContain(Of(lines), finding => finding.Kind == "background");
    }

    // Each write of 8 sectors to the array is two reads and two writes of the members.
    [Fact]
    public void A_layer_that_multiplies_the_data_is_named_and_breaks_no_law()
    {
        var lines = new List<string>();
        for (int i = 0; i < 60; i++)
        {
            int us = i * 1000;
            lines.Add($"9,0: {us} Q WS {i * 8} + 8");
            foreach ((string member, int at) in new[] { ("8,0", 1), ("8,16", 2) })
            {
                lines.Add($"{member}: {us + at} A W {i * 8} + 8 <- (9,0) {i * 8}");
                lines.Add($"{member}: {us + at + 2} Q W {i * 8} + 8");
                lines.Add($"{member}: {us + at + 10} D W {i * 8} + 8");
                lines.Add($"{member}: {us + at + 100} C W {i * 8} + 8");
            }

            lines.Add($"9,0: {us + 200} C WS {i * 8} + 8");
        }

        Findings findings = Of(TraceText.Blkparse(string.Join('\n', lines)));

        Finding amplification = Assert.Single(findings, finding => finding.Kind == "amplification");
        Assert.Equal(2, amplification.Value);
        Assert.Contains("60 bios", amplification.Statement, StringComparison.Ordinal);
        Assert.DoesNotContain(findings, finding => finding.Kind is "ends-in-layer" or "lost-events");
    }

    // Two of three bios are reads: over all, a mirror makes only a third more.
    [Theory, InlineData(2, 2.0), InlineData(3, 3.0)]
    public void What_a_mirror_makes_of_writes_is_not_hidden_by_reads(int members, double times)
    {
        var lines = new List<string>();
        for (int i = 0; i < 240; i++)
        {
            (int us, string operation) = (i * 1000, i % 8 == 0 ? "W" : "R");
            lines.Add($"9,1: {us} Q {operation} {i * 640} + 8");
            for (int member = 0; member < (operation == "W" ? members : 1); member++)
            {
                string device = $"8,{member * 16}";
                lines.Add(
                    $"{device}: {us + 1} A {operation} {i * 640} + 8 <- (9,1) {i * 640}\n{device}: {us + 3} Q {operation} {i * 640} + 8\n{device}: {us + 10} D {operation} {i * 640} + 8\n{device}: {us + 100} C {operation} {i * 640} + 8"
                );
            }

            lines.Add($"9,1: {us + 200} C {operation} {i * 640} + 8");
        }

        Finding amplification = Assert.Single(Of(string.Join('\n', lines)), finding => finding.Kind == "amplification");

        Assert.Equal(times, amplification.Value);
        Assert.Contains("30 (0.1 MiB) become", amplification.Statement, StringComparison.Ordinal);
    }

    // The pool fills a block of 128 sectors on its own data device, and lets the write of 8 into it through behind that.
    [Theory, InlineData(false, "filled with zeros"), InlineData(true, "copied")]
    public void Blocks_that_a_thin_pool_fills_before_their_first_write_are_named(bool shared, string word)
    {
        Finding filled = Assert.Single(Of(Thin(shared, fills: true)), finding => finding.Kind == "amplification");

        Assert.Equal(17, filled.Value);
        Assert.Contains(
            $"60 of 60 writes to 253,4 are the first into their block, which is {word} before",
            filled.Statement,
            StringComparison.Ordinal
        );
        Assert.DoesNotContain(Of(Thin(shared, fills: false)), finding => finding.Kind == "amplification");
    }

    private static string Thin(bool shared, bool fills)
    {
        var lines = new List<string>();
        for (int i = 0; i < 60; i++)
        {
            (int us, int block, int at) = (i * 3000, i * 128, (i * 128) + (i % 16 * 8));
            lines.Add($"253,4: {us} Q WS {(i * 7919 % 1000 * 128) + (i % 16 * 8)} + 8");
            if (shared)
            {
                lines.Add(
                    $"8,0: {us + 5} Q R {900_000 + block} + 128\n8,0: {us + 8} D R {900_000 + block} + 128\n8,0: {us + 300} C R {900_000 + block} + 128"
                );
            }

            if (fills)
            {
                lines.Add($"8,0: {us + 310} Q W {block} + 128\n8,0: {us + 315} D W {block} + 128\n8,0: {us + 900} C W {block} + 128");
            }

            lines.Add(
                $"8,0: {us + 1000} A WS {at} + 8 <- (253,4) {(i * 7919 % 1000 * 128) + (i % 16 * 8)}\n8,0: {us + 1001} Q WS {at} + 8\n8,0: {us + 1005} D WS {at} + 8\n8,0: {us + 1100} C WS {at} + 8"
            );
            lines.Add($"253,4: {us + 1110} C WS {(i * 7919 % 1000 * 128) + (i % 16 * 8)} + 8");
        }

        return string.Join('\n', lines);
    }

    // bcache turns the bio itself over to its backing device, behind the superblock: it
    // ends there, beside the request's own C, and where the cache has the data alone.
    [Theory, InlineData(16), InlineData(2048)]
    public void Bios_that_end_under_the_number_of_the_device_below_are_no_lost_events(int offset)
    {
        Assert.DoesNotContain(Of(Bcache(offset, lost: false)), finding => finding.Kind == "lost-events");
        Assert.Contains(
            "more end bios of 252,0",
            Conservation.Of(TraceText.Blkparse(Bcache(offset, lost: false))).Rows.Single(row => row.Law == "every C had its D").Meaning,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Completions_that_no_bio_above_explains_stay_lost_beside_them() =>
        Assert.Contains(
            Of(Bcache(16, lost: true)),
            finding => finding.Kind == "lost-events" && finding.Statement.Contains("60 completions have no D", StringComparison.Ordinal)
        );

    private static string Bcache(int offset, bool lost)
    {
        var lines = new List<string>();
        for (int i = 0; i < 120; i++)
        {
            (int us, int sector) = (i * 1000, i * 7919 % 5000 * 8);
            lines.Add($"252,0: {us} Q R {sector} + 8");
            if (i % 2 == 0)
            {
                lines.Add(
                    $"8,16: {us + 5} Q R {sector + offset} + 8\n8,16: {us + 8} D R {sector + offset} + 8\n8,16: {us + 300} C R {sector + offset} + 8"
                );
            }

            lines.Add($"8,16: {us + 320} C R {sector + offset} + 8");
            if (lost && i % 2 == 0)
            {
                lines.Add($"8,16: {us + 500} C R {900_000 + sector} + 8");
            }
        }

        return string.Join('\n', lines);
    }

    [Theory, InlineData("[cat]", false), InlineData("[kworker/0:1]", true)]
    public void Swap_that_uses_its_slots_again_copies_nothing_to_a_snapshot(string reader, bool copies)
    {
        // A page comes in, and its slot goes out again.
        var text = new List<string>();
        for (int i = 0; i < 100; i++)
        {
            int us = i * 1000;
            text.Add(
                $"{us} D R {i * 640} + 8\n{us + 80} C R {i * 640} + 8\n{us + 100} D W {1_000_000 + (i * 8)} + 8\n{us + 180} C W {1_000_000 + (i * 8)} + 8\n{us + 200} D W {i * 640} + 8\n{us + 280} C W {i * 640} + 8"
            );
        }

        Findings findings = Of(
            BlockTrace.From(TraceText.Read(TraceText.Text(string.Join('\n', text)).Replace("[cat]", reader, StringComparison.Ordinal)))
        );

        Assert.Equal(copies, findings.Any(finding => finding.Kind == "snapshot-cow"));
    }

    [Fact]
    public void A_multipath_that_issues_requests_is_no_drive()
    {
        string lines = string.Join(
            '\n',
            Enumerable
                .Range(0, 60)
                .Select(i =>
                    string.Join(
                        '\n',
                        $"254,0: {i * 1000} Q R {i * 640} + 8",
                        $"254,0: {(i * 1000) + 5} D R {i * 640} + 8",
                        $"8,16: {(i * 1000) + 6} A R {i * 640} + 8 <- (254,0) {i * 640}",
                        $"8,16: {(i * 1000) + 7} D R {i * 640} + 8",
                        $"8,16: {(i * 1000) + 90} C R {i * 640} + 8",
                        $"254,0: {(i * 1000) + 95} C R {i * 640} + 8"
                    )
                )
        );
        BlockTrace trace = TraceText.Blkparse(lines);

        Assert.Equal(new BlockDevice(8, 16), trace.Devices.Drive!.Device);
        Assert.Equal(["mapping", "drive"], trace.Devices.All.Select(device => device.Kind));
        Assert.True(trace.Devices.All[0].IssuesRequests);
    }

    [Theory, InlineData("8,32", "drive"), InlineData("9,0", "mapping"), InlineData("254,5", "unknown"), InlineData("1,3", "drive")]
    public void What_has_no_D_is_a_mapping_only_where_something_says_so(string device, string kind) =>
        Assert.Equal(kind, Assert.Single(TraceText.Blkparse($"{device}: 10 Q R 0 + 8\n{device}: 20 C R 0 + 8").Devices.All).Kind);

    [Fact]
    public void Utilisation_beyond_the_depth_is_a_note_on_how_it_is_counted()
    {
        const string Report = """
            Linux 6.1.0-42-amd64 (lab) 	11/28/26 	_x86_64_	(2 CPU)

            Device            r/s     rkB/s   rrqm/s  %rrqm r_await rareq-sz     w/s     wkB/s   wrqm/s  %wrqm w_await wareq-sz     d/s     dkB/s   drqm/s  %drqm d_await dareq-sz     f/s f_await  aqu-sz  %util
            nvme0n1       1000.00   4000.00     0.00   0.00    0.23     4.00    0.00      0.00     0.00   0.00    0.00     0.00    0.00      0.00     0.00   0.00    0.00     0.00    0.00    0.00    0.23 100.00

            """;
        using var bytes = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(Report));

        Findings findings = Diagnose.OfIostat(IostatText.Read(bytes, "iostat.txt"));

        Finding note = Assert.Single(findings);
        Assert.Equal(("util-overstated", Severity.Info), (note.Kind, note.Severity));
    }

    private static Findings Of(string lines) => Of(TraceText.Blkparse(lines));

    private static Findings Of(BlockTrace trace) => Diagnose.OfDevice(trace, trace.Devices.Drive!.Device);
}
