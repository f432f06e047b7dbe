using Microsoft.Data.Analysis;
using NotebookKit.Blocks;
using NotebookKit.Formats;

namespace NotebookKit.Tests.Formats.Tables;

/// <summary>lsblk, dmsetup and sysfs: what the layers of a host are.</summary>
public class LayerTablesTests
{
    private static readonly string[] Stack =
    [
        "nvme0n1",
        "secvol-seclv-real",
        "secvol-seclv",
        "secvol-tmp_backup1-cow",
        "secvol-tmp_backup1",
        "secvol-tmp_backup2-cow",
        "secvol-tmp_backup2",
    ];

    public static TheoryData<string> Recordings =>
        [
            .. RepositoryFolder.Recordings(
                "lsblk.json",
                "lsblk-all.json",
                "dmsetup-table.txt",
                "dmsetup-tree.txt",
                "dm-names.txt",
                "sysfs.txt",
                "diskstats-before.txt"
            ),
        ];

    [Theory]
    [MemberData(nameof(Recordings))]
    public void Every_table_of_every_recording_is_read_whole_and_found_out_by_its_content(string recording)
    {
        (string File, TableDialect Dialect)[] files =
        [
            ("lsblk.json", TableDialect.Lsblk),
            ("lsblk-all.json", TableDialect.Lsblk),
            ("dmsetup-table.txt", TableDialect.Dmsetup),
            ("dmsetup-tree.txt", TableDialect.Dmsetup),
            ("dm-names.txt", TableDialect.Dmsetup),
            ("sysfs.txt", TableDialect.Sysfs),
            ("diskstats-before.txt", TableDialect.Diskstats),
            ("diskstats-after.txt", TableDialect.Diskstats),
            ("iostat.txt", TableDialect.IostatText),
            ("iostat.json", TableDialect.IostatJson),
            ("time.txt", TableDialect.Time),
        ];
        foreach ((string file, TableDialect dialect) in files)
        {
            string path = RepositoryFolder.File(recording, file);
            TableCapture capture = TableReader.Read(path);

            Assert.Equal(dialect, TableReader.Detect(path));
            TableText.Balanced(capture.Account);
            Assert.True(capture.Account.SkippedCount == 0 || file == "time.txt", path);
            Assert.True(capture.ToDataFrame().Rows.Count > 0);
        }
    }

    [Fact]
    public void A_snapshot_stands_below_both_its_origin_and_its_store()
    {
        LsblkCapture lsblk = LsblkJson.Read(RepositoryFolder.File("snapshot-nomerges2", "lsblk-all.json"));
        LsblkDevice snapshot = lsblk.Find("secvol-tmp_backup1")!;

        Assert.Equal("nvme0n1", lsblk.Roots.Single().Name);
        Assert.Equal(Stack.Order(StringComparer.Ordinal), lsblk.Devices.Select(device => device.Name).Order(StringComparer.Ordinal));
        Assert.Equal(["secvol-seclv-real", "secvol-tmp_backup1-cow"], snapshot.Parents.Select(parent => parent.Name));
        Assert.Equal(
            (new BlockDevice(254, 3), "dm-3", "lvm", "1.6G", false),
            (snapshot.Number, snapshot.KernelName, snapshot.Type, snapshot.SizeText, snapshot.Rotational)
        );
        Assert.Null(snapshot.SizeBytes);
        Assert.Single(snapshot.Mountpoints);
        Assert.Equal(9, lsblk.Account.Read);
        Assert.Contains("secvol-seclv-real, secvol-tmp_backup1-cow", lsblk.ToDataFrame().ToText(), StringComparison.Ordinal);
    }

    [Fact]
    public void Old_lsblk_writes_every_value_as_a_text()
    {
        LsblkCapture lsblk = Lsblk(
            """
            {"blockdevices": [
              {"name": "sda", "maj:min": "8:0", "rm": "0", "size": "107374182400", "ro": "0", "rota": "1", "type": "disk", "mountpoint": null,
                "children": [{"name": "sda1", "maj:min": "8:1", "rm": "0", "size": "1G", "ro": "1", "type": "part", "mountpoint": "/boot and more"}]}
            ]}
            """
        );

        Assert.Equal((107374182400L, true, false), (lsblk.Devices[0].SizeBytes, lsblk.Devices[0].Rotational, lsblk.Devices[0].ReadOnly));
        Assert.Equal((true, "/boot and more"), (lsblk.Devices[1].ReadOnly, lsblk.Devices[1].Mountpoints.Single()));
        Assert.Null(lsblk.Devices[1].Rotational);
        Assert.Empty(lsblk.Devices[0].Mountpoints);
    }

