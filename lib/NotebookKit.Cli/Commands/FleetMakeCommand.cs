using System.CommandLine;
using NotebookKit.Hosts;
using NotebookKit.Kernel.Files;

namespace NotebookKit.Cli.Commands;

/// <summary><c>notebookkit fleet make</c>: a made fleet with planted faults, to try questions on.</summary>
internal static class FleetMakeCommand
{
    public static Command Create()
    {
        var from = new Argument<string>("RECORDINGS") { Description = "A folder of labelled recordings, such as data." };
        var output = new Option<string>("--out", "-o")
        {
            HelpName = "DIR",
            Required = true,
            Description = "A new folder, for the Parquet files and planted.csv, which tells what was planted.",
        };
        var hosts = NumberOption.Of("--hosts", 1, 100_000, "How many hosts. [default: 500]");
        var days = NumberOption.Of("--days", 1, 3_650, "How many days. [default: 30]");
        var seed = NumberOption.Of("--seed", 0, int.MaxValue, "The same seed makes the same fleet. [default: 1]");
        var make = new Command("make", "Makes a fleet out of real recordings, with slow drives and lost merges planted in it.")
        {
            from,
            output,
            hosts,
            days,
            seed,
        };
        make.SetAction(parsed =>
            FleetCommand.Guarded(() =>
                Run(
                    parsed.GetValue(from)!,
                    parsed.GetValue(output)!,
                    parsed.GetValue(hosts) ?? 500,
                    parsed.GetValue(days) ?? 30,
                    parsed.GetValue(seed) ?? 1
                )
            )
        );
        return make.WithExamples(
            ("notebookkit fleet make data -o made-fleet", "500 hosts on 30 days; then: notebookkit fleet add made-fleet")
        );
    }

    private static int Run(string from, string output, int hosts, int days, int seed)
    {
        if (NewFolder.FaultOf(output, "a fleet is made in a folder of its own") is { } taken)
        {
            throw new UsageException(taken);
        }

        if (!Directory.Exists(from))
        {
            throw new UsageException($"{from} is no folder of recordings");
        }

        var fleet = new FleetSimulation(from, hosts, days, seed);
        fleet.Write(output, day => StandardStreams.Say($"day {day} of {days}"));
        string[] planted =
        [
            "kind,host,device,times,first_day",
            .. fleet.Planted.Select(slow =>
                FormattableString.Invariant($"slow,{slow.Host},{slow.Device},{slow.Times:0.00},{slow.FirstDay}")
            ),
            .. fleet.MergingOff.Select(host => $"merging-off,{host},,,"),
        ];
        ReplacedFile.Write(Path.Combine(output, "planted.csv"), string.Concat(planted.Select(line => line + "\n")));
        return LabCommand.Say(
            $"{output}: {hosts} hosts, {days} days; planted.csv tells {fleet.Planted.Count} slow drives and {fleet.MergingOff.Count} hosts that lose merges"
        );
    }
}
