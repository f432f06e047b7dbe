using NotebookKit.Redaction;

namespace NotebookKit.Tests.Redaction;

/// <summary>Invented names and identifiers: of the same form, told from others, and related as those they stand for.</summary>
public class InventedNamesTests
{
    [Theory]
    [InlineData("payroll")]
    [InlineData("DB07")]
    [InlineData("S4EVNX0R123456")]
    [InlineData("Gehälter")]
    [InlineData("20394857")]
    public void A_word_gets_one_of_its_length_and_shape_the_same_again_and_known_as_invented(string word)
    {
        var names = new Pseudonyms();

        string other = names.Of(word);

        Assert.NotEqual(word, other);
        Assert.Equal(word.Length, other.Length);
        Assert.Equal(word.Select(char.IsAsciiDigit), other.Select(char.IsAsciiDigit));
        Assert.Equal(other, names.Of(word));
        Assert.Equal(other.ToLowerInvariant(), names.Of(word.ToLowerInvariant()));
        Assert.True(Pseudonyms.IsOne(other), other);
        Assert.False(Pseudonyms.IsOne(word), word);
    }

    [Fact]
    public void No_two_words_get_the_same_though_all_of_a_length_are_taken()
    {
        var names = new Pseudonyms();

        string[] others = [.. Enumerable.Range(0, 600).Select(i => names.Of($"{(char)('a' + (i / 26))}{(char)('a' + (i % 26))}"))];

        Assert.Equal(600, others.Distinct().Count());
        Assert.All(others, other => Assert.True(Pseudonyms.IsOne(other), other));
    }

    [Theory]
    [InlineData("5002538e40a1b2c3", "5002538")]
    [InlineData("0025385b71b00e5f", "002538")]
    [InlineData("600508b400105e210000900000490000", "600508b")]
    public void An_identifier_keeps_length_kind_and_vendor(string id, string vendor)
    {
        string other = new StorageIds().Hex(id);

        Assert.Equal(id.Length, other.Length);
        Assert.StartsWith(vendor, other, StringComparison.Ordinal);
        Assert.NotEqual(id, other);
        Assert.True(StorageIds.IsOne(other), other);
        Assert.False(StorageIds.IsOne(id), id);
    }

    [Fact]
    public void An_nguid_keeps_the_vendor_in_its_middle()
    {
        string other = new StorageIds().Hex("36344830526000640025385300000001");

        Assert.Equal("002538", other[16..22]);
        Assert.True(StorageIds.IsOne(other), other);
    }

    [Fact]
    public void Ports_of_one_target_still_belong_together_and_others_do_not()
    {
        var ids = new StorageIds();

        string one = ids.Hex("50014380241c2d3e"),
            two = ids.Hex("50014380241c2d40"),
            far = ids.Hex("50014380991c2d3e");

        Assert.Equal(one[..13], two[..13]);
        Assert.NotEqual(one, two);
        Assert.NotEqual(one[..13], far[..13]);
    }

    [Fact]
    public void Hosts_of_a_subnet_stay_in_one_and_loopback_and_masks_stay()
    {
        var ids = new StorageIds();

        string one = ids.Ip("10.77.12.34"),
            two = ids.Ip("10.77.12.35"),
            far = ids.Ip("10.77.13.34");

        Assert.Equal(one[..one.LastIndexOf('.')], two[..two.LastIndexOf('.')]);
        Assert.NotEqual(one[..one.LastIndexOf('.')], far[..far.LastIndexOf('.')]);
        Assert.Matches(@"^198\.1[89]\.", one);
        Assert.Equal("127.0.0.1", ids.Ip("127.0.0.1"));
        Assert.Equal("255.255.255.0", ids.Ip("255.255.255.0"));
        Assert.StartsWith("2001:db8:", ids.Ip("fd12::7"), StringComparison.Ordinal);
        Assert.Equal(ids.Ip("fd12::7").Split("::")[0], ids.Ip("fd12::8").Split("::")[0]);
    }

    [Fact]
    public void Every_spelling_of_one_identifier_gets_the_same_digits()
    {
        var redactor = new Redactor(KitVocabulary.Own);

        string[] said = redactor
            .Redact("wwn-0x5002538e40a1b2c3 naa.5002538e40a1b2c3 0x5002538e40a1b2c3 50:02:53:8e:40:a1:b2:c3")
            .Split(' ');

        string digits = said[0]["wwn-0x".Length..];
        Assert.Equal(
            ["wwn-0x" + digits, "naa." + digits, "0x" + digits, string.Join(':', digits.Chunk(2).Select(pair => new string(pair)))],
            said
        );
    }

    [Fact]
    public void The_words_of_the_notebooks_are_those_of_the_list()
    {
        string[] listed =
        [
            .. File.ReadLines(Path.Combine(RepositoryFolder.Root, "lib", "NotebookKit", "Redaction", "notebook-words.txt"))
                .Where(word => word.Length > 0),
        ];
        var said = new SortedSet<string>(StringComparer.Ordinal);
        foreach (
            string path in Directory
                .GetFiles(Path.Combine(RepositoryFolder.Root, "notebooks"), "*.ipynb")
                .Concat(Directory.GetFiles(Path.Combine(RepositoryFolder.Root, "notebooks", "training"), "*.ipynb"))
        )
        {
            using var json = System.Text.Json.JsonDocument.Parse(File.ReadAllBytes(path));
            foreach (
                System.Text.Json.JsonElement source in json
                    .RootElement.GetProperty("cells")
                    .EnumerateArray()
                    .Select(cell => cell.GetProperty("source"))
            )
            {
                string text =
                    source.ValueKind == System.Text.Json.JsonValueKind.Array
                        ? string.Concat(source.EnumerateArray().Select(line => line.GetString()))
                        : source.GetString()!;
                said.UnionWith(KitVocabulary.WordsOf(text).Select(word => word.ToLowerInvariant()));
            }

            said.UnionWith(KitVocabulary.WordsOf(Path.GetFileNameWithoutExtension(path)).Select(word => word.ToLowerInvariant()));
        }

        said.RemoveWhere(word => !word.Any(char.IsLetter));
        Assert.True(
            said.SetEquals(listed),
            "notebook-words.txt lacks " + string.Join(' ', said.Except(listed)) + "; has too many " + string.Join(' ', listed.Except(said))
        );
    }
}
