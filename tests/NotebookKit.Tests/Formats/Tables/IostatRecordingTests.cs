using NotebookKit.Formats;

namespace NotebookKit.Tests.Formats.Tables;

public class IostatRecordingTests
{
    public static TheoryData<string> Recordings => [.. RepositoryFolder.Recordings("iostat.txt", "iostat.json")];

    // The two were printed by two runs of iostat at once, each with its own clock: the reports since boot and all names agree, the
    // intervals are not the same ones.
    [Theory]
    [MemberData(nameof(Recordings))]
    public void Text_and_JSON_of_a_recording_have_one_shape(string recording)
    {
        IostatCapture text = IostatText.Read(RepositoryFolder.File(recording, "iostat.txt"));
        IostatCapture json = IostatJson.Read(RepositoryFolder.File(recording, "iostat.json"));

        TableText.Clean(text.Account);
        TableText.Clean(json.Account);
        Assert.Equal(text.Columns, json.Columns);
        Assert.Equal(text.Devices, json.Devices);
        Assert.Equal(text.Reports.Count, json.Reports.Count);
        Assert.Equal(
            text.ToDataFrame().Columns.Select(column => (column.Name, column.Unit)),
            json.ToDataFrame().Columns.Select(column => (column.Name, column.Unit))
        );
        Assert.Equal(text.Reports[0].Host, json.Reports[0].Host);
        Assert.Equal([true, .. Enumerable.Repeat(false, text.Reports.Count - 1)], text.Reports.Select(report => report.SinceBoot!.Value));
        Assert.Equal(text.Reports.Select(report => report.SinceBoot), json.Reports.Select(report => report.SinceBoot));
        Assert.Equal(text.Reports.Count - 1, text.Intervals.Reports.Count);
    }

    // Two programs that start together read the counters some hundredths of a second apart.
    [Theory]
    [MemberData(nameof(Recordings))]
    public void Text_and_JSON_of_a_recording_agree_on_the_time_since_boot(string recording)
    {
        IostatReport text = IostatText.Read(RepositoryFolder.File(recording, "iostat.txt")).Reports[0];
        IostatCapture json = IostatJson.Read(RepositoryFolder.File(recording, "iostat.json"));

        foreach ((IostatRow one, IostatRow other) in text.Rows.Zip(json.Reports[0].Rows))
        {
            foreach (string column in json.Columns)
            {
                Assert.Equal(one[column]!.Value, other[column]!.Value, 0.02 + (0.002 * Math.Abs(other[column]!.Value)));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Recordings))]
    public void Every_number_of_the_text_is_found_under_its_head(string recording)
    {
        string path = RepositoryFolder.File(recording, "iostat.txt");
        IostatCapture capture = IostatText.Read(path);
        var rows = new Queue<IostatRow>(capture.Reports.SelectMany(report => report.Rows));
        string[] head = [];
        foreach (string line in File.ReadLines(path))
        {
            string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            head =
                words is ["Device", ..] ? words
                : words.Length == 0 ? []
                : head;
            if (head.Length > 0 && words[0] != "Device")
            {
                IostatRow row = rows.Dequeue();
                Assert.Equal(words[0], row.Device);
                Assert.Equal(
                    words.Skip(1),
                    head.Skip(1).Select(column => row[column]!.Value.ToString("F2", System.Globalization.CultureInfo.InvariantCulture))
                );
            }
        }

        Assert.Empty(rows);
    }
}
