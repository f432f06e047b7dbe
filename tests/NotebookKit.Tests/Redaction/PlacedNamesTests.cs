using System.Text;
using NotebookKit.Redaction;

namespace NotebookKit.Tests.Redaction;

/// <summary>Names that are numbers, English words, two letters, or written with letters as numbers: replaced where they name, and nothing else is.</summary>
public class PlacedNamesTests
{
    // What a redacted case may not hold: each with the text that stands around it.
    public static TheoryData<string, string> Secrets() => new()
    {
        { "/sys/class/nvme/nvme0/serial:20394857661\n", "20394857661" },
        { "Serial Number:    12345678\n", "12345678" },
        { "sn        : 998877665544\n", "998877665544" },
        { "E: ID_SERIAL_SHORT=4711\n", "4711" },
        { "ATTRS{serial}==\"4711\"\n", "4711" },
        { "Unit serial number: 771234\n", "771234" },
        { "/sys/block/sda/device/vpd_pg80: 77123\n", "77123" },
        { "NAME SIZE SERIAL   MODEL\nsda  10G  4711     QEMU\n", "4711" },
        { "{\"serial_number\": \"4711\"}", "4711" },
        { "{\"sn\": 471147114711}", "471147114711" },
        { "read /home/snapshot/x\n", "snapshot" },
        { "read /srv/backup/standard\n", "standard" },
        { "read /mnt/2024/data\n", "2024" },
        { "/dev/sda /mnt/my\\040files ext4\n", "files" },
        { "/srv/J%C3%BCrgen/x\n", "rgen" },
        { "jo        4711 0.0 x\nuser: jo\n", "jo" },
        { "Andr\\u00e9\n", "\\u00e9" },
        { "G\\u00f6ring\n", "ring" },
        { "M\\xc3\\xbcller\n", "ller" },
        { "Andr\\xe9\n", "Andr" },
        { "J%C3%BCring\n", "ring" },
        { "M\\303\\274ring\n", "ring" },
        { "M&uuml;ring\n", "ring" },
        { "Mu\u0308ring\n", "ring" },
        { "CASE-123456\n", "123456" },
        { "see #4711\n", "4711" },
        { "ticket 4711, case #00123456\n", "4711" },
        { "PAY-123456 and SR 4-1234567890\n", "1234567890" },
        { "inet 192.168.1.1/24\nroute 3232235777\n", "3232235777" },
        { "inet 192.168.1.1/24\nroute 0xc0a80101\n", "c0a80101" },
    };

    [Theory]
    [MemberData(nameof(Secrets))]
    public void A_name_is_replaced_where_it_names_and_the_check_finds_nothing(string text, string secret)
    {
        for (int times = 0; times < 10; times++)
        {
            string other = Redacted(text);

            Assert.DoesNotContain(secret, other, StringComparison.Ordinal);
            Assert.Equal([], Left(other));
        }
    }

    [Theory]
    [InlineData("259,0 1 2 0.000000000 7 Q R 1234567 + 512 [cat]")]
    [InlineData("Linux localhost 6.8.0-56-generic #58-Ubuntu SMP PREEMPT_DYNAMIC")]
    [InlineData("LP: #1900843")]
    [InlineData("(LP: #1900843)")]
    [InlineData("\"#123456\" \"#333\"")]
    [InlineData("50%20%25 done, 5%fewer")]
    [InlineData("\"a\\u00b7b\"")]
    [InlineData("serial SCSI")]
    [InlineData("in the worst case 131072 requests, request 4096")]
    [InlineData("NAME SIZE SERIAL   MODEL\nsda  10G           QEMU")]
    [InlineData("/home /mnt /srv")]
    [InlineData("/sys/block/dm-0/queue/nomerges:2")]
    public void What_names_nobody_stays(string text) => Assert.Equal(text, Redacted(text));

    [Fact]
    public void An_address_and_the_number_that_it_is_stay_one()
    {
        string[] said = Redacted("192.168.1.1 3232235777 16885952").Split(' ');

        byte[] bytes = System.Net.IPAddress.Parse(said[0]).GetAddressBytes();
        Assert.Equal(BitConverter.ToUInt32(bytes).ToString(System.Globalization.CultureInfo.InvariantCulture), said[2]);
        Array.Reverse(bytes);
        Assert.Equal(BitConverter.ToUInt32(bytes).ToString(System.Globalization.CultureInfo.InvariantCulture), said[1]);
    }

    // Invented names are random: what the check takes for a leak one time in a hundred is found by many.
    [Fact]
    public void No_invented_name_is_one_that_the_check_finds()
    {
        string text = string.Concat(Secrets().Select(row => row.Data.Item1))
            + "disk\\x20b {\"a\":\"disk\\\\x20b\"} C:\\w12\\w33k kworker/R-ipv6_ 1 ipv6_addrco ipv6_rcv [kworker/0:1-ipv6_addrconf]\n"
            + "db1 a1 b22 c333 dd4 e5f6 9z 12ab 7 ab-12_cd.ef x20b u00e9x 100g 8k 3com 0day W2K R2D2 payroll-7f3 nvme_acme eth_acme 10.1.2.3 fd00::1 aa:bb:cc:dd:ee:ff\n";
        for (int times = 0; times < 200; times++)
        {
            string other = Redacted(text);
            string[] left = [.. Left(other)];

            Assert.True(left.Length == 0, string.Join(" | ", left) + "\n" + other);
        }
    }

    private static string Redacted(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        var files = new FileRedaction(new Redactor(KitVocabulary.Own));
        files.Learn(bytes);
        return Encoding.UTF8.GetString(files.Redact(bytes).Bytes!);
    }

    private static string[] Left(string text)
    {
        var scan = new LeakScan(KitVocabulary.Own);
        scan.Scan("", Encoding.UTF8.GetBytes(text));
        return [.. scan.Leaks.Keys];
    }
}
