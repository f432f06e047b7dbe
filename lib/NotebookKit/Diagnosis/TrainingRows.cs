using NotebookKit.Blocks;
using NotebookKit.Hosts;

namespace NotebookKit.Diagnosis;

/// <summary>What the classifier is trained on: the stretches of labelled recordings.</summary>
public static class TrainingRows
{
    /// <summary>The step whose capture is cut into stretches.</summary>
    public const string Step = "blktrace";

    /// <summary>Reads every labelled recording of a folder that holds a capture of blktrace.</summary>
    /// <param name="folder">A folder of recordings, such as <c>data</c>.</param>
    /// <returns>
    /// Stretches of <see cref="Classifier.Stretch"/>, labelled by what the drive can show (<see cref="DriveClass"/>): null where it shows nothing
    /// of the cause.
    /// </returns>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    public static IReadOnlyList<FeatureRow> Read(string folder)
    {
        var rows = new List<FeatureRow>();
        foreach (string path in Directory.GetDirectories(folder).Order(StringComparer.Ordinal))
        {
            if (!Recording.IsIn(path))
            {
                continue;
            }

            ReplayHost host = Host.Replay(path);
            if (host.Label is not null && host.Has(Step))
            {
                var trace = BlockTrace.Load(host.PathOf(Step));
                rows.AddRange(Features.Of(trace, Classifier.Stretch, recording: host.Name, label: DriveClass.Of(host.Label)).Rows);
            }
        }

        return rows;
    }
}
