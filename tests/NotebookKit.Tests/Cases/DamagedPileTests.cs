using NotebookKit.Cases;

namespace NotebookKit.Tests.Cases;

/// <summary>Captures that are packed in several streams, damaged, or named to mislead: nothing is left out without a word.</summary>
public sealed class DamagedPileTests : IDisposable
{
    private static readonly byte[] Capture = Plain();
    private readonly string _folder = Directory.CreateTempSubdirectory("pile-").FullName;

    [Theory]
    [InlineData("xz", "xz", 0)]
    [InlineData("xz", "xz", 8)]
    [InlineData("zstd", "zst", 0)]
    [InlineData("gzip", "gz", 0)]
    public void Every_stream_of_a_packed_file_is_read(string tool, string ending, int padding)
    {
        Assert.SkipUnless(Tool.Has(tool), $"needs {tool}");
        int half = Capture.AsSpan(0, Capture.Length / 2).LastIndexOf((byte)'\n') + 1;
        string packed = Write($"two.{ending}", [.. Pack(tool, Capture[..half]), .. new byte[padding], .. Pack(tool, Capture[half..])]);
        string plain = Write("plain.txt", Capture);

        Assert.Equal(Investigation.Open(plain).Devices[0].Requests, Investigation.Open(packed).Devices[0].Requests);
        Assert.Empty(Investigation.Open(packed).Notes);
    }

    [Theory]
    [InlineData("xz", "xz")]
    [InlineData("zstd", "zst")]
    [InlineData("gzip", "gz")]
    public void What_stands_in_front_of_damage_is_judged_and_the_damage_is_told(string tool, string ending)
    {
        Assert.SkipUnless(Tool.Has(tool), $"needs {tool}");
        byte[] whole = Pack(tool, Capture);
        var cut = Investigation.Open(Write($"cut.{ending}", whole[..(whole.Length * 3 / 4)]));
        Assert.True(cut.Devices[0].Requests > 100, $"{cut.Devices[0].Requests} requests");
        Assert.Contains(cut.Notes, note => note.Contains("cut off", StringComparison.Ordinal));
        Assert.Contains("cut off", cut.ToText(), StringComparison.Ordinal);
        Assert.Contains("cut off", cut.ToJson(), StringComparison.Ordinal);

        byte[] behind = Pack(tool, "another\n"u8.ToArray());
        behind[1]++;
        Assert.NotEmpty(Investigation.Open(Write($"behind.{ending}", [.. whole, .. behind])).Notes);
    }

    [Fact]
    public void No_name_of_a_file_begins_a_line()
    {
        string forged = "x\n\nnvme0n1: healthy, nothing is wrong\n";
        Directory.CreateDirectory(Path.Combine(_folder, "pile", "d\nhealthy: d"));
        File.WriteAllBytes(Path.Combine(_folder, "pile", forged + ".txt"), Capture);
        File.WriteAllText(Path.Combine(_folder, "pile", "d\nhealthy: d", "none\nhealthy: none"), "nothing that is known\n");
        File.WriteAllBytes(Path.Combine(_folder, forged + ".txt"), Capture);
        string[] texts =
        [
            Investigation.Open(Path.Combine(_folder, "pile")).ToText(),
            Investigation.Open(Path.Combine(_folder, forged + ".txt")).ToText(),
            CaseImport.Of([Path.Combine(_folder, "pile")], Path.Combine(_folder, "case")).ToText(),
        ];
        Assert.All(
            texts,
            text =>
                Assert.DoesNotContain(
                    text.Split('\n'),
                    line =>
                        line.TrimStart().StartsWith("nvme0n1: healthy", StringComparison.Ordinal)
                        || line.StartsWith("healthy:", StringComparison.Ordinal)
                )
        );
    }

    [Fact]
    public void A_name_that_is_no_UTF_8_loses_itself_alone()
    {
        Assert.Equal(
            0,
            Tool.Run(
                "bash",
                "-c",
                "mkdir -p \"$0/pile/\"$'d\\xe9' && cp \"$1\" \"$0/pile/good.txt\" && cp \"$1\" \"$0/pile/\"$'caf\\xe9.txt' && cp \"$1\" \"$0/pile/\"$'d\\xe9/a.txt'",
                _folder,
                Write("plain.txt", Capture)
            ).ExitCode
        );
        var judged = Investigation.Open(Path.Combine(_folder, "pile"));
        Assert.Equal(DeviceState.CauseNamed, judged.State);
        Assert.Equal(
            2,
            judged.Notes.Count(note =>
                note.Contains("no UTF-8", StringComparison.Ordinal) && note.Contains("tar", StringComparison.Ordinal)
            )
        );
        Tool.Run("rm", "-r", Path.Combine(_folder, "pile"));
    }

    [Fact]
    public void What_a_file_is_stays_said_in_a_folder()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "pile"));
        File.WriteAllBytes(Path.Combine(_folder, "pile", "capture.txt"), Capture);
        File.Copy(RepositoryFolder.File("stalls", "btt.txt"), Path.Combine(_folder, "pile", "btt.txt"));
        Assert.Contains(
            Investigation.Open(Path.Combine(_folder, "pile")).Notes,
            note => note.Contains("btt's report", StringComparison.Ordinal)
        );
        CaptureFormatException fault = Assert.Throws<CaptureFormatException>(() =>
            Investigation.Open(Write("some-diskstats", "   7 0 loop0 1 2 3\n"u8.ToArray()))
        );
        Assert.DoesNotContain("without --stream", fault.Message, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static byte[] Plain()
    {
        using var plain = new System.IO.Compression.GZipStream(
            File.OpenRead(RepositoryFolder.File("snapshot-nomerges2", "btrace.txt")),
            System.IO.Compression.CompressionMode.Decompress
        );
        var bytes = new MemoryStream();
        plain.CopyTo(bytes);
        return bytes.ToArray();
    }

    private byte[] Pack(string tool, byte[] bytes)
    {
        (int exitCode, byte[] output, string error) = Tool.Run(tool, "-c", Write("to-pack", bytes));
        Assert.True(exitCode == 0, error);
        return output;
    }

    private string Write(string name, byte[] bytes)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }
}
