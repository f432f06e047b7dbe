using System.CommandLine;
using NotebookKit.Capture;
using NotebookKit.Kernel.Formatting;
using NotebookKit.Kernel.Jupyter.Specs;
using Spectre.Console;

namespace NotebookKit.Cli.Commands;

/// <summary><c>notebookkit doctor</c>: what live capture finds on this host, and what helps where something is missing.</summary>
internal static class DoctorCommand
{
    /// <summary>What is typed.</summary>
    public const string Name = "doctor";

    private const int PlainWidth = 100; // a file or a pipe has no width
    private const int LeastWidth = 80;

    public static Command Create()
    {
        var command = new Command(Name, "Says which tools, rights and kernel settings for live capture are here, what still works without each, and what helps.");
        command.SetAction(_ => Run());
        return command.WithExamples(("notebookkit doctor", "Run it before a live capture; as the user who will run the notebook. It changes nothing."));
    }

    private static int Run()
    {
        Doctor doctor = Doctor.Look();
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = Coloured ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = Coloured ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Out = new AnsiConsoleOutput(Console.Out),
        });
        console.Profile.Width = Console.IsOutputRedirected ? PlainWidth : Math.Max(console.Profile.Width, LeastWidth);
        var table = new Table { Border = TableBorder.Simple };
        table.AddColumn(new TableColumn("need").NoWrap()).AddColumn(new TableColumn("state").NoWrap()).AddColumn("found").AddColumn("what still works without it");
        DoctorRow[] rows = [.. doctor.Rows, NotebookKernel()];
        foreach (DoctorRow row in rows)
        {
            string colour = row.State switch { DoctorState.Ok => "green", DoctorState.Limited => "yellow", _ => "red" };
            table.AddRow(new Text(row.Need), new Markup($"[{colour}]{row.State.ToString().ToLowerInvariant()}[/]"), Cell(row.Found), Cell(row.Without));
        }

        console.Write(table);
        foreach (DoctorRow row in rows.Where(row => row.Remedy is not null))
        {
            Console.Out.WriteLine(TextWrap.To(TerminalText.OneLine($"  {row.Need}: {row.Remedy}"), TerminalWidth.Now ?? PlainWidth, 4));
        }

        Console.Out.WriteLine(doctor.CanTrace ? "Block events can be captured here." : "Block events cannot be captured here; replay of recordings works everywhere.");
        return doctor.CanTrace ? ExitCode.Done : ExitCode.Failed;
    }

    private static DoctorRow NotebookKernel()
    {
        const string Without = "notebookkit run, which needs no client";
        return KernelSpecs.List().FirstOrDefault(spec => spec.IsOurs) switch
        {
            null => new("notebook kernel", DoctorState.Limited, "VS Code and Jupyter do not know it", Without, "notebookkit kernel install"),
            { Fault: { } fault } => new("notebook kernel", DoctorState.Limited, fault, Without, "notebookkit kernel install"),
            var spec => new("notebook kernel", DoctorState.Ok, $"{spec.Name} in {spec.Folder}; it speaks ZeroMQ itself and needs no libzmq", Without, null),
        };
    }

    // https://no-color.org: any value switches colours off.
    private static bool Coloured => !Console.IsOutputRedirected && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));

    private static Text Cell(string text) => new(TerminalText.OneLine(text));
}
