using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using NotebookKit.Cases;

namespace NotebookKit.Tests.Cases;

/// <summary>A case made of any pile: what a file is or why it was left, one recording a host, and the verdict of the pile itself.</summary>
public sealed class CaseImportTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("import-").FullName;

    private string Case => Path.Combine(_folder, "case");

    [Fact]
    public void An_sosreport_becomes_a_recording_with_a_word_on_every_file()
    {
        Piles.Sosreport(Path.Combine(_folder, "pile"), "web01");
        string archive = Packed("pile");

        CaseImport import = CaseImport.Of([archive], Case);

        Assert.Equal(new CaseRecording("web01", "web01", "6.1.0-56-amd64"), Assert.Single(import.Recordings));
        Assert.Equal("/proc/diskstats, one sample: averages since boot, no rates", Kind(import, "proc/diskstats"));
        Assert.Equal("lsblk", Kind(import, "sos_commands/block/lsblk"));
        Assert.Equal("dmsetup", Kind(import, "dmsetup_table"));
        Assert.Equal("queue settings of sysfs", Kind(import, "nvme/nvme0/nvme0n1"));
        Assert.Equal("the host's name", Kind(import, "host/hostname"));
        Assert.Contains("sos cut the output of `udevadm info -e`", Left(import, "udevadm_info"), StringComparison.Ordinal);
        Assert.Contains("ended with 127", Left(import, "dmsetup status"), StringComparison.Ordinal);
        Assert.Equal("a link", Left(import, "sys/block/nvme0n1"));
        Assert.Equal("no capture that is known here", Left(import, "ip_-s_link"));
        Recording recording = Recording.Open(Path.Combine(Case, "recordings", "web01"));
        Assert.Empty(recording.Verify());
        Assert.Equal((2, "nvme0n1"), (recording.Host.NoMerges, recording.Host.Drive?.Name));
        Assert.Equal(["lsblk"], recording.Step(new CommandStep("lsblk-all")).Argv);
        Assert.Equal(4, new[] { "case.json", "recordings", "notebooks", "pages" }.Count(name => Path.Exists(Path.Combine(Case, name))));
    }

    [Fact]
    public void What_an_sosreport_tells_is_no_verdict_and_never_health()
    {
        Piles.Sosreport(Path.Combine(_folder, "pile"), "web01");
        CaseImport.Of([Path.Combine(_folder, "pile")], Case);

        Investigation investigation = Investigation.Open(Case);

        Assert.Equal(DeviceState.Undecided, investigation.State);
        Assert.Equal("since-boot", investigation["nvme0n1"].Findings.Single().Kind);
        Assert.Contains("averages since boot, no rates", investigation["nvme0n1"].Missing.Single(), StringComparison.Ordinal);
        Assert.Contains("blktrace -d /dev/nvme0n1", investigation.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void What_sos_packed_again_by_itself_is_found_too()
    {
        string root = Piles.Sosreport(Path.Combine(_folder, "pile"), "web01");
        foreach (string inner in new[] { "sys", "proc" })
        {
            TarFile.CreateFromDirectory(Path.Combine(root, inner), Path.Combine(root, inner + ".tar"), includeBaseDirectory: true);
            Directory.Delete(Path.Combine(root, inner), recursive: true);
        }

        CaseImport import = CaseImport.Of([Packed("pile")], Case);

        Assert.Equal("web01", Assert.Single(import.Recordings).Name);
        Assert.Equal("2", Recording.Open(Path.Combine(Case, "recordings", "web01")).Host.Queue["nomerges"]);
        Assert.NotNull(Kind(import, "proc.tar/proc/diskstats"));
    }

    [Fact]
    public void The_sections_of_a_supportconfig_are_captures_of_their_own()
    {
        Piles.Supportconfig(Path.Combine(_folder, "pile"), "db01");

        CaseImport import = CaseImport.Of([Packed("pile")], Case);

        Assert.Equal(new CaseRecording("db01", "db01", "5.14.21-150500-default"), Assert.Single(import.Recordings));
        Assert.Equal("iostat", Kind(import, "fs-diskio.txt: /usr/bin/iostat -x 1 4"));
        Assert.Equal("lsblk", Kind(import, "fs-diskio.txt: /bin/lsblk -o 'NAME,KNAME,MAJ:MIN,FSTYPE,RO'"));
        Assert.StartsWith("/proc/diskstats, one sample", Kind(import, "proc.txt: /proc/diskstats"), StringComparison.Ordinal);
        Assert.Equal("queue settings of sysfs", Kind(import, "sysfs.txt: /sys/block"));
        Assert.Equal("no capture that is known here", Left(import, "sg_map -i -x"));
        Assert.DoesNotContain(import.Files, file => file.Name.Contains("mtab", StringComparison.Ordinal));
        Investigation investigation = Investigation.Open(Case);
        Assert.Contains(investigation["nvme0n1"].Findings, finding => finding.Kind == "rate-plateau");
        Assert.Equal(investigation.Sentence, Investigation.Open(Path.Combine(_folder, "pile")).Sentence);
    }

    [Fact]
    public void Several_hosts_in_one_pile_become_several_recordings_and_each_gets_its_verdict()
    {
        string pile = Path.Combine(_folder, "pile");
        Piles.Sosreport(pile, "web01");
        Piles.Supportconfig(pile, "db01");
        Piles.Put(
            pile,
            "from a colleague",
            File.ReadAllText(RepositoryFolder.File("standard", "iostat.txt")).Replace("(lab)", "(app07)", StringComparison.Ordinal)
        );

        CaseImport import = CaseImport.Of([Packed("pile")], Case);

        Assert.Equal(["app07", "db01", "web01"], import.Recordings.Select(recording => recording.Host).Order());
        Investigation investigation = Investigation.Open(Case);
        Assert.Equal(
            ["app07", "db01", "web01"],
            investigation.Devices.Where(device => device.Device == "nvme0n1").Select(device => device.Host).Order()
        );
        Assert.Equal(
            ["db01"],
            investigation
                .Devices.Where(device => device.Findings.Any(one => one.Kind == "rate-plateau"))
                .Select(device => device.Host)
                .Distinct()
        );
        Assert.Contains(
            "several hosts",
            Assert.Throws<ArgumentException>(() => NotebookKit.Summaries.CaptureSummary.Of(Case)).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Pieces_under_odd_names_make_one_recording_that_notebooks_can_ask()
    {
        string pile = Directory.CreateDirectory(Path.Combine(_folder, "pile", "a b", "ü")).FullName;
        File.Copy(RepositoryFolder.File("snapshot-nomerges2", "iostat.txt"), Path.Combine(pile, "iostat.txt"));
        File.Copy(RepositoryFolder.File("snapshot-nomerges2", "perf-block.data"), Path.Combine(pile, "x\\y.core"));
        File.Copy(RepositoryFolder.File("snapshot-nomerges2", "btrace.txt"), Path.Combine(pile, "-rf"));
        File.Copy(RepositoryFolder.File("snapshot-nomerges2", "sysfs.txt"), Path.Combine(pile, "recording.json.bak"));
        File.WriteAllText(Path.Combine(pile, "empty"), "");

        CaseImport import = CaseImport.Of([Packed("pile")], Case);

        Host host = Host.Replay(Path.Combine(Case, "recordings", import.Recordings.Single().Name));
        Assert.All(new[] { "iostat", "perf-block", "blkparse", "sysfs" }, step => Assert.True(File.Exists(host.PathOf(step)), step));
        Assert.Equal("empty", Left(import, "empty"));
        Assert.Equal("merge-disabled", Investigation.Open(Case)["259,0"].Cause?.Kind);
    }

    [Fact]
    public void All_layers_of_one_blktrace_run_are_one_trace_in_a_pile_and_in_the_case()
    {
        foreach (
            string file in Directory
                .EnumerateFiles(Path.Combine(RepositoryFolder.Data, "dm-delay", "blktrace-dm"))
                .Append(RepositoryFolder.File("dm-delay", "lsblk.json"))
        )
        {
            string copy = Path.Combine(_folder, "pile", "host", "tr", Path.GetFileName(file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        CaseImport.Of([Packed("pile")], Case);

        Assert.Equal("dm-delay", Investigation.Open(Path.Combine(_folder, "pile"))["nvme0n1"].Cause?.Kind);
        Assert.Equal("dm-delay", Investigation.Open(Case)["nvme0n1"].Cause?.Kind);
    }

    [Fact]
    public void Traces_of_different_times_in_one_folder_stay_apart()
    {
        string pile = Directory.CreateDirectory(Path.Combine(_folder, "pile")).FullName;
        foreach ((string recording, string name) in new[] { ("snapshot-nomerges2", "a"), ("stalls", "b") })
        {
            foreach (string file in Directory.EnumerateFiles(Path.Combine(RepositoryFolder.Data, recording, "blktrace")))
            {
                File.Copy(file, Path.Combine(pile, Path.GetFileName(file).Replace("nvme0n1", name, StringComparison.Ordinal)));
            }
        }

        // A folder of such files alone is one capture of one run; beside anything else it is a pile.
        Directory.CreateDirectory(Path.Combine(_folder, "all"));
        Directory.Move(pile, Path.Combine(_folder, "all", "traces"));

        Assert.Equal(
            ["traces/a", "traces/b"],
            Investigation.Open(Path.Combine(_folder, "all")).Summary.Captures.Select(capture => capture.Name).Order()
        );
    }

    [Fact]
    public void A_recording_in_a_pile_stays_as_it_was_sealed()
    {
        ZipFile.CreateFromDirectory(
            Path.Combine(RepositoryFolder.Data, "stalls"),
            Path.Combine(_folder, "mail.zip"),
            CompressionLevel.Fastest,
            includeBaseDirectory: true
        );

        CaseImport.Of([Path.Combine(_folder, "mail.zip")], Case);

        Recording copy = Recording.Open(Path.Combine(Case, "recordings", "stalls"));
        Assert.Equal(Recording.Open(Path.Combine(RepositoryFolder.Data, "stalls")).Seal, copy.Seal);
        Assert.Empty(copy.Verify());
        Assert.Equal("stalls", Investigation.Open(Case).Devices[0].Cause?.Kind);
    }

    [Fact]
    public void A_hostile_archive_writes_nothing_outside_and_what_is_left_is_said()
    {
        string archive = Path.Combine(_folder, "evil.tar");
        using (var tar = new TarWriter(File.Create(archive)))
        {
            Write(tar, new PaxTarEntry(TarEntryType.RegularFile, "../outside"), "x");
            Write(tar, new PaxTarEntry(TarEntryType.SymbolicLink, "case.json") { LinkName = "/etc/passwd" });
            Write(
                tar,
                new PaxTarEntry(TarEntryType.RegularFile, "iostat"),
                File.ReadAllText(RepositoryFolder.File("standard", "iostat.txt"))
            );
        }

        CaseImport import = CaseImport.Of([archive], Case);

        Assert.False(File.Exists(Path.Combine(_folder, "outside")));
        Assert.Contains("leads out of the archive", Left(import, "../outside"), StringComparison.Ordinal);
        Assert.Equal("a link", Left(import, "case.json"));
        Assert.Equal("iostat", Kind(import, "iostat"));
    }

    [Fact]
    public void A_bomb_in_an_archive_is_passed_over_and_never_written()
    {
        string archive = Path.Combine(_folder, "bomb.tar.gz");
        const int Mebibytes = 512;
        using (var tar = new TarWriter(new GZipStream(File.Create(archive), CompressionLevel.Fastest)))
        {
            using var zeros = new FileStream(
                Path.Combine(_folder, "zeros"),
                FileMode.CreateNew,
                FileAccess.ReadWrite,
                FileShare.None,
                1,
                FileOptions.DeleteOnClose
            );
            zeros.SetLength((long)Mebibytes << 20);
            tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, "core") { DataStream = zeros });
            Write(
                tar,
                new PaxTarEntry(TarEntryType.RegularFile, "iostat"),
                File.ReadAllText(RepositoryFolder.File("standard", "iostat.txt"))
            );
        }

        CaseImport import = CaseImport.Of([archive], Case);

        Assert.Equal("512 MiB of nothing that is known here", Left(import, "core"));
        Assert.Equal("iostat", Kind(import, "iostat"));
        Assert.InRange(Directory.EnumerateFiles(Case, "*", SearchOption.AllDirectories).Sum(file => new FileInfo(file).Length), 1, 1 << 20);
    }

    [Fact]
    public void A_pile_without_captures_makes_no_case_and_a_folder_that_holds_something_takes_none()
    {
        File.WriteAllText(Path.Combine(_folder, "notes"), "nothing\n");
        Assert.Throws<CaptureFormatException>(() => CaseImport.Of([Path.Combine(_folder, "notes")], Case));
        Assert.False(Directory.Exists(Case));

        Directory.CreateDirectory(Case);
        File.WriteAllText(Path.Combine(Case, "mine"), "mine\n");
        Assert.Contains(
            "is not empty",
            Assert.Throws<ArgumentException>(() => CaseImport.Of([RepositoryFolder.File("standard", "iostat.txt")], Case)).Message,
            StringComparison.Ordinal
        );
        Assert.Equal(["mine"], Directory.EnumerateFileSystemEntries(Case).Select(Path.GetFileName));
    }

    [Fact]
    public void The_case_says_what_when_and_of_which_hosts()
    {
        CaseImport.Of([RepositoryFolder.File("standard", "iostat.txt")], Case);

        JsonNode json = JsonNode.Parse(File.ReadAllText(Path.Combine(Case, "case.json")))!;

        Assert.Equal(("notebookkit-case", "import", "iostat.txt"), ((string?)json["schema"], (string?)json["by"], (string?)json["what"]));
        Assert.Equal("lab", (string?)json["recordings"]![0]!["host"]);
        Assert.EndsWith("Z", (string?)json["made"], StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static string? Kind(CaseImport import, string file) =>
        import.Files.Single(one => one.Name.EndsWith(file, StringComparison.Ordinal)).Kind;

    private static string? Left(CaseImport import, string file) =>
        import.Files.Single(one => one.Name.EndsWith(file, StringComparison.Ordinal)).Left;

    private static void Write(TarWriter tar, PaxTarEntry entry, string? content = null)
    {
        if (content is not null)
        {
            entry.DataStream = new MemoryStream(Encoding.UTF8.GetBytes(content));
        }

        tar.WriteEntry(entry);
    }

    private string Packed(string pile)
    {
        string archive = Path.Combine(_folder, pile + ".tar.gz");
        using var gzip = new GZipStream(File.Create(archive), CompressionLevel.Fastest);
        TarFile.CreateFromDirectory(Path.Combine(_folder, pile), gzip, includeBaseDirectory: false);
        return archive;
    }
}
