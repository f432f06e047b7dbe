using System.Globalization;
using System.Text.Json.Nodes;
using NotebookKit.Kernel.Notebooks;

namespace NotebookKit.Kernel.Tests.Safety;

/// <summary>Cells write the same whatever the language of the host that runs them.</summary>
[Collection("runs")]
public sealed class LanguageTests
{
    private static readonly string[] Cells =
    [
        "$\"{0.984:P1} {1234.5:N2} {-1.5} {1e-7}\"",
        "new DateTime(2026, 1, 2, 3, 4, 5).ToString() + \" \" + new DateTime(2026, 1, 2).ToString(\"D\")",
        "\"i\".ToUpper() + \"I\".ToLower()",
        "double.Parse(\"1,234.5\") + \" \" + string.Format(\"{0:C}\", 5)",
        "string text = \"\"; var thread = new System.Threading.Thread(() => text = 1.5.ToString()); thread.Start(); thread.Join(); text",
        "await System.Threading.Tasks.Task.Run(() => 2.5.ToString())",
        "#!sh\nprintf 'b\\nA\\na\\nB\\n' | sort; ls /no/such/file 2>&1; printf '%.1f ä\\n' 1.5; date -u -d @0 '+%A %B'; true",
    ];

    [Theory]
    [InlineData("de-DE")]
    [InlineData("fr-FR")]
    [InlineData("ar-SA")]
    [InlineData("th-TH")]
    [InlineData("tr-TR")]
    [InlineData("fa-IR")]
    [InlineData("ja-JP")]
    [InlineData("hi-IN")]
    public async Task The_same_cells_give_the_same_outputs(string language)
    {
        IReadOnlyList<string> plain = await Outputs(CultureInfo.InvariantCulture, "C");
        IReadOnlyList<string> there = await Outputs(CultureInfo.GetCultureInfo(language), language.Replace('-', '_') + ".UTF-8");

        Assert.Equal("98.4 % 1,234.50 -1.5 1E-07", plain[0]);
        Assert.Equal("1.5", plain[4]);
        Assert.StartsWith(
            "A\nB\na\nb\nls: cannot access '/no/such/file': No such file or directory\n1.5 ä\nThursday January\n",
            plain[6],
            StringComparison.Ordinal
        );
        Assert.Equal(plain, there);
    }

    private static async Task<IReadOnlyList<string>> Outputs(CultureInfo culture, string locale)
    {
        (CultureInfo here, CultureInfo? threads) = (CultureInfo.CurrentCulture, CultureInfo.DefaultThreadCurrentCulture);
        string?[] before = [Environment.GetEnvironmentVariable("LC_ALL"), Environment.GetEnvironmentVariable("LANGUAGE")];
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.DefaultThreadCurrentCulture = culture;
            Environment.SetEnvironmentVariable("LC_ALL", locale);
            Environment.SetEnvironmentVariable("LANGUAGE", locale.Split('.')[0]);
            NotebookDocument ran = await Book.Ran(Cells);
            return [.. ran.Cells.Select(cell => string.Concat(cell.Outputs.Select(Text)))];
        }
        finally
        {
            CultureInfo.CurrentCulture = here;
            CultureInfo.DefaultThreadCurrentCulture = threads;
            Environment.SetEnvironmentVariable("LC_ALL", before[0]);
            Environment.SetEnvironmentVariable("LANGUAGE", before[1]);
        }
    }

    private static string Text(JsonNode? output) => Book.Text(output!["text"] ?? output["data"]!["text/plain"]);
}
