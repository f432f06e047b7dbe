using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;

namespace NotebookKit.Cli.Tests.Safety;

/// <summary>Names that would steer a terminal, wherever a command takes them from: on a real terminal, and on pipes.</summary>
public sealed class TerminalTests : IDisposable
{
    // Red, a title, the 8-bit form of ESC [, a turn of direction, a line above, a tag, the end of the line.
    private const string Hostile = "evil\e[31mred\e]0;owned\a\u009b2Jc1\u202egpj.exe\r\u2028up\U000e0041\u0085next\u200e";
    private readonly TestFolder _folder = new();

    [Fact]
    public async Task Captured_names_are_visible_on_a_terminal()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/script"), "needs script(1) (Debian: bsdutils)");
        await File.WriteAllTextAsync(_folder["stacks.folded"], Hostile + ";read 5\nother;read 3\n", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(_folder["before.folded"], "evil;read 1\nother;read 9\n", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(
            _folder["perf.txt"],
            Perf(Hostile.Replace("\u2028", "", StringComparison.Ordinal)),
            TestContext.Current.CancellationToken
        );
        foreach (
            string[] arguments in new string[][]
            {
                ["flame", "stacks.folded"],
                ["flame", "stacks.folded", "--before", "before.folded"],
                ["flame", "perf.txt"],
                ["flame", "perf.txt", "--event", Hostile],
                ["summarize", "perf.txt"],
                ["summarize", "--json", "perf.txt"],
                ["summarize", "--stream", "perf.txt"],
            }
        )
        {
            Harmless(await OnTerminalAsync(arguments));
        }

        Assert.Contains("evil\\x1b[31mred", await OnTerminalAsync("flame", "stacks.folded"), StringComparison.Ordinal);
        Assert.Contains("\\u202egpj", await OnTerminalAsync("flame", "stacks.folded"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Folded_stacks_for_another_program_keep_every_byte()
    {
        byte[] stacks = [.. Encoding.UTF8.GetBytes("evil\e[31mred\u202e;read 5\n"), .. "raw"u8, 0xff, .. ";read 3\n"u8];
        await File.WriteAllBytesAsync(_folder["stacks.folded"], stacks, TestContext.Current.CancellationToken);
        using Process flame = Process.Start(
            new ProcessStartInfo(Notebookkit.Launcher, ["flame", "stacks.folded"])
            {
                WorkingDirectory = _folder.Path,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        using var output = new MemoryStream();
        await flame.StandardOutput.BaseStream.CopyToAsync(output, TestContext.Current.CancellationToken);
        await flame.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(stacks.Order(), output.ToArray().Order());
    }

    [Fact]
    public async Task Names_of_notebooks_and_words_of_cells_are_visible()
    {
        string name = Hostile.Replace("/", "", StringComparison.Ordinal);
        _folder.Write(
            name + ".ipynb",
            "md:# " + Hostile.Replace("\r", "", StringComparison.Ordinal),
            $"using (var bar = Progress({Literal(Hostile)}, 10)) bar.Advance(10);",
            $"throw new Exception({Literal(Hostile)});"
        );
        _folder.Write("bad\e[31m.ipynb", "1");
        await File.WriteAllTextAsync(_folder["bad\e[31m.ipynb"], "{", TestContext.Current.CancellationToken);
        foreach (
            string[] arguments in new string[][]
            {
                ["run", name + ".ipynb", "--html"],
                ["page", name + ".ipynb"],
                ["run", "bad\e[31m.ipynb"],
                ["run", name],
                ["run", name + ".ipynb", "-p", Hostile + "=1"],
                ["run", "--" + Hostile],
                [Hostile],
                ["summarize", Hostile],
                ["flame", Hostile],
                ["record", "verify", Hostile],
                ["restore", "--dry-run", "--journal", "/nowhere/" + Hostile],
                ["run", ".", "-o", Hostile],
            }
        )
        {
            (_, string output, string error) = await Notebookkit.RunAsync(_folder.Path, arguments);

            Harmless(output + error);
            Assert.Contains("\\x1b[31m", output + error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Names_of_other_programs_kernels_are_visible()
    {
        string kernel = _folder["data/kernels/.net-csharp"];
        Directory.CreateDirectory(kernel);
        await File.WriteAllTextAsync(
            Path.Combine(kernel, "kernel.json"),
            new JsonObject
            {
                ["argv"] = new JsonArray("x", Hostile),
                ["display_name"] = Hostile,
                ["language"] = "C#",
            }.ToJsonString(),
            TestContext.Current.CancellationToken
        );

        (_, string output, string error) = await Notebookkit.RunWithAsync(("JUPYTER_DATA_DIR", _folder["data"]), "kernel", "list");

        Harmless(output + error);
        Assert.Contains("evil\\x1b[31mred", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Faults_of_recordings_are_visible()
    {
        Directory.CreateDirectory(_folder["recording"]);
        foreach (string file in Directory.GetFiles(Path.Combine(RepositoryFolder.Root, "data", "article-4.4")))
        {
            File.Copy(file, Path.Combine(_folder["recording"], Path.GetFileName(file)));
        }

        await File.WriteAllTextAsync(Path.Combine(_folder["recording"], Hostile), "added", TestContext.Current.CancellationToken);

        (int code, string output, string error) = await Notebookkit.RunAsync(_folder.Path, "record", "verify", "recording");

        Assert.Equal(1, code);
        Harmless(output + error);
    }

    public void Dispose() => _folder.Dispose();

    // Line ends, the colours that the command itself uses, and what .NET says to a terminal when it meets it are all that may steer.
    private static void Harmless(string text)
    {
        string plain = System
            .Text.RegularExpressions.Regex.Replace(text, "\e\\[(0|1|2|31|33|36)m|\e\\[\\?1[hl]\e[=>]", "")
            .Replace("\r\n", "\n", StringComparison.Ordinal);
        string seen = string.Concat(
            plain
                .EnumerateRunes()
                .Where(rune =>
                    rune.Value is not ('\n' or '\t')
                    && Rune.GetUnicodeCategory(rune)
                        is System.Globalization.UnicodeCategory.Control
                            or System.Globalization.UnicodeCategory.Format
                            or System.Globalization.UnicodeCategory.LineSeparator
                )
                .Select(rune => $" U+{rune.Value:X4}")
        );
        Assert.True(seen.Length == 0, $"{seen} in {text}");
    }

    // script(1) gives the command a terminal of its own; its words are an array, quoted for the shell that script starts.
    private async Task<string> OnTerminalAsync(params string[] arguments)
    {
        string command = string.Join(
            ' ',
            arguments.Prepend(Notebookkit.Launcher).Select(word => "'" + word.Replace("'", "'\\''", StringComparison.Ordinal) + "'")
        );
        var start = new ProcessStartInfo("script", ["--quiet", "--return", "--command", command, "/dev/null"])
        {
            WorkingDirectory = _folder.Path,
            RedirectStandardOutput = true,
            RedirectStandardInput = true,
        };
        start.Environment["TERM"] = "xterm-256color";
        using Process process = Process.Start(start)!;
        string output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return output;
    }

    private static string Literal(string text) => "\"" + string.Concat(text.Select(letter => $"\\u{(int)letter:x4}")) + "\"";

    private static string Perf(string name) =>
        string.Concat(
            Enumerable
                .Range(0, 3)
                .Select(i =>
                    $"""
                        {name} 10 [000] {i + 1}.000000: {name}: 1 cycles:
                                ffffffff81000000 read ([kernel.kallsyms])

                        """
                )
        )
        + string.Concat(
            Enumerable
                .Range(0, 3)
                .Select(i =>
                    $"""
                                   {name}     10 [000]     {i + 1}.000100: block:block_rq_issue: 8,0 R 4096 () {i * 8} + 8 [{name}]
                                   {name}     10 [000]     {i + 1}.000200: block:block_rq_complete: 8,0 R () {i * 8} + 8 [0]

                        """
                )
        );
}
