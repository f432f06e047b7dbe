using System.Diagnostics;
using System.IO.Compression;

namespace NotebookKit.Cli.Tests.Records;

/// <summary><c>record redact --verify</c>: where a name can hide beside the bytes of files, and what nobody can look through.</summary>
public sealed class LeakCheckTests : IDisposable
{
    private readonly TestFolder _folder = new();

    [Theory]
    [InlineData("mkdir -p w/zurichbank-prod7.ch && echo 1 > w/zurichbank-prod7.ch/a.txt", "zurichbank")]
    [InlineData("mkdir -p w && echo 1 > w/j.smith@corp.example.com", "corp.example.com")]
    [InlineData("mkdir -p w && echo 1 > w/a.txt && mkfifo w/b", "a pipe, through which nobody looked")]
    [InlineData("mkdir -p w && echo 1 > w/a.txt && ln -s /etc/hostname w/b", "a link, through which nobody looked")]
    [InlineData("mkdir -p w && echo 1 > w/a.txt && echo 2 > \"w/$(printf 'zurich\\377bank')\"", "a name that is no UTF-8")]
    [InlineData("mkdir -p w && echo 1 > \"w/$(printf 'line\\nzurichbank')\"", "zurichbank")]
    public async Task A_folder_is_looked_through_by_its_names_too(string make, string left)
    {
        Shell(make);

        (int code, string said, string error) = await Notebookkit.RunAsync(_folder.Path, "record", "redact", "--verify", "w");

        Assert.True(code == 3, said + error);
        Assert.Contains(left, said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("mkdir w", "w holds no file: there is nothing to look through")]
    [InlineData("mkfifo w", "w is a pipe: give a pack, a file or a folder")]
    public async Task Where_nothing_can_be_looked_through_there_is_no_all_clear(string make, string why)
    {
        Shell(make);

        (int code, string said, string error) = await Notebookkit.RunAsync(_folder.Path, "record", "redact", "--verify", "w");

        Assert.Equal((2, ""), (code, said));
        Assert.Contains(why, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Comments_of_an_archive_and_of_its_members_are_looked_at()
    {
        foreach (
            (string name, string whole, string one) in new[]
            {
                ("a.zip", "of zurichbank", ""),
                ("b.zip", "", "of zurichbank"),
                ("c.zip", "", ""),
            }
        )
        {
            using ZipArchive zip = ZipFile.Open(_folder[name], ZipArchiveMode.Create);
            zip.Comment = whole;
            ZipArchiveEntry entry = zip.CreateEntry("a.txt");
            entry.Comment = one;
            using var writer = new StreamWriter(entry.Open());
            writer.Write("1\n");
        }

        int[] codes = new int[3];
        foreach ((int i, string name) in ((string[])["a.zip", "b.zip", "c.zip"]).Index())
        {
            (codes[i], _, _) = await Notebookkit.RunAsync(_folder.Path, "record", "redact", "--verify", name);
        }

        Assert.Equal([3, 3, 0], codes);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(15)]
    public async Task A_check_that_is_stopped_says_so_and_nothing_of_what_was_left(int signal)
    {
        const int Lines = 1_500_000;
        File.WriteAllLines(
            _folder["big.txt"],
            Enumerable.Range(0, Lines).Select(line => $"user {line} of case acme{line % 5000} on /usr/lib/acme{line}")
        );
        using Notebookkit check = Notebookkit.Start(_folder.Path, "record", "redact", "--verify", "big.txt");
        for (int wait = 0; wait < 6000 && BytesRead(check.Id) is < Lines * 30L; wait++)
        {
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }

        check.Signal(signal);
        (int code, string said, string error) = await check.EndAsync();

        Assert.Equal(
            (128 + signal, "", "notebookkit: stopped before all was looked through: nothing is said of what was left"),
            (code, said, error)
        );
        Assert.Equal(["big.txt"], Directory.GetFileSystemEntries(_folder.Path).Select(Path.GetFileName));
    }

    // .NET deletes no file whose name is no text.
    public void Dispose() => Shell("rm -rf -- \"$PWD\"");

    private static long? BytesRead(int process) =>
        File.ReadAllLines($"/proc/{process}/io") is [['r', 'c', 'h', 'a', 'r', ':', ..] line, ..]
            ? long.Parse(line["rchar: ".Length..], System.Globalization.CultureInfo.InvariantCulture)
            : null;

    private void Shell(string line)
    {
        using Process shell = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", line]) { WorkingDirectory = _folder.Path })!;
        shell.WaitForExit();
        Assert.Equal(0, shell.ExitCode);
    }
}
