using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using NotebookKit.Hosts;

namespace NotebookKit.Cli.Tests.Records;

/// <summary>A real recording with names planted wherever a capture names something: texts, tables, JSON, binary traces.</summary>
internal sealed class PlantedSecrets
{
    private const string Eui = "0025385b71b00e5f";
    private const string Serial = "S4EVNX0R123456";

    private PlantedSecrets(IReadOnlyList<string> all) => All = all;

    /// <summary>What was planted in the recording. Each of five letters or more: three stand in any picture by chance.</summary>
    public IReadOnlyList<string> All { get; }

    /// <summary>What the notebook says beside these.</summary>
    public static IReadOnlyList<string> Spoken { get; } =
    ["acme-db07", "payroll", "Quentin", "Oberholzer", "acme-storage", "tricklefeed", "shadowledger", "picturedhost", "hoveredname"];

    /// <summary>True where some bytes hold a secret: as it is, in capitals, or in two or four bytes a letter.</summary>
    public static bool IsIn(IReadOnlyList<byte[]> everything, string secret) =>
        everything.Any(bytes =>
            Has(bytes, Encoding.UTF8, secret)
            || Has(bytes, Encoding.Unicode, secret)
            || Has(bytes, Encoding.BigEndianUnicode, secret)
            || Has(bytes, Encoding.UTF32, secret)
        );

