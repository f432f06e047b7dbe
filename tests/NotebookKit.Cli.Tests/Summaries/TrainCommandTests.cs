namespace NotebookKit.Cli.Tests.Summaries;

public sealed class TrainCommandTests : IDisposable
{
    private readonly TestFolder _folder = new();

    [Fact]
    public async Task Recordings_are_learnt_into_a_file_that_is_the_same_each_time()
    {
        (int code, string said, string error) = await Notebookkit.RunAsync(
            RepositoryFolder.Root,
            "train",
            "data",
            "-o",
            _folder["one.zip"]
        );
        Assert.Equal(0, code);
        Assert.Contains("Learnt: 44 stretches of 23 recordings, 10 classes", said, StringComparison.Ordinal);
        Assert.Contains("fitted to 32 left-out stretches", said, StringComparison.Ordinal);
        Assert.Contains("written: " + _folder["one.zip"], error, StringComparison.Ordinal);
        Assert.Equal(0, (await Notebookkit.RunAsync(RepositoryFolder.Root, "train", "data", "-o", _folder["two.zip"])).ExitCode);
        Assert.Equal(await Bytes("one.zip"), await Bytes("two.zip"));
    }

    [Fact]
    public async Task The_kit_s_own_classifier_is_made_of_kept_features_and_judged_on_kernels_left_out()
    {
        (int code, string said, string error) = await Notebookkit.RunAsync(
            RepositoryFolder.Root,
            "train",
            "data/classifier-features.csv",
            "-o",
            _folder["own.zip"],
            "--leave-out-kernels",
            "--features",
            _folder["again.csv"]
        );

        Assert.True(code == 0, said + error);
        Assert.Contains("each kernel judged by a classifier that was trained on the others", said, StringComparison.Ordinal);
        Assert.Contains("blktrace", said, StringComparison.Ordinal);

        // The card (docs/classifier.md) names these two of the table by what was traced.
        Assert.Matches(@"perf, Q events too +82 +46 +24 +72 +87\.8 ", said);
        Assert.Matches(@"perf, requests alone +133 +83 +20 +97 +72\.9 ", said);
        Assert.Equal(
            await File.ReadAllBytesAsync(
                Path.Combine(RepositoryFolder.Root, "data", "classifier-features.csv"),
                TestContext.Current.CancellationToken
            ),
            await Bytes("again.csv")
        );
        Assert.Equal(
            2,
            (await Notebookkit.RunAsync(RepositoryFolder.Root, "train", "data/classifier-none.csv", "-o", _folder["none.zip"])).ExitCode
        );
    }

    [Fact]
    public async Task Rules_are_held_against_labels_by_one_command()
    {
        (int code, string said, string error) = await Notebookkit.RunAsync(RepositoryFolder.Root, "record", "score", "data");

        Assert.True(code == 0, said + error);
        Assert.Contains("wrong cause = 0", said, StringComparison.Ordinal);
        Assert.Contains("macro F1", said, StringComparison.Ordinal);
        (code, _, error) = await Notebookkit.RunAsync(RepositoryFolder.Root, "record", "score", "docs");
        Assert.Equal((2, true), (code, error.Contains("no labelled recording", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("nowhere", "nowhere")]
    [InlineData("notebooks", "at least two classes")]
    public async Task A_folder_without_labelled_recordings_is_refused_and_leaves_no_file(string folder, string reason)
    {
        (int code, _, string error) = await Notebookkit.RunAsync(RepositoryFolder.Root, "train", folder, "-o", _folder["none.zip"]);
        Assert.Equal(2, code);
        Assert.Contains(reason, error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder[""]));
    }

    [Fact]
    public async Task A_program_without_ML_NET_judges_by_the_file_as_one_with_it_does()
    {
        string[] bare =
        [
            .. Directory
                .GetFiles(Path.GetDirectoryName(RepositoryFolder.Library)!, "*.dll")
                .Where(path => !Path.GetFileName(path).StartsWith("Microsoft.ML", StringComparison.Ordinal)),
        ];
        Directory.CreateDirectory(_folder["bare"]);
        Array.ForEach(bare, path => File.Copy(path, Path.Combine(_folder["bare"], Path.GetFileName(path))));
        string data = Path.Combine(RepositoryFolder.Root, "data");
        foreach (string library in new[] { RepositoryFolder.Library, _folder["bare/NotebookKit.dll"] })
        {
            _folder.Write(
                Path.GetFileName(Path.GetDirectoryName(library)) + ".ipynb",
                $"#r \"{library}\"\nusing NotebookKit;\nvar classifier = Classifier.Open(\"{data}/classifier.zip\");",
                $"string.Join(\"\\n\", TrainingRows.Open(\"{data}\").Select(row => row.Recording + \": \" + classifier.Judge(row)))",
                "AppDomain.CurrentDomain.GetAssemblies().Count(one => one.GetName().Name.StartsWith(\"Microsoft.ML\") && one.GetName().Name != \"Microsoft.ML.DataView\")"
            );
        }

        (int code, string output, string error) = await _folder.RunAsync("bin.ipynb", "bare.ipynb");
        Assert.True(code == 0, output + error);
        Assert.Contains("snapshot-nomerges2: nomerge (", _folder.Read("records/bare.ipynb").Plain("c1"), StringComparison.Ordinal);
        Assert.Equal(_folder.Read("records/bin.ipynb").Plain("c1"), _folder.Read("records/bare.ipynb").Plain("c1"));

        // Judging asks for no ML.NET where it is at hand, either; the interface of its tables belongs to Data.Analysis too.
        Assert.Equal(("0", "0"), (_folder.Read("records/bin.ipynb").Plain("c2"), _folder.Read("records/bare.ipynb").Plain("c2")));
    }

    public void Dispose() => _folder.Dispose();

    private Task<byte[]> Bytes(string name) => File.ReadAllBytesAsync(_folder[name], TestContext.Current.CancellationToken);
}
