using System.Diagnostics;
using System.Globalization;

namespace NotebookKit.Cli.Tests.Safety;

/// <summary>Whoever ends a command that unpacked an archive finds nothing of it on the disk.</summary>
public sealed class SignalledPileTests : IDisposable
{
    private const int Hosts = 6;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);
    private readonly TestFolder _folder = new();

    [Theory]
    [InlineData("diagnose pile.tar", 2)]
    [InlineData("diagnose pile.tar", 15)]
    [InlineData("summarize pile.tar", 1)]
    [InlineData("import pile.tar -o case", 2)]
    [InlineData("import pile.tar -o case", 15)]
    public async Task A_signal_leaves_nothing_that_was_unpacked(string command, int signal)
    {
        Pack();
        for (int after = 0; after < 4; after++)
        {
            string temporary = Directory.CreateDirectory(_folder["tmp"]).FullName;
            using Process process = Start(command, temporary);
            await Until(() => process.HasExited || Directory.EnumerateFileSystemEntries(temporary).Any());
            await Task.Delay(after * 40, TestContext.Current.CancellationToken);
            await Notebookkit.RunProgramAsync(
                "bash",
                null,
                ["-c", "kill -$0 $1", signal.ToString(CultureInfo.InvariantCulture), process.Id.ToString(CultureInfo.InvariantCulture)]
            );
            string error = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);

            // It may have come to its own end first.
            Assert.Contains(process.ExitCode, (int[])[0, 1, 128 + signal]);
            Assert.Equal("", error);
            Assert.Empty(Directory.EnumerateFileSystemEntries(temporary));
            Assert.True(process.ExitCode != 128 + signal || !Directory.Exists(_folder["case"]) || File.Exists(_folder["case/case.json"]));
            Directory.Delete(temporary, recursive: true);
            if (Directory.Exists(_folder["case"]))
            {
                Directory.Delete(_folder["case"], recursive: true);
            }
        }
    }

    [Fact]
    public async Task What_a_killed_one_left_goes_with_the_next()
    {
        Pack();
        string temporary = Directory.CreateDirectory(_folder["tmp"]).FullName;
        using Process killed = Start("diagnose pile.tar", temporary);
        await Until(() => killed.HasExited || Directory.EnumerateFileSystemEntries(temporary).Any());
        killed.Kill();
        await killed.WaitForExitAsync(TestContext.Current.CancellationToken);
        Directory.CreateDirectory(Path.Combine(temporary, "notebookkit-pile-somebody-s"));

        using Process next = Start("diagnose pile.tar", temporary);
        await next.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await next.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(["notebookkit-pile-somebody-s"], Directory.EnumerateFileSystemEntries(temporary).Select(Path.GetFileName));
    }

    public void Dispose() => _folder.Dispose();

    private void Pack()
    {
        string[] copies = [.. Enumerable.Range(0, Hosts).Select(i => $"h{i}")];
        foreach (string copy in copies)
        {
            Directory.CreateDirectory(_folder["pile/" + copy]);
            foreach (
                string file in Directory
                    .EnumerateFiles(Path.Combine(RepositoryFolder.Root, "data/snapshot-nomerges2"), "*.*")
                    .Where(file => !file.EndsWith("recording.json", StringComparison.Ordinal))
            )
            {
                File.Copy(file, Path.Combine(_folder["pile/" + copy], Path.GetFileName(file)));
            }
        }

        System.Formats.Tar.TarFile.CreateFromDirectory(_folder["pile"], _folder["pile.tar"], includeBaseDirectory: false);
    }

    private Process Start(string command, string temporary)
    {
        var start = new ProcessStartInfo(Notebookkit.Launcher, command.Split(' '))
        {
            WorkingDirectory = _folder.Path,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        start.Environment["TMPDIR"] = temporary;
        start.Environment["DOTNET_EnableDiagnostics"] = "0"; // its pipes would lie there too
        Process process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        return process;
    }

    private static async Task Until(Func<bool> condition)
    {
        for (long start = Stopwatch.GetTimestamp(); !condition(); await Task.Delay(5, TestContext.Current.CancellationToken))
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < Patience, "nothing was unpacked");
        }
    }
}
