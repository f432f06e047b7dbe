using System.IO.Compression;
using NotebookKit.Cases;
using NotebookKit.Summaries;

namespace NotebookKit.Tests.Cases;

/// <summary>Archives that other tools make: what of them is not read is said, and the rest is.</summary>
public sealed class OddArchiveTests : IDisposable
{
    // What gzip makes of nothing; .NET's own writes no byte then.
    private static readonly byte[] NothingPacked = Convert.FromHexString("1F8B080000000000000303000000000000000000");
    private readonly string _folder = Directory.CreateTempSubdirectory("odd-").FullName;

    public OddArchiveTests()
    {
        File.Copy(Path.Combine(RepositoryFolder.Data, "snapshot-nomerges2", "btrace.txt.gz"), Path.Combine(_folder, "a-trace.gz"));
        File.WriteAllText(Path.Combine(_folder, "i.txt"), "259,0 0 1 0.000000000 1 Q R 8 + 8 [dd]\n");
    }

    [Theory]
    [InlineData("gnu", "oldgnu", "nothing behind file 1 was read: a file with holes (tar --sparse)")]
    [InlineData("pax", "posix", "sparse.bin: left: a file with holes (tar --sparse)")]
    public void A_file_with_holes(string name, string format, string note)
    {
        Assert.SkipUnless(Tool.Has("tar"), "needs tar");
        using (FileStream sparse = File.Create(Path.Combine(_folder, "sparse.bin")))
        {
            sparse.SetLength(500L << 20);
            sparse.Position = 300L << 20;
            sparse.Write("something"u8);
        }

        Must(
            "tar",
            "--sparse",
            "--format=" + format,
            "-cf",
            Path.Combine(_folder, name + ".tar"),
            "-C",
            _folder,
            "a-trace.gz",
            "sparse.bin",
            "i.txt"
        );

        CaseImport import = CaseImport.Of([Path.Combine(_folder, name + ".tar")], Path.Combine(_folder, "case"));

        Assert.Contains(note, import.ToText(), StringComparison.Ordinal);
        Assert.Contains(import.Files, file => file.Name.EndsWith("a-trace.gz", StringComparison.Ordinal) && file.Recording is not null);
        Assert.Equal(
            format == "posix",
            import.Files.Any(file => file.Name.EndsWith("i.txt", StringComparison.Ordinal) && file.Recording is not null)
        );
    }

    [Theory]
    [InlineData("504B0708", "the first part of a split zip archive: make one of the parts (zip -s 0 NAME.zip --out whole.zip)")]
    [InlineData("377ABCAF271C", "a 7-zip archive: unpack it first (7z x)")]
    [InlineData("526172211A07", "a rar archive: unpack it first (unrar x, bsdtar -xf)")]
    [InlineData("04224D18", "packed by lz4: unpack it first (lz4 -d)")]
    public void What_nothing_here_opens_is_called_by_its_name(string start, string what)
    {
        string odd = Path.Combine(_folder, "odd.z01");
        File.WriteAllBytes(odd, [.. Convert.FromHexString(start), .. new byte[600]]);

        CaseImport import = CaseImport.Of([_folder], Path.Combine(_folder, "..", Path.GetFileName(_folder) + "-case"));

        Assert.Contains($"odd.z01: left: {what}", import.ToText(), StringComparison.Ordinal);
        Assert.Contains(import.Files, file => file.Name.EndsWith("a-trace.gz", StringComparison.Ordinal) && file.Recording is not null);
        Assert.Equal($"{odd} is {what}", Assert.Throws<CaptureFormatException>(() => CaptureSummary.Of(odd)).Message);
        Directory.Delete(Path.Combine(_folder, "..", Path.GetFileName(_folder) + "-case"), recursive: true);
    }

