using NotebookKit.Tests.Blocks;

namespace NotebookKit.Tests.Cases;

/// <summary>What a case says of stacks whose layers hand on I/O in ways of their own.</summary>
public sealed class OtherStackCaseTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("notebookkit-stacks-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_path_that_gets_its_bios_without_a_Q_of_their_own_is_not_asked_to_be_traced_again()
    {
        string lines = string.Join(
            '\n',
            Enumerable
                .Range(0, 200)
                .Select(i =>
                {
                    (int us, string path) = (i * 1000, $"259,{1 + (i % 2)}");
                    return $"259,0: {us} Q R {i * 640} + 8\n{path}: {us + 2} A R {i * 640} + 8 <- (259,0) {i * 640}\n{path}: {us + 6} D R {i * 640} + 8\n{path}: {us + 300} C R {i * 640} + 8";
                })
        );
        Investigation investigation = Opened(lines);

        Assert.Equal(["259,1", "259,2"], investigation.Devices.Select(device => device.Device).Order(StringComparer.Ordinal));
        Assert.All(
            investigation.Devices,
            device =>
                Assert.Contains(
                    $"259,0 hands its bios to {device.Device} without a Q of their own",
                    device.Missing[0],
                    StringComparison.Ordinal
                )
        );
        Assert.DoesNotContain(
            investigation.Devices.SelectMany(device => device.Missing),
            gap => gap.Contains("were not traced", StringComparison.Ordinal)
        );
        Assert.DoesNotContain(investigation.Devices.SelectMany(device => device.Findings), finding => finding.Kind == "lost-events");
    }

    [Fact]
    public void A_volume_that_waits_for_blocks_to_be_filled_is_slow_for_a_reason_that_is_seen()
    {
        string lines = string.Join(
            '\n',
            Enumerable
                .Range(0, 200)
                .Select(i =>
                {
                    (int us, int block) = (i * 5000, i * 128);
                    return $"253,4: {us} Q WS {i * 7919 % 1000 * 128} + 8\n8,0: {us + 10} Q W {block} + 128\n8,0: {us + 15} D W {block} + 128\n8,0: {us + 200} C W {block} + 128\n"
                        + $"8,0: {us + 2000} A WS {block} + 8 <- (253,4) {i * 7919 % 1000 * 128}\n8,0: {us + 2001} Q WS {block} + 8\n8,0: {us + 2005} D WS {block} + 8\n8,0: {us + 2100} C WS {block} + 8\n253,4: {us + 2110} C WS {i * 7919 % 1000 * 128} + 8";
                })
        );

        DeviceVerdict drive = Opened(lines)["8,0"];

        Assert.DoesNotContain(drive.Missing, gap => gap.Contains("for a reason that is not seen", StringComparison.Ordinal));
        Assert.Contains(drive.Findings, finding => finding.Kind == "amplification");
    }

    [Fact]
    public void A_summary_of_blkparse_is_called_one()
    {
        File.WriteAllText(
            Path.Combine(_folder, "sums.txt"),
            "CPU0 (nvme0n1):\n Reads Queued:         200,      800KiB\t Writes Queued:           0,        0KiB\n\nThroughput (R/W): 800KiB/s / 0KiB/s\nEvents (nvme0n1): 1,000 entries\nSkips: 0 forward (0 -   0.0%)\n"
        );

        Assert.Contains(
            Investigation.Open(_folder).Notes,
            note => note.Contains("blkparse's summary alone, which has sums and no requests", StringComparison.Ordinal)
        );
    }

    private Investigation Opened(string lines)
    {
        File.WriteAllText(Path.Combine(_folder, "btrace.txt"), TraceText.Text(lines));
        return Investigation.Open(_folder);
    }
}
