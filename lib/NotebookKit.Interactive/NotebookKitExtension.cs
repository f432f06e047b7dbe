using Microsoft.DotNet.Interactive;

namespace NotebookKit.Interactive;

/// <summary>Brings what this library has for cells of other languages into a notebook host of .NET Interactive.</summary>
/// <remarks>
/// The host is .NET Interactive itself, which meets it as the library's first type is used or as the package is referenced, or
/// NotebookKit's own engine, which looks for <see cref="IKernelExtension"/> beside a library whose assembly says so.
/// </remarks>
public sealed class NotebookKitExtension : IKernelExtension
{
    /// <summary>Brings it into the host whose cell is running; without one, nothing happens.</summary>
    public static void Load()
    {
        if (KernelInvocationContext.Current?.HandlingKernel?.RootKernel is { } root)
        {
            Load(root);
        }
    }

    /// <inheritdoc/>
    public Task OnLoadAsync(Kernel kernel)
    {
        Load(kernel);
        return Task.CompletedTask;
    }

    private static void Load(Kernel kernel)
    {
        if (kernel is not CompositeKernel root)
        {
            return;
        }

        if (root.FindKernelByName(SqlKernel.KernelName) is null)
        {
            root.Add(new SqlKernel().UseValueSharing().UseWho());
        }

        CaseDirectives.AddTo(root);

        // .NET Interactive's kernel for Jupyter shares no values with scripts, its others do.
        if (
            root.FindKernelByName("javascript") is { } javascript
            && javascript.KernelInfo.SupportedDirectives.All(directive => directive.Name != "#!share")
        )
        {
            javascript.UseValueSharing();
        }
    }
}
