// { "schema": "notebookkit-kernel-trials", "version": 1, "asked": text, "trials": [ { "kernel":
// text, "package": text or null, "verdict": "Bad" | "Good" | "CannotBoot" | "Unclear",
//   "sure": bool, "seconds": [ number ], "basis": text } ] }
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using NotebookKit.Files;

namespace NotebookKit.Kernels;

/// <summary>A window in a file, so that kernels are tried on one day and judged on another.</summary>
internal static class KernelWindowFile
{
    private const string Schema = "notebookkit-kernel-trials";
    private static readonly JsonSerializerOptions Layout = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Writes the trials of a window.</summary>
    /// <param name="window">The window.</param>
    /// <param name="asked">What was looked for, in a line.</param>
    /// <param name="path">The file.</param>
    public static void Write(KernelWindow window, string asked, string path)
    {
        ArgumentNullException.ThrowIfNull(window);
        FileAtOnce.Write(
            path,
            new JsonObject
            {
                ["schema"] = Schema,
                ["version"] = 1,
                ["asked"] = asked,
                ["trials"] = new JsonArray([
                    .. window.Trials.Select(trial => new JsonObject
                    {
                        ["kernel"] = trial.Version.Text,
                        ["package"] = trial.Package,
                        ["verdict"] = trial.Verdict.ToString(),
                        ["sure"] = trial.IsSure,
                        ["seconds"] = new JsonArray([.. trial.Seconds.Select(seconds => (JsonNode)seconds)]),
                        ["basis"] = trial.Basis,
                    }),
                ]),
            }.ToJsonString(Layout) + "\n"
        );
    }

    /// <summary>Reads a window.</summary>
    /// <exception cref="InvalidDataException">The file is damaged, or none of these.</exception>
    public static KernelWindow Read(string path)
    {
        try
        {
            JsonNode root = JsonNode.Parse(File.ReadAllText(path))!;
            if ((string?)root["schema"] != Schema || (int?)root["version"] != 1)
            {
                throw new InvalidDataException($"{path}: expected the schema {Schema}, version 1");
            }

            return root["trials"]!
                .AsArray()
                .Aggregate(
                    KernelWindow.Of(),
                    (window, trial) =>
                        window.With(
                            new KernelTrial(
                                KernelVersion.Parse((string)trial!["kernel"]!),
                                [.. trial["seconds"]!.AsArray().Select(seconds => (double)seconds!)],
                                Enum.Parse<KernelVerdict>((string)trial["verdict"]!),
                                (string)trial["basis"]!
                            )
                            {
                                IsSure = (bool)trial["sure"]!,
                                Package = (string?)trial["package"],
                            }
                        )
                );
        }
        catch (Exception fault)
            when (fault is JsonException or NullReferenceException or InvalidOperationException or FormatException or ArgumentException)
        {
            throw new InvalidDataException($"{path} is damaged, {JsonFault.Of(fault)}; try the kernels anew", fault);
        }
    }
}
