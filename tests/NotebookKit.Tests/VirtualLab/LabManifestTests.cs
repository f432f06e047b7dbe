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
        Assert.Equal(["r001 True 1  33.3", "r002 False 0 merges=0: 3, does not hold 20", "r003  0 its stack could not be built 5"], again.Made.Select(Told));
        Assert.Contains("\"label\": \"" + drawn[0].Scenario.Label + "\"", File.ReadAllText(Path.Combine(_folder.Path, LabMake.ManifestName)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_was_drawn_by_another_seed_is_refused_with_both()
    {
        IReadOnlyList<LabDrawn> drawn = Draw.Draw(1);
        LabManifest.Open(Draw, _folder, drawn).Add(new LabMade(drawn[0], "x", 0, true, null, 1));

        ArgumentException fault = Assert.Throws<ArgumentException>(() => LabManifest.Open(Draw with { Seed = 8 }, _folder, drawn));

        Assert.Contains("seed 7, kernels 5.10,6.1, scenarios snapshot-nomerges2,standard; not seed 8", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_with_other_things_is_refused()
    {
        File.WriteAllText(Path.Combine(_folder.Path, "mine.txt"), "");

        Assert.Contains("is not empty", Assert.Throws<ArgumentException>(() => LabManifest.Open(Draw, _folder, Draw.Draw(1))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("{ \"schema\": \"notebookkit-lab-manifest\", \"version\": 1 }")]
    [InlineData("{ \"schema\": \"notebookkit-lab-manifest\", \"version\": 1, \"seed\": \"x\", \"kernels\": [], \"scenarios\": [], \"recordings\": [] }")]
    public void A_damaged_list_is_an_error_that_names_it(string text)
    {
        string path = Path.Combine(_folder.Path, LabMake.ManifestName);
        File.WriteAllText(path, text);

        Assert.StartsWith(path, Assert.Throws<InvalidDataException>(() => LabManifest.Open(Draw, _folder, Draw.Draw(1))).Message, StringComparison.Ordinal);
    }

    private static string Told(LabMade made) => FormattableString.Invariant($"{made.Drawn.Name} {made.IsConfirmed} {made.Retries} {made.Why} {made.Seconds}");
}
