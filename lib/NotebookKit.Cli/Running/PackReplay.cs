using System.IO.Compression;
using System.Text.Json.Nodes;
using NotebookKit.Hosts;
using NotebookKit.Kernel.Files;
using NotebookKit.Kernel.Notebooks;
using NotebookKit.Kernel.Running;

namespace NotebookKit.Cli.Running;

/// <summary>Runs the notebooks of a pack again on the recordings in it, and compares every table and number.</summary>
/// <remarks>Only on request: the cells of a pack are somebody else's code, and run with the rights of whoever asks.</remarks>
internal sealed class PackReplay(ZipArchive zip, string folder)
{
    private const string Injected = "injected-parameters";

    // Parameters of notebooks that take any captures, whatever they are.
    private static readonly string[] Inputs = ["path", "against"];

    /// <summary>True where names of other widths stand in the outputs, and pictures have other measures.</summary>
    public bool Redacted { get; init; }

    /// <summary>Runs one.</summary>
    /// <param name="record">What the manifest says of it.</param>
    /// <param name="notebooks">The folder of the repository's notebooks, from where cells name the library.</param>
    /// <param name="progress">Hears of every cell.</param>
    /// <param name="stop">Ends the run.</param>
    /// <returns>Null where every output is the same; else why it could not be run, or each output that differs.</returns>
    public async Task<Outcome> RunAsync(JsonObject record, string notebooks, Action<CellProgress> progress, CancellationToken stop)
    {
        string name = JupyterJson.Text(record["notebook"])!;
        string source = Path.Combine(notebooks, Path.GetFileName(name));
        NotebookDocument packed = Stripped(PackedNotebooks.Read(zip, name, source));
        var given = (record["parameters"] as JsonObject ?? []).ToDictionary(one => one.Key, one => JupyterJson.Text(one.Value) ?? "");
        if (given.GetValueOrDefault("mode") == "live")
        {
            return new Outcome("it captured a live host, which is not in the pack");
        }

        if (RunRecord.Of(packed) is { } run && NotPacked(packed, run, RecordStamp.Of(packed)) is { } outside)
        {
            return new Outcome(outside);
        }

        var again = NotebookDocument.Parse(packed.ToJson(), source);
        Place(record, again, given);
        OpenedRecordings.Watch();
        RunResult result = await NotebookRunner
            .RunAsync(
                again,
                new RunOptions
                {
                    Parameters = given,
                    Folder = notebooks,
                    Progress = progress,
                },
                stop
            )
            .ConfigureAwait(false);
        if (!result.Passed && JupyterJson.Text(record["result"]) == RunWord.Passed)
        {
            return new Outcome(result.Failure is { } failure ? $"cell {failure.Number} failed: {failure.Message}" : "the run was stopped");
        }

        IReadOnlyList<string> opened = OpenedRecordings.Folders;
        if (opened.FirstOrDefault(one => !RealPath.IsInside(one, folder)) is { } elsewhere)
        {
            return new Outcome($"it read the recording {elsewhere}, which is not in the pack");
        }

        RecordStamp.Write(again, source, opened, ask: null);
        IReadOnlyList<string> outputs = OutputComparison.Differences(
            packed,
            Stripped(again),
            Redacted ? ComparedDrawings.Marks : ComparedDrawings.Letters
        );
        return new Outcome(null)
        {
            Differences = [.. Stamps(RecordStamp.Of(packed), RecordStamp.Of(again)), .. outputs],
            NotCompared = OutputComparison.NotCompared(packed),
        };
    }

    // What its first screen says is in no output.
    private static IEnumerable<string> Stamps(RecordStamp packed, RecordStamp again)
    {
        // A remedy may have been verified by recordings beside those of the notebook, which are in no pack of it.
        bool beside = packed.Answer?.Beside is not null && again.Answer?.Beside is null;
        if (beside && again.Answer is { } own && Alone(packed.Answer!) != own)
        {
            yield return $"answer: expected \"{Alone(packed.Answer!).Said}\", found \"{own.Said}\"";
        }
        else if (!beside && packed.Answer != again.Answer)
        {
            yield return $"answer: expected \"{packed.Answer?.Said ?? "none"}\", found \"{again.Answer?.Said ?? "none"}\"";
        }

        string[] Used(RecordStamp stamp) =>
            [
                .. stamp
                    .Recordings.Select(one => $"{one.Name} {one.Host} {one.Kernel} {one.Drive} {one.Captured} {one.Origin}")
                    .Order(StringComparer.Ordinal),
            ];
        foreach ((string expected, string found) in Used(packed).Zip(Used(again)).Where(pair => pair.First != pair.Second))
        {
            yield return $"recording: expected \"{expected}\", found \"{found}\"";
        }

        if (packed.Recordings.Count != again.Recordings.Count)
        {
            yield return $"recordings: expected {packed.Recordings.Count}, found {again.Recordings.Count}";
        }
    }

