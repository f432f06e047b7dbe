using System.IO.Compression;

namespace NotebookKit.Formats;

/// <summary>What a stream packed by gzip (RFC 1952) holds; packed bytes that were cut off are an error, not an end.</summary>
/// <remarks>
/// .NET takes a packed stream that was cut off for a whole one, unless a switch of the whole process was set before anything in it unpacked
/// its first stream: too late for a library. So a member of our own is put behind the packed bytes. After a whole stream it comes out as it
/// went in; after one that was cut off it is taken for the missing bytes, and does not.
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
    /// <exception cref="InvalidDataException">The packed bytes are damaged or cut off, or
    /// bytes behind them are neither packed nor zeros.</exception>
    public override int Read(Span<byte> buffer)
    {
        if (_packed.AtMember || buffer.IsEmpty)
        {
            return 0;
        }

        int read = _gzip.Read(buffer);
        if (!_packed.AtMember)
        {
            return read > 0 || _packed.OnlyPaddingLeft()
                ? read
                : throw new InvalidDataException("Behind the packed data stands something else.");
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

    /// <summary>Gives as much as is asked for, where the stream holds as much (a pipe
    /// gives what is there just now), and then the member.</summary>
    private sealed class FollowedByMember(Stream stream) : ForwardStream
    {
        // Zeros in a row are given apart from all else: what is left of them when packed
        // data has ended is padding, and what is left of other bytes is not.
        private static readonly byte[] _padding = new byte[16];
        private byte[] _held = [];
        private int _given;
        private bool _onlyZeros;

        /// <summary>True once more was asked for than the stream holds.</summary>
        public bool AtMember { get; private set; }

        public override int Read(Span<byte> buffer)
        {
            int read = AtMember ? 0 : Take(buffer);
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

        /// <summary>Whether the bytes that were not unpacked are zeros, as tapes and block copies leave them.</summary>
        public bool OnlyPaddingLeft()
        {
            if (!_onlyZeros)
            {
                return false;
            }

            byte[] rest = new byte[8192];
            for (int read; (read = Take(rest)) > 0; )
            {
                if (rest.AsSpan(0, read).ContainsAnyExcept((byte)0))
                {
                    return false;
                }
            }

            return true;
        }

        private int Take(Span<byte> buffer)
        {
            int held = Math.Min(_held.Length, buffer.Length);
            _held.AsSpan(0, held).CopyTo(buffer);
            Span<byte> free = buffer[held..];
            int more = stream is FollowingStream ? stream.Read(free) : stream.ReadAtLeast(free, free.Length, throwOnEndOfStream: false);
            Span<byte> taken = buffer[..(held + more)];
            int given = Piece(taken, isEnd: more == 0);
            _held = [.. taken[given..], .. _held.AsSpan(held)];
            _onlyZeros = given > 0 ? !taken[..given].ContainsAnyExcept((byte)0) : _onlyZeros;
            return given;
        }

        private static int Piece(ReadOnlySpan<byte> taken, bool isEnd)
        {
            if (taken.StartsWith(_padding))
            {
                return taken.IndexOfAnyExcept((byte)0) is >= 0 and int zeros ? zeros : taken.Length;
            }

            int padding = taken.IndexOf(_padding);
            int plain = taken.LastIndexOfAnyExcept((byte)0) + 1;
            return padding > 0 ? padding
                : isEnd || plain == 0 ? taken.Length
                : plain;
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
