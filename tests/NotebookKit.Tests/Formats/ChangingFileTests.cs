using System.IO.Compression;
using NotebookKit.Formats;
using NotebookKit.Tests.Flames;

namespace NotebookKit.Tests.Formats;

/// <summary>Files that another program cuts off or replaces while they are read.</summary>
public sealed class ChangingFileTests : IDisposable
{
    private static readonly string Binary = Path.Combine("blktrace-mqdeadline", "nvme0n1.blktrace.0");

    private readonly string _folder = Directory.CreateTempSubdirectory("notebookkit-").FullName;

    [Theory]
    [InlineData("text", false)]
    [InlineData("text", true)]
    [InlineData("trace.blktrace.0", false)]
    [InlineData("records", false)]
    [InlineData("perf.data", false)]
    public void A_capture_that_is_cut_off_while_it_is_read_is_an_error_that_says_so(string name, bool packed)
    {
        string path = Write(packed ? name + ".gz" : name, packed ? Packed(Large(name)) : Large(name));
        long rows = 0;

        var error = Assert.Throws<CaptureFormatException>(() =>
            CaptureReader.Stream(
                path,
                chunk =>
                {
                    if (rows == 0)
                    {
                        Cut(path);
                    }

                    rows += chunk.Count;
                }
            )
        );

        Assert.InRange(rows, 1, long.MaxValue);
        Assert.Contains($"{path} was cut from ", error.Message, StringComparison.Ordinal);
        Assert.Contains("to 10 bytes while it was read", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Stacks_that_are_cut_off_while_they_are_read_are_an_error_that_says_so()
    {
        string path = Write("stacks", Repeated(File.ReadAllBytes(FlameFixture.Path("two-events.txt")), 8 << 20));
        using CaptureStream text = CaptureStream.Open(path);
        _ = text.Ahead();
        Cut(path);

        var error = Assert.Throws<CaptureFormatException>(() => Stacks.Open(text, path));

        Assert.Contains("to 10 bytes while it was read", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_grows_while_it_is_read_is_read_to_its_new_end()
    {
        byte[] text = File.ReadAllBytes(Fixture.Path("blktrace-mqdeadline.txt"));
        string path = Write("grows", RepeatedCapture.Text(text, (4 << 20) / text.Length));
        bool grown = false;

        ReadAccount account = CaptureReader.Stream(
            path,
            _ =>
            {
                if (!grown)
                {
                    grown = true;
                    using FileStream file = File.Open(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite);
                    file.Write(RepeatedCapture.Text(text, 900).AsSpan()[^text.Length..]);
                }
            }
        );

        Assert.Equal(CaptureReader.Read(path).Account.Read, account.Read);
    }

    [Fact]
    public void A_file_that_says_it_is_longer_than_what_can_be_read_of_it_is_whole()
    {
        // Files of sysfs have the size of a page, whatever they hold.
        const string Attribute = "/sys/kernel/mm/transparent_hugepage/enabled";
        Assert.SkipUnless(File.Exists(Attribute), "no attribute of sysfs here");
        using CaptureStream stream = CaptureStream.Open(Attribute);
        byte[] read = new byte[10_000];

        int length = stream.ReadAtLeast(read, read.Length, throwOnEndOfStream: false);

        Assert.InRange(length, 1, new FileInfo(Attribute).Length - 1);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    // Many times what a reader holds at once: some chunks of 131,072 events, each of some hundred bytes.
    private const int MoreThanIsReadAhead = 128 << 20;

    private static byte[] Large(string name) =>
        name switch
        {
            "text" => RepeatedCapture.Text(Once("blktrace-mqdeadline.txt"), (16 << 20) / Once("blktrace-mqdeadline.txt").Length),
            "perf.data" => LargePerfData(),
            _ => RepeatedCapture.Blktrace(Once(Binary), MoreThanIsReadAhead / Once(Binary).Length),
        };

    private static byte[] Once(string fixture) => File.ReadAllBytes(Fixture.Path(fixture));

    // The records of a real file again and again: one round of perf's each time.
    private static byte[] LargePerfData()
    {
        byte[] once = Captures.Unpacked(RepositoryFolder.File("standard", "perf-block.data"));
        long dataAt = BitConverter.ToInt64(once, 40);
        long length = BitConverter.ToInt64(once, 48);
        byte[] data = Repeated(once.AsSpan((int)dataAt, (int)length).ToArray(), MoreThanIsReadAhead);
        byte[] head = once[..(int)dataAt];
        BitConverter.TryWriteBytes(head.AsSpan(48), (long)data.Length);
        byte[] features = once[(int)(dataAt + length)..];

        // Features are found by their offsets, which all move alike.
        long moved = data.Length - length;
        int bits = once.AsSpan(72, 32).ToArray().Sum(b => System.Numerics.BitOperations.PopCount(b));
        for (int feature = 0; feature < bits; feature++)
        {
            BitConverter.TryWriteBytes(features.AsSpan(feature * 16), BitConverter.ToInt64(features, feature * 16) + moved);
        }

        return [.. head, .. data, .. features];
    }

    private static byte[] Repeated(byte[] once, int bytes)
    {
        var all = new byte[((bytes / once.Length) + 1) * once.Length];
        for (int at = 0; at < all.Length; at += once.Length)
        {
            once.CopyTo(all, at);
        }

        return all;
    }

    private static byte[] Packed(byte[] content)
    {
        // Text that repeats packs to nothing; stored as it is, the packed file is as large.
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.NoCompression))
        {
            gzip.Write(content);
        }

        return packed.ToArray();
    }

    private static void Cut(string path)
    {
        using var writer = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        writer.SetLength(10);
    }

    private string Write(string name, byte[] bytes)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }
}
