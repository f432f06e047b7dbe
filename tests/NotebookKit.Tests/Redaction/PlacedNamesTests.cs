using System.Text;
using NotebookKit.Redaction;

namespace NotebookKit.Tests.Redaction;

/// <summary>Names that are numbers, English words, two letters, or written with letters
/// as numbers: replaced where they name, and nothing else is.</summary>
public class PlacedNamesTests
{
    // What a redacted case may not hold: each with the text that stands around it.
    public static TheoryData<string, string> Secrets() =>
        new()
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
            { "GET /?q=J%25C3%25BCrgen\n", "rgen" },
            { "GET /payroll%20reviewers%2Fq\n", "payroll" },
            { "J&amp;uuml;rgen\n", "rgen" },
            { "on web01 it is slow\n", "web01" },
            { "login: max\n", "max" },
            { "options user=sda,rw\n", "sda" },
            { "owner: data\n", "data" },
            { "a text {\"nodename\":\"x86_64\"}\n", "x86_64" },
            { "{\"vg_name\":\"linear\", \"user\":\"max\"}", "linear" },
            { "  VG     #PV #LV #SN Attr   VSize VFree\n  linear   1   2   1 wz--n- 10.00g 0\n", "linear" },
            { "  LV       VG     Attr       LSize Pool Origin\n  snapshot linear swi-a-s--- 1.00g      flow\n", "snapshot" },
            { "  LV       VG     Attr       LSize Pool Origin\n  snapshot linear swi-a-s--- 1.00g      flow\n", "flow" },
            { "linear-snapshot: 0 2097152 snapshot 253:1 253:2 P 8\nread /dev/linear/x of linear-snapshot\n", "linear-snapshot" },
            { "  VG Name               linear\n", "linear" },
            { "USER       PID COMMAND\nmax       4711 cat\n", "max" },
            { "see https://wiki.example.org/snapshot\n", "snapshot" },
            { "https://disk.data:8443/queue?user=max#start\n", "queue" },
            { "snapshot.disk.lan/queue/start\n", "queue" },
            { "<a href=\"https://disk.data/queue?user=max&amp;start=linear\">\n", "linear" },
            { "on db.storage.lan\n", "storage" },
            { "inet6 2001:db8:1:2::5/64\n", "db8:1:2" },
            { "CASE 00492817\n", "00492817" },
            { "in case 00492817\n", "00492817" },
            { "CASE 00492817, Tel. 1\n", "00492817" },
            { "It is case 00492817.\n", "00492817" },
            { "It is ticket 4711.\n", "4711" },
            { "It is PAY-4711.\n", "4711" },
            { "support case 1234567\n", "1234567" },
            { "customer bug 471147\n", "471147" },
            { "IBAN DE89 3704 0044 0532 0130 00\n", "3704" },
            { "GB29 NWBK 6016 1331 9268 19\n", "NWBK" },
            { "card 4111 1111 1111 1111\n", "1111" },
            { "paid with 4111-1111-1111-1111\n", "1111" },
            { "Tel. 030 5557788\n", "5557788" },
            { "fax: (089) 1234-567\n", "1234" },
            { "call me at 5551234567\n", "5551234567" },
            { "nguid   : 36 34 48 30 52 60 00 64 00 25 38 53 00 00 00 01\n", "36 34 48" },
            { "nguid: 36344830 52600064 00253853 00000001\n", "36344830" },
            { "eui64   : 00 25 38 5b 71 b0 0e 5f\n", "5b 71" },
            { "link/ether 525400c79a3b\n", "525400c79a3b" },
            { "hwaddr=525400C79A3B\n", "525400C79A3B" },
            { "AHV 756.1234.5678.97\n", "5678" },
            { "VAT CHE-123.456.789\n", "456" },
            { "contract 2024/0815, PO: 4500012345\n", "0815" },
            { "password: linear, token=snapshot\n", "linear" },
            { "password: linear, token=snapshot\n", "snapshot" },
            { "IMEI 356938035643809\n", "35643" },
            { "{\"password\":\"linear\",\"imei\":\"356938035643809\"}", "35643" },
            { "target iqn.1992-08.com.netapp:sn.99887766:vs.7\n", "99887766" },
        };

    [Theory]
    [MemberData(nameof(Secrets))]
    public void A_name_is_replaced_where_it_names_and_the_check_finds_nothing(string text, string secret)
    {
        Assert.True(
            text.StartsWith("read /", StringComparison.Ordinal)
                || text.Contains("\"sn\"", StringComparison.Ordinal)
                || Left(text).Length > 0,
            "the check does not find it"
        );
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
    [InlineData(
        "secvol-seclv: 0 204800 snapshot-origin 253:1\n\n  LV         VG     Attr       LSize\n  seclv      secvol owi-aos--- 100.00m\n  tmp_backup1 secvol swi-a-s---  10.00m"
    )]
    [InlineData("  VG     #PV #LV #SN Attr   VSize   VFree\n  secvol   1   2   1 wz--n- 100.00m 0 ")]
    [InlineData("owner: root, user=root, login: nobody")]
    [InlineData("{\"statement\": \"dm-3 in interval 1 over all drives\"}")]
    [InlineData("dm-3 in interval 1\nreads (12, 34) of it")]
    [InlineData("Linux version 6.1.0-56-amd64 (debian-kernel@lists.debian.org) #1 SMP PREEMPT_DYNAMIC Debian 6.1.192-2 (2026-11-16)")]
    [InlineData("[    0.000000] BIOS-e820: [mem 0x0000000000000000-0x000000000009ffff] usable")]
    [InlineData("[    1.2] IPv6: ADDRCONF(NETDEV_UP): eth0: link is not ready\n kworker/R-ipv6_addrconf ipv6_addrconf")]
    [InlineData("[    1.2] EXT4-fs (dm-0): mounted filesystem with ordered data mode. Quota mode: none.")]
    [InlineData(
        "[    1.1] blk_update_request: critical target error, dev sda, sector 12345 op 0x0:(READ) flags 0x0 phys_seg 1 prio class 2"
    )]
    [InlineData(
        "AuthorDate: Tue Nov 3 10:00:00 2026 +0100\nCommit:\nCommitDate: Tue Nov 3 10:00:00 2026 +0100\nMerge: 1a2b3c4d 5e6f7a8b\n    Signed-off-by:\n    Fixes: 1234567890ab (\"dm: stack limits\")\n    Cc: stable@vger.kernel.org"
    )]
    [InlineData(
        " PC Reads Queued:        0,        0KiB\t PC Writes Queued:        0,        0KiB\n PC Read Disp.:        2,        0KiB\t PC Write Disp.:          0,        0KiB"
    )]
    [InlineData(
        "Throughput (R/W): 6,000KiB/s / 0KiB/s\nEvents (nvme0n1): 1,142 entries\nSkips: 0 forward (0 -   0.0%)\nInput file nvme0n1.blktrace.0 added"
    )]
    [InlineData("https://git.kernel.org/pub/scm and http://www.w3.org/2000/svg")]
    [InlineData("4096 4096 4096 4096, 1234 5678 9012 3456 reads; in this case 131072 requests, phone calls")]
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

    // Networks of documentation and of measurements, from which the invented addresses are: somebody may have them.
    [Theory]
    [InlineData("198.18.5.6")]
    [InlineData("198.19.255.1")]
    [InlineData("2001:db8:1:2::5")]
    public void An_address_is_replaced_though_it_be_of_the_networks_of_invented_ones(string address)
    {
        string other = Redacted($"inet {address}\n");

        Assert.DoesNotContain(address, other, StringComparison.Ordinal);
        Assert.Equal([], Left(other));
    }

    // Invented names are random: what the check takes for a leak one time in a hundred is found by many.
    [Fact]
    public void No_invented_name_is_one_that_the_check_finds()
    {
        string text =
            string.Join('\n', Secrets().Select(row => row.Data.Item1))
            + "disk\\x20b {\"a\":\"disk\\\\x20b\"} C:\\w12\\w33k kworker/R-ipv6_ 1 ipv6_addrco ipv6_rcv [kworker/0:1-ipv6_addrconf]\n"
            + "db1 a1 b22 c333 dd4 e5f6 9z 12ab 7 ab-12_cd.ef x20b u00e9x 100g 8k 3com 0day W2K R2D2 payroll-7f3 nvme_acme eth_acme 10.1.2.3 fd00::1 aa:bb:cc:dd:ee:ff\n";
        for (int times = 0; times < 200; times++)
        {
            string other = Redacted(text);
            string[] left = [.. Left(other)];

            Assert.True(left.Length == 0, string.Join(" | ", left) + "\n" + other);
        }
    }

    // Hosts called as what the kit reads by: elsewhere the same word is an architecture, a file system, a driver.
    [Theory]
    [InlineData("x86_64")]
    [InlineData("ext4")]
    [InlineData("nvme-12")]
    [InlineData("xfs")]
    [InlineData("btrfs")]
    [InlineData("debian")]
    [InlineData("amd64")]
    [InlineData("version")]
    [InlineData("linux")]
    public void A_host_that_is_called_as_a_word_the_kit_needs_is_replaced_where_a_host_stands_alone(string host)
    {
        string tail = " 6.1.0-56-amd64 #1 SMP PREEMPT_DYNAMIC Debian 6.1.192-2 (2026-11-16) x86_64 GNU/Linux";
        for (int times = 0; times < 20; times++)
        {
            string other = Redacted(
                $"Linux {host}{tail}\n{{\"nodename\":\"{host}\",\"machine\":\"x86_64\"}}\nEXT4-fs (dm-0): xfs btrfs nvme x86_64 amd64\n"
            );
            string name = other.Split(' ')[1];

            Assert.NotEqual(host, name);
            Assert.Equal(
                $"Linux {name}{tail}\n{{\"nodename\":\"{name}\",\"machine\":\"x86_64\"}}\nEXT4-fs (dm-0): xfs btrfs nvme x86_64 amd64\n",
                other
            );
            Assert.Equal([], Left(other));
        }
    }

    [Theory]
    [InlineData("lab", "notebookkit lab vm try; notebookkit lab start")]
    [InlineData("pack", "notebookkit record pack notebooks -o case.zip")]
    [InlineData("vm", "./notebookkit lab vm shell")]
    public void Commands_of_the_kit_stay_though_a_host_is_called_so(string host, string command)
    {
        var redactor = new Redactor(KitVocabulary.Own);
        redactor.Learn($"Linux {host} 6.1.0-56-amd64 #1 SMP\n");

        Assert.Equal(command, redactor.Redact(command));
        Assert.DoesNotContain($"/{host}", redactor.Redact($"{command} of /srv/{host}"), StringComparison.Ordinal);
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
