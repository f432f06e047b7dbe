using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Commands;

namespace NotebookKit.Kernel.Polyglot;

/// <summary>The values that <c>#!share</c> and <c>#!set</c> hand to shell scripts: variables of their environment.</summary>
internal sealed partial class ShellVariables : Microsoft.DotNet.Interactive.Kernel, IKernelCommandHandler<SendValue>
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    public ShellVariables() : base("sh") => KernelInfo.LanguageName = "Shell";

    public IReadOnlyDictionary<string, string> Values => _values;

    public Task HandleAsync(SendValue command, KernelInvocationContext context) => SetValueAsync(command, context, (name, value, _) =>
    {
        if (!Form().IsMatch(name))
        {
            context.Fail(command, null, $"'{name}' is no name of a shell variable");
        }
        else if (value is string or bool or IFormattable)
        {
            _values[name] = Convert.ToString(value, CultureInfo.InvariantCulture)!;
        }
        else
        {
            context.Fail(command, null, $"a shell takes text and numbers: '{name}' is {value?.GetType().Name ?? "null"}");
        }

        return Task.CompletedTask;
    });

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_]*$")]
    private static partial Regex Form();
}
