using System.Diagnostics;
using System.Globalization;
using NotebookKit.Files;
using NotebookKit.Kernel.Files;

namespace NotebookKit.Kernel.Tests.Safety;

/// <summary>Files that are read and written where others may write too.</summary>
public sealed class FileTests : IDisposable
{
    private const string Nobody = "65534";
    private readonly string _folder = Directory.CreateTempSubdirectory("files-").FullName;

    private string this[string name] => Path.Combine(_folder, name);

    [Fact]
    public void A_pipe_a_device_a_folder_and_a_socket_are_refused_without_being_opened()
    {
        Run("mkfifo", this["pipe"]);
        foreach ((string path, string words) in new[] { (this["pipe"], "a pipe"), ("/dev/zero", "a device"), (_folder, "a folder") })
        {
            var error = Assert.Throws<IOException>(() => RegularFile.Read(path, 1 << 20));
            Assert.Contains(words, error.Message, StringComparison.Ordinal);
        }

        Assert.Throws<FileNotFoundException>(() => RegularFile.Read(this["none"], 10));
    }

    [Fact]
    public void No_more_is_read_than_was_asked_for_whatever_a_file_says_of_its_length()
    {
        using (FileStream sparse = File.Create(this["sparse"]))
        {
            sparse.SetLength(1L << 40);
        }

        File.WriteAllText(this["ten"], "0123456789");

        Assert.Contains(
            "1,048,576 MiB, of which no more than 1 MiB are read",
            Assert.ThrowsAny<IOException>(() => RegularFile.Read(this["sparse"], 1 << 20)).Message,
            StringComparison.Ordinal
        );
        Assert.Equal(10, RegularFile.Read(this["ten"], 10).Length);
        Assert.ThrowsAny<IOException>(() => RegularFile.Read(this["ten"], 9));

        // A file of /proc says that it holds nothing.
        Assert.Equal(0, new FileInfo("/proc/self/status").Length);
        Assert.NotEmpty(RegularFile.Read("/proc/self/status", 1 << 20));
        Assert.ThrowsAny<IOException>(() => RegularFile.Read("/proc/self/status", 100));
    }

    [Fact]
    public void Behind_links_the_file_is_replaced_and_the_links_stay()
    {
        Directory.CreateDirectory(this["real/deep"]);
        File.WriteAllText(this["real/file"], "old");
        Directory.CreateSymbolicLink(this["way"], this["real/deep"]);
        File.CreateSymbolicLink(this["real/deep/up"], "../file");
        File.CreateSymbolicLink(this["first"], "way/up");

        ReplacedFile.Write(this["first"], "new");

        Assert.Equal("new", File.ReadAllText(this["real/file"]));
        Assert.Equal("way/up", new FileInfo(this["first"]).LinkTarget);
        Assert.Equal("../file", new FileInfo(this["real/deep/up"]).LinkTarget);
        Assert.Equal(["first", "real", "way"], Names(_folder));
    }

    [Fact]
    public void A_link_to_what_is_not_there_makes_the_file_where_it_leads()
    {
        File.CreateSymbolicLink(this["link"], this["later"]);

        ReplacedFile.Write(this["link"], "new");

        Assert.Equal("new", File.ReadAllText(this["later"]));
        Assert.Throws<IOException>(() =>
        {
            File.CreateSymbolicLink(this["round"], this["and"]);
            File.CreateSymbolicLink(this["and"], this["round"]);
            ReplacedFile.Write(this["round"], "x");
        });
    }

    [Fact]
    public void A_link_of_another_user_is_not_written_through()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        File.WriteAllText(this["secret"], "precious");
        File.CreateSymbolicLink(this["trap"], this["secret"]);
        Run("chown", "--no-dereference", Nobody, this["trap"]);

        var error = Assert.Throws<UnauthorizedAccessException>(() => ReplacedFile.Write(this["trap"], "overwritten"));

        Assert.Contains("a link of another user (number 65534)", error.Message, StringComparison.Ordinal);
        Assert.Equal("precious", File.ReadAllText(this["secret"]));
    }

    [Fact]
    public void A_file_keeps_its_mode_and_its_owner()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        File.WriteAllText(this["theirs"], "old");
        File.SetUnixFileMode(
            this["theirs"],
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead
        );
        Run("chown", Nobody + ":" + Nobody, this["theirs"]);

        ReplacedFile.Write(this["theirs"], "new");

        FileStatus status = FileStatus.Of(this["theirs"])!.Value;
        Assert.Equal(uint.Parse(Nobody, CultureInfo.InvariantCulture), status.User);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead, status.Mode);
        Assert.Equal("new", File.ReadAllText(this["theirs"]));
    }

    [Fact]
    public void What_cannot_be_written_leaves_what_was_there_and_nothing_beside_it()
    {
        File.WriteAllText(this["file"], "old");

        Assert.Throws<InvalidOperationException>(() =>
            ReplacedFile.Write(
                this["file"],
                stream =>
                {
                    stream.Write("half"u8);
                    throw new InvalidOperationException();
                }
            )
        );

        Assert.Equal("old", File.ReadAllText(this["file"]));
        Assert.Equal(["file"], Names(_folder));
        Run("mkfifo", this["pipe"]);
        Assert.Contains(
            "is a pipe",
            Assert.Throws<IOException>(() => ReplacedFile.Write(this["pipe"], "x")).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void What_killed_writers_left_goes_with_the_next_and_what_is_being_written_stays()
    {
        File.WriteAllText(this[".file.0123456789abcdef.writing"], "left");
        File.WriteAllText(this[".other.0123456789abcdef.writing"], "another file's");
        using var busy = new FileStream(this[".file.fedcba9876543210.writing"], FileMode.CreateNew, FileAccess.Write, FileShare.None);

        ReplacedFile.Write(this["file"], "new");

        Assert.Equal([".file.fedcba9876543210.writing", ".other.0123456789abcdef.writing", "file"], Names(_folder));
    }

    [Fact]
    public async Task Many_writers_of_one_file_leave_one_of_their_contents_whole()
    {
        string[] contents = [.. Enumerable.Range(0, 16).Select(i => new string((char)('a' + i), 200_000))];

        await Task.WhenAll(
            contents.Select(content =>
                Task.Run(() =>
                {
                    for (int i = 0; i < 5; i++)
                    {
                        ReplacedFile.Write(this["file"], content);
                    }
                })
            )
        );

        Assert.Contains(File.ReadAllText(this["file"]), contents);
        Assert.Equal(["file"], Names(_folder));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static string[] Names(string folder) =>
        [.. Directory.EnumerateFileSystemEntries(folder).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    private static void Run(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments))!;
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }
}
