using System.Diagnostics;
using NotebookKit.Kernel.Notebooks;
using NotebookKit.Kernel.Running;

namespace NotebookKit.Cli.Tests.Safety;

/// <summary>The same notebook in every country: the command, its cells, the programs they start, and a notebook of the kit.</summary>
public sealed class RunLanguageTests : IDisposable
{
    private static readonly string[] Locales = ["de_DE", "ar_SA", "th_TH", "tr_TR", "fa_IR", "sv_SE"];

    private static readonly string[] Cells =
    [
        "$\"{0.984:P1} {1234.5:N2} {-1.5} {DateTime.UnixEpoch:f} {5:C}\"",
        "string.Join(\" \", new[] { \"z\", \"ä\", \"a\", \"_\", \"B\", \"b\", \"Z\", \"เ\", \"ก\", \"co-op\", \"coop\" }.OrderBy(name => name))",
        "string.Join(\" \", new SortedDictionary<string, int> { [\"b\"] = 1, [\"A\"] = 2, [\"a\"] = 3 }.Keys) + \" \" + \"I\".ToLower() + \"i\".ToUpper() + \" \" + \"straße\".CompareTo(\"strasse\")",
        "DateTime.Parse(\"2026-02-01\").ToString() + \" \" + double.Parse(\"1.5\") + \" \" + System.Globalization.CultureInfo.CurrentCulture.Name",
        "#!sh\n{ printf 'b\\nA\\nä\\na\\nB\\n' | sort; ls /no/such/file; printf '%.1f\\n' 1.5; date -u -d @0 '+%A %B %c'; numfmt --grouping 1234567; } 2>&1; true",
        "using System.Diagnostics;\nvar ls = Process.Start(new ProcessStartInfo(\"ls\", [\"/no/such/file\"]) { RedirectStandardError = true }); ls.StandardError.ReadToEnd()",
    ];

    private readonly TestFolder _folder = new();

    [Fact]
    public async Task Every_language_gives_the_same_record()
    {
        MakeLocales();
        _folder.Write("cells.ipynb", Cells);
        NotebookDocument plain = await RecordAsync("cells.ipynb", "C", []);
        Assert.Equal("98.4 % 1,234.50 -1.5 Thursday, 01 January 1970 00:00 ¤5.00", plain.Plain("c0"));
        Assert.Equal("B Z _ a b co-op coop z ä ก เ", plain.Plain("c1"));
        foreach (string locale in Locales)
        {
            NotebookDocument there = await RecordAsync("cells.ipynb", locale + ".UTF-8", []);

            Assert.True(
                OutputComparison.Differences(plain, there) is { Count: 0 },
                locale + ": " + string.Join('\n', OutputComparison.Differences(plain, there))
            );
        }
    }

    [Theory]
    [InlineData("1")]
    [InlineData("0")]
    public async Task Whether_the_host_has_ICU_changes_nothing(string invariant)
    {
        MakeLocales();
        _folder.Write("cells.ipynb", Cells);
        NotebookDocument plain = await RecordAsync("cells.ipynb", "C", []);

        NotebookDocument there = await RecordAsync("cells.ipynb", "tr_TR.UTF-8", [("DOTNET_SYSTEM_GLOBALIZATION_INVARIANT", invariant)]);

        Assert.Empty(OutputComparison.Differences(plain, there));
    }

    [Theory]
    [InlineData("de_DE.UTF-8")]
    [InlineData("ar_SA.UTF-8")]
    public async Task A_notebook_of_the_kit_gives_what_is_committed(string locale)
    {
        MakeLocales();
        string notebook = Path.Combine(RepositoryFolder.Notebooks, "04-btrace-merges.ipynb");

        NotebookDocument there = await RecordAsync(notebook, locale, []);

        Assert.Empty(OutputComparison.Differences(NotebookDocument.Load(notebook), there));
    }

    [Fact]
    public async Task A_summary_is_the_same_in_every_language()
    {
        MakeLocales();
        (_, string plain, _) = await RunAsync(["summarize", "data/standard"], "C", []);
        foreach (string locale in Locales)
        {
            (int code, string there, _) = await RunAsync(["summarize", "data/standard"], locale + ".UTF-8", []);

            Assert.Equal((0, plain), (code, there));
        }
    }

    public void Dispose() => _folder.Dispose();

    // The C library knows a language where its files are: they are made here, so that the shell's programs would speak it.
    private void MakeLocales()
    {
        Assert.SkipUnless(
            File.Exists("/usr/bin/localedef") && Directory.Exists("/usr/share/i18n/locales"),
            "needs localedef and its sources (Debian: locales)"
        );
        Directory.CreateDirectory(_folder["locales"]);
        foreach (string locale in Locales)
        {
            using Process make = Process.Start(
                new ProcessStartInfo("localedef", ["--no-archive", "-i", locale, "-f", "UTF-8", _folder[$"locales/{locale}.UTF-8"]])
                {
                    RedirectStandardError = true,
                    RedirectStandardOutput = true,
                }
            )!;
            make.StandardError.ReadToEnd();
            make.WaitForExit();
        }

        Assert.True(Directory.GetDirectories(_folder["locales"]).Length > 0);
    }

    private async Task<NotebookDocument> RecordAsync(string notebook, string locale, (string, string)[] settings)
    {
        (int code, string output, string error) = await RunAsync(
            ["run", Path.Combine(_folder.Path, notebook), "-o", _folder["out"]],
            locale,
            settings
        );
        Assert.True(code == 0, output + error);
        return NotebookDocument.Load(_folder["out/" + Path.GetFileName(notebook)]);
    }

    private async Task<(int ExitCode, string Output, string Error)> RunAsync(
        string[] arguments,
        string locale,
        (string Name, string Value)[] settings
    )
    {
        var start = new ProcessStartInfo(Notebookkit.Launcher, arguments)
        {
            WorkingDirectory = RepositoryFolder.Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["LOCPATH"] = _folder["locales"];
        start.Environment["LANG"] = start.Environment["LC_ALL"] = locale;
        start.Environment["LANGUAGE"] = locale.Split('.')[0];
        foreach ((string name, string value) in settings)
        {
            start.Environment[name] = value;
        }

        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        Task<string> error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output, await error);
    }
}
