using System.Text.RegularExpressions;
using NotebookKit.Tests.Formats;

namespace NotebookKit.Tests.Flames;

/// <summary>Opens flame graphs in a real browser and works them.</summary>
public sealed partial class FlameBrowserTests
{
    // Each step's outcome is written into the page, which the browser prints at the end.
    private const string Work = """
        const svg = document.querySelector ? document.querySelector("svg.nbk-flame") ?? document.documentElement : document.documentElement;
        const say = (what, value) => lines.push(what + "=" + value);
        const lines = [];
        const frames = () => Array.from(svg.querySelectorAll("g.nbk-f"));
        const shown = () => frames().filter(g => g.style.display !== "none").length;
        const named = name => frames().find(g => g.dataset.n === name);
        const width = g => Number(g.querySelector("rect").getAttribute("width"));
        const send = (g, type, bubbles) => g.dispatchEvent(new MouseEvent(type, { bubbles: bubbles ?? true }));
        say("ready", svg.dataset.ready);
        say("all", shown());
        const reset = svg.querySelector(".nbk-reset");
        const detail = svg.querySelector(".nbk-detail");
        const first = named(TARGET), before = width(first);
        send(first, "mouseenter", false); say("hover", detail.textContent); send(first, "mouseleave", false); say("left", detail.textContent);
        send(first, "click"); say("zoomed", width(first) > before && Math.abs(width(first) - Number(svg.dataset.width)) < 1); say("fewer", shown());
        say("resetShown", reset.style.display !== "none");
        send(reset, "click"); say("back", shown()); say("narrow", Math.abs(width(first) - before) < 0.1);
        const box = svg.querySelector("input");
        const type = text => { box.value = text; box.dispatchEvent(new Event("input")); };
        type(PATTERN); say("hits", svg.querySelectorAll("rect.nbk-hit").length); say("found", svg.querySelector(".nbk-found").textContent);
        type("("); say("wrong", svg.querySelector(".nbk-found").textContent);
        type(""); say("cleared", svg.querySelectorAll("rect.nbk-hit").length);
        say("strangers", svg.querySelectorAll("img, b, iframe").length);
        say("title", document.title);
        say("loads", performance.getEntriesByType("resource").length);
        svg.setAttribute("data-log", lines.join("\n"));
        """;

    [Fact]
    public void An_svg_alone_zooms_searches_resets_and_tells_on_hover()
    {
        FlameGraph graph = FlameGraph.Of(Stacks.Open(RepositoryFolder.File("snapshot-nomerges2", "perf-cpu.script.txt")).Of("cp"));
        Dictionary<string, string> said = Open(
            graph
                .ToSvg()
                .Replace("</svg>", "<script><![CDATA[" + Script("ksys_read", "^blk_") + "]]></script></svg>", StringComparison.Ordinal),
            ".svg"
        );
        Assert.Equal("1", said["ready"]);
        Assert.Equal("87", said["all"]);
        Assert.Equal("ksys_read: 86.96 %, 404.0 ms, 40 samples", said["hover"]);
        Assert.Equal("", said["left"]);
        Assert.Equal("true", said["zoomed"]);
        Assert.True(int.Parse(said["fewer"], System.Globalization.CultureInfo.InvariantCulture) < 87);
        Assert.Equal("true", said["resetShown"]);
        Assert.Equal("87", said["back"]);
        Assert.Equal("true", said["narrow"]);
        Assert.Matches("^[1-9][0-9]* frames, [0-9.]+ % matched$", said["found"]);
        Assert.Equal("not a regular expression", said["wrong"]);
        Assert.Equal("0", said["cleared"]);
        Assert.Equal("0", said["loads"]);
    }

    [Fact]
    public void Matched_share_counts_a_frame_within_a_matched_frame_once()
    {
        FlameGraph graph = FlameGraph.Of(Stacks.Open(RepositoryFolder.File("snapshot-nomerges2", "perf-cpu.script.txt")).Of("cp"));
        Dictionary<string, string> said = Open(
            graph
                .ToSvg()
                .Replace(
                    "</svg>",
                    "<script><![CDATA[" + Script("ksys_read", "^(ksys_read|vfs_read)$") + "]]></script></svg>",
                    StringComparison.Ordinal
                ),
            ".svg"
        );
        Assert.Equal("2 frames, 86.96 % matched", said["found"]);
    }

    [Fact]
    public void In_a_page_the_script_brings_every_picture_to_life()
    {
        FlameGraph graph = FlameGraph.Of(Stacks.Open(RepositoryFolder.File("standard", "perf-cpu.script.txt")).Of("cp"));
        string page = "<!DOCTYPE html><meta charset=utf-8><title>t</title>" + graph.ToHtml() + graph.ToHtml();
        string dom = Dom(page + "<script>" + Script("cp", "read") + "</script>", ".html");
        Assert.Equal(2, Regex.Count(dom, "data-live=\"1\""));
        Assert.DoesNotContain("<img", dom, StringComparison.Ordinal);
        Assert.Equal("t", Said(dom)["title"]);
        Assert.Equal("true", Said(dom)["resetShown"]);
    }

