using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using NotebookKit.Kernel.Tests.Hosts;

namespace NotebookKit.Kernel.Tests.Pages;

/// <summary>The pages of the committed notebooks in a real browser, on wide and narrow
/// screens, light and dark, with their script and without.</summary>
public sealed class PagesInBrowserTests : IAsyncLifetime
{
    private const long MostBytes = 6_000_000;

    // What a reader would see as broken: a cell that cuts its text, a page wider than the
    // screen, a caption that begins in its box and ends outside.
    private const string Broken = """
        (() => {
          const bad = [];
          const wide = document.scrollingElement.scrollWidth - innerWidth;
          if (wide > 0) bad.push("the page is " + wide + " px wider than the screen");
          for (const cell of document.querySelectorAll("td, th"))
            if (cell.scrollWidth > cell.clientWidth + 1 && getComputedStyle(cell).display !== "inline") bad.push("clipped cell: " + cell.textContent.slice(0, 60));
          for (const table of document.querySelectorAll("table"))
            if (table.scrollWidth > table.clientWidth + 1 && getComputedStyle(table).overflowX === "hidden") bad.push("clipped table");
          for (const said of document.querySelectorAll(".html caption, .html tfoot td"))
            if (said.getBoundingClientRect().right > said.closest(".html").getBoundingClientRect().right + 1) bad.push("beyond its box: " + said.textContent.slice(0, 60));
          if (document.documentElement.dataset.live !== "1") bad.push("the script did not end");
          return bad;
        })()
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("notebookkit-pages-");
    private readonly ConcurrentQueue<string> _said = [];
    private Browser? _browser;

    private IPage Page => _browser!.Page;

    public async ValueTask InitializeAsync()
    {
        Browser.Needed();
        var kit = new HostProgram(Path.Combine(RepositoryFolder.Root, "lib", "bin", "notebookkit"));
        kit.RunWell("page", RepositoryFolder.Notebooks, "--out", _folder.FullName);
        Others(kit);
        _browser = await Browser.OpenAsync();
        Page.Console += (_, message) => _said.Enqueue(message.Text);
        Page.PageError += (_, error) => _said.Enqueue(error);
        Page.Request += (_, request) =>
        {
            if (!request.Url.StartsWith("file://", StringComparison.Ordinal) && !request.Url.StartsWith("data:", StringComparison.Ordinal))
            {
                _said.Enqueue("request of " + request.Url);
            }
        };
    }

    [Theory(Timeout = Browser.TestMs)]
    [InlineData(1280, ColorScheme.Light)]
    [InlineData(1280, ColorScheme.Dark)]
    [InlineData(390, ColorScheme.Light)]
    [InlineData(390, ColorScheme.Dark)]
    public async Task Every_page_fits_the_screen_cuts_no_cell_asks_for_nothing_and_says_no_error(int width, ColorScheme scheme)
    {
        await Page.SetViewportSizeAsync(width, 900);
        await Page.EmulateMediaAsync(new() { ColorScheme = scheme });
        foreach (string page in Pages())
        {
            await Page.GotoAsync("file://" + page);

            string[] broken = await Page.EvaluateAsync<string[]>(Broken);

            await _browser!.KeepAsync($"page-{Path.GetFileNameWithoutExtension(page)}-{width}-{scheme}.png");
            Assert.True(broken.Length == 0, $"{page} at {width} px: {string.Join("; ", broken)}");
        }

        Assert.Empty(_said);
    }

    [Fact(Timeout = Browser.TestMs)]
    public async Task The_first_picture_shows_all_it_has_on_a_narrow_screen_in_letters_of_nine_pixels()
    {
        await Page.SetViewportSizeAsync(390, 844);
        foreach (string page in Pages().Where(page => Regex.IsMatch(Path.GetFileName(page), "^0[0-7]-")))
        {
            await Page.GotoAsync("file://" + page);

            double[] told = await Page.EvaluateAsync<double[]>(
                """
                (() => {
                  const svg = document.querySelector(".lead .narrow svg"), box = svg.getBoundingClientRect(), size = box.width / svg.viewBox.baseVal.width;
                  const letters = Array.from(svg.querySelectorAll("text"), text => Number(text.getAttribute("font-size")) * size);
                  const right = Array.from(svg.querySelectorAll("text, path, rect, circle"), mark => mark.getBoundingClientRect().right);
                  const wide = document.querySelector(".lead .wide");
                  return [Math.min(...letters), Math.max(...right), wide.getBoundingClientRect().width];
                })()
                """
            );

            Assert.True(told[0] >= 9, $"{page}: letters of {told[0]:0.0} px");
            Assert.True(told[1] <= 390, $"{page}: a mark ends at {told[1]:0} px");
            Assert.Equal(0, told[2]);
        }
    }

    [Fact(Timeout = Browser.TestMs)]
    public async Task On_a_wide_screen_no_picture_scrolls_and_what_decides_a_table_is_in_sight()
    {
        await Page.SetViewportSizeAsync(1280, 900);
        foreach (string page in Pages().Where(page => Regex.IsMatch(Path.GetFileName(page), "^0[0-7]-")))
        {
            await Page.GotoAsync("file://" + page);

            string[] hidden = await Page.EvaluateAsync<string[]>(
                """
                (() => {
                  const bad = [];
                  for (const figure of document.querySelectorAll("figure.live, figure.plot, .lead figure"))
                    if (figure.scrollWidth > figure.clientWidth) bad.push("a picture scrolls by " + (figure.scrollWidth - figure.clientWidth));
                  for (const head of document.querySelectorAll(".html th")) {
                    const box = head.closest(".html").getBoundingClientRect();
                    if (/^(verdict|nomerges|missed|applies|effect on size|changed|change|sure|median|self)/.test(head.textContent) && head.getBoundingClientRect().right > box.right + 1) bad.push(head.textContent);
                  }
                  return bad;
                })()
                """
            );

            Assert.True(hidden.Length == 0, $"{page}: {string.Join("; ", hidden)}");
        }
    }

    [Theory(Timeout = Browser.TestMs)]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task Texts_of_charts_stand_out_from_the_page(ColorScheme scheme)
    {
        await Page.EmulateMediaAsync(new() { ColorScheme = scheme });
        await Open("03-");

        double least = await Page.EvaluateAsync<double>(
            """
            (() => {
              const light = colour => { const [r, g, b] = colour.match(/[\d.]+/g).slice(0, 3).map(v => { v /= 255; return v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4; }); return .2126 * r + .7152 * g + .0722 * b; };
              const ground = light(getComputedStyle(document.querySelector("main")).backgroundColor);
              const ratio = text => { const own = light(getComputedStyle(text).fill); return (Math.max(own, ground) + .05) / (Math.min(own, ground) + .05); };
              return Math.min(...Array.from(document.querySelectorAll(".nbk-tx text, .nbk-ty text"), ratio));
            })()
            """
        );

        Assert.True(least >= 4.5, $"contrast {least:0.00}");
    }

    [Fact]
    public void All_pages_together_are_small_enough_to_mail() =>
        Assert.InRange(Pages().Sum(page => new FileInfo(page).Length), 1, MostBytes);

    [Fact(Timeout = Browser.TestMs)]
    public async Task Flame_graphs_zoom_and_search_in_a_page()
    {
        await Open("06-");
        ILocator graph = Page.Locator("figure.live svg.nbk-flame").First;
        ILocator reset = graph.Locator(".nbk-reset");
        Assert.False(await reset.IsVisibleAsync());

        await graph.Locator("g.nbk-f").Nth(1).ClickAsync();
        Assert.True(await reset.IsVisibleAsync());
        await reset.ClickAsync();
        Assert.False(await reset.IsVisibleAsync());

        await Page.Locator(".tools input").First.FillAsync("submit_bio");
        Assert.NotEqual(0, await graph.Locator("rect.nbk-hit").CountAsync());
        Assert.Matches(@"^\d+ frames?, [\d.]+ % matched$", await graph.Locator(".nbk-found").TextContentAsync() ?? "");
        Assert.Empty(_said);
    }

    [Fact(Timeout = Browser.TestMs)]
    public async Task Charts_zoom_by_a_drag_reset_by_a_double_click_tell_values_and_hide_series()
    {
        await Open("02-");
        ILocator chart = Page.Locator("figure.live", new() { HasText = "D2C of each request" }).First;
        ILocator panel = chart.Locator(".nbk-panel").First;
        await chart.ScrollIntoViewIfNeededAsync();
        LocatorBoundingBoxResult box = (await chart.Locator(".nbk-plot").First.BoundingBoxAsync())!;
        double[] ticks = await Ticks(panel);

        await Page.Mouse.MoveAsync(box.X + (box.Width * 0.3f), box.Y + (box.Height * 0.3f));
        Assert.True(await chart.Locator(".tip").IsVisibleAsync());
        Assert.Matches(@"ms", await chart.Locator(".tip").TextContentAsync() ?? "");
        await Page.Mouse.DownAsync();
        await Page.Mouse.MoveAsync(box.X + (box.Width * 0.6f), box.Y + (box.Height * 0.8f));
        await Page.Mouse.UpAsync();
        Assert.Matches("nbk-zoomed", await panel.GetAttributeAsync("class") ?? "");
        Assert.NotEqual(ticks, await Ticks(panel));

        await Page.Mouse.DblClickAsync(box.X + (box.Width * 0.5f), box.Y + (box.Height * 0.5f));
        Assert.DoesNotMatch("nbk-zoomed", await panel.GetAttributeAsync("class") ?? "");
        Assert.Equal(ticks, await Ticks(panel));

        ILocator key = chart.Locator(".nbk-key").First;
        string name = (await key.GetAttributeAsync("data-s"))!;
        await key.ClickAsync();
        Assert.Equal("none", await panel.Locator($".nbk-series[data-s='{name}']").First.EvaluateAsync<string>("g => g.style.display"));
        Assert.Empty(_said);
    }

    [Fact(Timeout = Browser.TestMs)]
    public async Task A_cell_of_a_heat_map_tells_where_it_is_and_how_many_are_in_it()
    {
        await Open("02-");
        double[] at = await Page.EvaluateAsync<double[]>(
            """
            () => {
              const cell = document.querySelector("figure.live .nbk-cells path");
              cell.scrollIntoView({ block: "center", behavior: "instant" });
              const [, x, y] = cell.getAttribute("d").match(/M(\d+) (\d+)/);
              const p = new DOMPoint(Number(x) + 0.5, Number(y)).matrixTransform(cell.getScreenCTM());
              return [p.x, p.y];
            }
            """
        );

        await Page.Mouse.MoveAsync((float)at[0], (float)at[1]);

        Assert.Matches(
            @"^[\d.,]+ \S+, [\d.,]+ \S+: \d[\d,.]*( to \d[\d,.]*)? requests",
            await Page.Locator("figure.live .tip:visible").TextContentAsync() ?? ""
        );
        Assert.Empty(_said);
    }

    [Theory(Timeout = Browser.TestMs)]
    [InlineData("00-")]
    [InlineData("01-")]
    [InlineData("03-")]
    [InlineData("05-")]
    public async Task A_point_tells_its_value_on_every_page_with_a_chart(string notebook)
    {
        await Open(notebook);
        double[] at = await Page.EvaluateAsync<double[]>(
            """
            () => {
              // Cells of a heat map have coordinates of their own.
              const mark = [...document.querySelectorAll("figure.live .nbk-series :is(path, circle)")].find(p => !p.closest("g[transform]"));
              mark.scrollIntoView({ block: "center", behavior: "instant" });
              const [, x, y] = mark.tagName === "circle" ? ["", mark.getAttribute("cx"), mark.getAttribute("cy")] : mark.getAttribute("d").match(/M([\d.]+)[ ,]([\d.]+)/);
              const p = new DOMPoint(Number(x), Number(y)).matrixTransform(mark.closest("svg.nbk-picture").getScreenCTM());
              return [p.x, p.y];
            }
            """
        );

        await Page.Mouse.MoveAsync((float)at[0], (float)at[1]);

        ILocator tip = Page.Locator("figure.live .tip:visible");
        Assert.Matches(@"\d", await tip.TextContentAsync() ?? "");
        await _browser!.KeepAsync($"tip-{notebook}.png");
        Assert.Empty(_said);
    }

    [Theory(Timeout = Browser.TestMs)]
    [InlineData("00-")]
    [InlineData("03-")]
    [InlineData("05-")]
    public async Task A_name_of_the_legend_hides_its_series_and_shows_it_again(string notebook)
    {
        await Open(notebook);
        ILocator chart = Page.Locator("figure.live:has(.nbk-key)").First;
        ILocator key = chart.Locator(".nbk-key").First;
        string name = (await key.GetAttributeAsync("data-s"))!;
        string hidden =
            $"svg => [...svg.querySelectorAll('.nbk-series')].filter(g => g.dataset.s === {System.Text.Json.JsonSerializer.Serialize(name)} && g.style.display === 'none').length";
        ILocator picture = chart.Locator("svg.nbk-picture");

        await key.ClickAsync();
        Assert.NotEqual(0, await picture.EvaluateAsync<int>(hidden));

        await key.ClickAsync();
        Assert.Equal(0, await picture.EvaluateAsync<int>(hidden));
        Assert.Empty(_said);
    }

    [Fact(Timeout = Browser.TestMs)]
    public async Task Letters_of_pictures_can_be_read_on_a_narrow_screen_in_a_box_that_scrolls()
    {
        await Page.SetViewportSizeAsync(390, 900);
        foreach (string page in Pages())
        {
            await Page.GotoAsync("file://" + page);

            double[] smallest = await Page.EvaluateAsync<double[]>(
                """
                [...document.querySelectorAll("figure > svg, .narrow svg")].filter(svg => svg.getBoundingClientRect().width > 0).map(svg => {
                  const texts = [...(svg.querySelector("use") ? document.querySelector(svg.querySelector("use").getAttribute("href")) : svg).querySelectorAll("text[font-size]")];
                  return Math.min(...texts.map(t => Number(t.getAttribute("font-size")))) * svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;
                }).filter(Number.isFinite)
                """
            );

            Assert.All(smallest, size => Assert.True(size >= 8.9, $"{page}: letters of {size:0.0} px"));
        }
    }

    [Fact(Timeout = Browser.TestMs)]
    public async Task Long_tables_sort_by_a_column_filter_and_open()
    {
        await Open("04-");
        int at = await Page.EvaluateAsync<int>(
            "[...document.querySelectorAll('.html table')].findIndex(t => t.tBodies[0] && t.tBodies[0].rows.length > 12)"
        );
        Assert.NotEqual(-1, at);
        ILocator table = Page.Locator(".html table").Nth(at);
        string first = await Column(table);

        await table.Locator("th").First.ClickAsync();
        await table.Locator("th").First.ClickAsync();
        Assert.Equal("descending", await table.Locator("th").First.GetAttributeAsync("aria-sort"));
        Assert.NotEqual(first, await Column(table));

        int rows = await table.Locator("tbody tr:visible").CountAsync();
        await table.Locator("xpath=preceding-sibling::p[@class='tools'][1]").Locator("input").FillAsync(first.Split('|')[0]);
        Assert.InRange(await table.Locator("tbody tr:visible").CountAsync(), 1, rows - 1);
        Assert.Empty(_said);
    }

    [Fact(Timeout = Browser.TestMs)]
    public async Task Without_scripts_every_picture_and_every_full_name_of_a_frame_is_there()
    {
        string page = Pages().Single(path => Path.GetFileName(path).StartsWith("06-", StringComparison.Ordinal));
        string still = Path.Combine(_folder.FullName, "still.html");
        File.WriteAllText(still, Regex.Replace(File.ReadAllText(page), "(?s)<script>.*?</script>", ""));

        await Page.GotoAsync("file://" + still);

        Assert.True(await Page.Locator("figure.live svg").CountAsync() >= 6);
        Assert.Equal(
            0,
            await Page.EvaluateAsync<int>(
                "[...document.querySelectorAll('figure svg, figure img')].filter(p => p.getBoundingClientRect().height < 50 && !p.closest('svg svg, .narrow')).length"
            )
        );
        Assert.Equal(
            0,
            await Page.EvaluateAsync<int>(
                "[...document.querySelectorAll('g.nbk-f')].filter(g => !g.querySelector('title').textContent.startsWith(g.dataset.n)).length"
            )
        );
        Assert.Empty(_said);
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _folder.Delete(recursive: true);
    }

    // The index, which a run writes of all records beside its own, and the page of what changed from one recording to another.
    private void Others(HostProgram kit)
    {
        string[] notebooks = Directory.GetFiles(RepositoryFolder.Notebooks, "0?-*.ipynb");
        Array.ForEach(notebooks, path => File.Copy(path, Path.Combine(_folder.FullName, Path.GetFileName(path))));
        kit.RunWell(
            "run",
            notebooks.Single(path => Path.GetFileName(path).StartsWith("01-", StringComparison.Ordinal)),
            "--html",
            "--out",
            _folder.FullName
        );
        string data = Path.Combine(RepositoryFolder.Root, "data");
        (int code, string error) = kit.Run(
            "record",
            "diff",
            Path.Combine(data, "snapshot-nomerges2"),
            Path.Combine(data, "snapshot-nomerges0"),
            "--html",
            Path.Combine(_folder.FullName, "diff.html")
        );
        Assert.True(code == 1, error);
    }

    private string[] Pages() => [.. _folder.GetFiles("*.html").Select(file => file.FullName).Order(StringComparer.Ordinal)];

    private async Task Open(string start) =>
        await Page.GotoAsync("file://" + Pages().Single(path => Path.GetFileName(path).StartsWith(start, StringComparison.Ordinal)));

    private static Task<double[]> Ticks(ILocator panel) =>
        panel.EvaluateAsync<double[]>(
            "p => [...p.querySelectorAll('.nbk-tx text')].filter(t => t.style.display !== 'none').map(t => Math.round(t.getAttribute('x') * 10) / 10)"
        );

    private static Task<string> Column(ILocator table) =>
        table.EvaluateAsync<string>("t => [...t.tBodies[0].rows].map(r => r.cells[0].textContent).join('|')");
}
