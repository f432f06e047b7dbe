using Microsoft.Data.Analysis;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Events;
using Microsoft.DotNet.Interactive.Formatting;
using Microsoft.DotNet.Interactive.ValueSharing;

namespace NotebookKit.Interactive;

/// <summary>The frames that are variables of a notebook's other languages.</summary>
internal static class SessionFrames
{
    /// <summary>Looks for frames that a query may name, and for what became of those found before.</summary>
    /// <param name="asking">The kernel that asks: its own tables are not looked at.</param>
    /// <param name="query">The query.</param>
    /// <param name="found">The frames by name; what is no frame any more goes.</param>
    public static async Task FindAsync(Kernel asking, string query, Dictionary<string, DataFrame> found)
    {
        string[] before = [.. found.Keys];
        found.Clear();
        foreach (Kernel other in asking.ParentKernel?.ChildKernels.Where(kernel => kernel != asking && Shares(kernel)).ToArray() ?? [])
        {
            foreach (KernelValueInfo info in await InfosAsync(other).ConfigureAwait(false))
            {
                // A variable is asked for only where it can matter: the answer brings a text of it too.
                bool wanted = before.Contains(info.Name) || query.Contains(info.Name, StringComparison.Ordinal);
                if (wanted && !found.ContainsKey(info.Name) && Frame(await ValueAsync(other, info.Name).ConfigureAwait(false)) is { } frame)
                {
                    found.Add(info.Name, frame);
                }
            }
        }
    }

    private static DataFrame? Frame(object? value) => value is ResultTable result ? result.ToDataFrame() : value as DataFrame;

    private static bool Shares(Kernel kernel) =>
        !kernel.KernelInfo.IsProxy
        && new[] { nameof(RequestValueInfos), nameof(RequestValue) }.All(command =>
            kernel.KernelInfo.SupportedKernelCommands.Any(one => one.Name == command)
        );

    private static async Task<IEnumerable<KernelValueInfo>> InfosAsync(Kernel kernel)
    {
        KernelCommandResult result = await kernel.SendAsync(new RequestValueInfos(kernel.Name)).ConfigureAwait(false);
        return result.Events.OfType<ValueInfosProduced>().SelectMany(produced => produced.ValueInfos);
    }

    private static async Task<object?> ValueAsync(Kernel kernel, string name)
    {
        KernelCommandResult result = await kernel
            .SendAsync(new RequestValue(name, PlainTextFormatter.MimeType, kernel.Name))
            .ConfigureAwait(false);
        return result.Events.OfType<ValueProduced>().FirstOrDefault()?.Value;
    }
}
