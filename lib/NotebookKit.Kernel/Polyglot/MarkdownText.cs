using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Events;
using Microsoft.DotNet.Interactive.Formatting;

namespace NotebookKit.Kernel.Polyglot;

/// <summary>Shows <c>#!markdown</c> text, for which .NET Interactive has a kernel in VS Code alone.</summary>
internal sealed class MarkdownText : Microsoft.DotNet.Interactive.Kernel, IKernelCommandHandler<SubmitCode>
{
    public MarkdownText()
        : base("markdown") => KernelInfo.LanguageName = "Markdown";

    public Task HandleAsync(SubmitCode command, KernelInvocationContext context)
    {
        context.Publish(new DisplayedValueProduced(null, command, [new FormattedValue("text/markdown", command.Code)]));
        return Task.CompletedTask;
    }
}
