using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using NotebookKit.Jupyter.Messages;
using NotebookKit.Scripting.Cells;

namespace NotebookKit.Jupyter.Serving;

/// <summary>What was executed in this session, for a client that asks what it was; bounded, oldest first to go.</summary>
internal sealed class InputHistory
{
    private const int Kept = 1000;
    private const int LongestOutput = 10_000;
    private const int Session = 1;
    private readonly List<(int Number, string Code, string? Output)> _entries = [];

    public void Add(int number, string code, string? output)
    {
        if (_entries.Count == Kept)
        {
            _entries.RemoveAt(0);
        }

        _entries.Add((number, code, output is null ? null : OutputBudget.Cut(output, LongestOutput)));
    }

    /// <summary>Answers a history request: the tail, a range of numbers, or a search with * and ?.</summary>
    public JsonObject Find(JupyterMessage request)
    {
        IEnumerable<(int Number, string Code, string? Output)> found = request.Text("hist_access_type") switch
        {
            "range" => InSession(request.Number("session"))
                ? _entries.Where(one =>
                    one.Number >= (request.Number("start") ?? 1) && one.Number < (request.Number("stop") ?? int.MaxValue)
                )
                : [],
            "search" => Search(request.Text("pattern", "*"), request.Flag("unique", false)),
            _ => _entries,
        };
        if (request.Text("hist_access_type") != "range")
        {
            found = found.TakeLast(request.Number("n") ?? Kept);
        }

        bool output = request.Flag("output", false);
        return new JsonObject
        {
            ["status"] = "ok",
            ["history"] = new JsonArray([
                .. found.Select(one =>
                    (JsonNode)new JsonArray(Session, one.Number, output ? new JsonArray(one.Code, one.Output) : JsonValue.Create(one.Code))
                ),
            ]),
        };
    }

    // 0 is this session, negative numbers are earlier ones, which are not kept.
    private static bool InSession(int? session) => session is null or 0 or Session;

    private IEnumerable<(int Number, string Code, string? Output)> Search(string pattern, bool unique)
    {
        var expression = new Regex(
            "^" + Regex.Escape(pattern).Replace("\\*", ".*", StringComparison.Ordinal).Replace("\\?", ".", StringComparison.Ordinal) + "$",
            RegexOptions.Singleline | RegexOptions.NonBacktracking
        );
        IEnumerable<(int Number, string Code, string? Output)> found = _entries.Where(one => expression.IsMatch(one.Code));
        return unique ? found.Reverse().DistinctBy(one => one.Code).Reverse() : found;
    }
}
