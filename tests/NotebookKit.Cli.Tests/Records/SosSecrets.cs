using System.IO.Compression;
using System.Text;
using NotebookKit.Hosts;

namespace NotebookKit.Cli.Tests.Records;

/// <summary>A second list of secrets, by the habits of sosreports and of those who send
/// them: in the files of a recording, and in a notebook on it.</summary>
internal static class SosSecrets
{
    /// <summary>What no byte of the result may hold.</summary>
    public static readonly string[] All =
    [
        "zarnibux07",
        "kleefeld-bank",
        "ogrimwald",
        "Grimwald",
        "Ottilie",
        "Käsdorfmüller",
        "東京決済",
        "laptop-qzx",
        "10.83.219.44",
        "fd4c:91aa:7be2",
        "3eec:efff:fe7d:21c9",
        "3c:ec:ef:7d:21:c9",
        "3C-EC-EF-7D-21-C9",
        "50:06:01:60:bb:a0:19:9f",
        "0x50060160bba0199f",
        "5000c500d7e9b41f",
        "3600508b400105e21000090000bd7e0000",
        "0025385c91b0f7a2",
        "5cd2e42a91b0f7a20100000000000000",
        "6fe2ab19c3d04477",
        "de.kleefeld",
        "lun-payroll9",
        "e91c7a40-55d2-4bb8-9f0e-aa31c1d2f7b3",
        "Zq8hXw-1bTk-yR3m-Wv0p-K2nd-Lx7s-q9FgHj",
        "8f1b2c3d:4e5f6a7b",
        "S6XPNA0T8817352",
        "4021887731",
        "vgpayrollq",
        "ledgerx",
        "LEDGERQ",
        "quartal",
        "ledgerq-batch",
        "qldgrd",
        "Hz7trombone",
        "S3cretpgq",
        "AKIAQ7ZK3TRMBN5XYWVU",
        "sa1tqqxr",
        "qadmin",
        "KLEEFELD.EXAMPLE",
        "nasqx3",
        "exportq",
        "registryqx",
        "qposting",
        "KBQ-0099812",
        "CZJ9120QXK",
        "CASE-Q77813",
        "zippedname7",
        "gzippedname7",
        "widenamedq",
        "basenamedq",
        "jsonkeyq",
        "escapedq",
        "d9d9:4102",
        "77.88.41.203",
        "3cec.ef7d",
        "qwidest",
        "vnd.qledger",
    ];

