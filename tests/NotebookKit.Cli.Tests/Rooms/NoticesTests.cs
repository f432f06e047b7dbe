using System.Text.RegularExpressions;

namespace NotebookKit.Cli.Tests.Rooms;

/// <summary>What the build says of other people's work in lib/bin.</summary>
public sealed class NoticesTests
{
    private static readonly string Bin = Path.Combine(RepositoryFolder.Root, "lib", "bin");

    [Fact]
    public void Every_file_that_comes_from_a_package_is_named_with_its_authors_and_the_text_of_its_licence()
    {
        string notices = File.ReadAllText(Path.Combine(Bin, "THIRD-PARTY-NOTICES.txt"));
        string[] named = [.. Regex.Matches(notices, "(?m)^Files: (.*)$").SelectMany(line => line.Groups[1].Value.Split(", "))];
        string[] foreign =
        [
            .. Directory
                .EnumerateFiles(Bin, "*", SearchOption.AllDirectories)
                .Where(IsCode)
                .Select(file => Path.GetFileName(file))
                .Where(file => !file.StartsWith("NotebookKit.", StringComparison.Ordinal)),
        ];

        Assert.NotEmpty(foreign);
        Assert.Empty(foreign.Except(named));
        Assert.DoesNotContain("Its text is not here", notices, StringComparison.Ordinal);
        Assert.All(
            Regex
                .Matches(notices, "(?m)^Licence: ([A-Za-z0-9.-]+)$")
                .Select(line => line.Groups[1].Value)
                .Where(licence => licence != "below")
                .Distinct(),
            licence => Assert.Contains($"\nText of {licence}\n", notices, StringComparison.Ordinal)
        );
        Assert.All(
            Regex.Split(notices, "(?m)^-{100}\n").Where(part => part.Contains("\nFiles: ", StringComparison.Ordinal)),
            part => Assert.Contains("\nAuthors: ", part, StringComparison.Ordinal)
        );
    }

    private static bool IsCode(string file) => Path.GetExtension(file) is ".dll" or ".so" or ".dylib";
}
