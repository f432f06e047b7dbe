using System.CommandLine;
using System.Diagnostics;

namespace NotebookKit.Cli.Commands;

/// <summary><c>notebookkit fleet add</c>: adds recordings to a store.</summary>
internal static class FleetAddCommand
{
    public static Command Create()
    {
        var paths = new Argument<string[]>("PATH")
        {
            Arity = ArgumentArity.OneOrMore,
            Description = "Recordings, cases, archives of Parquet (fleet make), or folders of these.",
        };
        Option<string> store = FleetCommand.Store();
        var requests = NumberOption.Of(
            "--requests",
            0,
            MostRequests,
            "How many requests of each device are kept at most, spread over the recording's time, each with how many it stands for. [default: 0]"
        );
        var add = new Command("add", "Adds recordings that are not there yet; what was killed or failed is begun again where it was.")
        {
            paths,
            store,
            requests,
        };
        add.SetAction(parsed =>
            FleetCommand.Guarded(() => Run(parsed.GetValue(paths)!, parsed.GetValue(store)!, (int)(parsed.GetValue(requests) ?? 0)))
        );
        return add.WithExamples(
            ("notebookkit fleet add data --requests 1000", "Keeps a thousand requests of each device too."),
            ("notebookkit fleet add /srv/recordings --store duckdb:fleet.db", "The same once more adds what has come since.")
        );
    }

    // Whole traces belong into files of their own (record export --parquet).
    private const int MostRequests = 100_000;

    private static int Run(string[] paths, string address, int requests)
    {
        if (paths.FirstOrDefault(path => !Directory.Exists(path)) is { } missing)
        {
            throw new UsageException($"{missing} is no folder: name recordings, cases, archives of Parquet, or folders of these");
        }

        using FleetStore store = FleetStore.OpenToWrite(address);
        long start = Stopwatch.GetTimestamp();
        FleetStore.Addition added = store.Add(
            paths,
            count => StandardStreams.Say(FormattableString.Invariant($"{count:N0} recordings added")),
            requests
        );
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        foreach (string fault in added.NotRead)
        {
            StandardStreams.Complain(fault);
        }

        LabCommand.Say(
            FormattableString.Invariant(
                $"{store.Address}: {added.Added:N0} recordings added in {seconds:0.0} s, {added.There:N0} were there, {added.NotRead.Count:N0} could not be read"
            )
        );
        return added.NotRead.Count == 0 ? ExitCode.Done : ExitCode.Failed;
    }
}
