using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace NotebookKit.Kernel.Tests.Running;

/// <summary>Compiles an assembly for a test.</summary>
internal static class SmallAssembly
{
    public static string Compile(string folder, string name, string code, params string[] references)
    {
        string path = Path.Combine(folder, name + ".dll");
        string framework = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        CSharpCompilation compilation = CSharpCompilation.Create(
            name,
            [CSharpSyntaxTree.ParseText(code)],
            [
                .. references
                    .Append(typeof(object).Assembly.Location)
                    .Append(Path.Combine(framework, "System.Runtime.dll"))
                    .Select(reference => MetadataReference.CreateFromFile(reference)),
            ],
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary)
        );
        Assert.True(compilation.Emit(path).Success);
        return path;
    }
}
