using System.Security.Cryptography;
using System.Text;

namespace NotebookKit.Jupyter.Messages;

/// <summary>Signs messages and checks signatures; one that was seen before is refused.</summary>
internal sealed class MessageSigner
{
    // As many as the reference kernel remembers.
    private const int Remembered = 1 << 16;
    private readonly byte[] _key;
    private readonly HashAlgorithmName _hash;
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();

    /// <exception cref="InvalidDataException">The scheme is not known.</exception>
    public MessageSigner(string key, string scheme)
    {
        _key = Encoding.UTF8.GetBytes(key);
        _hash = scheme switch
        {
            "hmac-sha256" or "" => HashAlgorithmName.SHA256,
            "hmac-sha384" => HashAlgorithmName.SHA384,
            "hmac-sha512" => HashAlgorithmName.SHA512,
            _ => throw new InvalidDataException($"signature scheme '{scheme}' is not known: hmac-sha256, hmac-sha384 and hmac-sha512 are"),
        };
    }

    /// <summary>The signature of a message's four parts, as hexadecimal text; empty where there is no key.</summary>
    public byte[] Sign(ReadOnlySpan<byte> header, ReadOnlySpan<byte> parent, ReadOnlySpan<byte> metadata, ReadOnlySpan<byte> content)
    {
        if (_key.Length == 0)
        {
            return [];
        }

        using var hmac = IncrementalHash.CreateHMAC(_hash, _key);
        hmac.AppendData(header);
        hmac.AppendData(parent);
        hmac.AppendData(metadata);
        hmac.AppendData(content);
        return Encoding.ASCII.GetBytes(Convert.ToHexStringLower(hmac.GetHashAndReset()));
    }

    /// <summary>Says what is wrong with a message's signature; null where it is right and new.</summary>
    public string? Refuse(
        ReadOnlySpan<byte> signature,
        ReadOnlySpan<byte> header,
        ReadOnlySpan<byte> parent,
        ReadOnlySpan<byte> metadata,
        ReadOnlySpan<byte> content
    )
    {
        if (_key.Length == 0)
        {
            return null;
        }

        if (signature.Length == 0)
        {
            return "not signed";
        }

        if (!CryptographicOperations.FixedTimeEquals(signature, Sign(header, parent, metadata, content)))
        {
            return "wrongly signed";
        }

        string text = Encoding.ASCII.GetString(signature);
        lock (_seen)
        {
            if (!_seen.Add(text))
            {
                return "sent before";
            }

            _order.Enqueue(text);
            if (_order.Count > Remembered)
            {
                _seen.Remove(_order.Dequeue());
            }
        }

        return null;
    }
}
