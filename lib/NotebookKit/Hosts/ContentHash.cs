using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace NotebookKit.Hosts;

/// <summary>SHA-256 as 64 lower-case hexadecimal digits: the framework's, which asks OpenSSL, else our own.</summary>
/// <remarks>A file of machine code that stands alone has no OpenSSL to ask; there the compiler leaves the framework's out.</remarks>
internal static class ContentHash
{
    private const int Piece = 1 << 16;

    private delegate void Taker(ReadOnlySpan<byte> bytes);

    /// <summary>The hash of bytes.</summary>
    public static string Of(ReadOnlySpan<byte> bytes)
    {
        if (RuntimeFeature.IsDynamicCodeSupported)
        {
            return Convert.ToHexStringLower(SHA256.HashData(bytes));
        }

        var own = new Sha256Rounds();
        own.Append(bytes);
        return Convert.ToHexStringLower(own.Finish());
    }

    /// <summary>The hash of a stream, of no more than a number of bytes though somebody writes on.</summary>
    public static string Of(Stream stream, long bytes = long.MaxValue)
    {
        if (RuntimeFeature.IsDynamicCodeSupported)
        {
            using var framework = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            Read(stream, bytes, framework.AppendData);
            return Convert.ToHexStringLower(framework.GetHashAndReset());
        }

        var own = new Sha256Rounds();
        Read(stream, bytes, own.Append);
        return Convert.ToHexStringLower(own.Finish());
    }

    private static void Read(Stream stream, long bytes, Taker take)
    {
        byte[] buffer = new byte[Piece];
        for (int got; bytes > 0 && (got = stream.Read(buffer, 0, (int)Math.Min(bytes, buffer.Length))) > 0; bytes -= got)
        {
            take(buffer.AsSpan(0, got));
        }
    }
}
