namespace NotebookKit.Cli.Commands;

/// <summary>The commands of the .NET program.</summary>
internal static class EveryCommand
{
    /// <summary>One line a command; each lives in a file of its own beside this.</summary>
    public static CommandSet All =>
        new(
            [
                (RunCommand.Name, RunCommand.Create),
                (PageCommand.Name, PageCommand.Create),
                (KernelCommand.Name, KernelCommand.Create),
                (SummarizeCommand.Name, SummarizeCommand.Create),
                (DiagnoseCommand.Name, DiagnoseCommand.Create),
                (InvestigateCommand.Name, InvestigateCommand.Create),
                (CaptureCommand.Name, CaptureCommand.Create),
                (ImportCommand.Name, ImportCommand.Create),
                (FlameCommand.Name, FlameCommand.Create),
                (TrainCommand.Name, TrainCommand.Create),
                (DoctorCommand.Name, () => DoctorCommand.Create(NotebookKernelRow.Look)),
                (RecordCommand.Name, RecordCommand.Create),
                (LabCommand.Name, LabCommand.Create),
                (FleetCommand.Name, FleetCommand.Create),
                (RestoreCommand.Name, RestoreCommand.Create),
                (HelperCommand.Name, HelperCommand.Create),
            ],
            [
                (
                    "notebookkit run notebooks --html",
                    "Executes the investigation notebooks on the captures in data/ and leaves records to read and share."
                ),
                ("notebookkit summarize data/snapshot-nomerges2", "Says on one screen what a recording holds."),
                ("notebookkit run --help", "Says what a command takes, with examples."),
            ]
        )
        {
            Prepare = VerdictGuard.Guarded,
            Check = VerdictGuard.Check,
        };
}
