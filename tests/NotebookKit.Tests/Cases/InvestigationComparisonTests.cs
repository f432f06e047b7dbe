using System.Text.Json.Nodes;
using NotebookKit.Cases;

namespace NotebookKit.Tests.Cases;

/// <summary>A case beside a good one: what is set otherwise, and what changed.</summary>
public class InvestigationComparisonTests
{
    [Fact]
    public void The_setting_that_differs_is_named_first_and_then_what_it_did()
    {
        InvestigationComparison comparison = Open("snapshot-nomerges2").Against(Open("snapshot-nomerges0"));

        Assert.Contains(new SettingChange("nvme0n1", "nomerges", "0", "2"), comparison.Settings);
        Assert.StartsWith("Changed from snapshot-nomerges0: nvme0n1 nomerges 0 to 2", comparison.Sentence, StringComparison.Ordinal);
        Assert.Equal(("snapshot-nomerges0", "snapshot-nomerges2"), (comparison.Traces!.NameA, comparison.Traces.NameB));
        Assert.Contains("changed  requests issued (requests): 56 to 3,584", comparison.ToText(), StringComparison.Ordinal);
    }

    [Fact]
    public void Counters_alone_are_compared_by_their_means()
    {
        InvestigationComparison comparison = Investigation
            .Open(RepositoryFolder.File("snapshot-nomerges2", "iostat.txt"))
            .Against(Investigation.Open(RepositoryFolder.File("standard", "iostat.txt")));

        Assert.Null(comparison.Traces);
        MeanChange size = comparison.Means.Single(mean => mean is { Device: "nvme0n1", Mean: "rareq-sz" });
        Assert.Equal((255.73, 4), (Math.Round(size.Good, 2), size.Here));
        Assert.Contains("nvme0n1: rareq-sz 256 to 4 KiB", comparison.Sentence, StringComparison.Ordinal);
        Assert.Contains("Settings were not captured in both.", comparison.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void A_case_against_itself_differs_in_nothing()
    {
        InvestigationComparison comparison = Open("standard").Against(Open("standard"));

        Assert.Empty(comparison.Settings);
        Assert.StartsWith("No setting differs that both have.", comparison.Sentence, StringComparison.Ordinal);
        Assert.Contains("Nothing surely changed", comparison.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void The_json_has_the_settings_and_the_measures()
    {
        Investigation here = Open("snapshot-nomerges2");
        JsonNode json = JsonNode.Parse(InvestigationJson.Write(here, here.Devices, here.Against(Open("snapshot-nomerges0"))))!["against"]!;

        Assert.Equal("snapshot-nomerges0", (string?)json["good"]);
        Assert.Contains(
            json["settings"]!.AsArray(),
            setting => (string?)setting!["setting"] == "nomerges" && (string?)setting["good"] == "0" && (string?)setting["here"] == "2"
        );
        Assert.Contains(
            json["measures"]!.AsArray(),
            measure => (string?)measure!["measure"] == "requests issued" && (double?)measure["here"] == 3584
        );
    }

    [Fact]
    public void Two_drives_are_compared_each_with_its_own_and_a_device_narrows_it()
    {
        // In the good case both drives merge; in the other the second one's requests are small.
        using var folder = new TwoDrives();
        Investigation here = Investigation.Open(folder.Bad);
        Investigation good = Investigation.Open(folder.Good);

        InvestigationComparison all = here.Against(good);
        Assert.Equal(["259,1", "259,0"], all.ByDevice.Select(one => one.Device).Order(StringComparer.Ordinal).Reverse());
        Assert.All(all.ByDevice, one => Assert.Equal(one.Traces.DeviceA, one.Traces.DeviceB));
        Assert.Equal(56, all.ByDevice.Single(one => one.Device == "259,0").Traces.Rows.Single(row => row.Measure == "requests issued").B);
        Assert.Equal(3584, all.ByDevice.Single(one => one.Device == "259,1").Traces.Rows.Single(row => row.Measure == "requests issued").B);
        Assert.Contains("259,1: From", all.Sentence, StringComparison.Ordinal);
        Assert.Contains("259,0: Nothing surely changed", all.Sentence, StringComparison.Ordinal);
        Assert.Contains("changed  259,1 requests issued (requests): 56 to 3,584", all.ToText(), StringComparison.Ordinal);
        JsonNode json = JsonNode.Parse(InvestigationJson.Write(here, here.Devices, all))!["against"]!;
        Assert.Equal(2, json["devices"]!.AsArray().Count);

        InvestigationComparison one = here.Against(good, here.Find("259,0"));
        Assert.Equal("259,0", Assert.Single(one.ByDevice).Device);
        Assert.DoesNotContain("259,1", one.ToText().Split('\n')[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Each_of_several_hosts_is_compared_with_itself()
    {
        string folder = Directory.CreateTempSubdirectory("notebookkit-hosts-").FullName;
        try
        {
            Copy("snapshot-nomerges2", folder, "here/alpha");
            Copy("standard-maxsectors4", folder, "here/beta");
            Piles.Sosreport(Path.Combine(folder, "here"), "web09");
            Copy("snapshot-nomerges0", folder, "good/alpha");
            Copy("standard", folder, "good/beta");

            InvestigationComparison comparison = Investigation
                .Open(Path.Combine(folder, "here"))
                .Against(Investigation.Open(Path.Combine(folder, "good")));

            Assert.Contains(
                comparison.Settings,
                change => change is { Device: "snapshot-nomerges2: nvme0n1", Setting: "nomerges", Good: "0", Here: "2" }
            );
            Assert.Contains(
                comparison.Settings,
                change => change is { Device: "standard-maxsectors4: nvme0n1", Setting: "max_sectors_kb", Here: "4" }
            );
            Assert.Equal(
                ["snapshot-nomerges2: nvme0n1", "standard-maxsectors4: nvme0n1"],
                comparison.ByDevice.Select(one => one.Device).Order(StringComparer.Ordinal)
            );
            Assert.Equal(["web09"], comparison.Alone);
            Assert.EndsWith("has nothing of web09: not compared.", comparison.Sentence, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Copy(string recording, string folder, string to)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(folder, to))!);
        Assert.Equal(0, Tool.Run("cp", "-r", RepositoryFolder.File(recording, "."), Path.Combine(folder, to)).ExitCode);
    }

    private static Investigation Open(string recording) => Investigation.Open(Path.Combine(RepositoryFolder.Data, recording));
}
