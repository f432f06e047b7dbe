using System.Text.Json.Nodes;
using NotebookKit.Cases;
using NotebookKit.Formats;
using NotebookKit.Kernel.Notebooks;

namespace NotebookKit.Cli.Running;

/// <summary>What a record answers in one sentence: what is wrong, what is to be done, and whether that was tried.</summary>
/// <param name="State">How far the captures carry it.</param>
/// <param name="Sentence">The verdict.</param>
internal sealed record RecordAnswer(DeviceState State, string Sentence)
{
    /// <summary>What stands between two recordings.</summary>
    public const string And = " and ";

    private static readonly string[] TimedSteps = ["time", "time-repeats"];

    /// <summary>The recording that was judged; null where a cell said it.</summary>
    public string? Of { get; init; }

    /// <summary>What to do; null where no cause is named.</summary>
    public string? Remedy { get; init; }

    /// <summary>What runs with the remedy showed; null where there are none.</summary>
    public string? Tried { get; init; }

    /// <summary>The recordings by which that was shown, where the record itself compares none; null where it does.</summary>
    public string? Beside { get; init; }

    /// <summary>The same in words; null where the record itself compares all.</summary>
    public string? Elsewhere =>
        Beside is null ? null
        : Beside.Contains(And, StringComparison.Ordinal) ? $"the recordings {Beside}, which lie beside it and are not in this record"
        : $"the recording {Beside}, which lies beside it and is not in this record";

    /// <summary>True where these runs show that it works.</summary>
    public bool Works { get; init; }

    /// <summary>All of it in a line.</summary>
    public string Said =>
        string.Join(
            "; ",
            new[] { Of, InvestigationJson.Word(State), Sentence, Remedy, Tried, Works ? "works" : null }.Where(part =>
                !string.IsNullOrEmpty(part)
            )
        );

    /// <summary>Judges a recording as <c>notebookkit diagnose</c> does, and its remedy by the recordings beside it.</summary>
    /// <param name="defect">The recording.</param>
    /// <param name="plain">One of the same load that never had the defect; null for none.</param>
    /// <param name="fix">One with the remedy; null for none.</param>
    /// <returns>Null where it holds nothing to judge.</returns>
    public static RecordAnswer? Judge(string defect, string? plain, string? fix)
    {
        try
        {
            Investigation judged = Investigation.Open(defect);
            var answer = new RecordAnswer(judged.State, judged.Sentence) { Of = judged.Name, Remedy = judged.Remedy };
            if (judged.Remedy is null || plain is null || fix is null)
            {
                return answer;
            }

            var verified = FixVerification.Of(
                Change(defect, fix),
                Seconds(plain),
                Seconds(defect),
                Seconds(fix),
                Causes(judged),
                Causes(Investigation.Open(fix))
            );
            return verified.Verdict == FixVerdict.Unclear
                ? answer
                : answer with
                {
                    Tried = verified.Statement,
                    Works = verified.Verdict == FixVerdict.Restored,
                };
        }
        catch (Exception error)
            when (error is RecordingException or CaptureFormatException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }

    public static RecordAnswer? Read(JsonNode? json) =>
        json is JsonObject one && JupyterJson.Text(one["sentence"]) is { Length: > 0 } sentence
            ? new RecordAnswer(InvestigationJson.StateOf(JupyterJson.Text(one["state"])), sentence)
            {
                Of = JupyterJson.Text(one["of"]),
                Remedy = JupyterJson.Text(one["remedy"]),
                Tried = JupyterJson.Text(one["tried"]),
                Beside = JupyterJson.Text(one["beside"]),
                Works = JupyterJson.Text(one["works"]) == "yes",
            }
            : null;

    public JsonObject ToJson()
    {
        var json = new JsonObject
        {
            ["of"] = Of,
            ["sentence"] = Sentence,
            ["state"] = InvestigationJson.Word(State),
            ["remedy"] = Remedy,
            ["tried"] = Tried,
            ["works"] = Works ? "yes" : "no",
        };
        if (Beside is not null)
        {
            json["beside"] = Beside;
        }

        return json;
    }

    private static double[] Seconds(string folder)
    {
        ReplayHost host = Host.Replay(folder);
        return
        [
            .. TimedSteps
                .Where(host.Has)
                .SelectMany(step => TimeOutput.Read(host.PathOf(step)).Select(run => run.RealSeconds))
                .OfType<double>(),
        ];
    }

    // The same fault found by another capture of the same run is one fault.
    private static Findings Causes(Investigation judged) =>
        new Findings().Add(judged.Devices.Select(device => device.Cause).OfType<Finding>());

    private static string Change(string defect, string fix)
    {
        (Recording before, Recording after) = (Recording.Open(defect), Recording.Open(fix));
        string[] changed =
        [
            .. after
                .Host.Queue.Where(setting => before.Host.Queue.TryGetValue(setting.Key, out string? was) && was != setting.Value)
                .Select(setting => $"{setting.Key} = {setting.Value.Trim()}"),
        ];
        return changed.Length is > 0 and < 4 ? string.Join(", ", changed) : $"what {after.Name} changed";
    }
}