    private static RecordAnswer Alone(RecordAnswer answer) => answer with { Tried = null, Beside = null, Works = false };

    /// <summary>Captures that a run was given and that are no recordings, such as an archive: a sentence; null for none.</summary>
    public static string? NotPacked(NotebookDocument document, RunRecord run, RecordStamp stamp)
    {
        foreach (string name in Inputs.Where(RunParameters.Of(document).ContainsKey))
        {
            if (run.Parameters.GetValueOrDefault(name) is { Length: > 0 } value && !stamp.Recordings.Any(one => one.Parameter == name))
            {
                return $"its captures {value} are no recording: `notebookkit import {value} -o CASE` makes one of them, then investigate CASE";
            }
        }

        return null;
    }

    // Where its recordings lie now: a folder for those that it knows by name, a path for those
    // that it knows by path, a case of the same name for those that it knows by their case.
    private void Place(JsonObject record, NotebookDocument document, Dictionary<string, string> given)
    {
        IReadOnlyDictionary<string, RunParameter> known = RunParameters.Of(document);
        if (known.ContainsKey("data"))
        {
            given["data"] = Path.Combine(folder, PackedRecordings.Folder);
        }

        foreach (JsonObject used in (record["recordings"] as JsonArray ?? []).OfType<JsonObject>())
        {
            if (
                JupyterJson.Text(used["parameter"]) is not { } parameter
                || !known.TryGetValue(parameter, out RunParameter? declared)
                || JupyterJson.Text(used["folder"]) is not { } place
            )
            {
                continue;
            }

            if (JupyterJson.Text(used["case"]) is { } held)
            {
                given[parameter] = InCase(parameter, held, place);
                continue;
            }

            string value = given.GetValueOrDefault(parameter) ?? declared.Default?.Trim('"') ?? "";
            if (!known.ContainsKey("data") || $"{PackedRecordings.Folder}/{value}" != place)
            {
                given[parameter] = Path.Combine(folder, place);
            }
        }
    }

    // The recording, in a case of a folder of the parameter's own: two parameters may name two cases of one name.
    private string InCase(string parameter, string name, string place)
    {
        var held = new CaseFolder(Path.Combine(folder, "cases", parameter, name));
        string target = Path.Combine(held.RecordingsFolder, Path.GetFileName(place));
        if (!Directory.Exists(target))
        {
            UnpackedCase.Recording(zip, place, target);
            File.WriteAllText(Path.Combine(held.Path, CaseFolder.FileName), "{}");
        }

        return held.Path;
    }

    // The cell that gave a run its parameters goes: each run has its own. It shows nothing.
    private static NotebookDocument Stripped(NotebookDocument document)
    {
        JsonNode json = JsonNode.Parse(document.ToJson())!;
        if (json["cells"] is JsonArray cells)
        {
            foreach (JsonNode cell in cells.OfType<JsonObject>().Where(IsInjected).ToArray())
            {
                cells.Remove(cell);
            }
        }

        return NotebookDocument.Parse(json.ToJsonString(), document.Source);
    }

    private static bool IsInjected(JsonObject cell) =>
        cell["metadata"]?["tags"] is JsonArray tags
        && tags.Any(tag => JupyterJson.Text(tag) == Injected)
        && cell["outputs"] is not JsonArray { Count: > 0 };

    /// <summary>How a run again ended.</summary>
    /// <param name="NotReproducible">Why it could not be run; null where it was.</param>
    internal sealed record Outcome(string? NotReproducible)
    {
        /// <summary>Each output that differs, with what was expected and what was found; empty where all are the same.</summary>
        public IReadOnlyList<string> Differences { get; init; } = [];

        /// <summary>What may be another and was not looked at.</summary>
        public LeftUncompared NotCompared { get; init; }
    }
}