    [Fact]
    public void The_lsblk_of_this_host_is_read()
    {
        Assert.SkipUnless(Tool.Has("lsblk"), "needs lsblk");
        foreach (
            string[] arguments in (string[][])
                [
                    ["-J"],
                    ["-J", "-O"],
                    ["-J", "-O", "-b"],
                    ["-J", "-o", "NAME"],
                    ["-J", "-l", "-a", "-b"],
                ]
        )
        {
            (_, byte[] output, _) = Tool.Run("lsblk", arguments);
            LsblkCapture lsblk = LsblkJson.Read(new MemoryStream(output), "lsblk");

            TableText.Clean(lsblk.Account);
            Assert.All(lsblk.Devices, device => Assert.True(device.Number is not null || arguments.Contains("NAME")));
            Assert.All(lsblk.Devices, device => Assert.Equal(arguments.Contains("-b"), device.SizeBytes is not null));
        }
    }

    [Theory]
    [InlineData("", "the file is empty")]
    [InlineData("{\"blockdevices\": []}", "there is no block device in it")]
    [InlineData("{\"blockdevices\": [{\"na", "the JSON ends before it is complete")]
    [InlineData("NAME MAJ:MIN\nsda 8:0\n", "the JSON is damaged from here on")]
    public void What_is_no_lsblk_JSON_is_an_error_that_says_so(string text, string message) =>
        Assert.Contains(message, Assert.Throws<CaptureFormatException>(() => Lsblk(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void The_table_tells_targets_and_what_lies_below()
    {
        DmsetupCapture table = DmsetupText.Read(RepositoryFolder.File("snapshot-nomerges2", "dmsetup-table.txt"));

        DmTarget snapshot = table.Find("secvol-tmp_backup1")!.Targets.Single();
        Assert.Equal(
            (0L, 3342336L, "snapshot", "254:1 254:2 P 8"),
            (snapshot.StartSector, snapshot.Sectors, snapshot.Kind, snapshot.Arguments)
        );
        Assert.Equal([new BlockDevice(254, 1), new BlockDevice(254, 2)], snapshot.Below);
        Assert.Equal([new BlockDevice(259, 0)], table.Find("secvol-seclv-real")!.Below);
    }

    [Fact]
    public void Every_form_of_dmsetup_is_read()
    {
        DmsetupCapture info = Dmsetup(
            "Name:              vg-a\nState:             SUSPENDED\nRead Ahead:        256\nTables present:    LIVE\nOpen count:        1\nEvent number:      0\nMajor, minor:      253, 7\nNumber of targets: 1\nUUID: LVM-abc\n\nName:              vg-b\nState:             ACTIVE\nMajor, minor:      253, 8\n"
        );
        Assert.Equal(
            [("vg-a", "SUSPENDED", new BlockDevice(253, 7)), ("vg-b", "ACTIVE", new BlockDevice(253, 8))],
            info.Devices.Select(device => (device.Name!, device.State!, device.Number!.Value))
        );

        DmsetupCapture columns = Dmsetup(
            "Name     Maj Min Stat Open Targ Event  UUID\nvg-a     253   7 L-sw    1    1      0 LVM-abc\nvg-b     253   8 L--w    1    1      0\n"
        );
        Assert.Equal(
            [("vg-a", "SUSPENDED", new BlockDevice(253, 7)), ("vg-b", "ACTIVE", new BlockDevice(253, 8))],
            columns.Devices.Select(device => (device.Name!, device.State!, device.Number!.Value))
        );

        foreach (string listed in (string[])["vg-a\t(253:7)\nvg-b\t(253:8)\n", "vg-a\t(253, 7)\nvg-b\t(253, 8)\n"])
        {
            Assert.Equal(
                [new BlockDevice(253, 7), new BlockDevice(253, 8)],
                Dmsetup(listed).Devices.Select(device => device.Number!.Value)
            );
        }

        DmTarget alone = Dmsetup("0 100 crypt aes-xts-plain64 :64:logon:x 0 8:2 32768 1 allow_discards\n")
            .Devices.Single()
            .Targets.Single();
        Assert.Equal(("crypt", new BlockDevice(8, 2)), (alone.Kind, alone.Below.Single()));

        DmsetupDevice odd = Dmsetup("a: 1 b: 0 100 linear 8:2 0\na: 1 b: 100 50 striped 2 128 8:16 0 8:32 0\r\n").Devices.Single();
        Assert.Equal(("a: 1 b", 2), (odd.Name, odd.Targets.Count));
        Assert.Equal([new BlockDevice(8, 2), new BlockDevice(8, 16), new BlockDevice(8, 32)], odd.Below);
        Assert.Empty(Dmsetup("No devices found\n").Devices); // an empty map is an answer
    }

    [Fact]
    public void The_tree_tells_what_lies_below_at_any_depth()
    {
        DmsetupCapture tree = DmsetupText.Read(RepositoryFolder.File("snapshot-nomerges2", "dmsetup-tree.txt"));

        Assert.Equal(6, tree.Devices.Count);
        Assert.Equal([new BlockDevice(254, 2), new BlockDevice(254, 1)], tree.Find("secvol-tmp_backup1")!.Below);
        Assert.Equal([new BlockDevice(259, 0)], tree.Find("secvol-seclv-real")!.Below);
        Assert.Equal(new BlockDevice(254, 1), tree.Find("secvol-seclv-real")!.Number);
    }

    [Theory]
    [InlineData("dmsetup-table.txt", "dm-names.txt", "diskstats-before.txt")]
    [InlineData("dmsetup-tree.txt", "dmsetup-table.txt")]
    [InlineData("lsblk.json", "dmsetup-table.txt")]
    [InlineData("lsblk-all.json")]
    [InlineData("dm-names.txt", "lsblk.json", "dmsetup-tree.txt", "dmsetup-table.txt", "diskstats-before.txt", "lsblk-all.json")]
    public void Any_captures_that_suffice_give_the_same_map(params string[] files)
    {
        DeviceMap map = DeviceMap.Of(files.Select(file => TableReader.Read(RepositoryFolder.File("snapshot-nomerges2", file))));

        bool driveKnown = files.Any(file => file is not "dmsetup-table.txt" and not "dmsetup-tree.txt");
        string drive = driveKnown ? "nvme0n1" : "259,0";
        Dictionary<BlockDevice, string> names = map.Names.ToDictionary();
        Assert.Equal(7, map.Devices.Count);
        Assert.Equal((drive, "secvol-seclv", "secvol-tmp_backup1"), (names[new(259, 0)], names[new(254, 0)], names[new(254, 3)]));
        Assert.Equal(["secvol-seclv-real", "secvol-tmp_backup1-cow"], map.Find("254:3")!.Below.Order(StringComparer.Ordinal));
        Assert.Equal([drive], map.Find("dm-1")!.Below);
        Assert.Equal(files.Contains("dmsetup-table.txt") ? "snapshot" : "lvm", map.Find("secvol-tmp_backup1")!.Kind);
        Assert.Equal(drive, map.Devices[0].Name);
        Assert.Equal(7, map.ToDataFrame().Rows.Count);
    }

    [Fact]
    public void A_trace_takes_its_names_and_its_stack_from_the_map()
    {
        string[] files = ["lsblk.json", "dmsetup-table.txt", "diskstats-before.txt"];
        DeviceMap map = DeviceMap.Of(files.Select(file => TableReader.Read(RepositoryFolder.File("snapshot-nomerges2", file))));
        BlockTrace trace = BlockTrace.Open(RepositoryFolder.File("snapshot-nomerges2", "blktrace-dm")).NameDevices(map.Names);
        StackGraph stack = trace.StackOf(map);

        Assert.Equal(["dm-3 -> dm-1 -> nvme0n1"], stack.Paths);
        Assert.Empty(stack.OnlyInTrace);
        Assert.Equal(("secvol-tmp_backup1", "snapshot"), (stack[new BlockDevice(254, 3)]!.Label, stack[new BlockDevice(254, 3)]!.Kind));
        Assert.Contains(stack.Links, link => link.Remaps == 0 && link.From == new BlockDevice(254, 5));
        Assert.Contains("secvol-tmp_backup1", trace.Layers.ToDataFrame().ToText(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_attributes_of_the_defect_say_that_merging_is_off()
    {
        SysfsCapture sysfs = SysfsText.Read(RepositoryFolder.File("snapshot-nomerges2", "sysfs.txt"));
        SysfsDevice device = sysfs.Find("nvme0n1")!;
        DeviceQueue drive = device.Queue;

        Assert.Equal("2", drive["nomerges"]);
        Assert.Equal(
            (2, "none", 256L, 128L, 1023, false, true),
            (drive.NoMerges, drive.Scheduler, drive.MaxSectorsKiB, drive.ReadAheadKiB, drive.NrRequests, drive.Rotational, drive.IoStats)
        );
        Assert.Equal(["none", "mq-deadline"], drive.Schedulers);
        Assert.Equal(("write back", "4095", 40), (drive.WriteCache, drive["virt_boundary_mask"], device.Attributes.Count));
        Assert.Equal("mq-deadline", SysfsText.Read(RepositoryFolder.File("standard-mqdeadline", "sysfs.txt")).Queue("nvme0n1").Scheduler);
        Assert.Equal(4L, SysfsText.Read(RepositoryFolder.File("standard-maxsectors4", "sysfs.txt")).Queue("nvme0n1").MaxSectorsKiB);
        DataFrame differing = sysfs.AttributesToTable(differingOnly: true).ToDataFrame();
        Assert.Contains(
            "queue/nomerges",
            Enumerable.Range(0, (int)differing.Rows.Count).Select(row => (string?)differing["attribute"][row])
        );
        Assert.DoesNotContain(
            "queue/logical_block_size",
            Enumerable.Range(0, (int)differing.Rows.Count).Select(row => (string?)differing["attribute"][row])
        );
    }

    [Fact]
    public void Paths_of_every_form_name_their_device()
    {
        SysfsCapture sysfs = Sysfs(
            "/sys/devices/pci0000:00/0000:00:04.0/nvme/nvme0/nvme0n1/queue/nomerges:2\r\n/sys/block/cciss!c0d0/queue/scheduler:noop [deadline] cfq\n/sys/block/dm-0/dm/name:vg-a: b/c\n==> /sys/block/sda/queue/nomerges <==\n1\n\n==> /sys/block/sda/queue/scheduler <==\n[mq-deadline] none\nqueue/nomerges:1\n/etc/passwd:x\n"
        );

        Assert.Equal(
            [("nvme0n1", 2, null), ("cciss!c0d0", null, "deadline"), ("dm-0", null, null), ("sda", 1, "mq-deadline")],
            sysfs.Devices.Take(4).Select(device => (device.Name, device.Queue.NoMerges, device.Queue.Scheduler?.Split('\n')[0]))
        );
        Assert.Equal("vg-a: b/c", sysfs.Find("dm-0")!.Attributes["dm/name"]);
        TableText.Balanced(sysfs.Account);
    }

    [Fact]
    public void A_folder_of_sysfs_is_read_at_any_level()
    {
        using LoopDevice? loop = LoopDevice.TryAttach(8);
        Assert.SkipUnless(loop is not null, "needs root and loop devices");
        string name = Path.GetFileName(loop.Path);
        SysfsDevice[] found =
        [
            .. new[] { "/sys/block", $"/sys/block/{name}", $"/sys/block/{name}/queue/" }.Select(folder =>
                ((SysfsCapture)TableReader.Read(folder)).Find(name)!
            ),
        ];

        Assert.All(found, device => Assert.Equal(found[0].Attributes, device.Attributes));
        Assert.Equal(File.ReadAllText($"/sys/block/{name}/queue/nr_requests").Trim(), found[0].Queue["nr_requests"]);
        Assert.NotNull(found[0].Queue.NoMerges);
        Assert.Throws<CaptureFormatException>(() => SysfsText.Read("/proc/self/fd"));
    }

    [Theory]
    [InlineData("hello\n")]
    [InlineData("1\n2\n3\n")]
    [InlineData("{\"a\": 1}\n")]
    [InlineData("Linux 6.1 (lab) \t11/22/26 \t_x86_64_\t(2 CPU)\n")]
    [InlineData("")]
    [InlineData("\0\0\0")]
    public void What_is_no_known_table_is_an_error_that_says_what_was_expected(string text)
    {
        using TemporaryFile file = Fixture.Temporary(text);

        string message = Assert.Throws<CaptureFormatException>(() => TableReader.Read(file.Path)).Message;

        Assert.Contains("iostat text", message, StringComparison.Ordinal);
        Assert.Contains(file.Path, message, StringComparison.Ordinal);
        Assert.Null(TableReader.TryDetect(file.Path));
    }

    [Fact]
    public void Block_event_captures_are_no_tables()
    {
        foreach (string capture in Captures.BlkparseTexts.Concat(Captures.PerfScripts))
        {
            Assert.Null(TableReader.TryDetect(capture));
        }
    }

    private static LsblkCapture Lsblk(string text) => LsblkJson.Read(TableText.Stream(text), "lsblk.json");

    private static DmsetupCapture Dmsetup(string text) => DmsetupText.Read(TableText.Stream(text), "dmsetup.txt");

    private static SysfsCapture Sysfs(string text) => SysfsText.Read(TableText.Stream(text), "sysfs.txt");
}
