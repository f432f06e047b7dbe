using System.IO.Compression;
using NotebookKit.Formats;

namespace NotebookKit.Tests.Formats;

public class ByteWindowTests
{
    private const int WindowBytes = 1000;

    public static TheoryData<int> Lengths => [0, 1, 2, 999, 1000, 1001, 2000, 2001, 10_000, 65_537];

    [Theory]
    [MemberData(nameof(Lengths))]
    public void The_window_passes_over_every_byte_whatever_the_file_is(int length)
    {
        byte[] content = new byte[length];
        new Random(length).NextBytes(content);
        content.AsSpan(0, Math.Min(2, length)).Fill((byte)'x');
        using var file = new TemporaryFile(content);
        using var packed = new TemporaryFile(Packed(content));

        Assert.Equal(content, Passed(new MemoryStream(content), seed: 1));
        Assert.Equal(content, Passed(CaptureFile.OpenRead(file.Path), seed: 2));
        Assert.Equal(content, Passed(CaptureFile.OpenRead(packed.Path), seed: 3));
    }

    [Fact]
    public void Damaged_gzip_ends_the_window_and_is_told()
    {
        byte[] packed = Packed(new byte[50_000]);
        packed[packed.Length / 2] ^= 0xFF;
        using var window = new ByteWindow(new MemoryStream(packed), WindowBytes);

        while (window.Need(1))
        {
            window.Pass(window.Length);
        }

        Assert.NotNull(window.Damage);
    }

    [Fact]
    public void Blktrace_files_are_read_alike_by_path_and_from_a_stream()
    {
        byte[] once = File.ReadAllBytes(Fixture.Path(Path.Combine("blktrace-snapshot-layers", "nvme0n1.blktrace.0")));
        byte[] bytes = RepeatedCapture.Blktrace(once, (4 << 20) / once.Length);

        // The last record cut off, and damage in the middle.
        bytes = bytes[..^7];
        bytes[bytes.Length / 2] ^= 0x55;
        using var file = new TemporaryFile(bytes);
        BlockCapture streamed = BlktraceBinary.Read(new MemoryStream(bytes), file.Path);

        BlockCapture opened = BlktraceBinary.Read(file.Path);

        Assert.InRange(opened.Events.Count, 10_000, int.MaxValue);
        Assert.True(opened.Account.TruncatedTail);
        Assert.True(Both.Same(streamed, opened));
    }

    private static byte[] Passed(Stream stream, int seed)
    {
        var random = new Random(seed);
        var passed = new List<byte>();
        using var window = new ByteWindow(stream, WindowBytes);
        while (window.Need(random.Next(1, WindowBytes + 1)) || window.Length > 0)
        {
            Assert.Equal(passed.Count, window.At);
            int step = random.Next(1, window.Length + 1);
            passed.AddRange(window.Bytes[..step]);
            window.Pass(step);
        }

        return [.. passed];
    }

    private static byte[] Packed(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(content);
        }

        return packed.ToArray();
    }
}
