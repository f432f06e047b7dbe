using System.Text.Json;
using NotebookKit.Files;

namespace NotebookKit.Tests.Safety;

/// <summary>What a damaged file of JSON is told with: its place and words of ours.</summary>
public sealed class JsonFaultTests
{
    private static readonly JsonSerializerOptions Strict = new()
    {
        UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow,
    };

    [Theory]
    [InlineData("{\n \"Name\": \"a", "line 2 column 12: the JSON ends before it is complete")]
    [InlineData("{\n \"Name\": #", "line 2 column 10: '#' is no JSON from here on")]
    [InlineData("", "line 1 column 1: there is no JSON in it")]
    [InlineData("{ \"Name\": [] }", "line 1 column 12: Name holds a value of another kind than belongs there")]
    [InlineData("{ \"Name\": \"a\", \"colour\": 1 }", "line 1 column 25: colour is no field that belongs there")]
    [InlineData("{ }", "line 1 column 4: fields are missing Name")]
    [InlineData("{ \"Name\": \"a\nb\" }", "line 1 column 13: a control character, such as a line end, within a text in quotes")]
    public void A_fault_is_told_in_our_words_with_its_place(string json, string expected)
    {
        var fault = Assert.ThrowsAny<JsonException>(() => JsonSerializer.Deserialize<Part>(json, Strict));

        Assert.Equal(expected, JsonFault.Of(fault));
    }

    [Fact]
    public void What_is_missing_in_a_tree_is_told_as_that_and_our_own_words_are_kept()
    {
        Assert.Contains("a field is missing", JsonFault.Of(new KeyNotFoundException()), StringComparison.Ordinal);
        Assert.Equal("no entry", JsonFault.Of(new JsonException("no entry")));
        Assert.Equal("our own", JsonFault.Of(new InvalidDataException("our own")));
    }

    // Whoever catches what the reader of JSON throws, and says why, says it by JsonFault.
    [Fact]
    public void No_source_hands_on_the_words_of_the_reader_of_json()
    {
        var leaks = new List<string>();
        foreach (string file in Directory.GetFiles(Path.Combine(RepositoryFolder.Root, "lib"), "*.cs", SearchOption.AllDirectories))
        {
            string[] lines = File.ReadAllLines(file);
            for (int at = 0; at < lines.Length; at++)
            {
                if (!lines[at].TrimStart().StartsWith("catch (", StringComparison.Ordinal))
                {
                    continue;
                }

                string indent = lines[at][..^lines[at].TrimStart().Length];
                int end = Array.FindIndex(lines, at, line => line == indent + "}");
                string block = string.Join('\n', lines[at..end]);
                if (
                    block.Split('{')[0].Contains("JsonException", StringComparison.Ordinal)
                    && block.Contains(".Message", StringComparison.Ordinal)
                    && !block.Contains("JsonFault", StringComparison.Ordinal)
                )
                {
                    leaks.Add($"{Path.GetFileName(file)} line {at + 1}");
                }
            }
        }

        Assert.Empty(leaks);
    }

    private sealed record Part
    {
        public required string Name { get; init; }
    }
}