    [Theory]
    [InlineData("")]
    [InlineData("z")]
    public void Archives_joined_one_behind_the_other(string packing)
    {
        Assert.SkipUnless(Tool.Has("tar"), "needs tar");
        string joined = Path.Combine(_folder, "joined");
        foreach (string one in new[] { "a-trace.gz", "i.txt" })
        {
            Must("tar", $"-c{packing}f", Path.Combine(_folder, one + ".tar"), "-C", _folder, one);
            using FileStream to = File.Open(joined, FileMode.Append);
            to.Write(File.ReadAllBytes(Path.Combine(_folder, one + ".tar")));
        }

        Investigation investigation = Investigation.Open(joined);

        Assert.Contains(
            investigation.Summary.Notes,
            note =>
                note.Contains(
                    "what stands behind the end of the archive was not read (archives joined one behind the other?)",
                    StringComparison.Ordinal
                )
        );
        Assert.DoesNotContain(
            Investigation.Open(Path.Combine(_folder, "a-trace.gz.tar")).Summary.Notes,
            note => note.Contains("behind the end", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void A_zip_with_a_password_is_called_that()
    {
        Assert.SkipUnless(Tool.Has("zip"), "needs zip");
        Must("zip", "-q", "-j", "-P", "secret", Path.Combine(_folder, "e.zip"), Path.Combine(_folder, "i.txt"));
        Must("zip", "-q", "-j", Path.Combine(_folder, "e.zip"), Path.Combine(_folder, "a-trace.gz"));

        Investigation investigation = Investigation.Open(Path.Combine(_folder, "e.zip"));

        Assert.Contains("i.txt: left out, it is encrypted: unpack it with its password, and name the folder", investigation.Summary.Notes);
        Assert.DoesNotContain(
            investigation.Summary.Notes,
            note => note.Contains("damaged", StringComparison.Ordinal) || note.Contains("empty", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void A_name_below_that_of_a_file_tells_no_folder_of_ours()
    {
        string path = Path.Combine(_folder, "dup.zip");
        using (ZipArchive zip = ZipFile.Open(path, ZipArchiveMode.Create))
        {
            zip.CreateEntryFromFile(Path.Combine(_folder, "a-trace.gz"), "trace");
            zip.CreateEntryFromFile(Path.Combine(_folder, "i.txt"), "trace/x");
        }

        Assert.Contains("trace/x: left out, trace is a file", Investigation.Open(path).Summary.Notes);
    }

    [Fact]
    public void A_folder_whose_files_come_and_go_is_read_as_far_as_it_is_there()
    {
        Assert.SkipUnless(Directory.Exists("/proc/self/fd"), "needs /proc");

        // What stands for the open folder itself is gone when it is looked at.
        CaseImport import = CaseImport.Of(["/proc/self", Path.Combine(_folder, "a-trace.gz")], Path.Combine(_folder, "case"));

        Assert.Contains(import.Files, file => file.Name == "a-trace.gz" && file.Recording is not null);
    }

    [Fact]
    public void A_capture_with_holes_keeps_them_in_a_case_and_a_giant_is_left()
    {
        Assert.SkipUnless(Tool.Has("du"), "needs du");
        foreach ((string name, long bytes) in new[] { ("holes.txt", 700L << 20), ("giant.txt", 40L << 30) })
        {
            File.Copy(Path.Combine(_folder, "i.txt"), Path.Combine(_folder, name));
            using FileStream file = File.OpenWrite(Path.Combine(_folder, name));
            file.SetLength(bytes);
        }

        CaseImport import = CaseImport.Of(
            [Path.Combine(_folder, "holes.txt"), Path.Combine(_folder, "giant.txt")],
            Path.Combine(_folder, "case")
        );

        string copy = Assert.Single(
            Directory.GetFiles(import.Folder.RecordingsFolder, "*.txt", SearchOption.AllDirectories),
            file => new FileInfo(file).Length > 1 << 20
        );
        Assert.Equal(700L << 20, new FileInfo(copy).Length);
        string kibibytes = System.Text.Encoding.ASCII.GetString(Tool.Run("du", "-k", copy).Output).Split('\t')[0];
        Assert.InRange(long.Parse(kibibytes, System.Globalization.CultureInfo.InvariantCulture), 1, 4096);
        Assert.Contains("giant.txt: left: larger than 32 GiB: cut it, and import that", import.ToText(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_archive_with_nothing_in_it_is_called_that()
    {
        byte[] tar = new byte[10240];
        string folders = Path.Combine(_folder, "folders.tar"),
            zip = Path.Combine(_folder, "empty.zip"),
            tree = Directory.CreateDirectory(Path.Combine(_folder, "tree", "below")).Parent!.FullName;
        System.Formats.Tar.TarFile.CreateFromDirectory(tree, folders, includeBaseDirectory: true);
        using (ZipFile.Open(zip, ZipArchiveMode.Create))
        {
            // Nothing in it.
        }

        (string Path, string Said)[] all =
        [
            (Put("empty.tar", tar), "an archive with nothing in it"),
            (Put("empty.tar.gz", Gzip(tar)), "an archive with nothing in it"),
            (Put("nothing.gz", NothingPacked), "packed by gzip, and nothing is in it"),
            (Put("members.gz", [.. NothingPacked, .. NothingPacked]), "packed by gzip, and nothing is in it"),
            (zip, "an archive with nothing in it"),
            (folders, "an archive with folders alone, and no file in it"),
            (tree, "a folder with folders alone, and no file in it"),
            (Path.Combine(tree, "below"), "a folder with nothing in it"),
        ];
        string pile = Directory.CreateDirectory(Path.Combine(_folder, "pile")).FullName;
        foreach ((string path, string said) in all)
        {
            string message = Assert.Throws<CaptureFormatException>(() => CaptureSummary.Of(path)).Message;
            Assert.Contains(said, message, StringComparison.Ordinal);
            Assert.DoesNotContain("binary data", message, StringComparison.Ordinal);
            if (File.Exists(path))
            {
                File.Move(path, Path.Combine(pile, Path.GetFileName(path)));
            }
        }

        File.Copy(Path.Combine(_folder, "a-trace.gz"), Path.Combine(pile, "a-trace.gz"));
        string text = CaseImport.Of([pile], Path.Combine(_folder, "case")).ToText();
        Assert.All(
            all.Where(one => Path.GetExtension(one.Path).Length > 0),
            one => Assert.Contains($"{Path.GetFileName(one.Path)}: left: {one.Said}", text, StringComparison.Ordinal)
        );
    }

    [Theory]
    [InlineData("recording.json", "{\"schema\": \"a recorder of sound\"}")]
    [InlineData("recording.json", "no JSON")]
    [InlineData("case.json", "{\"schema\": \"a shop's\"}")]
    public void A_file_of_another_program_that_is_called_as_ours_hides_nothing(string name, string content)
    {
        string pile = Directory.CreateDirectory(Path.Combine(_folder, "pile", "theirs")).FullName,
            archive = Path.Combine(_folder, "pile.tar");
        File.WriteAllText(Path.Combine(pile, name), content);
        File.Copy(Path.Combine(_folder, "a-trace.gz"), Path.Combine(pile, "a-trace.gz"));
        System.Formats.Tar.TarFile.CreateFromDirectory(Path.Combine(_folder, "pile"), archive, includeBaseDirectory: false);

        CaseImport import = CaseImport.Of([archive], Path.Combine(_folder, "case"));

        Assert.Contains($"theirs/{name}: left: no capture that is known here", import.ToText(), StringComparison.Ordinal);
        Assert.Equal("merge-disabled", Investigation.Open(pile).Devices[0].Cause?.Kind);
        Assert.Equal("merge-disabled", Investigation.Open(archive).Devices[0].Cause?.Kind);
    }

    [Fact]
    public void A_damaged_recording_in_an_archive_is_named_by_its_place_in_that()
    {
        string archive = Path.Combine(_folder, "pile.tar"),
            pile = Directory.CreateDirectory(Path.Combine(_folder, "pile", "ours")).FullName;
        File.WriteAllText(Path.Combine(pile, "recording.json"), "{\"schema\": \"notebookkit-recording\", \"ver");
        System.Formats.Tar.TarFile.CreateFromDirectory(Path.Combine(_folder, "pile"), archive, includeBaseDirectory: false);

        string message = Assert.Throws<RecordingException>(() => CaseImport.Of([archive], Path.Combine(_folder, "case"))).Message;

        Assert.Contains("pile.tar/ours/recording.json", message, StringComparison.Ordinal);
        Assert.DoesNotContain("notebookkit-pile-", message, StringComparison.Ordinal);
        Assert.DoesNotContain(
            "notebookkit-pile-",
            Assert.Throws<RecordingException>(() => Investigation.Open(archive)).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Zero_bytes_that_are_no_blocks_of_tar_are_no_archive() =>
        Assert.Contains(
            "binary data",
            Assert.Throws<CaptureFormatException>(() => CaptureSummary.Of(Put("zeros", new byte[1000]))).Message,
            StringComparison.Ordinal
        );

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static void Must(string tool, params string[] arguments)
    {
        (int code, _, string error) = Tool.Run(tool, arguments);
        Assert.True(code == 0, $"{tool}: {error}");
    }

    private string Put(string name, byte[] content)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllBytes(path, content);
        return path;
    }

    private static byte[] Gzip(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(content);
        }

        return packed.ToArray();
    }
}
