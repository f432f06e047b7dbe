using NotebookKit.Hosts;
using NotebookKit.VirtualLab;

namespace NotebookKit.Tests.VirtualLab;

public sealed class LabManifestTests : IDisposable
{
    private static readonly LabDraw Draw = new(7, [GuestKernel.Find("5.10"), GuestKernel.Find("6.1")], ["snapshot-nomerges2", "standard"]);
    private readonly CaseFolder _folder = new(Directory.CreateTempSubdirectory("notebookkit-").FullName);

    public void Dispose() => Directory.Delete(_folder.Path, recursive: true);

    [Fact]
    public void What_was_made_is_read_again_with_what_became_of_it()
    {
        IReadOnlyList<LabDrawn> drawn = Draw.Draw(3);
        LabManifest manifest = LabManifest.Open(Draw, _folder, drawn);
        manifest.Add(new LabMade(drawn[0], "5.10.0-32-amd64", 1, true, null, 33.3));
        manifest.Add(new LabMade(drawn[1], "6.1.0-50-amd64", 0, false, "merges=0: 3, does not hold", 20));
        manifest.Add(new LabMade(drawn[2], null, 0, null, "its stack could not be built", 5));

        IReadOnlyList<LabDrawn> more = Draw.Draw(5);
        LabManifest again = LabManifest.Open(Draw, _folder, more);

        Assert.Equal(manifest.Made.Select(Told), again.Made.Select(Told));
        Assert.Equal(
            ["r001 True 1  33.3", "r002 False 0 merges=0: 3, does not hold 20", "r003  0 its stack could not be built 5"],
            again.Made.Select(Told)
        );
        Assert.Contains(
            "\"label\": \"" + drawn[0].Scenario.Label + "\"",
            File.ReadAllText(Path.Combine(_folder.Path, LabMake.ManifestName)),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_folder_that_was_drawn_by_another_seed_is_refused_with_both()
    {
        IReadOnlyList<LabDrawn> drawn = Draw.Draw(1);
        LabManifest.Open(Draw, _folder, drawn).Add(new LabMade(drawn[0], "x", 0, true, null, 1));

        string Refused(LabDraw draw) => Assert.Throws<ArgumentException>(() => LabManifest.Open(draw, _folder, drawn)).Message;

        Assert.Contains("was drawn otherwise: seed 7, not 8.", Refused(Draw with { Seed = 8 }), StringComparison.Ordinal);
        Assert.Contains("kernels 5.10.", Refused(Draw with { Kernels = [GuestKernel.Find("6.1")] }), StringComparison.Ordinal);
        Assert.Contains(
            "kernels in another order.",
            Refused(Draw with { Kernels = [.. Draw.Kernels.Reverse()] }),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "seed 7, not 8; scenarios standard, not stalls.",
            Refused(Draw with { Seed = 8, Scenarios = ["snapshot-nomerges2", "stalls"] }),
            StringComparison.Ordinal
        );
    }

    // The scenarios of a later version may allow other values: what is there would get parameters that it was not made with.
    [Fact]
    public void A_recording_that_is_drawn_with_other_values_now_is_refused_with_both()
    {
        IReadOnlyList<LabDrawn> drawn = Draw.Draw(1);
        LabManifest.Open(Draw, _folder, drawn).Add(new LabMade(drawn[0], "x", 0, true, null, 1));
        LabDrawn other = drawn[0] with { Parameters = new SortedDictionary<string, string> { ["drive.iops"] = "1" } };

        string message = Assert.Throws<ArgumentException>(() => LabManifest.Open(Draw, _folder, [other])).Message;

        Assert.Contains($"r001 was drawn as {drawn[0].Scenario.Name} ", message, StringComparison.Ordinal);
        Assert.Contains($"and is {drawn[0].Scenario.Name} drive.iops=1 by", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_with_other_things_is_refused()
    {
        File.WriteAllText(Path.Combine(_folder.Path, "mine.txt"), "");

        Assert.Contains(
            "is not empty",
            Assert.Throws<ArgumentException>(() => LabManifest.Open(Draw, _folder, Draw.Draw(1))).Message,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("{ \"schema\": \"notebookkit-lab-manifest\", \"version\": 1 }")]
    [InlineData(
        "{ \"schema\": \"notebookkit-lab-manifest\", \"version\": 1, \"seed\": \"x\", \"kernels\": [], \"scenarios\": [], \"recordings\": [] }"
    )]
    public void A_damaged_list_is_an_error_that_names_it(string text)
    {
        string path = Path.Combine(_folder.Path, LabMake.ManifestName);
        File.WriteAllText(path, text);

        Assert.StartsWith(
            path,
            Assert.Throws<InvalidDataException>(() => LabManifest.Open(Draw, _folder, Draw.Draw(1))).Message,
            StringComparison.Ordinal
        );
    }

    private static string Told(LabMade made) =>
        FormattableString.Invariant($"{made.Drawn.Name} {made.IsConfirmed} {made.Retries} {made.Why} {made.Seconds}");
}
