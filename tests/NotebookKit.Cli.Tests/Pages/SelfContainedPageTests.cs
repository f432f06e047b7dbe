using System.Diagnostics;
using System.Text.RegularExpressions;

namespace NotebookKit.Cli.Tests.Pages;

public sealed partial class SelfContainedPageTests : IDisposable
{
    // Everything that a capture or a careless notebook could smuggle into a page.
    private static readonly string[] Hostile =
    [
        "md:# The <script>document.title='pwned'</script> title\n\n<img src=x onerror=\"document.title='pwned'\"> [a](javascript:alert(1)) [b](https://example.org/x) ![c](http://example.org/c.png) <javascript:alert(1)>",
        "md:## Where it begins\n\n[next](2-next.ipynb#it) and [out](../outside.txt)",
        "HTML(\"<script>document.title='pwned'</script><img src=x onerror=\\\"document.title='pwned'\\\"><img src='http://example.org/p.png'>"
            + "<style>body{display:none}</style><link rel=stylesheet href='http://example.org/s.css'><iframe src='http://example.org'></iframe>"
            + "<a href='javascript:alert(1)'>x</a><meta http-equiv=refresh content='0;url=http://example.org'>"
            + "<p style=\\\"background:url(http://example.org/b.png);position:fixed\\\">kept text</p></div></section></main><table><tr><td>left open\")",
        "display(\"<svg xmlns='http://www.w3.org/2000/svg' onload=\\\"document.title='pwned'\\\"><script>document.title='pwned'</script></svg>\", \"image/svg+xml\");",
        "Console.WriteLine(\"<script>document.title='pwned'</script>\");",
        "throw new Exception(\"<script>document.title='pwned'</script>\");",
    ];

    private readonly TestFolder _folder = new();

    [Fact]
    public async Task A_page_loads_nothing_and_runs_nothing_whatever_the_notebook_holds()
    {
        _folder.Write("books/1-hostile.ipynb", Hostile);
        _folder.Write("books/2-next.ipynb", "md:# Next", "1");

        (int code, _, _) = await _folder.RunAsync("books", "--html");

        Assert.Equal(1, code);
        foreach (string name in new[] { "1-hostile.html", "2-next.html", "index.html" })
        {
            string page = File.ReadAllText(_folder["records/" + name]);
            Assert.Contains(
                "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src 'sha256-",
                page,
                StringComparison.Ordinal
            );
            page = OwnScript(page);
            Assert.DoesNotMatch("(?i)<(script|iframe|link|object|embed|base|form)\\b", page);
            Assert.Single(Regex.Matches(page, "(?i)<style"));
            Assert.Single(Regex.Matches(page, "(?i)<meta[^>]*http-equiv"));
            Assert.All(Sources().Matches(page), match => Assert.StartsWith("data:image/", match.Groups[1].Value, StringComparison.Ordinal));
            Assert.All(Targets().Matches(page), match => Assert.Matches("^(#|https?:|mailto:|[^:/]+\\.html(#|$))", match.Groups[1].Value));
            Assert.DoesNotMatch("(?i)<[^>]*\\son[a-z]+\\s*=", page);
            Assert.DoesNotMatch("(?i)<[^<>]*url\\s*\\(", page);
            Assert.DoesNotMatch("(?is)<style>.*(@import|url\\s*\\().*</style>", page);
        }

        string hostile = File.ReadAllText(_folder["records/1-hostile.html"]);
        Assert.Contains("<a href=\"2-next.html#it\">next</a>", hostile, StringComparison.Ordinal);
        Assert.Contains("<a href=\"https://example.org/x\">b</a>", hostile, StringComparison.Ordinal);
        Assert.Contains("kept text", hostile, StringComparison.Ordinal);
        Assert.Contains("Left out of this page", hostile, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_browser_shows_the_page_whole_and_runs_none_of_its_scripts()
    {
        string? browser = new[] { "chromium", "chromium-browser", "google-chrome" }.FirstOrDefault(name =>
            (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, name)))
        );
        Assert.SkipUnless(browser is not null, "needs chromium");
        _folder.Write("1-hostile.ipynb", Hostile);
        await _folder.RunAsync("1-hostile.ipynb", "--html");

        var start = new ProcessStartInfo(browser!) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (
            string argument in new[]
            {
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                $"--user-data-dir={_folder["profile"]}",
                "--dump-dom",
                "file://" + _folder["records/1-hostile.html"],
            }
        )
        {
            start.ArgumentList.Add(argument);
        }

        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        string dom = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        _ = await errors;

        string title = Regex.Match(dom, "<title>(.*?)</title>").Groups[1].Value;
        Assert.StartsWith("The &lt;script&gt;", title, StringComparison.Ordinal);

        // What an output left open must not swallow the rest of the page.
        Assert.Matches("(?s)left open.*</section>.*<footer>.*</main>", dom);
    }

