using System.Security.Cryptography;
using NotebookKit.Hosts;

namespace NotebookKit.Tests.Hosts;

/// <summary>Our own SHA-256 against the framework's: a recording that a lone file of machine code sealed is verified everywhere.</summary>
public class Sha256Tests
{
    [Fact]
    public void Every_length_around_a_block_s_end_hashes_as_the_framework_does_in_whatever_pieces()
    {
        var random = new Random(256);
        byte[] bytes = new byte[300];
        random.NextBytes(bytes);
        for (int length = 0; length <= bytes.Length; length++)
        {
            var own = new Sha256Rounds();
            for (int at = 0; at < length; )
            {
                int piece = Math.Min(random.Next(1, 130), length - at);
                own.Append(bytes.AsSpan(at, piece));
                at += piece;
            }

            Assert.Equal(SHA256.HashData(bytes.AsSpan(0, length)), own.Finish());
        }
    }

    [Fact]
    public void A_stream_is_hashed_no_further_than_asked()
    {
        byte[] bytes = new byte[200_000];
        new Random(1).NextBytes(bytes);

        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(bytes.AsSpan(0, 150_000))), ContentHash.Of(new MemoryStream(bytes), 150_000));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(bytes)), ContentHash.Of(bytes));
    }
}
