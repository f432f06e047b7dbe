using System.Text.Json.Nodes;
using NotebookKit.Summaries;

namespace NotebookKit.Tests.Hosts;

/// <summary>A damaged <c>recording.json</c> is an error that names the file, the line and the field, whoever reads it.</summary>
public class MalformedRecordingTests
{
    [Theory]
    [InlineData("\"name\": \"time\",", "\"name\": null,", "steps[1].name")]
    [InlineData("\"name\": \"time\",", "\"name\": \"\",", "steps[1].name is empty")]
    [InlineData("\"name\": \"time\",", "\"name\": \"time\", \"colour\": 1,", "colour is no field of a recording")]
    [InlineData("\"cpus\": 2", "\"cpus\": \"two\"", "host.cpus holds a value of another kind")]
    [InlineData("\"cpus\": 2", "\"cpus\": 99999999999", "host.cpus holds a value of another kind")]
    [InlineData("\"kind\": \"capture\"", "\"kind\": 7", "kind holds a value of another kind")]
    [InlineData("\"kind\": \"capture\"", "\"kind\": \"film\"", "kind holds a value of another kind")]
    [InlineData("\"nomerges\": \"0\"", "\"nomerges\": null", "host.queue.nomerges is null")]
    [InlineData("\"nomerges\": \"0\"", "\"nomerges\": \"0\", \"nomerges\": \"2\"", "nomerges")]
    [InlineData("\"perf\": \"6.1\"", "\"perf\": null", "tools.perf is null")]
    [InlineData("\"argv\": [", "\"argv\": [ null,", "steps[0].argv[0] is null")]
    [InlineData("\"outputs\": [\n", "\"outputs\": [ null,", "].outputs[0] is null")]
    [InlineData("\"eventsSinceBootSeconds\": [", "\"eventsSinceBootSeconds\": [ 1,", "eventsSinceBootSeconds does not hold two times")]
    [InlineData("\"time.txt\": {", "\"time.txt\": null, \"more.txt\": {", "files[\"time.txt\"] is null")]
    [InlineData("\"files\": {", "\"files\": { \"a\": { \"sha256\": \"00\", \"bytes\": 0 },", "files.a.sha256 is not 64")]
    [InlineData("\"files\": {", "\"files\": { \"a\": { \"sha256\": null, \"bytes\": 0 },", "files.a.sha256")]
    [InlineData("\"files\": {", "\"files\": { \"a\": { \"bytes\": 0 },", "sha256")]
    [InlineData("\"label\": \"healthy\"", "\"label\": \"\\ud800\"", "not Unicode")]
    [InlineData("\"iops_limit\": 3000", "\"iops_limit\": \"\\ud800\"", "settings: a text that is not Unicode")]
    public void The_field_is_named(string before, string after, string expected)
    {
        using var copy = new RecordingCopy();
        copy.Edit(json =>
            json.Contains(before, StringComparison.Ordinal) ? Once(json, before, after) : throw new ArgumentException(before)
        );

        string message = Assert.Throws<RecordingException>(() => Host.Replay(copy.Folder)).Message;

        Assert.Matches("recording\\.json line [0-9]+", message);
        Assert.Contains(expected, message, StringComparison.Ordinal);
        Assert.Equal(message, Assert.Throws<RecordingException>(() => Recording.OpenToVerify(copy.Folder)).Message);
        Assert.Equal(message, Assert.Throws<RecordingException>(() => CaptureSummary.Of(copy.Folder)).Message);
    }

    [Fact]
    public void A_step_that_is_null_is_named()
    {
        string message = Assert.Throws<RecordingException>(() => Recording.Open(RepositoryFolder.Case("break/rec-null-step"))).Message;

        Assert.Contains("recording.json line 1: steps[0] is null", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Bytes_that_are_no_text_are_an_error_with_their_line()
    {
        using var copy = new RecordingCopy();
        byte[] bytes = File.ReadAllBytes(copy.File(Recording.FileName));
        bytes[bytes.AsSpan().IndexOf("healthy"u8)] = 0xFF;
        File.WriteAllBytes(copy.File(Recording.FileName), bytes);

        Assert.Contains(
            "line 7: a text that is not Unicode",
            Assert.Throws<RecordingException>(() => Recording.Open(copy.Folder)).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Whatever_value_stands_in_the_place_of_another_nothing_but_the_error_of_a_recording_reaches_the_user()
    {
        int seed = Environment.TickCount;
        var random = new Random(seed);
        string[] others =
        [
            "null",
            "[]",
            "{}",
            "[null]",
            "{\"a\": null}",
            "-1",
            "1e999",
            "9223372036854775807",
            "\"\"",
            "\"..\"",
            "\"\\u0000\"",
            "true",
            "\"2026-13-41T99:00:00Z\"",
        ];
        using var copy = new RecordingCopy();
        string whole = SealTests.Unsealed(File.ReadAllText(copy.File(Recording.FileName)));
        for (int i = 0; i < 600; i++)
        {
            JsonNode json = JsonNode.Parse(whole)!;
            string put = others[random.Next(others.Length)];
            Put(json, JsonNode.Parse(put), random);
            File.WriteAllText(copy.File(Recording.FileName), json.ToJsonString());
            Exception? fault = Record.Exception(() =>
            {
                Recording recording = Host.Replay(copy.Folder).Recording;
                recording.Verify();
                recording.NotSealed();
                _ = recording.ToString();
            });
            Assert.True(fault is null or RecordingException, $"{put} (seed {seed}, turn {i}): {fault}");
        }
    }

    private static void Put(JsonNode json, JsonNode? value, Random random)
    {
        JsonNode at = json;
        while (true)
        {
            int count = at is JsonObject properties ? properties.Count : at.AsArray().Count;
            int i = random.Next(count);
            JsonNode? child = at is JsonObject holder ? holder.ElementAt(i).Value : at[i];
            if (child is JsonObject { Count: > 0 } or JsonArray { Count: > 0 } && random.Next(4) > 0)
            {
                at = child;
            }
            else if (at is JsonObject owner)
            {
                owner[owner.ElementAt(i).Key] = value;
                return;
            }
            else
            {
                at[i] = value;
                return;
            }
        }
    }

    private static string Once(string text, string before, string after)
    {
        int at = text.IndexOf(before, StringComparison.Ordinal);
        return text[..at] + after + text[(at + before.Length)..];
    }
}
