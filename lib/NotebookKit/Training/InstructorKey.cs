using System.Security.Cryptography;

namespace NotebookKit.Training;

/// <summary>An instructor's pair of keys: answers are encrypted to the public half, and graded with the private one.</summary>
/// <remarks>ECIES of the framework's own parts: an ephemeral key on P-256, HKDF with SHA-256, AES-256-GCM.</remarks>
internal sealed class InstructorKey : IDisposable
{
    private const int WrapUnit = 64;

    // Tells this use of a shared secret from any other.
    private static readonly byte[] Use = "notebookkit lab 1"u8.ToArray();
    private readonly ECDiffieHellman _key;

    private InstructorKey(ECDiffieHellman key, bool isPrivate)
    {
        (_key, IsPrivate) = (key, isPrivate);
        Id = Convert.ToHexStringLower(SHA256.HashData(key.ExportSubjectPublicKeyInfo()))[..16];
    }

    /// <summary>True where it can open what was sealed to it.</summary>
    public bool IsPrivate { get; }

    /// <summary>The first digits of the public half's SHA-256: which key a case was sealed to.</summary>
    public string Id { get; }

    /// <summary>Makes a pair.</summary>
    public static InstructorKey Create() => new(ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256), isPrivate: true);

    /// <summary>Reads a key.</summary>
    /// <param name="path">A PEM file of a private (PKCS#8) or a public key on P-256.</param>
    /// <exception cref="ArgumentException">It holds no such key.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static InstructorKey Load(string path)
    {
        string pem = File.ReadAllText(path);
        var key = ECDiffieHellman.Create();
        try
        {
            key.ImportFromPem(pem);
            return new InstructorKey(key, pem.Contains("PRIVATE KEY", StringComparison.Ordinal));
        }
        catch (Exception fault) when (fault is ArgumentException or CryptographicException)
        {
            key.Dispose();
            throw new ArgumentException($"{path} holds no key of an instructor: `notebookkit lab key` makes a pair.", nameof(path), fault);
        }
    }

    /// <summary>Reads a private key.</summary>
    /// <param name="path">A PEM file of a private key.</param>
    /// <exception cref="ArgumentException">It holds none.</exception>
    public static InstructorKey LoadPrivate(string path)
    {
        InstructorKey key = Load(path);
        if (!key.IsPrivate)
        {
            key.Dispose();
            throw new ArgumentException($"{path} holds the public half, which only seals: name the private key.", nameof(path));
        }

        return key;
    }

    /// <summary>The public half, to seal with and to give away.</summary>
    public string PublicPem => _key.ExportSubjectPublicKeyInfoPem() + "\n";

    /// <summary>The private half, to grade with; to be kept.</summary>
    public string PrivatePem => _key.ExportPkcs8PrivateKeyPem() + "\n";

    /// <inheritdoc/>
    public void Dispose() => _key.Dispose();

    /// <summary>Encrypts a key to this one's private half.</summary>
    internal byte[] Wrap(byte[] content)
    {
        using ECDiffieHellman once = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        byte[] head = once.ExportSubjectPublicKeyInfo();
        return [(byte)head.Length, .. head, .. SealedBox.Close(Shared(once, _key, head), content, WrapUnit)];
    }

    /// <summary>Decrypts what was wrapped; null where that was for another key.</summary>
    internal byte[]? Unwrap(byte[] wrapped)
    {
        if (!IsPrivate || wrapped.Length < 2 || wrapped.Length <= wrapped[0])
        {
            return null;
        }

        byte[] head = wrapped[1..(1 + wrapped[0])];
        using ECDiffieHellman once = ECDiffieHellman.Create();
        try
        {
            once.ImportSubjectPublicKeyInfo(head, out _);
            return SealedBox.Open(Shared(_key, once, head), wrapped.AsSpan(1 + head.Length));
        }
        catch (Exception fault) when (fault is CryptographicException or ArgumentException)
        {
            // No key, or one of another curve.
            return null;
        }
    }

    private static byte[] Shared(ECDiffieHellman mine, ECDiffieHellman theirs, byte[] head)
    {
        byte[] secret = mine.DeriveKeyFromHash(theirs.PublicKey, HashAlgorithmName.SHA256);
        return HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, SealedBox.KeyBytes, head, Use);
    }
}
