using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace NotebookKit.VirtualLab;

/// <summary>What has to be fetched for one kernel of the virtual lab.</summary>
/// <param name="Kernel">The kernel.</param>
/// <param name="Mirror">Where packages come from.</param>
/// <param name="KernelFiles">The kernel's packages.</param>
/// <param name="ToolFiles">The guest's tools, and all that they need.</param>
/// <param name="Missing">Those of both that are not kept yet.</param>
internal sealed record LabPlan(
    GuestKernel Kernel,
    string Mirror,
    IReadOnlyList<PackageFile> KernelFiles,
    IReadOnlyList<PackageFile> ToolFiles,
    IReadOnlyList<PackageFile> Missing
)
{
    /// <summary>All packages.</summary>
    public IEnumerable<PackageFile> Files => KernelFiles.Concat(ToolFiles);

    /// <summary>What an image is made of.</summary>
    internal string Hash =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', Files.Select(file => file.Sha256)))));

    /// <summary>What is fetched, from where, and how much.</summary>
    public override string ToString() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"""
            kernel {Kernel.Name}: {string.Join(", ", KernelFiles.Select(file => file.FileName))}
            tools: {ToolFiles.Count} packages of Debian {GuestContents.ToolSuite}
            from {Mirror}, each proved by the archive's signature
            to fetch: {(
                Missing.Count == 0 ? "nothing, all of it is here" : $"{Missing.Count} packages, {MiB(Missing)} MiB"
            )} (kept: {Files.Count() - Missing.Count} packages, {MiB(Files.Except(Missing))} MiB)
            """
        );

    private static string MiB(IEnumerable<PackageFile> files) =>
        (files.Sum(file => file.Bytes) / (double)(1 << 20)).ToString("0", CultureInfo.InvariantCulture);
}
