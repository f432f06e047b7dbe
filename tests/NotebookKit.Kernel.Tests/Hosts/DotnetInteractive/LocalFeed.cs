namespace NotebookKit.Kernel.Tests.Hosts.DotnetInteractive;

/// <summary>A feed of packages in a folder, with the library's own as it is built, under a version that nobody else has.</summary>
internal sealed class LocalFeed : IDisposable
{
    // What was restored before serves here as a feed too: its layout is that of one.
    private static readonly string Packages = Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } folder
        ? folder
        : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("feed-");

    public LocalFeed()
    {
        Version = $"0.0.1-test.{Guid.NewGuid():N}";
        new HostProgram("dotnet").RunWell(
            "pack",
            Path.Combine(RepositoryFolder.Root, "lib", "NotebookKit"),
            "--no-build",
            "--configuration",
            Configuration,
            "--output",
            _folder.FullName,
            $"-p:Version={Version}",
            $"-p:NuspecOutputPath={_folder.CreateSubdirectory("nuspec").FullName}/"
        );
    }

    public string Version { get; }

    /// <summary>Settings under which a process of a home of its own finds this feed and
    /// what was restored before, and asks nobody else.</summary>
    public Dictionary<string, string> Settings(string home)
    {
        string folder = Directory.CreateDirectory(Path.Combine(home, ".nuget", "NuGet")).FullName;
        File.WriteAllText(
            Path.Combine(folder, "NuGet.Config"),
            $"""<configuration><packageSources><clear /><add key="feed" value="{_folder.FullName}" /><add key="restored" value="{Packages}" /></packageSources></configuration>"""
        );
        Dictionary<string, string> settings = DotnetTool.Quiet(home);
        settings["NUGET_PACKAGES"] = Packages;
        settings["XDG_CACHE_HOME"] = Path.Combine(home, "cache");
        return settings;
    }

    public void Dispose()
    {
        _folder.Delete(recursive: true);
        string restored = Path.Combine(Packages, "notebookkit", Version);
        if (Directory.Exists(restored))
        {
            Directory.Delete(restored, recursive: true);
        }
    }

    // The tests lie where the library of the same configuration does: bin/NAME/debug.
    private static string Configuration =>
        Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory)) == "release" ? "Release" : "Debug";
}
