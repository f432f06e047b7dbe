using System.Text.Json.Nodes;
using NotebookKit.Training;

namespace NotebookKit.Tests.Training;

/// <summary>A sealed exercise comes from anybody: damage has its place and its remedy, and is never a wrong answer.</summary>
public sealed class SealedFaultTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("notebookkit-lab-").FullName;
    private readonly InstructorKey _key = InstructorKey.Create();

    public SealedFaultTests() =>
        CaseSealing.Of(Path.Combine(RepositoryFolder.Data, "stalls"), Path.Combine(_folder, "sealed", "case-x"), _key, "Slow.", rounds: 10);

    private string File => Path.Combine(_folder, "sealed", "case-x", SealedExercise.FileName);

    public void Dispose()
    {
        _key.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData("../../other")]
    [InlineData("..")]
    [InlineData("")]
    public void An_exercise_that_would_read_another_folder_is_refused(string id)
    {
        JsonNode document = JsonNode.Parse(System.IO.File.ReadAllText(File))!;
        document["id"] = id;
        System.IO.File.WriteAllText(File, document.ToJsonString());

        Assert.Contains(
            "its id is no name of a folder",
            Assert.Throws<InvalidDataException>(() => LabExercise.Open("case-x", _folder)).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_recording_to_seal_gives_nothing_of_what_its_links_lead_to()
    {
        string recording = Path.Combine(_folder, "recording");
        Directory.CreateDirectory(recording);
        // without recording.json, which names links itself
        foreach (string file in Directory.GetFiles(Path.Combine(RepositoryFolder.Data, "stalls"), "*.txt*"))
        {
            System.IO.File.Copy(file, Path.Combine(recording, Path.GetFileName(file)));
        }

        string uname = Path.Combine(recording, "uname.txt");
        System.IO.File.Delete(uname);
        System.IO.File.CreateSymbolicLink(uname, "/etc/passwd");
        string output = Path.Combine(_folder, "case-z");

        Assert.Contains(
            "is a link",
            Assert.Throws<ArgumentException>(() => CaseSealing.Of(recording, output, _key, "Slow.", "stalls", rounds: 10)).Message,
            StringComparison.Ordinal
        );
        Assert.False(Directory.Exists(output));

        System.IO.File.Delete(uname);
        Assert.Equal(0, Tool.Run("mkfifo", uname).ExitCode);
        Assert.Contains(
            "is a named pipe",
            Assert.Throws<ArgumentException>(() => CaseSealing.Of(recording, output, _key, "Slow.", "stalls", rounds: 10)).Message,
            StringComparison.Ordinal
        );
    }
}
