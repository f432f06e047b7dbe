using System.Text.RegularExpressions;
using NotebookKit.Processes;

namespace NotebookKit.Flames;

/// <summary>Finds inlined functions with binutils' addr2line, for <see cref="FoldOptions.Inline"/>.</summary>
/// <remarks>
/// addr2line opens the programs that the stacks name, on this host: use it where the stacks were sampled, or where the same programs are.
/// Addresses are given as perf printed them: perf 6 prints places in the file, which addr2line wants of libraries and of
/// position-independent programs; for a program at a fixed place it knows nothing then, and the stack stays as it was. Each address is
/// asked for once. Source: addr2line(1); the arguments are those of stackcollapse-perf.pl's <c>--inline</c>.
/// </remarks>
internal sealed partial class Addr2Line
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private readonly Dictionary<(string Address, string Module), IReadOnlyList<string>> _known = [];

    /// <summary>Addresses for which addr2line knew a function.</summary>
    public int Found => _known.Values.Count(functions => functions.Count > 0);

    /// <summary>Addresses that were asked for.</summary>
    public int Asked => _known.Count;

    /// <summary>The functions at an address, the outermost first; empty where nothing is known of it.</summary>
    /// <param name="address">The address, in hexadecimal.</param>
    /// <param name="function">The function as perf printed it; not needed.</param>
    /// <param name="module">The program or library.</param>
    /// <exception cref="InvalidOperationException">addr2line is not installed.</exception>
    public IReadOnlyList<string> Lookup(string address, string function, string module)
    {
        if (!_known.TryGetValue((address, module), out IReadOnlyList<string>? functions))
        {
            // A name that is no address would be an option of addr2line's.
            functions = Address().IsMatch(address) && Path.IsPathRooted(module) && File.Exists(module) ? Parse(Ask(address, module)) : [];
            _known.Add((address, module), functions);
        }

        return functions;
    }

    // The address, then a line with a function and one with its place for each level, the innermost first.
    internal static IReadOnlyList<string> Parse(string text)
    {
        string[] lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        string[] functions = [.. lines.Skip(1).Where((_, i) => i % 2 == 0)];
        return functions.Contains("??") ? [] : [.. functions.Reverse()];
    }

    private static string Ask(string address, string module)
    {
        try
        {
            return ShortRun.To(["addr2line", "-a", address, "-e", module, "-i", "-f", "-s", "-C"], Patience) is { ExitCode: 0 } told
                ? told.Output
                : "";
        }
        catch (System.ComponentModel.Win32Exception cause)
        {
            throw new InvalidOperationException(
                "addr2line, which finds inlined functions, could not be started: install binutils, or fold without it",
                cause
            );
        }
    }

    [GeneratedRegex("^(0x)?[0-9a-fA-F]+$")]
    private static partial Regex Address();
}
