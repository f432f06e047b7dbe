using System.CommandLine;
using NotebookKit.Fleet;

namespace NotebookKit.Cli.Commands;

/// <summary><c>notebookkit fleet</c>: the recordings of many hosts in a database, and questions to all of them.</summary>
internal static class FleetCommand
{
    /// <summary>What is typed.</summary>
    public const string Name = "fleet";

    public static Command Create() =>
        new Command(Name, "Keeps the recordings of many hosts in a database (DuckDB in a file, or ClickHouse), and asks all of them.")
        {
            CreateInit(),
            FleetAddCommand.Create(),
            FleetQueryCommand.Create(),
            FleetMakeCommand.Create(),
            CreateClean(),
        }.WithExamples(
            ("notebookkit fleet add data --store duckdb:fleet.db", "Adds every recording below a folder that is not there yet."),
            ("notebookkit fleet query fail-slow --store duckdb:fleet.db", "Which drives are slow beside their peers."),
            ("notebookkit fleet query \"SELECT host, count(*) FROM findings GROUP BY host\"", "SQL of your own.")
        );

    /// <summary>The option that names the store.</summary>
    public static Option<string> Store() =>
        new("--store")
        {
            HelpName = "STORE",
            DefaultValueFactory = _ => FleetStore.DefaultAddress,
            Description =
                "duckdb:FILE, or clickhouse:http://HOST:8123/DATABASE (user and password from NOTEBOOKKIT_CLICKHOUSE_USER and _PASSWORD), of a cluster "
                + "clickhouse:http://HOST1:8123,HOST2:8123/DATABASE?cluster=NAME.",
        };

    /// <summary>Turns what a store may refuse into a sentence.</summary>
    public static int Guarded(Func<int> run)
    {
        try
        {
            return run();
        }
        catch (FleetException fault)
        {
            StandardStreams.Complain(FaultText.Of(fault));
            return ExitCode.Failed;
        }
        catch (ArgumentException fault)
        {
            throw new UsageException(FaultText.Of(fault), fault);
        }
    }

    private static Command CreateInit()
    {
        Option<string> store = Store();
        var init = new Command("init", "Makes the tables; on a cluster, on every server that is named.") { store };
        init.SetAction(parsed =>
            Guarded(() =>
            {
                using FleetStore fleet = FleetStore.OpenToWrite(parsed.GetValue(store)!);
                fleet.Create();
                return LabCommand.Say(
                    $"{fleet.Address}: {FleetSchema.Tables.Count} tables, schema {FleetSchema.Version}: {string.Join(", ", FleetSchema.Tables.Select(table => table.Name))}"
                );
            })
        );
        return init;
    }

    private static Command CreateClean()
    {
        Option<string> store = Store();
        var hours = NumberOption.Of("--hours", 0, 8_760, "How long ago an attempt must have begun; 0 where nobody adds now. [default: 24]");
        var clean = new Command(
            "clean",
            "Removes what attempts to add that were killed have left on ClickHouse: rows that no question sees. A file of DuckDB has none."
        )
        {
            store,
            hours,
        };
        clean.SetAction(parsed =>
            Guarded(() =>
            {
                using FleetStore fleet = FleetStore.OpenToWrite(parsed.GetValue(store)!);
                fleet.Create();
                return LabCommand.Say(
                    FormattableString.Invariant(
                        $"{fleet.Address}: {fleet.Clean(TimeSpan.FromHours(parsed.GetValue(hours) ?? 24)):N0} rows removed"
                    )
                );
            })
        );
        return clean;
    }
}
