using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.CodeAnalysis;

namespace NotebookKit.Scripting.Cells;

/// <summary>Gives the documentation of an assembly's members from XML files, read only when somebody asks.</summary>
internal sealed class XmlDocumentation : DocumentationProvider
{
    private readonly Func<IEnumerable<string>> _files;

    private XmlDocumentation(Func<IEnumerable<string>> files) => _files = files;

    /// <summary>The documentation beside an assembly; null where there is none.</summary>
    public static XmlDocumentation? Beside(string assembly)
    {
        string path = Path.ChangeExtension(assembly, ".xml");
        return File.Exists(path) ? new XmlDocumentation(() => [path]) : null;
    }

    /// <summary>The documentation of a framework assembly, where the SDK has it.</summary>
    /// <remarks>
    /// The runtime's assemblies are cut otherwise than the reference assemblies that are documented: what lies in System.Private.CoreLib
    /// is documented under System.Runtime, System.Collections and others. So all are searched, the likely ones first.
    /// </remarks>
    public static XmlDocumentation OfFramework(string assembly) => new(() => FrameworkFiles(Path.GetFileNameWithoutExtension(assembly)));

    public override bool Equals(object? obj) => ReferenceEquals(this, obj);

    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);

    protected override string? GetDocumentationForSymbol(
        string documentationMemberID,
        CultureInfo preferredCulture,
        CancellationToken cancellationToken = default
    )
    {
        byte[] start = Encoding.UTF8.GetBytes($"<member name=\"{documentationMemberID}\">");
        foreach (string file in _files())
        {
            ReadOnlySpan<byte> bytes = File.ReadAllBytes(file);
            int at = bytes.IndexOf(start);
            if (at >= 0)
            {
                ReadOnlySpan<byte> member = bytes[at..];
                int end = member.IndexOf("</member>"u8);
                return end < 0 ? null : Encoding.UTF8.GetString(member[..(end + "</member>".Length)]);
            }
        }

        return null;
    }

    private static IEnumerable<string> FrameworkFiles(string assembly)
    {
        string packs = Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../../packs/Microsoft.NETCore.App.Ref");
        string? folder = !Directory.Exists(packs)
            ? null
            : Directory
                .EnumerateDirectories(packs)
                .Select(version =>
                    Path.Combine(version, "ref", string.Create(CultureInfo.InvariantCulture, $"net{Environment.Version.Major}.0"))
                )
                .LastOrDefault(Directory.Exists);
        if (folder is null)
        {
            return [];
        }

        string[] first =
        [
            Path.Combine(folder, assembly + ".xml"),
            Path.Combine(folder, "System.Runtime.xml"),
            Path.Combine(folder, "System.Collections.xml"),
        ];
        return first.Where(File.Exists).Concat(Directory.EnumerateFiles(folder, "System*.xml").Order(StringComparer.Ordinal)).Distinct();
    }
}
