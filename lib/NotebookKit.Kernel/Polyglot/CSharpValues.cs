using System.Globalization;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Events;
using Microsoft.DotNet.Interactive.Formatting;
using Microsoft.DotNet.Interactive.ValueSharing;
using NotebookKit.Scripting.Cells;
using NotebookKit.Scripting.Formatting;

namespace NotebookKit.Kernel.Polyglot;

/// <summary>The variables of the C# cells, for other languages to ask for and to add to.</summary>
internal sealed class CSharpValues
    : Microsoft.DotNet.Interactive.Kernel,
        IKernelCommandHandler<RequestValueInfos>,
        IKernelCommandHandler<RequestValue>,
        IKernelCommandHandler<SendValue>
{
    public const string KernelName = "csharp";

    private const double MostExact = 9_007_199_254_740_992; // 2^53
    private readonly CSharpSession _session;

    public CSharpValues(CSharpSession session)
        : base(KernelName)
    {
        _session = session;
        KernelInfo.LanguageName = "C#";
    }

    public Task HandleAsync(RequestValueInfos command, KernelInvocationContext context)
    {
        context.Publish(
            new ValueInfosProduced(
                [
                    .. _session
                        .Variables()
                        .Select(variable => new KernelValueInfo(
                            variable.Name,
                            new FormattedValue(command.MimeType, TypeName.Of(variable.Type)),
                            variable.Type
                        )),
                ],
                command
            )
        );
        return Task.CompletedTask;
    }

    public Task HandleAsync(RequestValue command, KernelInvocationContext context)
    {
        foreach ((string name, _, object? value) in _session.Variables().Where(variable => variable.Name == command.Name))
        {
            try
            {
                context.Publish(new ValueProduced(value, name, FormattedValue.CreateSingleFromObject(value, command.MimeType), command));
            }
            catch (Exception error) when (error is not OutOfMemoryException)
            {
                context.Fail(command, null, $"'{name}' has no form as {command.MimeType}: {error.Message}");
            }

            return Task.CompletedTask;
        }

        context.Fail(command, null, $"no C# cell declared a variable '{command.Name}'");
        return Task.CompletedTask;
    }

    public Task HandleAsync(SendValue command, KernelInvocationContext context) =>
        SetValueAsync(
            command,
            context,
            (name, value, _) =>
            {
                try
                {
                    // Of JSON a double was made, as .NET Interactive does: beyond 53 bits a whole number would be another one.
                    _session.Declare(
                        name,
                        value is double and (> MostExact or < -MostExact)
                        && long.TryParse(
                            command.FormattedValue?.Value,
                            NumberStyles.AllowLeadingSign,
                            CultureInfo.InvariantCulture,
                            out long whole
                        )
                            ? whole
                            : value
                    );
                }
                catch (ArgumentException error)
                {
                    context.Fail(command, null, error.Message);
                }

                return Task.CompletedTask;
            }
        );
}
