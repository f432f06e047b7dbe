using System.Text.Json.Nodes;
using NotebookKit.Kernel.Notebooks;
using NotebookKit.Kernel.Tests.Jupyter;
using NotebookKit.Tests;

namespace NotebookKit.Kernel.Tests.Hosts.DotnetInteractive;

/// <summary><c>#!capture</c> and <c>#!diagnose</c> on a loop device, to their end.</summary>
[Collection("runs")]
public sealed class CaptureDirectiveTests : IDisposable
{
    private readonly HostTurn _turn = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("notebookkit-");
    private readonly string _drive;

    public CaptureDirectiveTests()
    {
        try
        {
            Assert.SkipUnless(Environment.IsPrivilegedProcess && HostProgram.Find("losetup") is not null, "needs root and losetup");
            using (FileStream image = File.Create(Path.Combine(_folder.FullName, "image")))
            {
                image.SetLength(64 << 20);
            }

            (int code, string output) = new HostProgram("losetup", "--find", "--show").Run(Path.Combine(_folder.FullName, "image"));
            Assert.SkipUnless(code == 0, "this host gives no loop devices");
            _drive = Path.GetFileName(output.Trim());
        }
        catch
        {
            _turn.Dispose();
            throw;
        }
    }

    [Fact]
    public void In_our_engine_a_command_is_typed_as_in_a_shell()
    {
        (int code, string output) = Ours(
            $"#!capture {_drive} --out case -- sh -c 'dd if=/dev/{_drive} of=/dev/null bs=1M iflag=direct; true \"a b\"'"
        );

        Assert.True(code == 0, output);
        Assert.Contains(
            $"true \\\"a b\\\"",
            File.ReadAllText(
                Directory.GetFiles(Path.Combine(_folder.FullName, "case"), "recording.json", SearchOption.AllDirectories).Single()
            ),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void In_our_engine_a_quote_without_its_end_is_an_error_and_nothing_runs()
    {
        (int code, string output) = Ours($"#!capture {_drive} --out case -- sh -c 'true");

        Assert.NotEqual(0, code);
        Assert.Contains("without its end", output, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(_folder.FullName, "case")));
    }

    [Fact]
    public void A_capture_beside_a_command_is_judged_and_held_against_one_of_a_time()
    {
        string[] cells =
        [
            $"#!capture {_drive} --out case -- [\"dd\", \"if=/dev/{_drive}\", \"of=/dev/null\", \"bs=1M\", \"iflag=direct\"]",
            $"#!capture {_drive} --seconds 1 --out idle",
            $"#!diagnose case --device {_drive} --against idle",
        ];

        (int code, string output) = Ours(cells);
        Assert.True(code == 0, output);

        NotebookDocument ran = NotebookDocument.Load(Path.Combine(_folder.FullName, "ran", "book.ipynb"));
        string[] shown = [.. ran.Cells.Skip(1).Select(cell => string.Concat(cell.Outputs.Select(one => one!.ToJsonString())))];
        Assert.Contains(" for the tools from start to end (the kernel", shown[0], StringComparison.Ordinal);
        Assert.Contains("case", shown[0], StringComparison.Ordinal);
        Assert.Contains("traced for", shown[1], StringComparison.Ordinal);
        Assert.Contains($"{_drive}: ", shown[2], StringComparison.Ordinal);
        Assert.True(
            File.Exists(Path.Combine(_folder.FullName, "case", "case.json"))
                && File.Exists(Path.Combine(_folder.FullName, "idle", "case.json"))
        );
        Assert.Equal("0", File.ReadAllText($"/sys/block/{_drive}/trace/enable").Trim());
    }

    [Fact]
    public void In_Microsofts_kernel_a_loop_device_is_recorded_beside_a_command_and_judged()
    {
        RealHosts.Needed();
        JupyterFolder.Needs("nbclient", "python3-nbclient");
        LoopbackOnly.Needed();
        string home = _folder.CreateSubdirectory("home").FullName,
            ran = Path.Combine(_folder.FullName, "ran", "book.ipynb");
        string book = Book([
            $"#!capture {_drive} --out case -- [\"dd\", \"if=/dev/{_drive}\", \"of=/dev/null\", \"bs=1M\", \"iflag=direct\"]",
            $"#!diagnose case --device {_drive}",
        ]);

        (int code, string output) = LoopbackOnly
            .Of(MicrosoftKernel.Client(home, DotnetTool.Quiet(home), "Jupyter/run_with_nbclient.py"))
            .Run(book, ran);

        Assert.True(code == 0, output);
        string[] shown =
        [
            .. NotebookDocument.Load(ran).Cells.Skip(1).Select(cell => string.Concat(cell.Outputs.Select(one => one!.ToJsonString()))),
        ];
        Assert.Contains(" for the tools from start to end (the kernel", shown[0], StringComparison.Ordinal);
        Assert.Contains($"{_drive}: ", shown[1], StringComparison.Ordinal);
        string recording = Directory.GetDirectories(Path.Combine(_folder.FullName, "case", "recordings")).Single();
        Assert.Contains("iflag=direct", File.ReadAllText(Path.Combine(recording, "recording.json")), StringComparison.Ordinal);
        Assert.Equal(0, new HostProgram("dotnet", JupyterFolder.Program).Run("record", "verify", recording).ExitCode);
        Assert.Equal("0", File.ReadAllText($"/sys/block/{_drive}/trace/enable").Trim());
    }

    public void Dispose()
    {
        if (_drive is not null)
        {
            new HostProgram("losetup", "--detach").Run("/dev/" + _drive);
        }

        _folder.Delete(recursive: true);
        _turn.Dispose();
    }

    private string Book(string[] cells)
    {
        string path = Path.Combine(_folder.FullName, "book.ipynb"),
            library = Path.Combine(RepositoryFolder.Root, "lib", "bin", "NotebookKit.dll");
        Directory.CreateDirectory(Path.Combine(_folder.FullName, "ran"));
        JsonNode book = JsonNode.Parse(
            NotebookKit.Kernel.Tests.Book.Of([$"#r \"{library}\"\nnew NotebookKit.Findings().Count", .. cells]).ToJson()
        )!;
        book["metadata"]!["kernelspec"] = new JsonObject
        {
            ["name"] = ".net-csharp",
            ["display_name"] = ".NET (C#)",
            ["language"] = "C#",
        };
        File.WriteAllText(path, book.ToJsonString());
        return path;
    }

    private (int ExitCode, string Output) Ours(params string[] cells) =>
        new HostProgram("dotnet", JupyterFolder.Program).Run("run", Book(cells), "--out", Path.Combine(_folder.FullName, "ran"));
}
