using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace NotebookKit.Cli.Commands;

/// <summary>Examples of a command, which its help shows below the options.</summary>
internal static class CommandExamples
{
    private static readonly ConditionalWeakTable<Command, (string Line, string Meaning)[]> All = [];

    /// <summary>Gives a command its examples: what is typed, and what it does.</summary>
    public static Command WithExamples(this Command command, params (string Line, string Meaning)[] examples)
    {
        All.Add(command, examples);
        return command;
    }

    /// <summary>Makes the help of a command and all below it show examples.</summary>
    public static void ShowInHelp(RootCommand root)
    {
        HelpOption help = root.Options.OfType<HelpOption>().First();
        help.Action = new Help((HelpAction)help.Action!);
    }

    private sealed class Help(HelpAction usual) : SynchronousCommandLineAction
    {
        public override int Invoke(ParseResult parseResult)
        {
            TextWriter output = parseResult.InvocationConfiguration.Output;
            int code = InvokeUsual(parseResult, output);
            if (All.TryGetValue(parseResult.CommandResult.Command, out (string Line, string Meaning)[]? examples))
            {
                output.WriteLine("Examples:");
                foreach ((string line, string meaning) in examples)
                {
                    output.WriteLine($"  {line}\n      {meaning}");
                }

                output.WriteLine();
            }

            return code;
        }

        // The usual help calls the program by its assembly, which must not be named like the library's; users type the launcher's name.
        private int InvokeUsual(ParseResult parseResult, TextWriter output)
        {
            using var text = new StringWriter(CultureInfo.InvariantCulture);
            parseResult.InvocationConfiguration.Output = text;
            int code = usual.Invoke(parseResult);
            parseResult.InvocationConfiguration.Output = output;
            output.Write(text.ToString().Replace(RootCommand.ExecutableName, "notebookkit", StringComparison.Ordinal));
            return code;
        }
    }
}
