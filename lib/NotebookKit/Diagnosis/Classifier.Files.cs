using System.ComponentModel;
using NotebookKit.Diagnosis;
using NotebookKit.Files;

namespace NotebookKit;

/// <content>The classifier as a file and as a table.</content>
public sealed partial class Classifier
{
    private byte[]? _file;

    /// <summary>Writes the classifier as an ML.NET zip, with the table of its weights in it.</summary>
    /// <remarks>
    /// <c>mlContext.Model.Load</c> reads it as a model that takes columns named like the features;
    /// <see cref="Open"/> reads it without ML.NET.
    /// The same recordings give the same file each time on one machine.
    /// </remarks>
    /// <param name="path">The file, usually <c>classifier.zip</c>; one that is there is replaced when the new one is whole.</param>
    public void Save(string path) => FileAtOnce.Write(path, Save);

    /// <summary>Writes the same to a stream.</summary>
    public void Save(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        stream.Write(_file ??= Zip());
    }

    /// <inheritdoc cref="Open(string)"/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    [Obsolete("Is Open now.")]
    public static Classifier Load(string path) => Open(path);

    /// <summary>Reads a classifier that <see cref="Save(string)"/> wrote.</summary>
    /// <param name="path">The file.</param>
    /// <returns>It judges as the one that was saved, and fits nothing.</returns>
    /// <exception cref="InvalidDataException">The file is damaged, or written by another version.</exception>
    public static Classifier Open(string path)
    {
        byte[] file = File.ReadAllBytes(path);
        ClassifierDocument document = ClassifierFile.Read(file, path);
        var options = new ClassifierOptions
        {
            L2 = document.L2,
            FewestRequests = document.FewestRequests,
            MostUnmatched = document.MostUnmatched,
            LeastProbability = document.LeastProbability,
            MostDistance = document.MostDistance,
        };
        FeatureRow[] rows = ClassifierFile.Rows(document, path);
        var read = new Classifier(rows, options)
        {
            Temperature = document.Temperature,
            CalibratedOn = document.CalibratedOn,
            _file = file,
        };
        if (!read.Classes.SequenceEqual(document.Classes) || read.Classes.Count < 2)
        {
            throw new InvalidDataException($"{path}: this is no classifier: its classes are not those of the stretches it was trained on");
        }

        foreach ((ClassifierModel model, SetCalibration? calibration) in ClassifierFile.Models(document, rows, path))
        {
            read._models[model.Set] = model;
            if (calibration is not null)
            {
                read._calibrations[model.Set] = calibration;
            }
        }

        return read;
    }

    /// <summary>The weights of the model with every feature: one row a class and feature.</summary>
    public ResultTable Weights()
    {
        ClassifierModel model = ModelOf(FeatureSet.Whole);
        var rows = Classes
            .SelectMany(
                (name, k) =>
                    model.Set.Places.Select(
                        (place, j) =>
                            (
                                Class: name,
                                Feature: Features.All[place],
                                Found: model.Scaling.Found[j],
                                Weight: model.Weights[k][j],
                                Intercept: model.Weights[k][^1]
                            )
                    )
            )
            .ToArray();
        return new ResultTable()
            .Text("class", rows.Select(row => row.Class))
            .Text("feature", rows.Select(row => row.Feature.Name))
            .Text("unit", rows.Select(row => Unit(row.Feature)))
            .Real("mean", rows.Select(row => row.Found.Mean))
            .Real("spread", rows.Select(row => double.IsFinite(row.Found.Spread) ? row.Found.Spread : (double?)null))
            .Real("weight", rows.Select(row => (double)row.Weight))
            .Real("intercept of the class", rows.Select(row => (double)row.Intercept))
            .Titled(
                "The classifier's weights",
                "A value is taken in its unit, less the mean, over the spread (null: it never changed in training, and counts 0); "
                    + "a class's score is its intercept plus weights times these."
            );

        static string? Unit(Feature feature) => feature.Scale == FeatureScale.Log ? $"log2({feature.Unit ?? "value"} + 1)" : feature.Unit;
    }

    /// <summary>What was learnt: the classes, with the recordings and stretches of each.</summary>
    public ResultTable Learnt()
    {
        int recordings = _rows.Select(row => row.Recording).Distinct().Count();
        IGrouping<string, FeatureRow>[] classes = [.. _rows.GroupBy(row => row.Label!).OrderBy(group => group.Key, StringComparer.Ordinal)];
        return new ResultTable()
            .Text("class", classes.Select(of => of.Key))
            .Count("recordings", classes.Select(of => of.Select(row => row.Recording).Distinct().Count()))
            .Count("stretches", classes.Select(of => of.Count()))
            .Titled(
                FormattableString.Invariant($"Learnt: {_rows.Length} stretches of {recordings} recordings, {Classes.Count} classes"),
                maxRows: classes.Length
            );
    }

    private byte[] Zip()
    {
        ClassifierFit[] fits = [.. FeatureSet.All.Select(Fit)];
        return ClassifierFile.WithTable(ClassifierPipeline.Save(fits[0]), ClassifierFile.Document(this, fits.Select(fit => fit.Model)));
    }
}
