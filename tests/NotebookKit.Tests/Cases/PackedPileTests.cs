using System.Formats.Tar;
using System.IO.Compression;
using System.Text;

namespace NotebookKit.Tests.Cases;

/// <summary>Archives as they are mailed: what is inside counts, and nothing of it gets out.</summary>
public sealed class PackedPileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("packed-").FullName;

    [Theory]
    [InlineData("tar", "cf")]
    [InlineData("whatever", "czf")]
    [InlineData("a.b", "cJf", "xz")]
    [InlineData("c", "--zstd -cf", "zstd")]
    public void A_tar_of_any_packing_under_any_name_gets_the_verdict_of_what_is_inside(string name, string options, string? tool = null)
    {
        Assert.SkipUnless(Tool.Has(tool is null ? ["tar"] : ["tar", tool]), "needs tar and " + tool);
        string archive = Path.Combine(_folder, name);
        (int code, _, string error) = Tool.Run("tar", [.. options.Split(' '), archive, "-C", Pile(), "."]);
        Assert.True(code == 0, error);

        Investigation investigation = Investigation.Open(archive);

        Assert.Equal("merge-disabled", investigation["nvme0n1"].Cause?.Kind);
        Assert.Contains("nomerges = 2", investigation.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void A_zip_and_a_recording_that_was_packed_are_opened_too()
    {
        ZipFile.CreateFromDirectory(Pile(), Path.Combine(_folder, "pile.zip"));
        ZipFile.CreateFromDirectory(
            Path.Combine(RepositoryFolder.Data, "stalls"),
            Path.Combine(_folder, "recording.zip"),
            CompressionLevel.Fastest,
            includeBaseDirectory: true
        );

        Assert.Equal("merge-disabled", Investigation.Open(Path.Combine(_folder, "pile.zip")).Devices[0].Cause?.Kind);
        Investigation recording = Investigation.Open(Path.Combine(_folder, "recording.zip"));
        Assert.Equal(("stalls", "stalls"), (recording.Name, recording.Devices[0].Cause?.Kind));
    }

    [Fact]
    public void What_would_get_out_of_its_folder_is_left_out_and_said()
    {
        string archive = Path.Combine(_folder, "evil.tar");
        string outside = Path.Combine(_folder, "outside");
        using (var tar = new TarWriter(File.Create(archive)))
        {
            foreach (string name in new[] { "../" + Path.GetFileName(_folder) + "/outside", "in/../../outside", "trace", "trace" })
            {
                Write(tar, new PaxTarEntry(TarEntryType.RegularFile, name), "259,0 0 1 0.000000000 1 Q R 8 + 8 [dd]\n");
            }

            Write(tar, new PaxTarEntry(TarEntryType.SymbolicLink, "ln") { LinkName = _folder });
            Write(tar, new PaxTarEntry(TarEntryType.RegularFile, "ln/outside"), "x");
            Write(tar, new PaxTarEntry(TarEntryType.HardLink, "hard") { LinkName = "/etc/passwd" });
            Write(tar, new PaxTarEntry(TarEntryType.CharacterDevice, "dev"));
            Write(tar, new PaxTarEntry(TarEntryType.Fifo, "fifo"));
        }

        Investigation investigation = Investigation.Open(archive);

        Assert.False(File.Exists(outside));
        Assert.Equal(
            2,
            investigation.Summary.Notes.Count(note => note.EndsWith("its name leads out of the archive", StringComparison.Ordinal))
        );
        foreach (
            string note in new[]
            {
                "ln: left out, a link",
                "hard: left out, a link",
                "dev: left out, neither a file nor a folder",
                "fifo: left out, neither a file nor a folder",
                "trace: left out, a second of that name",
            }
        )
        {
            Assert.Contains(note, investigation.Summary.Notes);
        }
    }

    [Fact]
    public void An_archive_that_was_cut_off_gives_what_stands_in_front_and_says_so()
    {
        string whole = Path.Combine(_folder, "whole.tar.gz");
        using (var gzip = new GZipStream(File.Create(whole), CompressionLevel.Fastest))
        {
            TarFile.CreateFromDirectory(Pile(), gzip, includeBaseDirectory: false);
        }

        byte[] bytes = File.ReadAllBytes(whole);
        string cut = Path.Combine(_folder, "cut.tar.gz");
        File.WriteAllBytes(cut, bytes[..(bytes.Length * 3 / 4)]);
        Assert.Contains(
            Investigation.Open(cut).Summary.Notes,
            note => note.StartsWith("cut.tar.gz: damaged or cut off in file ", StringComparison.Ordinal)
        );

        string none = Path.Combine(_folder, "none.zip");
        File.WriteAllBytes(none, [.. Encoding.ASCII.GetBytes("PK"), 3, 4, 1, 2, 3]);
        Assert.Contains(
            "damaged from its start",
            Assert.Throws<CaptureFormatException>(() => Investigation.Open(none)).Message,
            StringComparison.Ordinal
        );
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static void Write(TarWriter tar, PaxTarEntry entry, string? content = null)
    {
        if (content is not null)
        {
            entry.DataStream = new MemoryStream(Encoding.UTF8.GetBytes(content));
        }

        tar.WriteEntry(entry);
    }

    private string Pile()
    {
        string pile = Directory.CreateDirectory(Path.Combine(_folder, "pile", "host", "var")).FullName;
        foreach (string file in new[] { "sysfs.txt", "lsblk.json", "btrace.txt" })
        {
            string target = Path.Combine(pile, "file of " + file[..2]);
            if (!File.Exists(target))
            {
                File.Copy(RepositoryFolder.File("snapshot-nomerges2", file), target);
            }
        }

        return Path.Combine(_folder, "pile");
    }
}
