namespace NotebookKit.Display;

/// <summary>Names the assembly that extends a notebook host where this one is loaded.</summary>
/// <remarks>
/// It lies beside this one and holds what needs the host's own types, so that this one needs none.
/// NotebookKit's engine finds the attribute by its simple name and gives its kernel to every
/// <c>IKernelExtension</c> in there; for .NET Interactive, <see cref="HostExtension"/> does so.
/// </remarks>
/// <param name="assemblyName">The assembly's simple name.</param>
[AttributeUsage(AttributeTargets.Assembly)]
internal sealed class KernelExtensionAttribute(string assemblyName) : Attribute
{
    /// <summary>The assembly's simple name.</summary>
    public string AssemblyName { get; } = assemblyName;
}
