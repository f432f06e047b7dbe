using System.Formats.Tar;
using NotebookKit.Cases;

namespace NotebookKit.Tests.Cases;

/// <summary>Files that tell of no host, given beside those of one: they are nobody's until somebody says so.</summary>
public sealed class HostlessPileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("hostless-").FullName;

    public HostlessPileTests()
    {
        Put("pile/iostat.txt", "snapshot-nomerges2", "iostat.txt");
        Put("pile/sysfs.txt", "snapshot-nomerges2", "sysfs.txt");
        Put("loose/btrace.txt", "standard", "btrace.txt");
    }

    private string Case => At("case");

    [Theory]
    [InlineData("pile", "loose")]
    [InlineData("loose", "pile")]
    [InlineData("pile.tar", "loose")]
    [InlineData("pile.tar", "loose.tar")]
    [InlineData("pile", "loose/btrace.txt")]
    public void A_path_of_its_own_does_not_become_the_host_of_another_path(string first, string second)
    {
        foreach (string packed in new[] { "pile", "loose" })
        {
            TarFile.CreateFromDirectory(At(packed), At(packed + ".tar"), includeBaseDirectory: true);
        }

        CaseImport import = CaseImport.Of([At(first), At(second)], Case);

        Assert.Equal(["lab", null], import.Recordings.Select(recording => recording.Host).OrderBy(host => host is null));
        Assert.Equal(1, import.Files.Count(file => file.Recording == import.Recordings.Single(recording => recording.Host is null).Name));
        Assert.Contains(
            "tells of no host, so it stands by itself; where it is of lab, put both into one folder and name that",
            Assert.Single(import.Notes),
            StringComparison.Ordinal
        );
        Assert.Contains(import.Notes[0], import.ToText(), StringComparison.Ordinal);

        Investigation investigation = Investigation.Open(At(first), At(second));
        Assert.Equal(2, investigation.Captures.Count);
        Assert.Contains(import.Notes[0], investigation.Notes);
        Assert.Equal(investigation.Sentence, Investigation.Open(Case).Sentence);
    }

    [Fact]
    public void What_lies_in_one_folder_or_is_named_side_by_side_is_of_the_one_host_that_is_told()
    {
        Put("pile/below/btrace.txt", "snapshot-nomerges2", "btrace.txt");

        CaseImport folder = CaseImport.Of([At("pile")], Case);
        CaseImport files = CaseImport.Of([At("pile/below/btrace.txt"), At("pile/iostat.txt"), At("pile/sysfs.txt")], At("files"));

        Assert.Equal("lab", Assert.Single(folder.Recordings).Host);
        Assert.Equal(("lab", 3), (Assert.Single(files.Recordings).Host, files.Files.Count(file => file.Recording is not null)));
        Assert.Empty(folder.Notes.Concat(files.Notes));
    }

    [Fact]
    public void A_path_that_is_named_twice_counts_once_and_that_is_said()
    {
        CaseImport import = CaseImport.Of([At("pile"), At("pile") + "/", At("pile/iostat.txt")], Case);

        Assert.Contains(
            "is named twice, and counts once",
            Assert.Single(import.Notes, note => note.Contains("twice", StringComparison.Ordinal)),
            StringComparison.Ordinal
        );
        Assert.Equal(["lab"], import.Recordings.Select(recording => recording.Host).Distinct());
    }

    [Fact]
    public void Captures_of_two_hosts_that_are_named_side_by_side_are_no_one_host()
    {
        string other = At("other.txt");
        File.WriteAllText(other, File.ReadAllText(At("pile/iostat.txt")).Replace("(lab)", "(db02)", StringComparison.Ordinal));

        CaseImport import = CaseImport.Of([At("pile/iostat.txt"), other, At("loose/btrace.txt")], Case);

        Assert.Equal(
            ["db02", "lab", null],
            import.Recordings.Select(recording => recording.Host).OrderBy(host => host is null).ThenBy(host => host, StringComparer.Ordinal)
        );
        Assert.Contains("where it is of a host beside it", Assert.Single(import.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void Two_paths_of_one_name_keep_their_verdicts_apart()
    {
        Put("a/logs/trace", "standard", "btrace.txt");
        Put("b/logs/trace", "snapshot-nomerges2", "btrace.txt");

        Investigation investigation = Investigation.Open(At("a/logs"), At("b/logs"));

        Assert.Equal(["logs", "logs-2"], investigation.Captures.Select(one => one.Name));
        Assert.Equal("logs-2", investigation.Devices[0].Host);
        Assert.StartsWith("logs-2: ", investigation.Sentence, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string At(string name) => Path.Combine(_folder, name);

    private void Put(string name, string recording, string file)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(At(name))!);
        File.Copy(RepositoryFolder.File(recording, file), At(name));
    }
}
