using System.Reflection;
using System.Text.Json.Nodes;

namespace NotebookKit.Jupyter.Messages;

/// <summary>What the kernel says of itself.</summary>
internal static class KernelInfo
{
    public static string Version { get; } =
        typeof(KernelInfo).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";

    public static JsonObject Content() =>
        new()
        {
            ["status"] = "ok",
            ["protocol_version"] = JupyterMessage.Protocol,
            ["implementation"] = "notebookkit",
            ["implementation_version"] = Version,
            ["banner"] = $"NotebookKit {Version}: C# on .NET {Environment.Version}. #!lsmagic lists directives.",
            ["debugger"] = false,
            ["help_links"] = new JsonArray(
                new JsonObject { ["text"] = "C# reference", ["url"] = "https://learn.microsoft.com/dotnet/csharp/" }
            ),
            ["language_info"] = new JsonObject
            {
                ["name"] = "C#",
                ["version"] = "14.0",
                ["mimetype"] = "text/x-csharp",
                ["file_extension"] = ".cs",
                ["pygments_lexer"] = "csharp",
                ["codemirror_mode"] = "text/x-csharp",
            },
        };
}
