using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace NotebookKit.Cli.Tests.Rooms;

/// <summary>Arrows between rooms go one way. A new room takes its place in its project's list.</summary>
public class RoomTests
{
    private static readonly Dictionary<string, string[]> BottomUp = new()
    {
        ["NotebookKit"] =
        [
            "Files",
            "Processes",
            "Display",
            "Stats",
            "Results",
            "Hosts",
            "Formats",
            "Blocks",
            "Tables",
            "Sql",
            "Plots",
            "Flames",
            "Pictures",
            "Diagnosis",
            "Knowledge",
            "Kernels",
            "Capture",
            "Commits",
            "Verification",
            "Reports",
            "Summaries",
            "Cases",
            "VirtualLab",
            "Training",
            "Redaction",
            "Fleet",
        ],
        ["NotebookKit.Scripting"] = ["Formatting", "Cells"],
        ["NotebookKit.Kernel"] = ["Files", "Processes", "Notebooks", "Packages", "Directives", "Polyglot", "Language", "Running", "Pages"],
        ["NotebookKit.Jupyter"] = ["Transport", "Messages", "Specs", "Serving"],
        ["NotebookKit.Cli"] = ["Running", "Commands"],
    };

    [Theory]
    [InlineData("NotebookKit")]
    [InlineData("NotebookKit.Scripting")]
    [InlineData("NotebookKit.Kernel")]
    [InlineData("NotebookKit.Jupyter")]
    [InlineData("NotebookKit.Cli")]
    public void A_room_uses_only_rooms_below_it(string project)
    {
        string[] order = BottomUp[project];
        string[] rooms =
        [
            .. Directory
                .GetDirectories(Path.Combine(RepositoryFolder.Root, "lib", project))
                .Select(Path.GetFileName)
                .OfType<string>()
                .Where(room => room is not ("bin" or "obj")),
        ];
        Assert.Empty(rooms.Except(order));

        Dictionary<(string From, string To), string> arrows = SourceArrows.Of(project);

        // The top-level files of a program may use every room.
        var upward = arrows
            .Where(arrow => arrow.Key.From.Length > 0 && Array.IndexOf(order, arrow.Key.To) >= Array.IndexOf(order, arrow.Key.From))
            .Select(arrow => $"{arrow.Key.From} uses {arrow.Key.To}, which is not below it: {arrow.Value}");
        Assert.Empty(upward);
        Assert.NotEmpty(arrows);
    }

    [Theory]
    [InlineData(
        "NotebookKit.dll",
        "the library knows no compiler, no message queue and no command line",
        "Microsoft.CodeAnalysis",
        "NetMQ",
        "System.CommandLine",
        "Spectre",
        "Markdig"
    )]
    [InlineData(
        "NotebookKit.Scripting.dll",
        "cells know no file of notebooks and no message, and nothing of the library",
        "System.CommandLine",
        "Spectre",
        "Markdig"
    )]
    [InlineData("NotebookKit.Kernel.dll", "the engine knows no message, and nothing of the library", "System.CommandLine", "Spectre")]
    [InlineData(
        "NotebookKit.Jupyter.dll",
        "the messages know no compiler and nothing of the library",
        "Microsoft.CodeAnalysis",
        "System.CommandLine",
        "Spectre"
    )]
    public void An_assembly_knows_nothing_of_those_above_it(string file, string rule, params string[] forbidden)
    {
        string[] below = file switch
        {
            "NotebookKit.Kernel.dll" => ["NotebookKit.Scripting"],
            "NotebookKit.Jupyter.dll" => ["NotebookKit.Scripting", "NotebookKit.Kernel"],
            _ => [],
        };
        using var image = new PEReader(File.OpenRead(Path.Combine(Path.GetDirectoryName(RepositoryFolder.Library)!, file)));
        MetadataReader metadata = image.GetMetadataReader();

        string[] references =
        [
            .. metadata.AssemblyReferences.Select(reference => metadata.GetString(metadata.GetAssemblyReference(reference).Name)),
        ];

        Assert.NotEmpty(references);
        Assert.True(
            !references
                .Except(below)
                .Any(reference => forbidden.Append("NotebookKit").Any(start => reference.StartsWith(start, StringComparison.Ordinal))),
            $"{rule}; {file} references {string.Join(", ", references)}"
        );
    }
}
