using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using NotebookKit.Redaction;

namespace NotebookKit.Tests.Redaction;

/// <summary>The check looks where an archive, a packed file or a picture holds text
/// beside what it packs; and what it cannot look through is left.</summary>
public class LeakScanTests
{
    private const string Secret = "zurichbank";

    public static TheoryData<string, byte[]> Hidden()
    {
        byte[] plain = Zip("1\n", entry => { }),
            packed = Gzip("1\n"u8.ToArray());
        var hidden = new TheoryData<string, byte[]>
        {
            { "the name in a gzip's head", Headed(8, Ascii(Secret + "\0")) },
            { "the comment in a gzip's head", Headed(16, Ascii(Secret + "\0")) },
            { "the extra field of a gzip's head", Headed(4, [14, 0, (byte)'z', (byte)'b', 10, 0, .. Ascii(Secret)]) },
            { "behind a gzip", [.. packed, .. Ascii(Secret)] },
            { "in a second gzip behind the first", [.. packed, .. Gzip(Ascii(Secret))] },
            { "a zip's comment", Zip("1\n", entry => { }, Secret) },
            { "a member's comment", Zip("1\n", entry => entry.Comment = Secret) },
            { "before a zip", [.. Ascii(Secret + " "), .. plain] },
            { "behind a zip", [.. plain, .. Ascii(Secret)] },
            { "a member's extra field", WithExtra(plain) },
            { "a zip in a gzip in a zip", Zip(Gzip(Zip(Secret, entry => { })), entry => { }) },
            { "a zip as base64 in JSON", Ascii($"{{\"data\": \"{Convert.ToBase64String(Zip(Secret, entry => { }))}\"}}") },
            { "the owner in a tar", Tar(entry => entry.UserName = Secret) },
            { "the group in a tar", Tar(entry => entry.GroupName = Secret) },
            { "a text in a tar", Tar(entry => entry.DataStream = new MemoryStream(Ascii(Secret))) },
            { "behind a tar", [.. Tar(entry => { }), .. Ascii(Secret)] },
            { "letters as hexadecimal numbers, as long as a hash", Ascii(Convert.ToHexStringLower(Ascii("zurichbank-payroll-x"))) },
        };
        return hidden;
    }

    [Theory]
    [MemberData(nameof(Hidden))]
    public void A_name_is_found_where_it_is_easily_overlooked(string where, byte[] bytes) => Assert.True(Left(bytes).Any(), where);

    [Fact]
    public void What_is_packed_and_says_nothing_is_no_leak()
    {
        Assert.Empty(Left(Gzip("1 Q 8,0\n"u8.ToArray())));
        Assert.Empty(Left(Zip("1 Q 8,0\n", entry => { })));
    }

    [Fact]
    public void The_anchor_of_a_heading_is_read_as_the_words_it_is_of()
    {
        Assert.Empty(Left("id=\"what-is-other-than-in-snapshot-nomerges0\""u8.ToArray()));
        Assert.NotEmpty(Left("id=\"what-is-other-than-in-snapshot-acmebank0\""u8.ToArray()));
    }

    [Fact]
    public void Bytes_between_the_members_of_a_zip_are_found()
    {
        byte[] zip = Zip("1\n", entry => { });
        int directory = zip.AsSpan().IndexOf("PK\u0001\u0002"u8),
            end = zip.AsSpan().IndexOf("PK\u0005\u0006"u8);
        byte[] other = [.. zip[..directory], .. Ascii(Secret), .. zip[directory..]];
        BitConverter.GetBytes(directory + Secret.Length).CopyTo(other, end + Secret.Length + 16);

        Assert.Contains(Secret, Left(other));
    }

    [Theory]
    [InlineData("FD377A585A00", "xz")]
    [InlineData("28B52FFD", "zstd")]
    [InlineData("425A683931415926", "bzip2")]
    [InlineData("377ABCAF", "7z")]
    public void What_is_packed_otherwise_is_left_however_short(string head, string packer) =>
        Assert.Contains($"bytes packed by {packer}, which are not unpacked here", Left([.. Convert.FromHexString(head), 0x41, 0x42]));

