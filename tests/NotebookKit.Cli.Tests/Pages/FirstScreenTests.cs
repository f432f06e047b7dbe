using System.Text.RegularExpressions;

namespace NotebookKit.Cli.Tests.Pages;

/// <summary>What a reader meets first: the answer, where it was captured, whom to ask, and each defect once.</summary>
public sealed class FirstScreenTests : IDisposable
{
    private const string Usings = "using NotebookKit; using System.IO;";
    private readonly TestFolder _folder = new();

    [Fact]
    public async Task A_page_answers_before_anything_else_with_cause_remedy_and_whether_it_was_tried()
    {
        _folder.Write(
            "a.ipynb",
            "md:# Why?",
            Load(),
            $"parameters:var data = \"{RepositoryFolder.Data}\";\nvar plain = \"standard\";\nvar defect = \"snapshot-nomerges2\";\nvar fix = \"snapshot-nomerges0\";",
            "foreach (var name in new[] { plain, defect, fix }) Host.Replay(Path.Combine(data, name));",
            "NotebookKit.Plot.Scatter([1.0, 2.0], [0.0, 1.0])",
            "new Findings().Add(\"It is slow.\", 20, \"times\", severity: Severity.Warning)"
        );

        (int code, _, string error) = await _folder.RunAsync("a.ipynb", "--html", "--ask", "Ada <ada@example.org>");

        Assert.True(code == 0, error);
        string page = File.ReadAllText(_folder["records/a.html"]);
        string head = page[page.IndexOf("<header", StringComparison.Ordinal)..page.IndexOf("</header>", StringComparison.Ordinal)];
        Assert.Matches(
            "(?s)<h1>Why\\?</h1>\\s*<div class=\"answer bad\">\\s*<p class=\"sentence\">100 % of the bios that could have merged did not: nvme0n1 .*\\(nomerges = 2\\)\\.</p>",
            head
        );
        Assert.Contains("<strong>Do:</strong> echo 0 &gt; /sys/block/nvme0n1/queue/nomerges", head, StringComparison.Ordinal);
        Assert.Contains(
            "<strong class=\"good\">Verified:</strong> With nomerges = 0 the workload is restored: it takes 0.519 s where it took 5.42 s, and 0.266 s on the plain volume: 2.14 ",
            head,
            StringComparison.Ordinal
        );
        Assert.Contains("<dt>Host</dt><dd>lab</dd>", head, StringComparison.Ordinal);
        Assert.Contains("<dt>Kernel</dt><dd>6.1.0-56-amd64</dd>", head, StringComparison.Ordinal);
        Assert.Contains("<dt>Drive</dt><dd>QEMU NVMe Ctrl 2G (nvme0n1)</dd>", head, StringComparison.Ordinal);
        Assert.Contains("<dt>Captured</dt><dd>2026-11-22</dd>", head, StringComparison.Ordinal);
        Assert.Contains("<dt>Ask</dt><dd>Ada &lt;ada@example.org&gt;</dd>", head, StringComparison.Ordinal);
        Assert.DoesNotMatch("<details class=\"about\" open", head);
        Assert.True(
            head.IndexOf("class=\"facts\"", StringComparison.Ordinal) < head.IndexOf("class=\"lead\"", StringComparison.Ordinal),
            "the picture stands above whom to ask"
        );
    }

