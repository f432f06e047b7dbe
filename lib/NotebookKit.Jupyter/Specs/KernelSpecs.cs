using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using NotebookKit.Jupyter.Messages;
using NotebookKit.Kernel.Files;
using NotebookKit.Kernel.Packages;

namespace NotebookKit.Jupyter.Specs;

/// <summary>Writes, removes and finds the folders by which Jupyter clients know kernels.</summary>
/// <remarks>Source: "Kernel specs", Making kernels for Jupyter, and "Data files" of jupyter_core.</remarks>
public static class KernelSpecs
{
    /// <summary>The name under which notebooks in C# ask for their kernel; with it they open without a question.</summary>
    public const string CommonName = ".net-csharp";

    /// <summary>The name that is taken where another program has the common one.</summary>
    public const string OwnName = "notebookkit";

    private const string Mark = "notebookkit";
    private const long LongestFile = 1 << 20;
    private static readonly string[] Pictures = ["logo-32x32.png", "logo-64x64.png", "logo-svg.svg"];
    private static readonly JsonSerializerOptions Readable = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The folder of the user's kernels.</summary>
    public static string UserFolder =>
        Path.Combine(
            Environment.GetEnvironmentVariable("JUPYTER_DATA_DIR") is { Length: > 0 } chosen ? chosen
                : OperatingSystem.IsMacOS() ? Path.Combine(Home, "Library", "Jupyter")
                : Path.Combine(
                    Environment.GetEnvironmentVariable("XDG_DATA_HOME") is { Length: > 0 } data
                        ? data
                        : Path.Combine(Home, ".local", "share"),
                    "jupyter"
                ),
            "kernels"
        );

    private static string Home => Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);

    /// <summary>The folder of kernels below a prefix, such as <c>/usr/local</c> or that of a Python environment.</summary>
    public static string PrefixFolder(string prefix) => Path.Combine(Path.GetFullPath(prefix), "share", "jupyter", "kernels");

    /// <summary>Writes the spec of this program.</summary>
    /// <param name="folder">The folder of kernels, of a user or below a prefix.</param>
    /// <param name="program">The assembly of the command that has <c>kernel</c>.</param>
    /// <returns>What was written: under <see cref="CommonName"/>, or <see cref="OwnName"/> where another program has that.</returns>
    public static KernelSpec Install(string folder, string program)
    {
        ArgumentNullException.ThrowIfNull(folder);
        bool taken = SearchFolders().Append(folder).Any(one => Read(Path.Combine(one, CommonName)) is { IsOurs: false });
        string path = Path.Combine(folder, taken ? OwnName : CommonName);
        Directory.CreateDirectory(path);
        foreach (string picture in Pictures)
        {
            using Stream from = typeof(KernelSpecs).Assembly.GetManifestResourceStream(picture)!;
            ReplacedFile.Write(Path.Combine(path, picture), from.CopyTo);
        }

        var json = new JsonObject
        {
            ["argv"] = new JsonArray(DotnetHost.Command, program, "kernel", "--connection-file", "{connection_file}"),
            ["display_name"] = taken ? "C# (NotebookKit)" : ".NET (C#)",
            ["language"] = "C#",
            ["interrupt_mode"] = "message",

            // Profiling what runs once costs a start more than it brings.
            ["env"] = new JsonObject { ["DOTNET_TieredPGO"] = "0" },
            ["metadata"] = new JsonObject { ["debugger"] = false, [Mark] = KernelInfo.Version },
        };
        ReplacedFile.Write(Path.Combine(path, "kernel.json"), json.ToJsonString(Readable) + "\n");
        return Read(path)!;
    }

    /// <summary>Removes what <see cref="Install"/> wrote, and nothing of another program.</summary>
    /// <returns>The folders that were removed.</returns>
    public static IReadOnlyList<string> Uninstall(string folder)
    {
        string[] ours =
        [
            .. new[] { CommonName, OwnName }.Select(name => Path.Combine(folder, name)).Where(path => Read(path) is { IsOurs: true }),
        ];
        foreach (string path in ours)
        {
            foreach (string file in Pictures.Append("kernel.json"))
            {
                File.Delete(Path.Combine(path, file));
            }

            // A file that somebody put there stays, and with it the folder.
            if (!Directory.EnumerateFileSystemEntries(path).Any())
            {
                Directory.Delete(path);
            }
        }

        return ours;
    }

    /// <summary>The kernels for C# that Jupyter clients of this user see, first found first, which is the one they take.</summary>
    public static IReadOnlyList<KernelSpec> List() =>
        [
            .. SearchFolders()
                .SelectMany(folder => new[] { CommonName, OwnName }.Select(name => Read(Path.Combine(folder, name))))
                .OfType<KernelSpec>(),
        ];

    private static IEnumerable<string> SearchFolders() =>
        (Environment.GetEnvironmentVariable("JUPYTER_PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(path => Path.Combine(path, "kernels"))
            .Append(UserFolder)
            .Append(PrefixFolder("/usr/local"))
            .Append(PrefixFolder("/usr"))
            .Distinct();

    private static KernelSpec? Read(string path)
    {
        string file = Path.Combine(path, "kernel.json");
        if (!File.Exists(file))
        {
            return null;
        }

        try
        {
            JsonNode json = JsonNode.Parse(RegularFile.Read(file, LongestFile))!;
            string[] arguments = [.. json["argv"]!.AsArray().Select(one => one!.GetValue<string>())];
            return new KernelSpec(
                Path.GetFileName(path),
                path,
                json["display_name"]?.GetValue<string>() ?? "",
                arguments,
                json["metadata"]?[Mark] is not null
            );
        }
        catch (Exception error)
            when (error
                    is JsonException
                        or InvalidOperationException
                        or NullReferenceException
                        or IOException
                        or UnauthorizedAccessException
            )
        {
            // Somebody's broken spec is somebody's.
            return new KernelSpec(Path.GetFileName(path), path, "(not readable)", [], IsOurs: false);
        }
    }
}

/// <summary>A kernel that Jupyter clients can start.</summary>
/// <param name="Name">The name by which notebooks ask for it.</param>
/// <param name="Folder">Its folder.</param>
/// <param name="DisplayName">What clients show.</param>
/// <param name="Arguments">How it is started.</param>
/// <param name="IsOurs">True where this program wrote it.</param>
public sealed record KernelSpec(string Name, string Folder, string DisplayName, IReadOnlyList<string> Arguments, bool IsOurs)
{
    /// <summary>What is wrong with it; null where its program is there.</summary>
    public string? Fault =>
        Arguments.Count < 2 ? "kernel.json names no program"
        : Arguments[0].Contains('/', StringComparison.Ordinal) && !File.Exists(Arguments[0]) ? $"{Arguments[0]} is not there"
        : IsOurs && !File.Exists(Arguments[1])
            ? $"{Arguments[1]} is not there: was the repository moved? run notebookkit kernel install again"
        : null;
}
