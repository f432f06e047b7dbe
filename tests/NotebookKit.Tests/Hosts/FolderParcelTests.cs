using System.Formats.Tar;
using NotebookKit.Hosts;

namespace NotebookKit.Tests.Hosts;

/// <summary>A folder handed from one process to another: whole, inside its place, or not at all.</summary>
public sealed class FolderParcelTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("parcel-").FullName;

    private string To => Path.Combine(_root, "to");

    [Fact]
    public void Files_and_folders_arrive_as_they_were_sent()
    {
        string from = Path.Combine(_root, "from");
        Directory.CreateDirectory(Path.Combine(from, "a", "empty"));
        File.WriteAllBytes(Path.Combine(from, "a", "large"), new byte[3 << 20]);
        File.WriteAllText(Path.Combine(from, "Datei ä"), "ü");
        using var stream = new MemoryStream();

        FolderParcel.Pack(from, stream);
        stream.Position = 0;

        Assert.True(FolderParcel.Unpack(stream, To));
        Assert.True(Directory.Exists(Path.Combine(To, "a", "empty")));
        Assert.Equal(3 << 20, new FileInfo(Path.Combine(To, "a", "large")).Length);
        Assert.Equal("ü", File.ReadAllText(Path.Combine(To, "Datei ä")));
    }

    [Theory]
    [InlineData("../out", TarEntryType.RegularFile, "has an empty, . or .. part")]
    [InlineData("/etc/out", TarEntryType.RegularFile, "is absolute")]
    [InlineData("a/../../out", TarEntryType.RegularFile, "has an empty, . or .. part")]
    [InlineData("link", TarEntryType.SymbolicLink, "is neither a file nor a folder")]
    [InlineData("link", TarEntryType.HardLink, "is neither a file nor a folder")]
    [InlineData("pipe", TarEntryType.Fifo, "is neither a file nor a folder")]
    [InlineData("drive", TarEntryType.BlockDevice, "is neither a file nor a folder")]
    public void What_is_never_sent_is_not_taken(string name, TarEntryType kind, string says)
    {
        using var stream = new MemoryStream();
        using (var tar = new TarWriter(stream, leaveOpen: true))
        {
            var entry = new PaxTarEntry(kind, name);
            if (kind is TarEntryType.SymbolicLink or TarEntryType.HardLink)
            {
                entry.LinkName = "/etc/passwd";
            }

            tar.WriteEntry(entry);
        }

        stream.Position = 0;

        Assert.Contains(says, Assert.Throws<RecordingException>(() => FolderParcel.Unpack(stream, To)).Message, StringComparison.Ordinal);
        Assert.False(Path.Exists(Path.Combine(_root, "out")));
    }

    [Fact]
    public void A_file_that_is_there_is_not_written_over_and_a_link_not_followed()
    {
        string from = Directory.CreateDirectory(Path.Combine(_root, "from")).FullName;
        File.WriteAllText(Path.Combine(from, "name"), "new");
        File.WriteAllText(Path.Combine(_root, "target"), "old");
        Directory.CreateDirectory(To);
        File.CreateSymbolicLink(Path.Combine(To, "name"), Path.Combine(_root, "target"));
        using var stream = new MemoryStream();
        FolderParcel.Pack(from, stream);
        stream.Position = 0;

        Assert.Throws<IOException>(() => FolderParcel.Unpack(stream, To));
        Assert.Equal("old", File.ReadAllText(Path.Combine(_root, "target")));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(700)]
    [InlineData(40_000)]
    public void One_that_is_cut_off_says_so(int bytes)
    {
        string from = Directory.CreateDirectory(Path.Combine(_root, "from")).FullName;
        File.WriteAllBytes(Path.Combine(from, "a"), new byte[10_000]);
        File.WriteAllBytes(Path.Combine(from, "b"), new byte[90_000]);
        using var stream = new MemoryStream();
        FolderParcel.Pack(from, stream);

        Assert.False(FolderParcel.Unpack(new MemoryStream(stream.ToArray()[..bytes]), To));
        Assert.Equal(bytes == 40_000, File.Exists(Path.Combine(To, "a")));
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);
}