    [Theory]
    [InlineData("Linux stall 6.1.0-56-amd64 #1 SMP x86_64 GNU/Linux", "stall")]
    [InlineData("Linux 6.1.0-56-amd64 (stall) \t11/22/26 \t_x86_64_\t(2 CPU)", "stall")]
    [InlineData("{\"nodename\": \"stall\"}", "stall")]
    [InlineData("/sys/class/nvme/nvme0/serial:20394857", "20394857")]
    [InlineData("serial: 4711", "4711")]
    [InlineData("NAME SERIAL MODEL\nsda  4711   x", "4711")]
    [InlineData("ticket 4711", "4711")]
    [InlineData("CASE-123456", "123456")]
    [InlineData("user jo", "jo")]
    [InlineData("M\\u00fcller", "Müller")]
    [InlineData("M\\303\\274ller", "Müller")]
    [InlineData("M&uuml;ller", "Müller")]
    public void A_name_that_is_a_word_or_a_number_is_found_where_it_names(string text, string left) =>
        Assert.Contains(left, Left(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void Text_of_two_bytes_a_letter_in_a_text_of_one_is_read() =>
        Assert.Contains(
            Secret,
            Left([.. Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("8,0 Q\n", 20_000))), .. Encoding.Unicode.GetBytes(Secret)])
        );

    [Fact]
    public void What_would_unpack_without_end_is_left_and_not_unpacked()
    {
        byte[] zip = Zip("1\n", entry => { });
        int directory = zip.AsSpan().IndexOf("PK\u0001\u0002"u8),
            end = zip.AsSpan().IndexOf("PK\u0005\u0006"u8);
        byte[] entry = zip[directory..end];
        byte[] other = [.. zip[..end], .. entry, .. zip[end..]];
        BitConverter.GetBytes((ushort)2).CopyTo(other, other.Length - 12);
        BitConverter.GetBytes(entry.Length * 2).CopyTo(other, other.Length - 10);

        Assert.Contains("members that lie on one another", Left(other));
        Assert.Contains("a word of more than a million letters", Left(Ascii(string.Concat(Enumerable.Repeat("a-b1_", 300_000)))));
    }

    private static IEnumerable<string> Left(byte[] bytes)
    {
        var scan = new LeakScan(KitVocabulary.Own);
        scan.Scan("", bytes);
        return scan.Leaks.Keys;
    }

    private static byte[] Ascii(string text) => Encoding.ASCII.GetBytes(text);

    private static byte[] Gzip(byte[] bytes)
    {
        using var to = new MemoryStream();
        using (var zip = new GZipStream(to, CompressionLevel.Optimal))
        {
            zip.Write(bytes);
        }

        return to.ToArray();
    }

    // A gzip whose head says more.
    private static byte[] Headed(byte flags, byte[] more)
    {
        byte[] gzip = Gzip("1\n"u8.ToArray());
        return [.. gzip[..3], flags, .. gzip[4..10], .. more, .. gzip[10..]];
    }

    private static byte[] Zip(string text, Action<ZipArchiveEntry> change, string comment = "") => Zip(Ascii(text), change, comment);

    private static byte[] Zip(byte[] bytes, Action<ZipArchiveEntry> change, string comment = "")
    {
        using var to = new MemoryStream();
        using (var zip = new ZipArchive(to, ZipArchiveMode.Create, leaveOpen: true))
        {
            zip.Comment = comment;
            ZipArchiveEntry entry = zip.CreateEntry("data");
            change(entry);
            using Stream stream = entry.Open();
            stream.Write(bytes);
        }

        return to.ToArray();
    }

    // A field of a kind that nobody knows, in the head of the only member.
    private static byte[] WithExtra(byte[] zip)
    {
        byte[] extra = [(byte)'z', (byte)'b', 10, 0, .. Ascii(Secret)];
        int directory = zip.AsSpan().IndexOf("PK\u0001\u0002"u8),
            end = zip.AsSpan().IndexOf("PK\u0005\u0006"u8),
            name = BitConverter.ToUInt16(zip, 26);
        byte[] other = [.. zip[..(30 + name)], .. extra, .. zip[(30 + name)..]];
        BitConverter.GetBytes((ushort)extra.Length).CopyTo(other, 28);
        BitConverter.GetBytes(directory + extra.Length).CopyTo(other, end + extra.Length + 16);
        return other;
    }

    private static byte[] Tar(Action<PaxTarEntry> change)
    {
        using var to = new MemoryStream();
        using (var tar = new TarWriter(to, TarEntryFormat.Pax, leaveOpen: true))
        {
            var entry = new PaxTarEntry(TarEntryType.RegularFile, "data") { DataStream = new MemoryStream("1\n"u8.ToArray()) };
            change(entry);
            tar.WriteEntry(entry);
        }

        return to.ToArray();
    }
}
