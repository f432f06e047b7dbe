using System.IO.Compression;
using NotebookKit.Formats;

namespace NotebookKit.Tests.Formats;

/// <summary>What gzip packed is told from what was cut off, whatever else the process unpacked before.</summary>
public class GunzipStreamTests
{
    // Long enough for several blocks and for more than .NET's own buffer of packed bytes; numbers do not pack well.
    private static readonly byte[] _plain =
    [
        .. Enumerable.Range(0, 9_000).SelectMany(i => System.Text.Encoding.ASCII.GetBytes($"{i * 7919 % 10_007} ")),
    ];

    public static TheoryData<int> Levels =>
        [(int)CompressionLevel.NoCompression, (int)CompressionLevel.Fastest, (int)CompressionLevel.Optimal];

    [Theory]
    [MemberData(nameof(Levels))]
    public void Every_cut_is_told_and_what_stands_in_front_of_it_is_given(int level)
    {
        byte[] packed = Pack(_plain, level);
        foreach (
            int cut in Enumerable
                .Range(1, 600)
                .Concat(Enumerable.Range(1, 60).Select(i => packed.Length * i / 61))
                .Select(from => packed.Length - from)
                .Where(length => length > 2)
        )
        {
            var plain = new MemoryStream();
            using var gunzip = new GunzipStream(new MemoryStream(packed[..cut]));
            byte[] buffer = new byte[777];
            Assert.Throws<InvalidDataException>(() =>
            {
                for (int read; (read = gunzip.Read(buffer)) > 0; )
                {
                    plain.Write(buffer.AsSpan(0, read));
                }
            });
            Assert.True(_plain.AsSpan().StartsWith(plain.ToArray()), $"cut behind {cut} of {packed.Length} bytes");
        }
    }

    [Theory]
    [MemberData(nameof(Levels))]
    public void A_whole_stream_is_given_however_it_is_read(int level)
    {
        byte[] packed = Pack(_plain, level);
        byte[] twice = [.. packed, .. packed];
        foreach (int most in (int[])[1, 3, 8, 4096, 1 << 20])
        {
            Assert.Equal(_plain, All(packed, most));
            Assert.Equal([.. _plain, .. _plain], All(twice, most));
        }
    }

    [Fact]
    public void Members_end_at_every_place_of_the_buffer_of_packed_bytes()
    {
        for (int length = 8_100; length < 8_220; length++)
        {
            byte[] plain = _plain[..length];
            byte[] packed = Pack(plain, (int)CompressionLevel.NoCompression);
            Assert.Equal(plain, All(packed, 4096));
            Assert.Equal([.. plain, .. plain], All([.. packed, .. packed], 4096));
        }
    }

    [Theory]
    [InlineData(16)]
    [InlineData(512)]
    [InlineData(9_000)]
    [InlineData(20_000)]
    public void Padding_behind_a_whole_stream_is_no_damage(int zeros) =>
        Assert.Equal(_plain, All([.. Pack(_plain, (int)CompressionLevel.Optimal), .. new byte[zeros]], 4096));

    [Fact]
    public void What_stands_behind_a_whole_stream_and_is_not_packed_is_told()
    {
        byte[] packed = Pack(_plain, (int)CompressionLevel.Optimal);
        byte[] damagedMagic = [.. packed];
        damagedMagic[1]++;
        foreach (
            byte[] behind in (byte[][])
                [
                    "x"u8.ToArray(),
                    "garbage"u8.ToArray(),
                    damagedMagic,
                    [.. new byte[512], .. packed],
                    [.. new byte[3], .. packed],
                    [.. new byte[20_000], 1],
                    [1, .. new byte[600]],
                    [2, 0],
                ]
        )
        {
            Assert.Throws<InvalidDataException>(() => All([.. packed, .. behind], 4096));
        }
    }

    [Fact]
    public void A_changed_byte_is_told()
    {
        byte[] packed = Pack(_plain, (int)CompressionLevel.Optimal);
        packed[packed.Length / 2] ^= 0x10;
        Assert.Throws<InvalidDataException>(() => All(packed, 4096));
    }

    [Fact]
    public void Damage_is_told_also_where_the_process_unpacked_something_else_before()
    {
        byte[] packed = Pack(_plain, (int)CompressionLevel.Optimal);
        using (var other = new GZipStream(new MemoryStream(packed[..^1]), CompressionMode.Decompress))
        {
            other.CopyTo(Stream.Null);
        }

        Assert.Throws<InvalidDataException>(() => All(packed[..^1], 4096));
    }

    private static byte[] Pack(byte[] plain, int level)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, (CompressionLevel)level))
        {
            gzip.Write(plain);
        }

        return packed.ToArray();
    }

    private static byte[] All(byte[] packed, int most)
    {
        using var gunzip = new GunzipStream(new MemoryStream(packed));
        var plain = new MemoryStream();
        byte[] buffer = new byte[most];
        for (int read; (read = gunzip.Read(buffer)) > 0; )
        {
            plain.Write(buffer.AsSpan(0, read));
        }

        return plain.ToArray();
    }
}
