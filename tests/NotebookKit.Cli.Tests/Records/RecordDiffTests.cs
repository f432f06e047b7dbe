using System.IO.Compression;

namespace NotebookKit.Cli.Tests.Records;

/// <summary><c>record diff</c>: environment, settings, findings and figures of two cases beside each other.</summary>
public sealed class RecordDiffTests : IDisposable
{
    private readonly TestFolder _folder = new();

    [Fact]
    public async Task The_setting_the_verdict_and_the_figures_that_changed_are_told_as_text_and_on_a_page()
    {
        (int code, string said, string error) = await DiffAsync(
            Data("snapshot-nomerges0"),
            Data("snapshot-nomerges2"),
            "--html",
            "changed.html"
        );

        Assert.True(code == 1, error);
        Assert.Contains("setting      nvme0n1 nomerges: 0  ->  2", said, StringComparison.Ordinal);
        Assert.Matches("finding      verdict: .*  ->  .*merging is switched off", said);
        Assert.Contains("figure       missed merges (mergeable bios): 0 %  ->  100 %  (+100 points)", said, StringComparison.Ordinal);
        Assert.Contains("figure       size at D p50 (requests): 512 sectors  ->  8 sectors  (÷ 64)", said, StringComparison.Ordinal);
        Assert.DoesNotContain("environment  kernel", said, StringComparison.Ordinal);
        string page = System.Net.WebUtility.HtmlDecode(File.ReadAllText(_folder["changed.html"]));
        Assert.Contains("<tr><td>nvme0n1 nomerges</td><td>0</td><td><strong>2</strong></td></tr>", page, StringComparison.Ordinal);
        Assert.Matches("<tr><td>kernel</td><td>6.1.0-56-amd64</td><td>6.1.0-56-amd64</td></tr>", page);
        Assert.Matches("<tr><td>captured</td><td>2026-11-22</td><td>2026-11-22</td></tr>", page);
        Assert.Contains("<td class=\"number\">÷ 64</td>", page, StringComparison.Ordinal);
        Assert.Contains(" more that differ</summary>", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pack_is_compared_by_the_recording_in_it_and_the_same_is_no_difference()
    {
        (int redacted, _, string redactError) = await Notebookkit.RunAsync(
            _folder.Path,
            ["record", "redact", Data("rand-read-4k"), "-o", "a.zip"]
        );
        Assert.True(redacted == 0, redactError);

        (int same, string said, string error) = await DiffAsync("a.zip", "a.zip");
        (int missing, _, string why) = await DiffAsync("a.zip", "nowhere");
        File.Copy(_folder["a.zip"], _folder["b.zip"]);
        using (ZipArchive zip = ZipFile.Open(_folder["b.zip"], ZipArchiveMode.Update))
        {
            zip.Comment = "";
        }

        (int unsealed, _, string noSeal) = await DiffAsync("a.zip", "b.zip");
        (int many, _, string which) = await DiffAsync(Path.Combine(RepositoryFolder.Root, "data"), "a.zip");

        Assert.Equal(2, unsealed);
        Assert.Contains("b.zip is not as it was packed, and is not compared: it has no seal at its end", noSeal, StringComparison.Ordinal);
        Assert.True(same == 0, said + error);
        Assert.Matches(@"the same: (\d+) of \1\n", said);
        Assert.Equal(2, missing);
        Assert.Contains("nowhere: there is no such file or folder", why, StringComparison.Ordinal);
        Assert.Equal(2, many);
        Assert.Contains("name the one to compare", which, StringComparison.Ordinal);
    }

    // Two mails of two hosts, called alike: loose captures, of which each tells something that the other does not.
    [Fact]
    public async Task Of_loose_captures_the_host_and_what_one_side_alone_tells_are_said()
    {
        string[] all = ["uname.txt", "sysfs.txt", "btrace.txt.gz", "iostat.json"];
        foreach (
            (string from, string to, string[] files) in new[]
            {
                ("snapshot-nomerges0", "monday/mail", all),
                ("snapshot-nomerges2", "tuesday/mail", all[..^1]),
                ("snapshot-nomerges2", "wednesday/mail", ["uname.txt", "sysfs.txt"]),
            }
        )
        {
            Directory.CreateDirectory(_folder[to]);
            foreach (string file in files)
            {
                File.Copy(Path.Combine(Data(from), file), Path.Combine(_folder[to], file));
            }
        }

        string uname = _folder["tuesday/mail/uname.txt"];
        File.WriteAllText(uname, File.ReadAllText(uname).Replace("6.1.0-56-amd64", "6.12.63-amd64", StringComparison.Ordinal));

        (int code, string said, string error) = await DiffAsync("monday/mail", "tuesday/mail", "--html", "changed.html");
        (_, string less, _) = await DiffAsync("monday/mail", "wednesday/mail");

        Assert.True(code == 1, error);
        Assert.Contains("environment  kernel: 6.1.0-56-amd64  ->  6.12.63-amd64", said, StringComparison.Ordinal);
        Assert.Matches(@"figure       nvme0n1 r_await: [\d.]+ ms  ->  \(none\)", said);
        Assert.Contains("Changed from monday/mail:", said, StringComparison.Ordinal);
        Assert.DoesNotContain("(good)", said, StringComparison.Ordinal);
        Assert.Contains("<th>monday/mail</th><th>tuesday/mail</th>", File.ReadAllText(_folder["changed.html"]), StringComparison.Ordinal);
        Assert.Matches(@"figure       \S+ block trace: [\d,]+ requests  ->  \(none\)", less);
    }

    [Fact]
    public async Task A_side_that_is_cut_off_is_said_beside_the_figures_that_differ_for_it()
    {
        byte[] whole = File.ReadAllBytes(Path.Combine(Data("snapshot-nomerges2"), "perf-block.script.txt.gz"));
        File.WriteAllBytes(_folder["whole.txt.gz"], whole);
        File.WriteAllBytes(_folder["cut.txt.gz"], whole[..(whole.Length * 2 / 3)]);

        (int code, string said, _) = await DiffAsync("whole.txt.gz", "cut.txt.gz", "--html", "page.html");

        Assert.Equal(1, code);
        Assert.Matches("  note         cut.txt.gz: cut.txt.gz: .*damaged or cut off", said);
        Assert.Contains("damaged or cut off", File.ReadAllText(_folder["page.html"]), StringComparison.Ordinal);
        Assert.DoesNotContain("note         whole", said, StringComparison.Ordinal);
    }

    private const string Head = "Device            r/s     rkB/s   r_await rareq-sz  aqu-sz  %util\n";

    [Theory]
    [InlineData(
        "sda             100.00    400.00     1.00     4.00    0.10  10.00",
        "sda             100.00    400.00     1.00     4.00    0.10  10.00",
        0,
        "the same: "
    )]
    [InlineData(
        "sda            1000.01   4000.00     1.00     4.00    1.00  10.00",
        "sda            1000.02   4000.00     1.00     4.00    1.00  10.00",
        1,
        "of them to the three digits that are shown"
    )]
    [InlineData(
        "sda             100.00    400.00     1.00     4.00    0.10  10.00",
        "sda             100.00    400.00     -nan     4.00    0.10  10.00",
        1,
        "printed as no number (nan) or below 0, and in no mean"
    )]
    [InlineData(
        "sda             100.00    400.00     1.00     4.00    0.10  10.00",
        "sdb             100.00    400.00     1.00     4.00    0.10  10.00",
        1,
        "environment  only device, held against the other's: sda  ->  sdb"
    )]
    public async Task What_differs_behind_the_digits_is_no_number_or_is_another_drive_is_told(
        string before,
        string now,
        int expected,
        string told
    )
    {
        string Text(string row) =>
            $"Linux 6.1.0 (host) \t11/22/2026 \t_x86_64_\t(2 CPU)\n\n{string.Concat(Enumerable.Repeat(Head + row + "\n\n", 3))}";
        File.WriteAllText(_folder["a.txt"], Text(before));
        File.WriteAllText(_folder["b.txt"], Text(now));

        (int code, string said, string error) = await DiffAsync("a.txt", "b.txt");

        Assert.True(code == expected, said + error);
        Assert.Contains(told, said, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private static string Data(string name) => Path.Combine(RepositoryFolder.Root, "data", name);

    private Task<(int Code, string Output, string Error)> DiffAsync(params string[] arguments) =>
        Notebookkit.RunAsync(_folder.Path, ["record", "diff", .. arguments]);
}
