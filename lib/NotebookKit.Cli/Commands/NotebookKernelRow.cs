using NotebookKit.Capture;
using NotebookKit.Jupyter.Specs;

namespace NotebookKit.Cli.Commands;

/// <summary>What <c>notebookkit doctor</c> says of the notebook kernel.</summary>
internal static class NotebookKernelRow
{
    /// <summary>Looks whether clients know the kernel.</summary>
    public static DoctorRow Look()
    {
        const string Without = "notebookkit run, which needs no client";
        return KernelSpecs.List().FirstOrDefault(spec => spec.IsOurs) switch
        {
            null => new(
                "notebook kernel",
                DoctorState.Limited,
                "VS Code and Jupyter do not know it",
                Without,
                "notebookkit kernel install"
            ),
            { Fault: { } fault } => new("notebook kernel", DoctorState.Limited, fault, Without, "notebookkit kernel install"),
            var spec => new(
                "notebook kernel",
                DoctorState.Ok,
                $"{spec.Name} in {spec.Folder}; it speaks ZeroMQ itself and needs no libzmq",
                Without,
                null
            ),
        };
    }
}