    /// <summary>Copies a recording and puts them in.</summary>
    public static void In(string folder, string from)
    {
        Directory.CreateDirectory(folder);
        var writer = new RecordingWriter(folder)
        {
            Name = "zarnibux07-incident",
            Title = "Ottilie Grimwald's slow ledgerx",
            Host = new Fingerprint { Uname = "Linux zarnibux07.kleefeld-bank.example 6.1.0-56-amd64 #1 SMP x86_64 GNU/Linux" },
        };
        void Text(string name, string text) => File.WriteAllText(Path.Combine(folder, name), text);
        byte[] trace = File.ReadAllBytes(Directory.GetFiles(Path.Combine(from, "blktrace")).Order(StringComparer.Ordinal).First());
        Directory.CreateDirectory(Path.Combine(folder, "blktrace"));
        File.WriteAllBytes(
            Path.Combine(
                folder,
                "blktrace",
                Path.GetFileName(Directory.GetFiles(Path.Combine(from, "blktrace")).Order(StringComparer.Ordinal).First())
            ),
            Named(trace)
        );
        Text(
            "hosts.txt",
            "127.0.0.1 localhost\n10.83.219.44 zarnibux07.kleefeld-bank.example zarnibux07\nfd4c:91aa:7be2::3f1 ZARNIBUX07\nfe80::3eec:efff:fe7d:21c9%ens3 dev ens3\nsearch kleefeld-bank.example\n"
        );
        Text(
            "ip_link.txt",
            "2: ens3: <BROADCAST,MULTICAST,UP> mtu 1500\n    link/ether 3c:ec:ef:7d:21:c9 brd ff:ff:ff:ff:ff:ff\nwindows says 3C-EC-EF-7D-21-C9\n"
        );
        Text(
            "passwd.txt",
            "root:x:0:0:root:/root:/bin/bash\nogrimwald:x:1004:1004:Ottilie Grimwald,,,:/home/ogrimwald:/bin/zsh\nkmueller:x:1005:1005:Käsdorfmüller:/home/kmueller:/bin/sh\n"
        );
        Text("authorized_keys.txt", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJq7 ogrimwald@laptop-qzx\n");
        Text(
            "multipath_-ll.txt",
            "mpatha (3600508b400105e21000090000bd7e0000) dm-3 DELL,COMPELNT\nsize=50G features='1 queue_if_no_path' hwhandler='1 alua' wp=rw\nport 50:06:01:60:bb:a0:19:9f speed 16\n"
        );
        Text(
            "fc_host.txt",
            "port_name 0x50060160bba0199f\nID_WWN=0x5000c500d7e9b41f\nlrwxrwxrwx 1 root root 9 wwn-0x5000c500d7e9b41f -> ../../sda\nnaa.5000c500d7e9b41f\n"
        );
        Text(
            "nvme_list.txt",
            "nguid : 5cd2e42a91b0f7a20100000000000000\neui64 : 0025385c91b0f7a2\nsn : S6XPNA0T8817352\nsubnqn : nqn.2010-06.com.purestorage:flasharray.6fe2ab19c3d04477\nnvme-SAMSUNG_MZVLB1T0HBLR-000L7_S6XPNA0T8817352\nfr : EXA7301Q\n"
        );
        Text("iscsi.txt", "InitiatorName=iqn.2005-03.de.kleefeld:lun-payroll9\n");
        Text(
            "lvm.txt",
            "  --- Volume group ---\n  VG Name               vgpayrollq\n  VG UUID               Zq8hXw-1bTk-yR3m-Wv0p-K2nd-Lx7s-q9FgHj\n  LV Path                /dev/vgpayrollq/lv-ledgerx\n  LV Name                lv-ledgerx\n/dev/mapper/vgpayrollq-lv--ledgerx 50G\n"
        );
        Text(
            "mdadm.txt",
            "              Name : zarnibux07:0  (local to host zarnibux07)\n              UUID : 8f1b2c3d:4e5f6a7b:9c8d7e6f:a1b2c3d4\n"
        );
        Text(
            "blkid.txt",
            "/dev/sda1: LABEL=\"LEDGERQ\" UUID=\"e91c7a40-55d2-4bb8-9f0e-aa31c1d2f7b3\" TYPE=\"xfs\"\nID_FS_LABEL_ENC=LEDGERQ\\x20ALT\n/dev/sdb1: LABEL=\"東京決済\" TYPE=\"ext4\"\n"
        );
        Text(
            "mounts.txt",
            "/dev/mapper/vgpayrollq-lv--ledgerx /srv/ledgerq/quartal xfs rw 0 0\nnasqx3:/exportq/ledgerx /mnt/Ledgerq\\040Alt nfs rw 0 0\n//nasqx3/ledgerx$ /mnt/smb cifs rw\n\\\\nasqx3\\ledgerx$\n"
        );
        Text(
            "systemd.txt",
            "ledgerq-batch.service loaded active running\nsrv-ledgerq-quartal.mount loaded\ndev-disk-by\\x2dlabel-LEDGERQ.device loaded\n"
        );
        Text(
            "ps.txt",
            "USER PID COMMAND\nogrimwald 4411 /opt/qposting/bin/qldgrd --password=Hz7trombone! --dsn postgres://qadmin:S3cretpgq@nasqx3/ledgerx\n"
        );
        Text(
            "environ.txt",
            "AWS_ACCESS_KEY_ID=AKIAQ7ZK3TRMBN5XYWVU\nHASH=$6$sa1tqqxr$Qz8vN2xJ1kKq\nBINDDN=cn=qadmin,dc=kleefeld,dc=example\nKRB5=host/zarnibux07@KLEEFELD.EXAMPLE\nIMAGE=registryqx.kleefeld-bank.example/ledgerq-batch/qposting:v3\n"
        );
        Text(
            "dmidecode.txt",
            "System Information\n\tManufacturer: HPE\n\tSerial Number: CZJ9120QXK\n\tAsset Tag: KBQ-0099812\nBase Board\n\tSerial Number: 4021887731\n"
        );
        Text(
            "ticket.json",
            "{\"jsonkeyq\": \"CASE-Q77813\", \"owner\": \"\\u0065scapedq\", \"data\": \""
                + Convert.ToBase64String(Encoding.UTF8.GetBytes("the host basenamedq of the payroll department is slow"))
                + "\"}\n"
        );
        File.WriteAllBytes(
            Path.Combine(folder, "wide.txt"),
            [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes("exported on widenamedq by ogrimwald\r\n")]
        );
        File.WriteAllBytes(
            Path.Combine(folder, "wide-big.txt"),
            [.. Encoding.BigEndianUnicode.Preamble, .. Encoding.BigEndianUnicode.GetBytes("exported on widenamedq by ogrimwald\r\n")]
        );
        File.WriteAllBytes(Path.Combine(folder, "perf.data"), Sampled(Path.Combine(from, "perf-block.data.gz")));
        Text(
            "mapped.txt",
            "::ffff:77.88.41.203\nmac 3cec.ef7d.22ca\nfe80::d9d9:4102\napplication/vnd.qledger.v1\n\u001b[31mledgerx\u001b[0m\n"
        );
        File.WriteAllBytes(
            Path.Combine(folder, "widest.txt"),
            [.. Encoding.UTF32.Preamble, .. Encoding.UTF32.GetBytes("exported on qwidest\n")]
        );
        using (var zip = new GZipStream(File.Create(Path.Combine(folder, "messages-zarnibux07.gz")), CompressionLevel.Fastest))
        {
            zip.Write(
                Encoding.UTF8.GetBytes(
                    "Nov 22 13:00:01 zarnibux07 qldgrd[4411]: gzippedname7 failed at ledgerx\n\u001b[31mzarni\u001b[0m\n"
                )
            );
        }

        using (ZipArchive zip = ZipFile.Open(Path.Combine(folder, "attached.zip"), ZipArchiveMode.Create))
        {
            using Stream member = zip.CreateEntry("zippedname7.txt").Open();
            member.Write(Encoding.UTF8.GetBytes("zippedname7 at 10.83.219.44\n"));
        }

        writer.Finish();
    }

    /// <summary>A notebook that says them in prose, code, outputs, and beside its cells.</summary>
    public static string[] Cells(string recording) =>
        [
            "md:# CASE-Q77813: Ottilie Grimwald asks why zarnibux07 is slow\n\nSee https://registryqx.kleefeld-bank.example/q?host=zarnibux07&v=ledgerx, call o.grimwald@kleefeld-bank.example",
            $"parameters:var recording = \"{recording}\";",
            $"#r \"{RepositoryFolder.Library}\"\nusing System.IO;\nusing NotebookKit;",
            "var zarnibux07 = Host.Replay(recording); // asked by ogrimwald\nSystem.Console.WriteLine(\"zarnibux07: \" + zarnibux07.Name + \" at 10.83.219.44\");",
            "display(\"<b>vgpayrollq</b> &amp; <i title='qldgrd'>ledgerx</i>\", \"text/html\");",
            "display(\"ledgerx\", \"application/vnd.qledger.v1\");",
            "throw new System.Exception(\"/srv/ledgerq/quartal/Hz7trombone is not there\");",
        ];

    // Their host's name in the head of a perf.data, their process among its samples, the path of their program among its maps.
    private static byte[] Sampled(string packed)
    {
        using var zip = new GZipStream(File.OpenRead(packed), CompressionMode.Decompress);
        using var to = new MemoryStream();
        zip.CopyTo(to);
        byte[] bytes = to.ToArray();
        foreach (
            (string was, string now) in new[]
            {
                ("cat\0\0\0\0\0", "qldgrd\0\0"),
                ("lab\0\0\0\0\0\0\0\0", "zarnibux07\0"),
                ("/usr/bin/cat", "/opt/ledgerx"),
            }
        )
        {
            int planted = 0;
            for (
                int at = 0, found;
                (found = bytes.AsSpan(at).IndexOf(Encoding.ASCII.GetBytes(was))) >= 0;
                at += found + was.Length, planted++
            )
            {
                Encoding.ASCII.GetBytes(now).CopyTo(bytes, at + found);
            }

            Assert.True(planted > 0, $"{was.TrimEnd('\0')} is not in {packed}");
        }

        return bytes;
    }

    // The first name of a process becomes one of theirs, as long.
    private static byte[] Named(byte[] trace)
    {
        byte[] other = [.. trace];
        ReadOnlySpan<byte> name = "qldgrd\0\0"u8;
        int at = other.AsSpan().IndexOf("cat\0\0\0\0\0"u8);
        if (at >= 0)
        {
            name.CopyTo(other.AsSpan(at));
        }

        return other;
    }
}
