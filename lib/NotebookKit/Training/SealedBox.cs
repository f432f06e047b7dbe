using System.Buffers.Binary;
using System.Security.Cryptography;

namespace NotebookKit.Training;

/// <summary>Encrypts and authenticates a text under a key (AES-256-GCM), padded so that its length tells nothing.</summary>
internal static class SealedBox
{
    /// <summary>Bytes of a key.</summary>
    public const int KeyBytes = 32;

    /// <summary>Bytes of a box that holds a unit's multiple.</summary>
    public static int BytesOf(int padded) => NonceBytes + TagBytes + padded;

    private const int TagBytes = 16;
    private const int NonceBytes = 12;

    /// <summary>Closes a box.</summary>
    /// <param name="key">The key.</param>
    /// <param name="content">What goes into it.</param>
    /// <param name="unit">The box holds a multiple of this.</param>
    public static byte[] Close(byte[] key, ReadOnlySpan<byte> content, int unit)
    {
        byte[] padded = new byte[(content.Length + sizeof(int) + unit - 1) / unit * unit];
        BinaryPrimitives.WriteInt32LittleEndian(padded, content.Length);
        content.CopyTo(padded.AsSpan(sizeof(int)));
        byte[] box = new byte[NonceBytes + TagBytes + padded.Length];
        Span<byte> nonce = box.AsSpan(0, NonceBytes);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(key, TagBytes);
        aes.Encrypt(nonce, padded, box.AsSpan(NonceBytes + TagBytes), box.AsSpan(NonceBytes, TagBytes));
        return box;
    }

    /// <summary>Opens a box; null where the key is another one, or the box was changed.</summary>
    public static byte[]? Open(byte[] key, ReadOnlySpan<byte> box)
    {
        if (box.Length < NonceBytes + TagBytes + sizeof(int))
        {
            return null;
        }

        byte[] padded = new byte[box.Length - NonceBytes - TagBytes];
        using var aes = new AesGcm(key, TagBytes);
        try
        {
            aes.Decrypt(box[..NonceBytes], box[(NonceBytes + TagBytes)..], box.Slice(NonceBytes, TagBytes), padded);
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }

        int length = BinaryPrimitives.ReadInt32LittleEndian(padded);
        return length >= 0 && length <= padded.Length - sizeof(int) ? padded[sizeof(int)..(sizeof(int) + length)] : null;
    }
}
