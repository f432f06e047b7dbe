using System.IO.Compression;
using System.Text.Json;
using NotebookKit.Files;
using Entry = NotebookKit.Diagnosis.ClassifierDocument;

namespace NotebookKit.Diagnosis;

/// <summary>A classifier's file: ML.NET's zip of a model, with the table of weights as one more entry.</summary>
internal static class ClassifierFile
{
    /// <summary>The entry that ML.NET knows nothing of.</summary>
    public const string TableEntry = "notebookkit/classifier.json";

    // Ours are a hundredth of this.
    private const int MostBytes = 64 << 20;

    // The oldest that a zip can say: the same model gives the same file, whenever it is written.
    private static readonly DateTimeOffset Written = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Adds the table to ML.NET's zip, and takes the times out.</summary>
    public static byte[] WithTable(byte[] zip, ClassifierDocument document)
    {
        using var made = new MemoryStream();
        using (var from = new ZipArchive(new MemoryStream(zip), ZipArchiveMode.Read))
        using (var to = new ZipArchive(made, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (ZipArchiveEntry entry in from.Entries)
            {
                using Stream content = entry.Open();
                Add(to, entry.FullName, content);
            }

            using var table = new MemoryStream(JsonSerializer.SerializeToUtf8Bytes(document, ClassifierJson.Default.ClassifierDocument));
            Add(to, TableEntry, table);
        }

        return made.ToArray();
    }

    /// <summary>Reads the table.</summary>
    /// <param name="zip">The file's bytes.</param>
    /// <param name="path">Its name, for errors.</param>
    /// <exception cref="InvalidDataException">It is no zip, has no table, or the table is damaged or of another version.</exception>
    public static ClassifierDocument Read(byte[] zip, string path)
    {
        try
        {
            using var archive = new ZipArchive(new MemoryStream(zip), ZipArchiveMode.Read);
            ZipArchiveEntry entry =
                archive.GetEntry(TableEntry)
                ?? throw Broken(path, $"it has no entry {TableEntry}; a model that ML.NET alone wrote has no refusals to judge with");
            if (entry.Length > MostBytes)
            {
                throw Broken(path, $"its table of weights would take {entry.Length} bytes (at most {MostBytes})");
            }

            using Stream content = entry.Open();
            ClassifierDocument document =
                JsonSerializer.Deserialize(content, ClassifierJson.Default.ClassifierDocument)
                ?? throw Broken(path, "its table of weights is empty");
            (string schema, int version) = (ClassifierDocument.SchemaName, ClassifierDocument.Newest);
            return document.Schema == schema && document.Version >= ClassifierDocument.Oldest && document.Version <= version
                ? document
                : throw Broken(
                    path,
                    $"its table is {document.Schema} version {document.Version}; this program reads {schema} version {version}"
                );
        }
        catch (JsonException error)
        {
            throw Broken(path, $"its table of weights is damaged, {JsonFault.Of(error)}", error);
        }
        catch (InvalidDataException error) when (!error.Message.StartsWith(path, StringComparison.Ordinal))
        {
            throw Broken(path, $"it is no whole zip file: {error.Message}", error);
        }
    }

    /// <summary>The document of a classifier.</summary>
    public static ClassifierDocument Document(Classifier classifier, IEnumerable<ClassifierModel> models) =>
        new()
        {
            Schema = ClassifierDocument.SchemaName,
            Version = ClassifierDocument.Newest,
            L2 = classifier.Options.L2,
            FewestRequests = classifier.Options.FewestRequests,
            MostUnmatched = classifier.Options.MostUnmatched,
            LeastProbability = classifier.Options.LeastProbability,
            MostDistance = classifier.Options.MostDistance,
            Temperature = classifier.Temperature,
            CalibratedOn = classifier.CalibratedOn,
            Classes = [.. classifier.Classes],
            Models =
            [
                .. models.Select(model => new Entry.ModelEntry(
                    model.Set.Name,
                    model.MostDistance,
                    [
                        .. model
                            .Set.Places.Select(place => Features.All[place])
                            .Zip(
                                model.Scaling.Found,
                                (feature, found) =>
                                    new Entry.FeatureEntry(
                                        feature.Name,
                                        feature.Scale,
                                        found.Median,
                                        found.Mean,
                                        double.IsFinite(found.Spread) ? found.Spread : null
                                    )
                            ),
                    ],
                    [.. classifier.Classes.Zip(model.Weights, (name, weights) => new Entry.WeightEntry(name, weights[^1], weights[..^1]))],
                    classifier.CalibrationOf(model.Set)?.Temperature,
                    classifier.CalibrationOf(model.Set) is { } calibration ? [.. calibration.LeastProbabilities] : null,
                    classifier.CalibrationOf(model.Set) is { } shifted ? [.. shifted.Offsets] : null
                )),
            ],
            Features = [.. Features.All.Select(feature => feature.Name)],
            Rows =
            [
                .. classifier.TrainedOn.Select(row => new Entry.RowEntry(
                    row.Recording,
                    row.Label!,
                    row.Window,
                    row.FromNs,
                    row.WidthNs,
                    row.Bios,
                    row.Requests,
                    [.. row.Values],
                    row.Tool
                )),
            ],
        };

    /// <summary>The rows of a document.</summary>
    public static FeatureRow[] Rows(ClassifierDocument document, string path)
    {
        bool same = document.Features.SequenceEqual(Features.All.Select(feature => feature.Name));
        if (!same || document.Rows.Any(row => row.Values.Length != document.Features.Length))
        {
            throw Broken(
                path,
                "it was trained on other features than this version of NotebookKit takes; train it again (notebookkit train)"
            );
        }

        return
        [
            .. document.Rows.Select(row => new FeatureRow
            {
                Recording = row.Recording,
                Label = row.Label,
                Window = row.Window,
                FromNs = row.FromNs,
                WidthNs = row.WidthNs,
                Bios = row.Bios,
                Requests = row.Requests,
                Values = row.Values,
                Tool = row.Tool,
            }),
        ];
    }

    /// <summary>The models of a document, one for each of <see cref="FeatureSet.All"/>.</summary>
    public static IEnumerable<(ClassifierModel Model, SetCalibration? Calibration)> Models(
        ClassifierDocument document,
        FeatureRow[] rows,
        string path
    )
    {
        foreach (FeatureSet set in FeatureSet.All)
        {
            (string, FeatureScale)[] features = [.. set.Places.Select(place => (Features.All[place].Name, Features.All[place].Scale))];
            Entry.ModelEntry model =
                Array.Find(document.Models, one => one.Features.Select(of => (of.Name, of.Scale)).SequenceEqual(features))
                ?? throw Broken(path, $"it has no weights for stretches {set.Name}; train it again (notebookkit train)");
            if (
                !model.Weights.Select(of => of.Class).SequenceEqual(document.Classes)
                || model.Weights.Any(of => of.Weights.Length != features.Length)
            )
            {
                throw Broken(path, $"the weights for stretches {set.Name} do not fit its classes and features");
            }

            float[][] weights = [.. model.Weights.Select(of => (float[])[.. of.Weights, of.Intercept])];
            var scaling = new FeatureScaling(
                set.Places,
                [.. model.Features.Select(of => (of.Median, of.Mean, of.Spread ?? double.PositiveInfinity))]
            );
            yield return (
                new ClassifierModel(ClassifierModel.Fitting(rows, set), set, scaling, weights, model.MostDistance),
                model is { Temperature: > 0 and var temperature, LeastProbabilities: { } least }
                && least.Length == document.Classes.Length
                && (model.Offsets?.Length ?? least.Length) == least.Length
                    ? new SetCalibration(temperature, model.Offsets ?? new double[least.Length], least, model.MostDistance)
                    : null
            );
        }
    }

    private static void Add(ZipArchive to, string name, Stream content)
    {
        ZipArchiveEntry entry = to.CreateEntry(name);
        entry.LastWriteTime = Written;
        using Stream into = entry.Open();
        content.CopyTo(into);
    }

    private static InvalidDataException Broken(string path, string what, Exception? because = null) =>
        new($"{path}: this is no classifier: {what}", because);
}
