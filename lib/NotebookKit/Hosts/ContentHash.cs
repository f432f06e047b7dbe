using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace NotebookKit.Hosts;

/// <summary>SHA-256 of bytes that come piece by piece: the framework's, which asks OpenSSL, else our own.</summary>
/// <remarks>A file of machine code that stands alone has no OpenSSL to ask; there the compiler leaves the framework's out.</remarks>
internal sealed class ContentHash
{
    private const int Piece = 1 << 16;
    private readonly IncrementalHash? _framework;
    private readonly Sha256Rounds? _own;

    /// <summary>Begins a hash.</summary>
    public ContentHash()
    {
        if (RuntimeFeature.IsDynamicCodeSupported)
        {
            _framework = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        }
        else
        {
            _own = new Sha256Rounds();
        }
    }

    /// <summary>The hash of bytes, 64 lower-case hexadecimal digits.</summary>
    public static string Of(ReadOnlySpan<byte> bytes)
    {
        var hash = new ContentHash();
        hash.Append(bytes);
        return hash.Finish();
    }

    /// <summary>The hash of a stream, of no more than a number of bytes though somebody writes on; 64 lower-case hexadecimal digits.</summary>
    public static string Of(Stream stream, long bytes = long.MaxValue)
    {
        var hash = new ContentHash();
        byte[] buffer = new byte[Piece];
        for (int got; bytes > 0 && (got = stream.Read(buffer, 0, (int)Math.Min(bytes, buffer.Length))) > 0; bytes -= got)
        {
            hash.Append(buffer.AsSpan(0, got));
        }

        return hash.Finish();
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        if (RuntimeFeature.IsDynamicCodeSupported)
        {
            _framework!.AppendData(bytes);
        }
        else
        {
            _own!.Append(bytes);
        }
    }

    private string Finish()
    {
        if (RuntimeFeature.IsDynamicCodeSupported)
        {
            string digits = Convert.ToHexStringLower(_framework!.GetHashAndReset());
            _framework.Dispose();
            return digits;
        }

        return Convert.ToHexStringLower(_own!.Finish());
    }
}
