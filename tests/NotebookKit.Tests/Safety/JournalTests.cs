using NotebookKit.Hosts;
using NotebookKit.Tests.Capture;

namespace NotebookKit.Tests.Safety;

/// <summary>The journal: nothing in it is lost, hidden by another note, or taken from others.</summary>
[Collection(TracingTests.Name)]
public sealed class JournalTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("notebookkit-journal-").FullName;

    [Fact]
    public void A_note_that_cannot_be_read_is_told_and_hides_no_other()
    {
        LeftNotes notes = LeftNotes.Of(Directory.CreateDirectory(Path.Combine(_folder, "none")).FullName, Path.Combine(_folder, "left"));
        notes.Add("000001", """{"kind":"umount","Path":"/nowhere/at/all","Device":{"Name":"loop0","Bytes":1}}""");
        notes.Add("000002", """{"kind":"of a later version","What":1}""");
        notes.Add("000003", "{");
        notes.Add("000004", "null");

        IReadOnlyList<Restored> all = notes.Restore();

        Assert.Equal([false, false, false, true], all.Select(one => one.Done));
        Assert.All(
            all.Take(3),
            one =>
                Assert.True(
                    one.IsLeftAlone && one.Detail.Contains("no journal entry of this version", StringComparison.Ordinal),
                    one.Detail
                )
        );
        Assert.Equal(3, notes.Files.Length);
    }

    [Fact]
    public void Where_no_note_can_be_written_it_is_said_what_for_and_nothing_is_changed()
    {
        File.WriteAllText(Path.Combine(_folder, "file"), "");

        IOException fault = Assert.Throws<IOException>(() => new Journal(Path.Combine(_folder, "file")).Note(new FolderEntry(_folder)));

        Assert.Contains(
            "is noted there first, so that it can be undone; nothing is changed without: make " + Path.Combine(_folder, "file"),
            fault.Message,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("""{"kind":"command","Argv":null}""")]
    [InlineData("""{"kind":"command","Argv":["umount",null]}""")]
    [InlineData("""{"kind":"command"}""")]
    [InlineData("""{"kind":"setting","Path":null,"Old":"0","New":"1"}""")]
    [InlineData("""{"kind":"setting","Path":"/sys/block/loop0/queue/nomerges","Old":"0","New":"1","Device":{"Bytes":1}}""")]
    [InlineData("""{"kind":"umount","Path":"/nowhere","Device":null}""")]
    [InlineData("""{"kind":"signature","Device":{"Name":"loop0","Bytes":1},"Type":"ext4"}""")]
    [InlineData("""{"kind":"volume","Volume":"a/b","Tag":null,"Drive":null}""")]
    [InlineData("""{"kind":"folder","Path":[]}""")]
    [InlineData("""{"kind":"process","Command":"perf"}""")]
    [InlineData("""{"kind":"process","Pid":0,"StartTicks":0,"Command":"perf"}""")]
    [InlineData("""{"kind":"process","Pid":-1,"StartTicks":0,"Command":"perf"}""")]
    [InlineData("""{"kind":"process","Pid":1,"StartTicks":0,"Command":"perf"}""")]
    public void A_damaged_note_is_left_alone_and_the_next_is_undone(string damaged)
    {
        LeftNotes notes = LeftNotes.Of(Directory.CreateDirectory(Path.Combine(_folder, "none")).FullName, Path.Combine(_folder, "left"));
        notes.Add("000002", damaged);
        notes.Add("000001", """{"kind":"folder","Path":"/nowhere/at/all"}""");

        IReadOnlyList<Restored> all = notes.Restore();

        Assert.Equal([false, true], all.Select(one => one.Done));
        Assert.True(all[0].IsLeftAlone, all[0].Detail);
        Assert.Single(notes.Files);
    }

    [Theory]
    [InlineData("pipe", "a named pipe")]
    [InlineData("/dev/zero", "a device")]
    [InlineData("sparse", "bytes")]
    public void A_note_without_an_end_is_not_read(string what, string told)
    {
        LeftNotes notes = LeftNotes.Of(Directory.CreateDirectory(Path.Combine(_folder, "none")).FullName, Path.Combine(_folder, "left"));
        notes.Add("000001", """{"kind":"folder","Path":"/nowhere/at/all"}""");
        string odd = Path.Combine(Path.GetDirectoryName(notes.Files[0])!, "000002.json");
        if (what == "pipe")
        {
            NumberedLoop.Must("mkfifo", odd);
        }
        else if (what == "sparse")
        {
            using FileStream file = File.Create(odd);
            file.SetLength(1L << 40);
        }
        else
        {
            File.CreateSymbolicLink(odd, what);
        }

        IReadOnlyList<Restored> all = notes.Restore();

        Assert.Equal([false, true], all.Select(one => one.Done));
        Assert.Contains(told, all[0].Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void A_journal_that_is_no_folder_is_not_an_empty_one()
    {
        string file = Path.Combine(_folder, "file");
        File.WriteAllText(file, "");

        Assert.Contains(
            "a journal is a folder",
            Assert.Throws<RecordingException>(() => Restore.All(file)).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_journal_that_is_another_users_is_not_done()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess && Tool.Has("chown"), "needs root and chown");
        LeftNotes notes = LeftNotes.Of(Directory.CreateDirectory(Path.Combine(_folder, "none")).FullName, Path.Combine(_folder, "left"));
        notes.Add("000001", """{"kind":"umount","Path":"/nowhere/at/all","Device":{"Name":"loop0","Bytes":1}}""");
        NumberedLoop.Must("chown", "54321", Path.GetDirectoryName(notes.Files[0])!);

        RecordingException refused = Assert.Throws<RecordingException>(notes.Restore);

        Assert.Contains("belongs to another user (number 54321)", refused.Message, StringComparison.Ordinal);
        Assert.Single(notes.Files);
    }

    [Fact]
    public void Of_several_processes_the_latest_change_is_undone_first()
    {
        string root = Path.Combine(_folder, "left");
        string[] processes = ["2147483640-1", "99-1", "100-1"];
        for (int i = 0; i < processes.Length; i++)
        {
            string folder = Directory.CreateDirectory(Path.Combine(root, processes[i])).FullName;
            for (int note = 1; note <= 2; note++)
            {
                string file = Path.Combine(folder, $"00000{note}.json");
                File.WriteAllText(file, $$"""{"Boot":"x","Entry":{"kind":"folder","Path":"/nowhere/{{i}}-{{note}}"} }""");
                File.SetLastWriteTimeUtc(file, new DateTime(2026, 1, 1 + i, 0, 0, 0, DateTimeKind.Utc));
            }
        }

        IReadOnlyList<Restored> all = Restore.All(root, dryRun: true);

        Assert.Equal(["2-2", "2-1", "1-2", "1-1", "0-2", "0-1"], all.Select(one => Path.GetFileName(one.What)));
    }

    [Fact]
    public void Notes_come_and_go_on_many_threads_and_what_was_never_whole_is_swept()
    {
        string root = Path.Combine(_folder, "journal");
        var entry = new FolderEntry("/nowhere/at/all");

        Parallel.For(
            0,
            8,
            _ =>
            {
                var journal = new Journal(root); // as each host has one, of one process
                for (int i = 0; i < 200; i++)
                {
                    journal.Note(entry).Dispose();
                }
            }
        );

        Assert.Empty(Directory.GetFileSystemEntries(root));
        string gone = Directory.CreateDirectory(Path.Combine(root, "2147483640-1")).FullName;
        File.WriteAllText(Path.Combine(gone, "000001.json.part"), "{");
        Assert.Empty(Restore.All(root));
        Assert.Empty(Directory.GetFileSystemEntries(root));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
