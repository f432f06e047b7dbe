using System.IO.Compression;
using System.Text;
using Microsoft.Data.Analysis;
using Microsoft.ML;
using Microsoft.ML.Data;
using NotebookKit.Diagnosis;

namespace NotebookKit.Tests.Diagnosis;

public sealed class ClassifierFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("classifier").FullName;

    private string File(string name = "classifier.zip") => Path.Combine(_folder, name);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("de-DE")]
    [InlineData("en-US")]
    public void ML_NET_loads_the_zip_and_gives_the_same_probabilities_from_columns_named_like_the_features(string culture)
    {
        using var scope = new CultureScope(culture);
        var classifier = Classifier.Train(LabelledRows.OfTraces, options: null, calibrate: false);
        classifier.Save(File());
        FeatureRow[] rows = LabelledRows.OfTraces;
        var ml = new MLContext();
        ITransformer model = ml.Model.Load(File(), out DataViewSchema schema);
        Assert.Equal(Classifier.Used.Select(feature => feature.Name), schema.Select(column => column.Name));
        IDataView judged = model.Transform(
            new DataFrame(Classifier.Used.Select(feature => new DoubleDataFrameColumn(feature.Name, rows.Select(row => row[feature.Name]))))
        );
        string[] names = [.. judged.GetColumn<string>("PredictedLabel")];
        float[][] scores = [.. judged.GetColumn<float[]>("Score")];
        for (int i = 0; i < rows.Length; i++)
        {
            Verdict verdict = classifier.Judge(rows[i]);
            Assert.Equal(verdict.Likeliest, names[i]);
            Dictionary<string, double> ours = verdict.Probabilities.ToDictionary(entry => entry.Class, entry => entry.Probability);
            Assert.All(classifier.Classes.Zip(scores[i]), pair => Assert.Equal(ours[pair.First], pair.Second, 1e-6));
        }
    }

    [Fact]
    public void A_classifier_that_was_read_judges_as_the_one_that_was_saved()
    {
        var classifier = Classifier.Train(LabelledRows.OfTraces);
        classifier.Save(File());
        var read = Classifier.Open(File());
        Assert.Equal((classifier.Temperature, classifier.CalibratedOn), (read.Temperature, read.CalibratedOn));
        Assert.Equal((classifier.MostDistance, classifier.Options), (read.MostDistance, read.Options));
        FeatureRow[] lacking = [.. LabelledRows.OfTraces.Select(WithoutIssues)];
        foreach (FeatureRow row in (FeatureRow[])[.. LabelledRows.OfTraces, .. LabelledRows.OfPerf, .. lacking])
        {
            (Verdict one, Verdict other) = (classifier.Judge(row), read.Judge(row));
            Assert.Equal(one.ToString(), other.ToString());
            Assert.Equal(one.Probabilities, other.Probabilities);
            Assert.Equal(one.ToDataFrame().ToText(), other.ToDataFrame().ToText());
        }

        read.Save(File("again.zip"));
        Assert.Equal(System.IO.File.ReadAllBytes(File()), System.IO.File.ReadAllBytes(File("again.zip")));
    }

    [Fact]
    public void The_same_recordings_give_the_same_file_each_time()
    {
        Classifier.Train(LabelledRows.OfTraces, options: null, calibrate: false).Save(File());
        Classifier.Train(LabelledRows.OfTraces.Reverse(), options: null, calibrate: false).Save(File("other.zip"));
        Assert.Equal(System.IO.File.ReadAllBytes(File()), System.IO.File.ReadAllBytes(File("other.zip")));
    }

    [Fact]
    public void Damage_is_told_with_the_file_and_what_is_wrong()
    {
        Classifier.Train(LabelledRows.Separable(), options: null, calibrate: false).Save(File());
        byte[] good = System.IO.File.ReadAllBytes(File());
        Assert.Contains("no whole zip file", Fault(good[..(good.Length / 2)]), StringComparison.Ordinal);
        Assert.Contains("no whole zip file", Fault("PK is not enough"u8.ToArray()), StringComparison.Ordinal);
        Assert.Contains("has no entry notebookkit/classifier.json", Fault(With(good, _ => null)), StringComparison.Ordinal);
        Assert.Contains("damaged", Fault(With(good, text => text[..(text.Length / 2)])), StringComparison.Ordinal);
        Assert.Contains("damaged", Fault(With(good, ("\"temperature\"", "\"temperatur\""))), StringComparison.Ordinal);
        Assert.Contains("version 3", Fault(With(good, ("\"version\": 2", "\"version\": 3"))), StringComparison.Ordinal);
        Assert.Contains("train it again", Fault(With(good, ("depth_mean", "depth_median"))), StringComparison.Ordinal);
        Assert.Contains("do not fit", Fault(With(good, ("\"class\": \"deep\"", "\"class\": \"other\""))), StringComparison.Ordinal);
        Assert.Contains(
            "its classes are not those",
            Fault(With(good, ("\"class\": \"deep\"", "\"class\": \"other\""), ("    \"deep\"", "    \"other\""))),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_file_of_the_first_version_shifts_no_class()
    {
        Classifier.Train(LabelledRows.Separable(), options: null, calibrate: false).Save(File());
        System.IO.File.WriteAllBytes(File("old.zip"), With(System.IO.File.ReadAllBytes(File()), ("\"version\": 2", "\"version\": 1")));
        FeatureRow row = LabelledRows.Separable().First();
        Assert.Equal(Classifier.Open(File()).Judge(row).Probability, Classifier.Open(File("old.zip")).Judge(row).Probability);
    }

    private static FeatureRow WithoutIssues(FeatureRow row) =>
        row with
        {
            Values = [.. row.Values.Select((value, place) => Features.NeedsOf(place).HasFlag(FeatureNeeds.Issued) ? null : value)],
        };

    [Fact]
    public void The_classifier_in_the_data_is_the_one_that_training_gives()
    {
        string kept = Path.Combine(RepositoryFolder.Data, "classifier.zip");
        IReadOnlyList<FeatureRow> features = FeatureFile.Read(Path.Combine(RepositoryFolder.Data, "classifier-features.csv"));
        Classifier.Train(features).Save(File());
        ClassifierDocument old = ClassifierFile.Read(System.IO.File.ReadAllBytes(kept), kept);
        ClassifierDocument now = ClassifierFile.Read(System.IO.File.ReadAllBytes(File()), File());
        Assert.Equal(old.Classes, now.Classes);
        Assert.Equal(
            old.Rows.Select(row => (row.Recording, row.Label, row.Window)),
            now.Rows.Select(row => (row.Recording, row.Label, row.Window))
        );
        Assert.Equal(old.Rows.SelectMany(row => row.Values), now.Rows.SelectMany(row => row.Values));

        // Single precision adds a little differently on another processor.
        Assert.Equal(old.Temperature, now.Temperature, 0.01);
        Assert.All(Weights(old).Zip(Weights(now)), pair => Assert.Equal(pair.First, pair.Second, 0.02f));
        (Classifier kept, Classifier fresh) both = (Classifier.Open(kept), Classifier.Open(File()));
        foreach (FeatureRow row in (FeatureRow[])[.. LabelledRows.OfTraces, .. LabelledRows.OfPerf])
        {
            Assert.Equal(both.kept.Judge(row).Answer, both.fresh.Judge(row).Answer);
        }

        static IEnumerable<float> Weights(ClassifierDocument of) =>
            of.Models.SelectMany(model => model.Weights).SelectMany(one => one.Weights.Append(one.Intercept));
    }

    // What the model card promises (docs/classifier.md), held on kernels that each fold never saw.
    [Fact]
    public void On_kernels_left_out_it_is_as_the_model_card_says()
    {
        Evaluation evaluation = Evaluation.LeaveOneKernelOut(
            FeatureFile.Read(Path.Combine(RepositoryFolder.Data, "classifier-features.csv"))
        );

        foreach ((string tool, double named, double wrong, int fewest) in new[] { ("blktrace", 0.8, 0.01, 300), ("perf", 0.6, 0.02, 150) })
        {
            Evaluation.Judged[] of = [.. evaluation.Known.Where(entry => entry.Verdict.Row.Tool == tool)];
            Evaluation.Judged[] said = [.. of.Where(entry => entry.Verdict.Named is not null)];
            Assert.True(said.Length >= named * of.Length && said.Length >= fewest, $"{tool}: {said.Length} of {of.Length} named");
            Assert.True(Evaluation.CalibrationError(of) <= 0.05, $"{tool}: calibration error {Evaluation.CalibrationError(of)}");
            Assert.True(
                of.Select(entry => (entry.Verdict.Row.Kernel, entry.Verdict.Row.Boot)).Distinct().Count() >= 8,
                $"{tool}: few boots"
            );
            Assert.True(
                said.Count(entry => entry.Verdict.Named != entry.Truth) <= wrong * said.Length,
                string.Join(
                    "; ",
                    said.Where(entry => entry.Verdict.Named != entry.Truth)
                        .Select(entry => $"{entry.Verdict.Row.Recording} {entry.Truth}: {entry.Verdict}")
                )
            );
        }

        Assert.Equal(["blktrace", "perf"], Enumerable.Range(0, 2).Select(row => evaluation.ByTool().Columns[0][row]?.ToString()));
    }

    [Fact]
    public void Leaving_kernels_out_takes_two_at_least() =>
        Assert.Contains(
            "there are 1",
            Assert
                .Throws<ArgumentException>(() =>
                    Evaluation.LeaveOneKernelOut(LabelledRows.Separable().Select(row => row with { Kernel = "6.1.0-42" }))
                )
                .Message,
            StringComparison.Ordinal
        );

    private string Fault(byte[] bytes)
    {
        System.IO.File.WriteAllBytes(File("bad.zip"), bytes);
        string message = Assert.Throws<InvalidDataException>(() => Classifier.Open(File("bad.zip"))).Message;
        Assert.StartsWith(File("bad.zip"), message, StringComparison.Ordinal);
        return message;
    }

    private static byte[] With(byte[] zip, params (string Old, string New)[] changes) =>
        With(zip, text => changes.Aggregate(text, (changed, one) => changed.Replace(one.Old, one.New, StringComparison.Ordinal)));

    private static byte[] With(byte[] zip, Func<string, string?> change)
    {
        using var bytes = new MemoryStream();
        bytes.Write(zip);
        using (var archive = new ZipArchive(bytes, ZipArchiveMode.Update, leaveOpen: true))
        {
            ZipArchiveEntry entry = archive.GetEntry(ClassifierFile.TableEntry)!;
            string text;
            using (var reader = new StreamReader(entry.Open()))
            {
                text = reader.ReadToEnd();
            }

            entry.Delete();
            if (change(text) is { } changed)
            {
                using Stream into = archive.CreateEntry(ClassifierFile.TableEntry).Open();
                into.Write(Encoding.UTF8.GetBytes(changed));
            }
        }

        return bytes.ToArray();
    }
}