    [Fact]
    public async Task A_page_leads_with_how_the_run_went_its_parameters_and_its_findings()
    {
        _folder.Write(
            "a.ipynb",
            "md:# A question\n\nWhy?",
            "parameters:var recording = \"standard\";\nint rows = 5;",
            $"#r \"{RepositoryFolder.Library}\"\nusing NotebookKit;",
            "md:## An answer",
            "new Findings().Add(\"It is <so>\", 3, \"ms\", severity: Severity.Warning)"
        );

        await _folder.RunAsync("a.ipynb", "--html", "-p", "rows=7");

        string page = File.ReadAllText(_folder["records/a.html"]);
        Assert.Contains("<h1>A question</h1>", page, StringComparison.Ordinal);
        Assert.Single(Regex.Matches(page, "<h1"));
        Assert.Contains("<span class=\"badge passed\">passed</span>", page, StringComparison.Ordinal);
        Assert.Contains("4 of 4 cells in ", page, StringComparison.Ordinal);
        Assert.Contains("<dt>recording</dt><dd><code>&quot;standard&quot;</code></dd>", page, StringComparison.Ordinal);
        Assert.Contains(
            "<dt>rows</dt><dd><code>7</code> <span class=\"note\">given for this run</span></dd>",
            page,
            StringComparison.Ordinal
        );
        Assert.Contains("<a href=\"#cell-c4\">It is &lt;so&gt;</a> <span class=\"number\">3 ms</span>", page, StringComparison.Ordinal);
        Assert.Contains("<a href=\"#an-answer\">An answer</a>", page, StringComparison.Ordinal);
        Assert.Contains("<span class=\"k\">int</span> rows = <span class=\"n\">5</span>;", page, StringComparison.Ordinal);
        string index = File.ReadAllText(_folder["records/index.html"]);
        Assert.Contains("<a href=\"a.html\">A question</a>", index, StringComparison.Ordinal);
        Assert.Contains("<a href=\"a.html#cell-c4\">It is &lt;so&gt;</a>", index, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_index_lists_records_of_earlier_runs_too_with_how_each_went()
    {
        _folder.Write("1.ipynb", "md:# One", "1");
        _folder.Write("2.ipynb", "md:# Two", "throw new Exception(\"a <b>\");");

        await _folder.RunAsync("1.ipynb", "--html");
        await _folder.RunAsync("2.ipynb", "--html");

        string index = File.ReadAllText(_folder["records/index.html"]);
        Assert.Contains("<a href=\"1.html\">One</a>", index, StringComparison.Ordinal);
        Assert.Contains("<a href=\"2.html\">Two</a>", index, StringComparison.Ordinal);
        Assert.Contains("1 of 2 passed", index, StringComparison.Ordinal);
        Assert.Contains("<a href=\"2.html#cell-c1\">cell 1</a></strong> Exception: a &lt;b&gt;", index, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_of_a_notebook_is_made_without_running_it()
    {
        _folder.Write("a.ipynb", "md:# As it is", "System.IO.File.WriteAllText(\"ran\", \"\");");

        (int code, string output, _) = await Notebookkit.RunAsync(_folder.Path, "page", "a.ipynb", "--out", "share");

        Assert.Equal(0, code);
        Assert.Equal("share/a.html\n", output);
        Assert.Contains("<h1>As it is</h1>", File.ReadAllText(_folder["share/a.html"]), StringComparison.Ordinal);
        Assert.False(File.Exists(_folder["ran"]));
    }

    // The page without the one script that its policy allows, which is ours to the byte and stands at the end.
    private static string OwnScript(string page)
    {
        Match script = Regex.Match(page, "(?s)<script>(.*)</script>\n</body>\n</html>\n\\z");
        Assert.True(script.Success);
        string hash = Convert.ToBase64String(
            System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(script.Groups[1].Value))
        );
        Assert.Contains(
            $"script-src 'sha256-{hash}'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'\"",
            page,
            StringComparison.Ordinal
        );
        Assert.DoesNotMatch("pwned|innerHTML|eval\\(|fetch\\(|XMLHttpRequest", script.Groups[1].Value);
        return page[..script.Index] + page[(script.Index + script.Length)..];
    }

    public void Dispose() => _folder.Dispose();

    [GeneratedRegex("(?i)<[a-z][^<>]*\\ssrc(?:set)?\\s*=\\s*[\"']?([^\"'\\s>]*)")]
    private static partial Regex Sources();

    [GeneratedRegex("(?i)<a[^>]*\\shref\\s*=\\s*[\"']?([^\"'\\s>]*)")]
    private static partial Regex Targets();
}
