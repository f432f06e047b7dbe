using NotebookKit.Kernel.Running;

namespace NotebookKit.Kernel.Tests.Running;

/// <summary>Two notebooks of one folder can run at the same time; each has what it printed and declared.</summary>
[Collection("runs")]
public sealed class RunsBesideTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("beside-").FullName;

    [Fact]
    public async Task Each_keeps_its_own_outputs_and_variables()
    {
        // Each waits for the other: neither would end where they ran one after the other.
        string[] Cells(string me, string other) =>
            [
                $"var me = \"{me}\";",
                $"System.IO.File.WriteAllText(\"{me}\", me);\nwhile (!System.IO.File.Exists(\"{other}\")) await Task.Delay(5);",
                "for (int i = 0; i < 200; i++) { Console.Write(me); await Task.Yield(); }",
                "me",
            ];
        var options = new RunOptions { Folder = _folder, CellTimeout = TimeSpan.FromMinutes(2) };
        RunResult[] both = await Task.WhenAll(
            Task.Run(() => Book.Run(Book.Of(Cells("a", "b")), options)),
            Task.Run(() => Book.Run(Book.Of(Cells("b", "a")), options))
        );

        Assert.All(both, result => Assert.True(result.Passed, result.Failure?.Message));
        Assert.Equal(["a", "b"], both.Select(result => result.Document.Plain(3)));
        Assert.Equal(
            [new string('a', 200), new string('b', 200)],
            both.Select(result => string.Concat(result.Document.Cells[2].Outputs.Select(output => Book.Text(output!["text"]))))
        );
    }

    [Fact]
    public async Task What_two_sessions_name_at_once_is_one_type_in_each()
    {
        SmallAssembly.Compile(
            _folder,
            "Lib",
            "namespace Lib; public class One { public static One Make() => new One(); public int Of(One other) => 7; }"
        );
        string[] cells = ["#r \"Lib.dll\"\nusing Lib;", "var one = One.Make();", "display(one.Of(One.Make()));\none.Of(new One())"];
        for (int i = 0; i < 5; i++)
        {
            // Another folder each time, so that nothing of it was compiled before.
            string folder = Directory.CreateDirectory(Path.Combine(_folder, $"{i}")).FullName;
            File.Copy(Path.Combine(_folder, "Lib.dll"), Path.Combine(folder, "Lib.dll"));
            var options = new RunOptions { Folder = folder };
            RunResult[] all = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => Book.Run(Book.Of(cells), options))));
            Assert.All(all, result => Assert.True(result.Passed, result.Failure?.Message));
        }
    }

    [Fact]
    public async Task A_notebook_of_another_folder_is_refused_while_one_runs_and_all_is_as_before_afterwards()
    {
        (string folder, TextWriter console) = (Environment.CurrentDirectory, Console.Out);
        var started = new TaskCompletionSource();
        var options = new RunOptions { Folder = _folder, Progress = _ => started.TrySetResult() };
        Task<RunResult> running = Task.Run(() => Book.Run(Book.Of("while (!System.IO.File.Exists(\"go\")) await Task.Delay(5);"), options));
        await started.Task;

        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() =>
            Book.Run(Book.Of("1"), new RunOptions { Folder = Path.GetTempPath() })
        );
        Assert.Contains(_folder, refused.Message, StringComparison.Ordinal);

        await File.WriteAllTextAsync(Path.Combine(_folder, "go"), "", TestContext.Current.CancellationToken);
        Assert.True((await running).Passed);
        Assert.Equal((folder, console), (Environment.CurrentDirectory, Console.Out));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