    // As VS Code, JupyterLab and jQuery do: the output is set as markup, which runs no script, and each script runs as a copy elsewhere.
    [Theory]
    [InlineData("document.body.append(output); run();")]
    [InlineData("run(); setTimeout(() => document.body.append(output), 700);")]
    public void Where_a_copy_of_the_script_runs_from_elsewhere_the_picture_comes_to_life(string order)
    {
        FlameGraph graph = FlameGraph.Of(Stacks.Open(RepositoryFolder.File("standard", "perf-cpu.script.txt")).Of("cp"));
        FlameGraph other = FlameGraph.Of(Stacks.Open(RepositoryFolder.File("snapshot-nomerges2", "perf-cpu.script.txt")).Of("cp"));
        string outputs = Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(graph.ToHtml() + other.ToHtml()));
        string dom = Dom(
            "<!DOCTYPE html><meta charset=utf-8><title>t</title><body><script>const output = document.createElement('div');"
                + $"output.innerHTML = new TextDecoder().decode(Uint8Array.from(atob('{outputs}'), c => c.charCodeAt(0)));"
                + "const run = () => { for (const script of output.querySelectorAll('script')) { const copy = document.createElement('script'); copy.text = script.text; document.head.append(copy); copy.remove(); } };"
                + order
                + "</script>",
            ".html"
        );
        Assert.Equal(2, Regex.Count(dom, "data-live=\"1\""));
        Assert.Equal(2, Regex.Count(dom, "data-ready=\"1\""));
        Assert.Contains($"aria-label=\"{graph.Title}\"", dom, StringComparison.Ordinal);
        Assert.Contains($"aria-label=\"{other.Title}\"", dom, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(300)]
    [InlineData(520)]
    [InlineData(960)]
    public void The_search_field_its_count_and_the_reset_cover_nothing(int width)
    {
        FlameGraph graph = FlameGraph.Of(
            Stacks.Open(RepositoryFolder.File("snapshot-nomerges2", "perf-cpu.script.txt")).Of("cp"),
            new FlameOptions { WidthPx = width, Title = "t" }
        );
        const string Measure = """
            const svg = document.querySelector("svg.nbk-flame"), box = svg.querySelector("input");
            svg.querySelector("g.nbk-f").dispatchEvent(new MouseEvent("click", { bubbles: true }));
            box.value = "submit|read"; box.dispatchEvent(new Event("input"));
            const own = [box, svg.querySelector(".nbk-found"), svg.querySelector(".nbk-reset")];
            const seen = [...own, ...Array.from(svg.querySelectorAll(":scope > text:not(.nbk-detail), :scope > rect, g.nbk-f rect"))].filter(e => e.getBoundingClientRect().width > 0);
            const meet = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
            const clashes = own.flatMap(a => seen.filter(b => b !== a && meet(a.getBoundingClientRect(), b.getBoundingClientRect())).map(b => a.className + "/" + (b.textContent || b.outerHTML)));
            svg.setAttribute("data-log", "seen=" + own.filter(e => e.getBoundingClientRect().width > 0).length + "\nclashes=" + clashes.join(";"));
            """;
        Dictionary<string, string> said = Open(
            "<!DOCTYPE html><meta charset=utf-8><title>t</title>" + graph.ToHtml() + "<script>" + Measure + "</script>",
            ".html"
        );
        Assert.Equal("3", said["seen"]);
        Assert.Equal("", said["clashes"]);
    }

    [Theory]
    [InlineData(".svg")]
    [InlineData(".html")]
    public void Names_with_markup_are_shown_and_never_executed(string kind)
    {
        using TemporaryFile file = Fixture.Temporary(FlameGraphTests.Nasty);
        FlameGraph graph = FlameGraph.Of(Stacks.Open(file.Path));
        string script = Script("operator<<", "<script>|onerror");
        string document =
            kind == ".svg"
                ? graph.ToSvg().Replace("</svg>", "<script><![CDATA[" + script + "]]></script></svg>", StringComparison.Ordinal)
                : "<!DOCTYPE html><meta charset=utf-8><title></title>"
                    + graph.ToHtml()
                    + "<script>"
                    + script.Replace("</", "<\\/", StringComparison.Ordinal)
                    + "</script>";
        Dictionary<string, string> said = Open(document, kind);
        Assert.Equal("", said["title"]);
        Assert.Equal("0", said["strangers"]);
        Assert.StartsWith("3 frames", said["found"], StringComparison.Ordinal);
        Assert.Equal("operator<<: 33.33 %, 0.0 us, 1 samples", said["hover"]);
    }

    private static string Script(string target, string pattern) =>
        Work.Replace("TARGET", "\"" + target + "\"", StringComparison.Ordinal)
            .Replace("PATTERN", "\"" + pattern + "\"", StringComparison.Ordinal);

    private static Dictionary<string, string> Open(string document, string kind) => Said(Dom(document, kind));

    private static Dictionary<string, string> Said(string dom)
    {
        Match log = Log().Match(dom);
        Assert.True(log.Success, "the script did not end: " + dom[^Math.Min(600, dom.Length)..]);
        return System
            .Net.WebUtility.HtmlDecode(log.Groups[1].Value)
            .Split('\n')
            .Select(line => line.Split('=', 2))
            .ToDictionary(part => part[0], part => part[1], StringComparer.Ordinal);
    }

    private static string Dom(string document, string kind)
    {
        Assert.SkipUnless(Tool.Has("chromium"), "chromium is not installed");
        DirectoryInfo folder = Directory.CreateTempSubdirectory("nbk-flame-");
        try
        {
            string path = Path.Combine(folder.FullName, "page" + kind);
            File.WriteAllText(path, document);
            (int exitCode, byte[] output, string error) = Tool.Run(
                "chromium",
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--virtual-time-budget=4000",
                "--user-data-dir=" + Path.Combine(folder.FullName, "profile"),
                "--dump-dom",
                "file://" + path
            );
            Assert.True(exitCode == 0, error);
            return System.Text.Encoding.UTF8.GetString(output);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [GeneratedRegex("data-log=\"([^\"]*)\"")]
    private static partial Regex Log();
}
