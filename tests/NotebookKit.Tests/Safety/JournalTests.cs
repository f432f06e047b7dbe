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
        Assert.All(all.Take(3), one => Assert.True(one.IsLeftAlone && one.Detail.Contains("no journal entry of this version", StringComparison.Ordinal), one.Detail));
        Assert.Equal(3, notes.Files.Length);
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

        Parallel.For(0, 8, _ =>
        {
            var journal = new Journal(root); // as each host has one, of one process
            for (int i = 0; i < 200; i++)
            {
                journal.Note(entry).Dispose();
            }
        });

        Assert.Empty(Directory.GetFileSystemEntries(root));
        string gone = Directory.CreateDirectory(Path.Combine(root, "2147483640-1")).FullName;
        File.WriteAllText(Path.Combine(gone, "000001.json.part"), "{");
        Assert.Empty(Restore.All(root));
        Assert.Empty(Directory.GetFileSystemEntries(root));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
