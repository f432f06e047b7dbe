using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using NotebookKit.Files;
using NotebookKit.Kernel.Files;
using NotebookKit.Processes;
using NotebookKit.Scripting.Formatting;

namespace NotebookKit.Kernel.Packages;

/// <summary>Gets packages by <c>dotnet restore</c>, with the user's own NuGet
/// configuration; the same set is restored once and then kept.</summary>
/// <remarks>Results are under <c>$XDG_CACHE_HOME/notebookkit/packages</c>, else
/// <c>~/.cache</c>; the packages themselves in NuGet's own folder.</remarks>
internal static partial class PackageRestore
{
    /// <summary>Restores.</summary>
    /// <param name="packages">What is asked for.</param>
    /// <param name="sources">Sources besides the configured ones.</param>
    /// <param name="stop">Ends it.</param>
    /// <exception cref="PackageException">A package or version is not to be had; the message says which and why.</exception>
    public static RestoredPackages Run(
        IReadOnlyCollection<PackageRequest> packages,
        IReadOnlyCollection<string> sources,
        CancellationToken stop
    )
    {
        string project = Project(packages, sources);
        string folder = Path.Combine(
            UserCache.Folder,
            "packages",
            Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(project)))[..24]
        );
        string assets = Path.Combine(folder, "obj", "project.assets.json");
        string done = Path.Combine(folder, "restored");

        // The newest version may be another tomorrow; what is named is found again without asking anybody.
        bool floating = packages.Any(package => package.Version.Contains('*', StringComparison.Ordinal));
        if (File.Exists(done) && !floating && RestoredPackages.Read(assets) is { Exist: true } kept)
        {
            return kept;
        }

        Directory.CreateDirectory(folder);
        ReplacedFile.Write(Path.Combine(folder, "cell.csproj"), project);
        foreach (string name in new[] { "Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props" })
        {
            // Empty ones keep those of folders above out.
            ReplacedFile.Write(Path.Combine(folder, name), "<Project />\n");
        }

        (int code, string output) = Dotnet(folder, stop);
        if (code != 0)
        {
            throw new PackageException(Failure(output));
        }

        ReplacedFile.Write(done, "");
        return RestoredPackages.Read(assets);
    }

    private static string Project(IEnumerable<PackageRequest> packages, IEnumerable<string> sources) =>
        new XElement(
            "Project",
            new XAttribute("Sdk", "Microsoft.NET.Sdk"),
            new XElement(
                "PropertyGroup",
                new XElement("TargetFramework", $"net{Environment.Version.Major}.0"),
                new XElement("RuntimeIdentifier", RuntimeInformation.RuntimeIdentifier),
                new XElement("SelfContained", "false"),
                new XElement("UseAppHost", "false"),
                new XElement("NuGetAudit", "false"),
                new XElement("RestoreAdditionalProjectSources", string.Join(';', sources))
            ),
            new XElement(
                "ItemGroup",
                packages
                    .OrderBy(package => package.Name, StringComparer.OrdinalIgnoreCase)
                    .Select(package => new XElement(
                        "PackageReference",
                        new XAttribute("Include", package.Name),
                        new XAttribute("Version", package.Version)
                    ))
            )
        ).ToString();

    private static (int Code, string Output) Dotnet(string folder, CancellationToken stop)
    {
        ShortResult result = ShortRun
            .To(
                [DotnetHost.Command, "restore", "cell.csproj", "--nologo", "-v:quiet", "-tl:off"],
                Timeout.InfiniteTimeSpan,
                folder: folder,
                environment: environment =>
                {
                    // Messages are read below; the engine's own settings for .NET are not the SDK's.
                    environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
                    environment.Remove("DOTNET_TieredPGO");
                    environment.Remove("MSBUILD_EXE_PATH");

                    // What MSBuild would leave running for a next time goes with it.
                    environment["MSBUILDDISABLENODEREUSE"] = "1";
                    RecordLanguage.For(environment);
                },
                stop: stop
            )!
            .Value;
        return (result.ExitCode, result.Output + result.Error);
    }

    private static string Failure(string output)
    {
        string[] errors =
        [
            .. ErrorLine().Matches(output).Select(match => $"{match.Groups[1].Value}: {match.Groups[2].Value.Trim()}").Distinct(),
        ];
        return errors.Length > 0 ? string.Join('\n', errors) : output.Trim();
    }

    [GeneratedRegex(@"error (NU\d+|MSB\d+|NETSDK\d+): (.*?)(?: \[[^\]\n]*\])?$", RegexOptions.Multiline)]
    private static partial Regex ErrorLine();
}

/// <summary>Packages could not be had.</summary>
internal sealed class PackageException(string message) : Exception(message);
