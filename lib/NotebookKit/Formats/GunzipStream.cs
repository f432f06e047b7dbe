using System.IO.Compression;

namespace NotebookKit.Formats;

/// <summary>What a stream packed by gzip (RFC 1952) holds; packed bytes that were cut off are an error, not an end.</summary>
/// <remarks>
/// .NET takes a packed stream that was cut off for a whole one, unless a switch of the whole process was set before anything in it unpacked its first
/// stream: too late for a library. So a member of our own is put behind the packed bytes. After a whole stream it comes out as it went in; after one
/// that was cut off it is taken for the missing bytes, and does not.
/// </remarks>
internal sealed class GunzipStream : ForwardStream
{
    private static readonly byte[] _told = "the end"u8.ToArray();
    private static readonly byte[] _member = Packed(_told);
    private readonly FollowedByMember _packed;
    private readonly GZipStream _gzip;

    /// <summary>Unpacks a stream.</summary>
    /// <param name="packed">The stream; closed with this.</param>
    public GunzipStream(Stream packed)
    {
        _packed = new FollowedByMember(packed);
        _gzip = new GZipStream(_packed, CompressionMode.Decompress);
    }

    /// <summary>Reads unpacked bytes.</summary>
    /// <exception cref="InvalidDataException">The packed bytes are damaged or cut off.</exception>
    public override int Read(Span<byte> buffer)
    {
        if (_packed.AtMember || buffer.IsEmpty)
        {
            return 0;
        }

        int read = _gzip.Read(buffer);
        if (!_packed.AtMember)
        {
            return read;
        }

        // Everything that the packed bytes hold came out before more of them was asked for.
        Span<byte> behind = stackalloc byte[_told.Length + 1];
        int first = Math.Min(read, behind.Length);
        buffer[..first].CopyTo(behind);
        int length = first + _gzip.ReadAtLeast(behind[first..], behind.Length - first, throwOnEndOfStream: false);
        return behind[..length].SequenceEqual(_told) ? 0 : throw new InvalidDataException("The packed bytes end before their time.");
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _gzip.Dispose();
        }

        base.Dispose(disposing);
    }

    private static byte[] Packed(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.NoCompression))
        {
            gzip.Write(bytes);
        }

        return packed.ToArray();
    }

    /// <summary>Gives as much as is asked for, where the stream holds as much (a pipe gives what is there just now), and then the member.</summary>
    private sealed class FollowedByMember(Stream stream) : ForwardStream
    {
        private int _given;

        /// <summary>True once more was asked for than the stream holds.</summary>
        public bool AtMember { get; private set; }

        public override int Read(Span<byte> buffer)
        {
            int read = AtMember ? 0 : stream is FollowingStream ? stream.Read(buffer) : stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
            if (read > 0 || buffer.IsEmpty)
            {
                return read;
            }

            AtMember = true;
            int count = Math.Min(buffer.Length, _member.Length - _given);
            _member.AsSpan(_given, count).CopyTo(buffer);
            _given += count;
            return count;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                stream.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}