    [Fact]
    public async Task A_remedy_that_nobody_tried_is_said_not_to_be_verified()
    {
        _folder.Write(
            "a.ipynb",
            Load(),
            $"parameters:var data = \"{RepositoryFolder.Data}\";\nvar defect = \"snapshot2-chunk8k-nomerges2\";",
            "Host.Replay(Path.Combine(data, defect)); 1"
        );

        await _folder.RunAsync("a.ipynb", "--html");

        Assert.Contains(
            "<strong class=\"warn\">Not verified:</strong>",
            File.ReadAllText(_folder["records/a.html"]),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_record_of_the_articles_defect_alone_says_by_which_recordings_its_remedy_was_verified_and_the_index_says_it_once()
    {
        _folder.Write(
            "a.ipynb",
            Load(),
            $"parameters:var data = \"{RepositoryFolder.Data}\";\nvar defect = \"snapshot-nomerges2\";",
            "Host.Replay(Path.Combine(data, defect)); 1"
        );
        _folder.Write(
            "b.ipynb",
            Load(),
            $"parameters:var path = \"{RepositoryFolder.Data}/snapshot-nomerges2\";",
            "NotebookKit.Investigation.Open(path)"
        );

        await _folder.RunAsync("a.ipynb", "b.ipynb", "--html");

        foreach (string page in new[] { "records/a.html", "records/b.html" })
        {
            Assert.Matches(
                "Verified:</strong> With nomerges = 0 .* This compares it with the recordings standard and snapshot-nomerges0, which lie beside it and are not in this record\\.",
                File.ReadAllText(_folder[page])
            );
        }

        string index = File.ReadAllText(_folder["records/index.html"]);
        Assert.Equal(1, Regex.Count(index, "<div class=\"answer"));
        Assert.Contains("<strong class=\"good\">Verified:</strong>", index, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_index_names_each_defect_once_and_links_every_notebook_that_proves_it()
    {
        const string Of = "severity: Severity.Critical, kind: \"iops-cap\"";
        _folder.Write(
            "1.ipynb",
            "md:# One",
            Load(),
            "1",
            $"new Findings().Add(\"The rate of sdb is flat.\", severity: Severity.Critical, kind: \"verdict\").Add(\"sdb keeps to 300 IOPS.\", {Of}, cell: \"c2\").Add(\"A detail.\")"
        );
        _folder.Write(
            "2.ipynb",
            "md:# Two",
            Load(),
            $"new Findings().Add(\"The rate of sdb is flat.\", {Of}).Add(\"sdc keeps to 200 IOPS.\", {Of}).Add(\"It works again.\", kind: \"fix-verified\")"
        );

        (int code, _, string error) = await _folder.RunAsync("1.ipynb", "2.ipynb", "--html");

        Assert.True(code == 0, error);
        string index = File.ReadAllText(_folder["records/index.html"]);
        Assert.Equal(2, Regex.Count(index, "badge critical"));
        Assert.Contains("<a href=\"1.html#cell-c2\">sdb keeps to 300 IOPS.</a>", index, StringComparison.Ordinal);
        Assert.Contains("also <a href=\"2.html#cell-c2\">Two</a>", index, StringComparison.Ordinal);
        Assert.Contains("<span class=\"badge good-news\">good news</span>", index, StringComparison.Ordinal);
        Assert.Contains("2 defects, 4 findings", index, StringComparison.Ordinal);
        Assert.True(index.IndexOf("sdc keeps", StringComparison.Ordinal) < index.IndexOf("A detail.", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("made ones <b>", "<dt>Hosts</dt><dd>made ones &lt;b&gt;</dd>", "host-of-the-recording")]
    [InlineData(null, "<dt>Host</dt><dd>host-of-the-recording</dd>", "<dt>Hosts</dt>")]
    public async Task A_notebook_that_shows_what_was_made_of_recordings_names_none_of_their_hosts(string? about, string says, string not)
    {
        _folder.Write(
            "a.ipynb",
            new System.Text.Json.Nodes.JsonObject
            {
                ["notebookkit"] = new System.Text.Json.Nodes.JsonObject
                {
                    ["about"] = about,
                    ["recordings"] = new System.Text.Json.Nodes.JsonArray(
                        new System.Text.Json.Nodes.JsonObject
                        {
                            ["folder"] = "recordings/n",
                            ["name"] = "n",
                            ["host"] = "host-of-the-recording",
                        }
                    ),
                },
            },
            "1"
        );

        (int code, _, string error) = await Notebookkit.RunAsync(_folder.Path, "page", "a.ipynb");

        Assert.True(code == 0, error);
        string page = File.ReadAllText(_folder["a.html"]);
        Assert.Contains(says, page, StringComparison.Ordinal);
        Assert.DoesNotContain(not, page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_strangers_notebook_says_of_itself_is_text()
    {
        _folder.Write(
            "a.ipynb",
            new System.Text.Json.Nodes.JsonObject
            {
                ["notebookkit"] = new System.Text.Json.Nodes.JsonObject
                {
                    ["answer"] = new System.Text.Json.Nodes.JsonObject
                    {
                        ["sentence"] = "<script>1</script>",
                        ["remedy"] = "<img src=x onerror=1>",
                        ["state"] = 7,
                    },
                    ["recordings"] = new System.Text.Json.Nodes.JsonArray(
                        3,
                        "x",
                        new System.Text.Json.Nodes.JsonObject
                        {
                            ["folder"] = "/",
                            ["name"] = "n",
                            ["host"] = "<b>",
                        }
                    ),
                    ["ask"] = "<script>2</script>",
                },
            },
            "1"
        );

        (int code, _, string error) = await Notebookkit.RunAsync(_folder.Path, "page", "a.ipynb");

        Assert.True(code == 0, error);
        string page = File.ReadAllText(_folder["a.html"]);
        Assert.DoesNotMatch("(?i)<(img|b)>", page);
        Assert.Single(Regex.Matches(page, "(?i)<script"));
        Assert.Contains("&lt;script&gt;1&lt;/script&gt;", page, StringComparison.Ordinal);
    }

    private static string Load() => $"#r \"{RepositoryFolder.Library}\"\n{Usings}";

    public void Dispose() => _folder.Dispose();
}
