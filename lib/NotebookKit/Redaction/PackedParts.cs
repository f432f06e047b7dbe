using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace NotebookKit.Redaction;

/// <summary>What an archive or a packed file holds: its names, its members, and what stands beside them, where nobody looks.</summary>
internal sealed class PackedParts
{
    private const int LocalBytes = 30;
    private const int CentralBytes = 46;
    private const int EndBytes = 22;
    private const int LongestComment = 0xFFFF;
    private const int TarBlock = 512;
    private const int Tail = 64;
    private const int MostMembers = 200_000;
    private const uint Local = 0x04034B50,
        Central = 0x02014B50,
        End = 0x06054B50,
        End64 = 0x06064B50,
        Locator64 = 0x07064B50,
        Descriptor = 0x08074B50;

    // Times, sizes and numbers of users, each with the most bytes that it has: what is longer hides something.
    private static readonly Dictionary<int, int> NumbersOnly = new()
    {
        [0x0001] = 28,
        [0x000A] = 32,
        [0x5455] = 13,
        [0x7875] = 11,
        [0x5855] = 12,
        [0x7855] = 4,
    };
    private readonly long _most;
    private long _left;

    /// <param name="budget">How many bytes may be unpacked; every byte that was is taken off.</param>
    public PackedParts(long budget) => _most = _left = budget;

    /// <summary>Hears of a name, a comment, the name of an owner.</summary>
    public required Action<string> Name { get; init; }

    /// <summary>Hears of a member: its name and its bytes.</summary>
    public required Action<string, byte[]> Member { get; init; }

    /// <summary>Hears of what stands beside the members: what it is, and its bytes.</summary>
    public required Action<string, byte[]> Beside { get; init; }

    /// <summary>Hears of what could not be looked at.</summary>
    public required Action<string> NotSeen { get; init; }

    /// <summary>Where the directory of a zip ends; -1 where there is none. What stands before its members need be none of it.</summary>
    public static int EndOfZip(ReadOnlySpan<byte> bytes)
    {
        int from = Math.Max(0, bytes.Length - EndBytes - LongestComment);
        for (int at = bytes.Length - EndBytes; at >= from; at--)
        {
            if (UInt(bytes, at) == End && UShort(bytes, at + 20) <= bytes.Length - at - EndBytes && UInt(bytes, at + 12) <= at)
            {
                return at;
            }
        }

        return -1;
    }

    /// <summary>True for an archive of tar.</summary>
    public static bool IsTar(ReadOnlySpan<byte> bytes) => bytes.Length >= TarBlock && bytes[257..].StartsWith("ustar"u8);

    /// <summary>Reads what gzip packed, one member behind the other.</summary>
    public void Gzip(byte[] bytes)
    {
        using var all = new MemoryStream();
        int at = 0;
        while (bytes.AsSpan(at) is [0x1F, 0x8B, 8, var flags, ..] && bytes.Length - at >= 18)
        {
            int from = at + 10;
            if ((flags & 4) != 0 && from + 2 <= bytes.Length)
            {
                int length = Math.Min(UShort(bytes, from), bytes.Length - from - 2);
                Extra("the extra field of its head", bytes.AsSpan(from + 2, length), never: true);
                from += 2 + length;
            }

            for (int text = 8; text <= 16; text <<= 1)
            {
                if ((flags & text) != 0)
                {
                    int end = bytes.AsSpan(Math.Min(from, bytes.Length)).IndexOf((byte)0);
                    end = end < 0 ? bytes.Length : from + end;
                    Name(Text(bytes.AsSpan(Math.Min(from, end)..end)));
                    from = end + 1;
                }
            }

            from += (flags & 2) != 0 ? 2 : 0;
            if (from >= bytes.Length || Inflate(bytes, from, bytes.Length, all) is not { } stop)
            {
                NotSeen("something packed that cannot be unpacked");
                break;
            }

            at = Math.Min(stop + 8, bytes.Length);
        }

        Member("", all.ToArray());
        Rest("what stands behind its end", bytes.AsSpan(at));
    }