    /// <summary>Copies a recording, and plants.</summary>
    public static PlantedSecrets In(string folder, string from)
    {
        var all = new List<string>();
        string Plant(string secret)
        {
            all.Add(secret);
            return secret;
        }

        Directory.CreateDirectory(folder);
        Recording real = Recording.Open(from);
        foreach (
            RecordedFile file in real.Files.Where(file =>
                !file.Path.Contains("perf-cpu", StringComparison.Ordinal) && !file.Path.Contains("-all", StringComparison.Ordinal)
            )
        )
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(folder, file.Path))!);
            File.Copy(Path.Combine(from, file.Path), Path.Combine(folder, file.Path));
        }

        string host = Plant("zurich-db07"),
            process = Plant("payrolld"),
            user = Plant("jsmith");
        Text(
            "dmsetup-table.txt",
            text =>
                text.Replace("secvol", Plant("vgpayroll"), StringComparison.Ordinal)
                    .Replace("seclv", Plant("lvledger"), StringComparison.Ordinal)
        );
        foreach (
            string file in new[] { "dm-names.txt", "dmsetup-tree.txt", "lsblk.txt", "lsblk.json", "lsblk-all.json" }.Where(file =>
                File.Exists(Path.Combine(folder, file))
            )
        )
        {
            Text(
                file,
                text =>
                    text.Replace("secvol", "vgpayroll", StringComparison.Ordinal)
                        .Replace("seclv", "lvledger", StringComparison.Ordinal)
                        .Replace("vol0lab", Serial, StringComparison.Ordinal)
                        .Replace("/tmp/mount.backup_BII", "/srv/ledgerfiles", StringComparison.Ordinal)
            );
        }

        Plant(Serial);
        Plant("ledgerfiles");
        Packed("btrace.txt.gz", text => text.Replace("[cat]", $"[{process}]", StringComparison.Ordinal));
        Packed(
            "perf-block.script.txt.gz",
            text => text.Replace("cat ", "payrolld ", StringComparison.Ordinal).Replace("[cat]", "[payrolld]", StringComparison.Ordinal)
        );
        Text(
            "time.txt",
            text => text.Replace("/tmp/mount.backup_BII/dummy2", $"/srv/ledgerfiles/{Plant("salaries-2026.csv")}", StringComparison.Ordinal)
        );
        Bytes("perf-block.data.gz", bytes => Named(bytes, "cat", process, "lab", host));
        foreach (string file in Directory.GetFiles(Path.Combine(folder, "blktrace")))
        {
            File.WriteAllBytes(
                file,
                [.. Record(process), .. File.ReadAllBytes(file), .. Message($"{Plant("quarterclose")} begins on {Plant("ledger-master")}")]
            );
        }

        File.WriteAllText(
            Path.Combine(folder, "sysfs-nvme.txt"),
            string.Join(
                '\n',
                [
                    $"/sys/block/nvme0n1/wwid:eui.{Plant(Eui)}",
                    $"/sys/block/nvme0n1/nguid:{Plant("36344830-5260-0064-0025-385300000001")}",
                    $"/sys/class/nvme/nvme0/serial:{Serial}",
                    $"/sys/class/nvme/nvme0/subsysnqn:nqn.2014-08.org.nvmexpress:uuid:{Plant("8f3d2c1b-0a9e-4d8c-b7f6-5e4d3c2b1a09")}",
                    $"hostnqn=nqn.2014-08.com.{Plant("acmestorage")}:nvme:{Plant("fas-lun-0815")}",
                    $"/dev/disk/by-id/wwn-0x{Plant("5002538e40a1b2c3")} -> ../../sda",
                    $"/dev/disk/by-id/nvme-Samsung_SSD_970_EVO_Plus_{Serial}_1",
                    $"/dev/disk/by-id/scsi-3{Plant("600508b400105e210000900000490000")}",
                    $"port_name: 0x{Plant("50014380241c2d3e")}",
                    $"target {Plant("50:01:43:80:24:1c:2d:40")}",
                    $"naa.{Plant("60014051234567890abcdef012345678")}",
                    $"iqn.2003-01.org.linux-iscsi.{Plant("fileserver")}:{Plant("sn.deadbeef0815")}",
                    $"ID_SERIAL={Plant("WD-WCC4N7KXYZ12")}",
                    $"ID_FS_LABEL={Plant("BOARDROOM")}",
                    $"ID_FS_UUID={Plant("c0ffee11-2233-4455-9966-778899aabbcc")}",
                    $"serial: {Plant("20394857661")}",
                    "",
                ]
            )
        );
        File.WriteAllText(
            Path.Combine(folder, "network.txt"),
            string.Join(
                '\n',
                [
                    $"inet {Plant("10.77.12.34")}/24 brd {Plant("10.77.12.255")}",
                    $"inet6 {Plant("fd42:1234:5678::beef")}/64",
                    $"link/ether {Plant("52:54:00:c7:9a:3b")}",
                    $"{Plant("172.31.255.7")} {Plant("nasfiler03.corp.acme.example")} {Plant("nasfiler03")}",
                    $"nameserver {Plant("192.168.178.53")}",
                    $"{user}@{Plant("bastion.acme.example")}: login",
                    $"ssh {Plant("roberta")}@{Plant("10.77.12.99")}",
                    $"proxy=http://{Plant("proxyuser")}:{Plant("hunter2secret")}@{Plant("gw.acme.example")}:3128/",
                    "",
                ]
            )
        );
        File.WriteAllText(
            Path.Combine(folder, "ps.txt"),
            string.Join(
                '\n',
                [
                    "USER       PID COMMAND",
                    $"{Plant("oracle")}    4711 /opt/{Plant("billing")}/bin/{Plant("invoicer")} --tenant {Plant("contoso")}",
                    $"{Plant("mqbroker")}   77 {Plant("amqzxma0")}",
                    $"{Plant("root_backup")} 78 /home/{Plant("lwagner")}/bin/{Plant("nightly_dump.sh")}",
                    "",
                ]
            )
        );
        File.WriteAllText(
            Path.Combine(folder, "mounts.json"),
            $$"""{"filesystems":[{"target":"/mnt/{{Plant("treasury")}}","source":"/dev/mapper/{{Plant("vgtreasury")}}-{{Plant("lvmain")}}","user":"{{Plant("data")}}\u0062ase","label":"{{Plant("Gehälter")}}","note":"line\n{{Plant("umlautfree")}}\ttab"}]}"""
        );
        File.WriteAllBytes(
            Path.Combine(folder, "wide.txt"),
            [
                .. Encoding.Unicode.Preamble,
                .. Encoding.Unicode.GetBytes($"exported by {Plant("CONTOSO-AD01")} for {Plant("Müller-Lüdenscheid")}\n"),
            ]
        );
        File.WriteAllText(
            Path.Combine(folder, "dmesg.txt"),
            $"[    1.234567] nvme nvme0: {Plant("frobnicator_mod")}: loading out-of-tree module taints kernel.\n[    2.345678] {Plant("acme_fs")}: mounted {Plant("vol_hr_files")}\n[    3.5] EXT4-fs (dm-3): volume {Plant("Personalakten")}\n"
        );
        File.WriteAllText(
            Path.Combine(folder, "uname.txt"),
            $"Linux {host} 6.1.0-56-amd64 #1 SMP PREEMPT_DYNAMIC Debian 6.1.192-2 (2026-11-16) x86_64 GNU/Linux\n"
        );
        Seal(folder, real, host, $"{Plant("Hildegard")} {Plant("Stolz")}");
        all.Remove("data");
        return new PlantedSecrets(all);

        void Text(string name, Func<string, string> change) =>
            File.WriteAllText(Path.Combine(folder, name), change(File.ReadAllText(Path.Combine(folder, name))));
        void Packed(string name, Func<string, string> change) =>
            Bytes(name, bytes => Encoding.UTF8.GetBytes(change(Encoding.UTF8.GetString(bytes))));
        void Bytes(string name, Func<byte[], byte[]> change)
        {
            string path = Path.Combine(folder, name);
            using var plain = new MemoryStream();
            using (var from = new GZipStream(File.OpenRead(path), CompressionMode.Decompress))
            {
                from.CopyTo(plain);
            }

            using var to = new GZipStream(File.Create(path), CompressionLevel.Fastest);
            to.Write(change(plain.ToArray()));
        }
    }

    /// <summary>Cells whose text, outputs and pictures name what must be nowhere.</summary>
    public static string[] Cells(string recording) =>
        [
            $"#r \"{RepositoryFolder.Library}\"\nusing NotebookKit;",
            "md:# What tricklefeed does on zurich-db07\n\nAsk shadowledger.",
            $"parameters:var defect = \"{recording}\";",
            "Investigation.Open(defect)",
            "Console.WriteLine(\"picturedhost on vgpayroll-lvledger, 10.77.12.34\");",
            "Plot.Bar(new[] { \"hoveredname\", \"payrolld\" }, new[] { 3.0, 4.0 }, \"picturedhost\")",
        ];

    private static bool Has(byte[] bytes, Encoding encoding, string secret) =>
        bytes.AsSpan().IndexOf(encoding.GetBytes(secret)) >= 0 || bytes.AsSpan().IndexOf(encoding.GetBytes(secret.ToUpperInvariant())) >= 0;

    // A notify record of blktrace with a process's name.
    private static byte[] Record(string name) => Notify(0, name.PadRight(16, '\0'));

    private static byte[] Message(string text) => Notify(2, text);

    private static byte[] Notify(uint number, string text)
    {
        byte[] record = new byte[48 + text.Length];
        BinaryPrimitives.WriteUInt32LittleEndian(record, 0x65617407);
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(28), (1u << 26) | number);
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(32), 640);
        BinaryPrimitives.WriteUInt16LittleEndian(record.AsSpan(46), (ushort)text.Length);
        Encoding.ASCII.GetBytes(text).CopyTo(record, 48);
        return record;
    }

    // Names in perf.data where they stand: a process's in 16 bytes, the host's behind its length.
    private static byte[] Named(byte[] bytes, string process, string otherProcess, string host, string otherHost)
    {
        byte[] slot = Encoding.ASCII.GetBytes(process.PadRight(16, '\0')),
            other = Encoding.ASCII.GetBytes(otherProcess.PadRight(16, '\0'));
        for (int at; (at = bytes.AsSpan().IndexOf(slot)) >= 0; )
        {
            other.CopyTo(bytes, at);
        }

        byte[] named = Encoding.ASCII.GetBytes(host.PadRight(60, '\0'));
        int found = bytes.AsSpan().IndexOf(named);
        Assert.True(found >= 0, "perf.data names no host");
        Encoding.ASCII.GetBytes(otherHost).CopyTo(bytes, found);
        return bytes;
    }

    private static void Seal(string folder, Recording real, string host, string owner)
    {
        var writer = new RecordingWriter(folder)
        {
            Name = "acme-db07-incident",
            Title = "nightly close",
            Origin = owner,
            Recorded = real.Recorded,
            Host = real.Host with
            {
                Uname = $"Linux {host} 6.1.0-56-amd64 #1 SMP x86_64 GNU/Linux",
                Drive = real.Host.Drive! with { Serial = Serial },
            },
        };
        foreach (RecordedStep step in real.Steps.Where(step => step.AllFiles.All(file => File.Exists(Path.Combine(folder, file)))))
        {
            writer.Add(
                step with
                {
                    Argv =
                    [
                        .. step.Argv.Select(word => word.Replace("/tmp/mount.backup_BII", "/srv/ledgerfiles", StringComparison.Ordinal)),
                    ],
                }
            );
        }

        writer.Finish();
    }
}
