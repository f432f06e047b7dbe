using System.Reflection;
using Microsoft.DotNet.Interactive;
using NotebookKit.Scripting.Cells;

namespace NotebookKit.Kernel.Polyglot;

/// <summary>Lets libraries that cells loaded bring languages of their own.</summary>
/// <remarks>
/// An attribute on the assembly whose simple name is <c>KernelExtensionAttribute</c> names another beside it (<c>AssemblyName</c>), whose
/// <see cref="IKernelExtension"/> are given the kernel, as .NET Interactive gives them its own.
/// </remarks>
internal sealed class LibraryExtensions(CSharpSession session)
{
    private const string Attribute = "KernelExtensionAttribute";

    private readonly HashSet<Assembly> _seen = [];

    /// <summary>Loads what libraries brought since the last time.</summary>
    public void Load(CompositeKernel root)
    {
        foreach (Assembly library in session.Libraries.Where(_seen.Add).ToList())
        {
            // Only the name is looked at first: other attributes may need assemblies that are not there.
            if (
                library.GetCustomAttributesData().FirstOrDefault(data => data.AttributeType.Name == Attribute) is
                { ConstructorArguments: [{ Value: string name }] }
            )
            {
                IEnumerable<Type> types = session.Library(name).GetExportedTypes();
                foreach (Type type in types.Where(type => !type.IsAbstract && typeof(IKernelExtension).IsAssignableFrom(type)))
                {
                    ((IKernelExtension)Activator.CreateInstance(type)!).OnLoadAsync(root).GetAwaiter().GetResult();
                }
            }
        }
    }
}