    /// <summary>Reads a zip by its directory, and whatever no member of it covers.</summary>
    public void Zip(byte[] bytes)
    {
        int end = EndOfZip(bytes);
        if (end < 0)
        {
            NotSeen("an archive without its directory");
            return;
        }

        (long size, long offset, long directoryEnd) = (UInt(bytes, end + 12), UInt(bytes, end + 16), end);
        if (
            end >= 20
            && UInt(bytes, end - 20) == Locator64
            && BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(end - 12)) is >= 0 and var record
            && record <= end - 20 - 56
            && UInt(bytes, (int)record) == End64
        )
        {
            (size, offset, directoryEnd) = (
                BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan((int)record + 40)),
                BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan((int)record + 48)),
                record
            );
        }

        long directory = directoryEnd - size,
            shift = directory - offset;
        if (directory < 0 || shift < 0 || size < 0)
        {
            NotSeen("an archive whose directory cannot be followed");
            return;
        }

        int comment = UShort(bytes, end + 20);
        Name(Text(bytes.AsSpan(end + EndBytes, comment)));
        var covered = new List<(long From, long To)> { (directory, end + EndBytes + comment) };
        var members = new List<(string Name, long At, long Length, int Method, long Size)>();
        long at = directory;
        while (at + CentralBytes <= directoryEnd && UInt(bytes, (int)at) == Central && members.Count < MostMembers)
        {
            int head = (int)at,
                name = UShort(bytes, head + 28),
                extra = UShort(bytes, head + 30),
                note = UShort(bytes, head + 32);
            at += CentralBytes + name + extra + note;
            if (at > directoryEnd)
            {
                break;
            }

            string called = Text(bytes.AsSpan(head + CentralBytes, name));
            Name(called);
            Name(Text(bytes.AsSpan(head + CentralBytes + name + extra, note)));
            ReadOnlySpan<byte> fields = bytes.AsSpan(head + CentralBytes + name, extra);
            Extra($"the extra field of {called}", fields);
            (long packed, long unpacked, long local) = Wide(fields, UInt(bytes, head + 20), UInt(bytes, head + 24), UInt(bytes, head + 42));
            local += shift;
            if (local < 0 || local > bytes.Length - LocalBytes || UInt(bytes, (int)local) != Local)
            {
                NotSeen($"{called}, whose head is not where the directory says");
                continue;
            }

            int flags = UShort(bytes, (int)local + 6),
                localName = UShort(bytes, (int)local + 26),
                localExtra = UShort(bytes, (int)local + 28);
            long data = local + LocalBytes + localName + localExtra;
            if (packed < 0 || data > bytes.Length - packed)
            {
                NotSeen($"{called}, which is cut off");
                continue;
            }

            string again = Text(bytes.AsSpan((int)local + LocalBytes, localName));
            if (again != called)
            {
                Name(again);
            }

            Extra($"the extra field of {called}", bytes.AsSpan((int)local + LocalBytes + localName, localExtra));
            covered.Add((local, data + packed + ((flags & 8) != 0 ? DescriptorAt(bytes, data + packed, packed) : 0)));
            members.Add((called, data, packed, (flags & 1) != 0 ? -1 : UShort(bytes, head + 10), unpacked));
        }

        if (at != directoryEnd)
        {
            NotSeen("an archive whose directory is damaged, or of too many members");
        }

        if (Gaps(bytes, covered))
        {
            foreach ((string name, long from, long length, int method, long whole) in members)
            {
                One(bytes, name, (int)from, (int)length, method, whole);
            }
        }
        else
        {
            NotSeen("members that lie on one another");
        }
    }

    /// <summary>Reads an archive of tar: names, links and owners of its members too.</summary>
    public void Tar(byte[] bytes)
    {
        int at = 0;
        while (at + TarBlock <= bytes.Length && bytes.AsSpan(at, TarBlock).ContainsAnyExcept((byte)0))
        {
            ReadOnlySpan<byte> head = bytes.AsSpan(at, TarBlock);
            if (!head[257..].StartsWith("ustar"u8) || Octal(head.Slice(124, 12)) is not { } size || size > bytes.Length - at - TarBlock)
            {
                NotSeen("an archive that is damaged or cut off");
                return;
            }

            string name = Text(head[..100]);
            foreach (
                string text in new[]
                {
                    name,
                    Text(head.Slice(157, 100)),
                    Text(head.Slice(265, 32)),
                    Text(head.Slice(297, 32)),
                    Text(head.Slice(345, 155)),
                    Text(head[500..]),
                }
            )
            {
                Name(text);
            }

            at += TarBlock;
            if (size > 0 && Take(size))
            {
                Member(name.Trim(), bytes[at..(at + (int)size)]);
            }

            int padded = Math.Min(bytes.Length, at + (((int)size + TarBlock - 1) / TarBlock * TarBlock));
            Rest($"what stands behind {name.Trim()}", bytes.AsSpan((at + (int)size)..padded));
            at = padded;
        }

        Rest("what stands behind its end", bytes.AsSpan(at));
    }

    // In the order in which they stand; false where two overlap, by which a small file unpacks to a vast one.
    private bool Gaps(byte[] bytes, List<(long From, long To)> covered)
    {
        long done = 0;
        foreach ((long from, long to) in covered.OrderBy(one => one.From))
        {
            if (from < done)
            {
                return false;
            }

            Rest(
                done == 0 ? "what stands before its members" : "what stands between its members",
                bytes.AsSpan((int)done, (int)(from - done))
            );
            done = Math.Min(to, bytes.Length);
        }

        Rest("what stands behind its end", bytes.AsSpan((int)done));
        return true;
    }

    private void One(byte[] bytes, string name, int at, int length, int method, long whole)
    {
        if (method == 0)
        {
            if (Take(length))
            {
                Member(name, bytes[at..(at + length)]);
            }
        }
        else if (method == 8)
        {
            using var to = new MemoryStream((int)Math.Clamp(whole, 0, 1 << 20));
            if (length == 0 || Inflate(bytes, at, at + length, to) is not { } stop)
            {
                NotSeen($"{name}, which cannot be unpacked");
                return;
            }

            Member(name, to.ToArray());
            Rest($"what stands behind {name}", bytes.AsSpan(stop..(at + length)));
        }
        else
        {
            NotSeen(method < 0 ? $"{name}, which is encrypted" : $"{name}, which is packed in a way that is not known here");
        }
    }

    // Where the packed bytes end; null where they are damaged or too many.
    private int? Inflate(byte[] bytes, int from, int to, MemoryStream all)
    {
        using var packed = new PackedBytes(bytes, from, to, Math.Max(from, to - Tail));
        if (!Inflate(packed, read => Take(read.Length), all))
        {
            return null;
        }

        if (packed.IsExact)
        {
            return packed.At;
        }

        // It ends before the last bytes: once more, the block in which it does one byte after the other.
        using var again = new PackedBytes(bytes, from, to, packed.LastFrom);
        return Inflate(again, static _ => true, null) ? again.At : null;
    }

    private static bool Inflate(PackedBytes packed, Func<ReadOnlyMemory<byte>, bool> take, MemoryStream? all)
    {
        byte[] block = System.Buffers.ArrayPool<byte>.Shared.Rent(1 << 16);
        try
        {
            using var plain = new DeflateStream(packed, CompressionMode.Decompress, leaveOpen: true);
            for (int read; (read = plain.Read(block)) > 0; all?.Write(block, 0, read))
            {
                if (!take(block.AsMemory(0, read)))
                {
                    return false;
                }
            }

            return true;
        }
        catch (InvalidDataException)
        {
            return false;
        }
        finally
        {
            System.Buffers.ArrayPool<byte>.Shared.Return(block);
        }
    }

    private bool Take(long bytes)
    {
        if (bytes > _left)
        {
            NotSeen(System.FormattableString.Invariant($"what unpacks to more than {_most >> 20:#,0} MiB in all"));
            return false;
        }

        _left -= bytes;
        return true;
    }

    private void Extra(string what, ReadOnlySpan<byte> fields, bool never = false)
    {
        while (fields.Length >= 4)
        {
            (int kind, int length) = (UShort(fields, 0), Math.Min(UShort(fields, 2), fields.Length - 4));
            if (never || !NumbersOnly.TryGetValue(kind, out int most) || length > most)
            {
                Rest(what, fields.Slice(4, length));
            }

            fields = fields[(4 + length)..];
        }

        Rest(what, fields);
    }

    private void Rest(string what, ReadOnlySpan<byte> bytes)
    {
        if (bytes.ContainsAnyExcept((byte)0))
        {
            Beside(what, bytes.ToArray());
        }
    }

    private static int DescriptorAt(byte[] bytes, long at, long packed)
    {
        bool marked = at + 4 <= bytes.Length && UInt(bytes, (int)at) == Descriptor;
        int head = marked ? 8 : 4;
        return
            at + head + 16 <= bytes.Length
            && BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan((int)at + head)) == packed
            && !(packed == 0 && !marked)
            ? head + 16
            : head + 8;
    }

    // Sizes and places of more than 32 bits stand in a field of their own, in this order.
    private static (long Packed, long Unpacked, long Local) Wide(ReadOnlySpan<byte> fields, long packed, long unpacked, long local)
    {
        for (; fields.Length >= 4 && UShort(fields, 2) is var length && length <= fields.Length - 4; fields = fields[(4 + length)..])
        {
            if (UShort(fields, 0) == 1)
            {
                ReadOnlySpan<byte> wide = fields.Slice(4, length);
                unpacked = unpacked == uint.MaxValue ? Next(ref wide) : unpacked;
                packed = packed == uint.MaxValue ? Next(ref wide) : packed;
                local = local == uint.MaxValue ? Next(ref wide) : local;
            }
        }

        return (packed, unpacked, local);
    }

    private static long Next(ref ReadOnlySpan<byte> wide)
    {
        if (wide.Length < 8)
        {
            return -1;
        }

        long value = BinaryPrimitives.ReadInt64LittleEndian(wide);
        wide = wide[8..];
        return value;
    }

    private static long? Octal(ReadOnlySpan<byte> field)
    {
        if (field[0] == 0x80)
        {
            return BinaryPrimitives.ReadInt64BigEndian(field[4..]) is >= 0 and var large ? large : null;
        }

        long value = 0;
        foreach (byte digit in field.Trim(" \0"u8))
        {
            if (digit is < (byte)'0' or > (byte)'7')
            {
                return null;
            }

            value = (value * 8) + (digit - '0');
        }

        return value;
    }

    private static string Text(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes).Replace('\0', ' ');

    private static uint UInt(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);

    private static int UShort(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);
}
