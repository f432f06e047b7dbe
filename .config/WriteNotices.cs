using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

/// <summary>Writes the notices of the packages whose files are copied to the output. Runs within the build, compiled by it.</summary>
public sealed class WriteNotices : Task
{
    private readonly SortedDictionary<string, string> _texts = new SortedDictionary<string, string>(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _notices = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The files that are copied, each with its package's name and version.</summary>
    [Required]
    public ITaskItem[] Files { get; set; }

    /// <summary>The folder of the unpacked packages.</summary>
    [Required]
    public string PackageRoot { get; set; }

    /// <summary>The folder of licence texts, named by SPDX identifier or by package.</summary>
    [Required]
    public string Texts { get; set; }

    /// <summary>The notices of the .NET runtime, of which the launchers hold code; may be missing.</summary>
    public string Runtime { get; set; }

    /// <summary>The file to write.</summary>
    [Required]
    public string Output { get; set; }

    /// <inheritdoc/>
    public override bool Execute()
    {
        var text = new StringBuilder("NotebookKit comes with files of the packages below, each under its own licence. Texts that several share follow at the end.\n");
        foreach (var package in Files.Where(file => file.GetMetadata("NuGetPackageId").Length > 0)
            .GroupBy(file => file.GetMetadata("NuGetPackageId") + " " + file.GetMetadata("NuGetPackageVersion")).OrderBy(group => group.Key, StringComparer.OrdinalIgnoreCase))
        {
            string[] name = package.Key.Split(' ');
            Package(text, name[0], name[1], package.Select(file => Path.GetFileName(file.ItemSpec)).Distinct().OrderBy(file => file, StringComparer.Ordinal));
        }

        Rule(text, ".NET runtime: notebookkit and NotebookKit.Cli, which start the command, hold code of it");
        text.Append("Licence: MIT. Copyright (c) .NET Foundation and Contributors. https://github.com/dotnet/runtime\n");
        Use("MIT");
        if (!string.IsNullOrEmpty(Runtime) && File.Exists(Runtime))
        {
            text.Append('\n').Append(Plain(File.ReadAllText(Runtime)));
        }

        foreach (var licence in _texts)
        {
            Rule(text, "Text of " + licence.Key);
            text.Append(licence.Value);
        }

        File.WriteAllText(Output, text.ToString());
        return !Log.HasLoggedErrors;
    }

    private void Package(StringBuilder text, string name, string version, IEnumerable<string> files)
    {
        string folder = Path.Combine(PackageRoot, name.ToLowerInvariant(), version.ToLowerInvariant());
        XElement about = XDocument.Load(Path.Combine(folder, name.ToLowerInvariant() + ".nuspec")).Root.Elements().First(element => element.Name.LocalName == "metadata");
        string Of(string field) => about.Elements().FirstOrDefault(element => element.Name.LocalName == field)?.Value.Trim() ?? "";

        Rule(text, name + " " + version);
        Line(text, "Files", string.Join(", ", files));
        Line(text, "Authors", Of("authors"));
        Line(text, "Copyright", Of("copyright"));
        Line(text, "Project", Of("projectUrl"));
        XElement licence = about.Elements().FirstOrDefault(element => element.Name.LocalName == "license");
        string kind = licence?.Attribute("type")?.Value;
        Line(text, "Licence", kind == "file" ? "below" : kind == "expression" ? licence.Value : Of("licenseUrl"));
        string own = Path.Combine(Texts, name + ".txt");
        if (kind == "file")
        {
            text.Append('\n').Append(Plain(File.ReadAllText(Path.Combine(folder, licence.Value.Replace('\\', '/')))));
        }
        else if (File.Exists(own))
        {
            text.Append('\n').Append(Plain(File.ReadAllText(own)));
        }
        else if (kind != "expression" || !Regex.Split(licence.Value, @"[\s()]+").Where(word => !(word is "" or "OR" or "AND" or "WITH")).Select(Use).ToArray().Any(has => has))
        {
            text.Append("Its text is not here.\n");
        }

        foreach (string notice in Directory.GetFiles(folder).Where(IsNotice).OrderBy(file => file, StringComparer.Ordinal))
        {
            string content = Plain(File.ReadAllText(notice));
            text.Append('\n').Append(Path.GetFileName(notice));
            if (_notices.TryGetValue(content, out string other))
            {
                text.Append(" of the package: as that of ").Append(other).Append(".\n");
                continue;
            }

            _notices.Add(content, name);
            text.Append(" of the package:\n\n").Append(content);
        }
    }

    private bool Use(string licence)
    {
        string file = Path.Combine(Texts, licence + ".txt");
        if (!File.Exists(file))
        {
            return false;
        }

        _texts[licence] = File.ReadAllText(file);
        return true;
    }

    private static bool IsNotice(string file) => Regex.IsMatch(Path.GetFileName(file), @"^(third-?party-?)?notices?\.(txt|md|rtf)$", RegexOptions.IgnoreCase);

    // Word processors' text is shown by its words: notices have neither tables nor pictures.
    private static string Plain(string text)
    {
        if (text.StartsWith(@"{\rtf", StringComparison.Ordinal))
        {
            text = Regex.Replace(text, @"\{\\(fonttbl|colortbl|stylesheet|\*)(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\}", "");
            text = Regex.Replace(text, @"\\(par|line)\b ?", "\n");
            text = Regex.Replace(text, @"\\'([0-9a-f]{2})", match => ((char)Convert.ToInt32(match.Groups[1].Value, 16)).ToString(), RegexOptions.IgnoreCase);
            text = Regex.Replace(text, @"\\u(\d+)\??", match => ((char)int.Parse(match.Groups[1].Value)).ToString());
            text = Regex.Replace(text, @"\\[a-z]+-?\d* ?|[{}]|\\(?=\*)", "");
        }

        text = Regex.Replace(text.Replace("\r\n", "\n"), @"[\x00-\x08\x0b-\x1f\x7f]", "");
        return Regex.Replace(text, @"(\n[ \t]*){3,}", "\n\n").Trim() + "\n";
    }

    private static void Line(StringBuilder text, string field, string value)
    {
        if (value.Length > 0)
        {
            text.Append(field).Append(": ").Append(value).Append('\n');
        }
    }

    private static void Rule(StringBuilder text, string title) => text.Append('\n').Append('-', 100).Append('\n').Append(title).Append("\n\n");
}
