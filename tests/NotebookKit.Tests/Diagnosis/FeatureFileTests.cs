using NotebookKit.Diagnosis;

namespace NotebookKit.Tests.Diagnosis;

/// <summary>Features kept without their traces.</summary>
public sealed class FeatureFileTests : IDisposable
{
    private readonly string _file = Path.Combine(Directory.CreateTempSubdirectory("notebookkit-features-").FullName, "features.csv");

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(_file)!, recursive: true);

    [Fact]
    public void What_is_written_is_read_back_to_six_digits()
    {
        FeatureRow[] rows = [.. TrainingRows.Open(RepositoryFolder.Data, perf: true).Take(30)];
        FeatureFile.Write(_file, rows);

        IReadOnlyList<FeatureRow> read = FeatureFile.Read(_file);

        Assert.Equal(
            rows.Select(row =>
                (row.Recording, row.Label, row.Kernel, row.Boot, row.Tool, row.Window, row.FromNs, row.WidthNs, row.Bios, row.Requests)
            ),
            read.Select(row =>
                (row.Recording, row.Label, row.Kernel, row.Boot, row.Tool, row.Window, row.FromNs, row.WidthNs, row.Bios, row.Requests)
            )
        );
        foreach ((FeatureRow one, FeatureRow other) in rows.Zip(read))
        {
            Assert.All(
                one.Values.Zip(other.Values),
                pair =>
                    Assert.True(
                        pair.First is null
                            ? pair.Second is null
                            : Math.Abs(pair.First.Value - pair.Second!.Value) <= 1e-5 * Math.Abs(pair.First.Value)
                    )
            );
        }

        Assert.Contains(read, row => row.Tool == "perf");
    }

    [Theory]
    [InlineData("recording,label\n", "line 1", "its columns are not the features")]
    [InlineData("", "line 1", "its columns are not the features")]
    [InlineData("{head}\na,b,c\n", "line 2", "3 fields where there are")]
    [InlineData("{head}\n{row}x\n", "line 2", "no number in column")]
    [InlineData("{head}\n{row}NaN\n", "line 2", "no number in column")]
    [InlineData("{head}\n{negative}\n", "line 2", "no whole number in column window")]
    public void A_damaged_file_is_refused_by_line(string text, string line, string what)
    {
        FeatureFile.Write(_file, []);
        string head = File.ReadAllText(_file).TrimEnd();
        int features = Features.All.Count;
        File.WriteAllText(
            _file,
            text.Replace("{head}", head, StringComparison.Ordinal)
                .Replace("{row}", "r,healthy,6.1.0,boot,blktrace,0,0,1,1,1" + new string(',', features), StringComparison.Ordinal)
                .Replace("{negative}", "r,healthy,6.1.0,boot,blktrace,-1,0,1,1,1" + new string(',', features), StringComparison.Ordinal)
        );

        string message = Assert.Throws<InvalidDataException>(() => FeatureFile.Read(_file)).Message;

        Assert.Contains(line, message, StringComparison.Ordinal);
        Assert.Contains(what, message, StringComparison.Ordinal);
    }

    [Fact]
    public void Requeues_that_nobody_recorded_are_absent_and_not_none()
    {
        FeatureRow[] rows = [.. TrainingRows.Open(RepositoryFolder.Data, perf: true)];

        Assert.All(rows.Where(row => row.Tool == "perf" && row.Recording != "io-errors"), row => Assert.Null(row["requeues_per_1000"]));
        Assert.Contains(rows, row => row.Tool == "blktrace" && row["requeues_per_1000"] == 0);
    }

    [Fact]
    public void A_stretch_between_two_stalls_is_none_of_a_drive_that_stalls()
    {
        FeatureRow[] rows = [.. TrainingRows.Open(RepositoryFolder.Data, perf: true).Where(row => row.Label == "stalls")];

        Assert.NotEmpty(rows);
        Assert.All(rows, row => Assert.InRange(row["stall_share"]!.Value * row.WidthNs, 300e6, 10e9));
    }
}
