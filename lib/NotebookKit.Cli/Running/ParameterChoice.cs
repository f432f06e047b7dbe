using System.Text.Json.Nodes;
using NotebookKit.Kernel.Notebooks;
using NotebookKit.Kernel.Running;

namespace NotebookKit.Cli.Running;

/// <summary>Gives each notebook those of the user's parameters that it has.</summary>
internal static class ParameterChoice
{
    /// <summary>Reads <c>name=value</c>.</summary>
    /// <exception cref="UsageException">One has no equals sign, no name, or a name twice.</exception>
    public static Dictionary<string, string> Read(IEnumerable<string> texts)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string text in texts)
        {
            int at = text.IndexOf('=', StringComparison.Ordinal);
            if (at <= 0)
            {
                throw new UsageException($"-p {text}: expected name=value");
            }

            if (!values.TryAdd(text[..at], text[(at + 1)..]))
            {
                throw new UsageException($"-p {text[..at]} is given twice");
            }
        }

        return values;
    }

    /// <summary>Gives them out.</summary>
    /// <param name="items">The notebooks.</param>
    /// <param name="values">The user's values.</param>
    /// <param name="ignored">Hears of each notebook that lacks a parameter which another one has.</param>
    /// <exception cref="UsageException">No notebook has a parameter of that name, or a value does not fit.</exception>
    public static List<NotebookItem> Give(List<NotebookItem> items, IReadOnlyDictionary<string, string> values, Action<string> ignored)
    {
        var known = items.ToDictionary(item => item, item => RunParameters.Of(item.Document));
        foreach (string name in values.Keys)
        {
            List<NotebookItem> without = items.FindAll(item => !known[item].ContainsKey(name));
            if (without.Count == items.Count)
            {
                string[] names = [.. known.Values.SelectMany(one => one.Keys).Distinct().Order(StringComparer.Ordinal)];
                throw new UsageException(
                    $"no parameter '{name}' in {string.Join(", ", items.Select(item => item.Name))}; "
                        + (
                            names.Length > 0
                                ? $"there {(names.Length == 1 ? "is" : "are")} {string.Join(", ", names)}"
                                : "no cell there is tagged 'parameters'"
                        )
                );
            }

            if (without.Count > 0)
            {
                ignored(
                    $"parameter {name} is not known to {string.Join(", ", without.Select(item => item.Name))} and changes nothing there"
                );
            }
        }

        return items.ConvertAll(item =>
        {
            var own = values.Where(value => known[item].ContainsKey(value.Key)).ToDictionary();
            try
            {
                RunParameters.Check(item.Document, own);
            }
            catch (ArgumentException error)
            {
                throw new UsageException(error.Message, error);
            }

            return item with
            {
                Parameters = own,
                OnlyReplays = own.Count == 0 && OnlyReplays(item.Document, known[item]),
            };
        });
    }

    // Whoever set "live" in the cell itself did not run it since: what the notebook says of itself is of another time.
    private static bool OnlyReplays(NotebookDocument document, IReadOnlyDictionary<string, RunParameter> parameters) =>
        (document.Metadata["notebookkit"] as JsonObject)?["replays"] is JsonValue said
        && said.TryGetValue(out bool replays)
        && replays
        && parameters.GetValueOrDefault("mode")?.Default is null or "\"replay\"";
}
