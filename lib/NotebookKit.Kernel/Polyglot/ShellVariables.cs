using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Commands;

namespace NotebookKit.Kernel.Polyglot;

/// <summary>The values that <c>#!share</c> and <c>#!set</c> hand to shell scripts: variables of their environment.</summary>
internal sealed partial class ShellVariables : Microsoft.DotNet.Interactive.Kernel, IKernelCommandHandler<SendValue>
{
    // MAX_ARG_STRLEN of Linux: the name, =, the value and the byte that ends it.
    private const int MostBytes = 131_072;
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    public ShellVariables()
        : base("sh") => KernelInfo.LanguageName = "Shell";

    public IReadOnlyDictionary<string, string> Values => _values;

    public Task HandleAsync(SendValue command, KernelInvocationContext context) =>
        SetValueAsync(
            command,
            context,
            (name, value, _) =>
            {
                if (!Form().IsMatch(name))
                {
                    context.Fail(command, null, $"'{name}' is no name of a shell variable");
                }
                else if (value is string or bool or IFormattable)
                {
                    // As the JSON has a number: 64 bits do not fit into a double.
                    string text =
                        value is double && command.FormattedValue is { MimeType: "application/json", Value: { Length: > 0 } number }
                            ? number
                            : Convert.ToString(value, CultureInfo.InvariantCulture)!;
                    if (text.Contains('\0', StringComparison.Ordinal))
                    {
                        context.Fail(command, null, $"'{name}' holds the character 0, which ends the value of a shell variable");
                    }
                    else if (Encoding.UTF8.GetByteCount(text) + name.Length + 2 is > MostBytes and var bytes)
                    {
                        context.Fail(
                            command,
                            null,
                            string.Create(
                                CultureInfo.InvariantCulture,
                                $"'{name}' takes {bytes:#,0} bytes, and Linux hands a program {MostBytes:#,0} a variable at most: write it to a file and share its name"
                            )
                        );
                    }
                    else
                    {
                        _values[name] = text;
                    }
                }
                else
                {
                    context.Fail(command, null, $"a shell takes text and numbers: '{name}' is {value?.GetType().Name ?? "null"}");
                }

                return Task.CompletedTask;
            }
        );

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_]*$")]
    private static partial Regex Form();
}
